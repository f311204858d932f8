package calendar

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	arran "github.com/arran4/golang-ical"
	emersion "github.com/emersion/go-ical"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// Two libraries that share no code read the same instants as were written,
// also on the days around both changes of the clock, in odd zones, and in one
// where daylight saving is negative.
func TestFileInstants(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/Vienna", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Chatham", "Europe/Dublin", "America/Sao_Paulo"} {
		z := zone(t, name)
		for _, day := range []time.Time{
			time.Date(2026, 3, 7, 9, 0, 0, 0, z), time.Date(2026, 3, 28, 9, 0, 0, 0, z), time.Date(2026, 3, 29, 1, 0, 0, 0, z), time.Date(2026, 3, 29, 9, 0, 0, 0, z),
			time.Date(2026, 4, 5, 9, 0, 0, 0, z), time.Date(2026, 7, 1, 9, 0, 0, 0, z), time.Date(2026, 10, 24, 9, 0, 0, 0, z),
			time.Date(2026, 10, 25, 9, 0, 0, 0, z), time.Date(2026, 11, 1, 9, 0, 0, 0, z), time.Date(2026, 12, 31, 20, 0, 0, 0, z),
		} {
			e := Event{UID: "d1@cowork", Stamp: day, Start: day, End: day.Add(8 * time.Hour), Zone: z, Summary: "x"}
			file, err := File(e)
			if err != nil {
				t.Fatal(err)
			}
			start, end := readArran(t, file)
			start2, end2 := readEmersion(t, file)
			if !start.Equal(e.Start) || !end.Equal(e.End) || !start2.Equal(e.Start) || !end2.Equal(e.End) {
				t.Errorf("%s %v..%v: read as %v..%v and %v..%v", name, e.Start, e.End, start, end, start2, end2)
			}
			if err := observances(file, e.Start); err != nil {
				t.Errorf("%s %v: %v\n%s", name, e.Start, err, file)
			}
		}
	}
}

func readArran(t *testing.T, file []byte) (start, end time.Time) {
	t.Helper()
	cal, err := arran.ParseCalendar(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	start, err = cal.Events()[0].GetStartAt()
	if err != nil {
		t.Fatal(err)
	}
	end, err = cal.Events()[0].GetEndAt()
	if err != nil {
		t.Fatal(err)
	}
	return start, end
}

func readEmersion(t *testing.T, file []byte) (start, end time.Time) {
	t.Helper()
	cal, err := emersion.NewDecoder(bytes.NewReader(file)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	ev := cal.Events()[0]
	if start, err = ev.DateTimeStart(nil); err != nil {
		t.Fatal(err)
	}
	if end, err = ev.DateTimeEnd(nil); err != nil {
		t.Fatal(err)
	}
	return start, end
}

// observances reads the VTIMEZONE by itself, without any time zone database,
// as a calendar that does not know the zone's name must: the latest observance
// that has begun tells the offset.
func observances(file []byte, want time.Time) error {
	var latest time.Time
	var to, from, begin, local string
	for _, line := range strings.Split(strings.ReplaceAll(string(file), "\r\n ", ""), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		switch {
		case name == "DTSTART":
			begin = value
		case name == "TZOFFSETFROM":
			from = value
		case name == "TZOFFSETTO":
			at, err := time.Parse(localFormat+"-0700", begin+from)
			if err != nil {
				return err
			}
			if !at.After(want) && at.After(latest) {
				latest, to = at, value
			}
		case strings.HasPrefix(name, "DTSTART;TZID="):
			local = value
		}
	}
	if local == "" { // in UTC
		return nil
	}
	got, err := time.Parse(localFormat+"-0700", local+to)
	if err != nil {
		return err
	}
	if !got.Equal(want) {
		return fmt.Errorf("by its own VTIMEZONE it is %v", got.UTC())
	}
	return nil
}

func TestFileText(t *testing.T) {
	e := Event{
		UID: "d1@cowork", Sequence: 3, Cancelled: true, Zone: time.UTC,
		Start: time.Unix(1_780_000_000, 0), End: time.Unix(1_780_010_000, 0), Stamp: time.Unix(1_770_000_000, 0),
		Summary:     "Coworking: Ana, Ben; \\ \"quotes\"",
		Description: "One line\nanother\r\nBEGIN:VEVENT\x00 " + strings.Repeat("ünïcödé ", 30),
		Location:    "Café Nord, Linzer Gasse 12",
	}
	file, err := File(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.SplitAfter(string(file), "\r\n") {
		if strings.Count(line, "\n") > 1 || len(strings.TrimSuffix(line, "\r\n")) > 75 {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
	for _, want := range []string{"METHOD:CANCEL\r\n", "STATUS:CANCELLED\r\n", "SEQUENCE:3\r\n", "UID:d1@cowork\r\n"} {
		if !bytes.Contains(file, []byte(want)) {
			t.Errorf("no %q in\n%s", want, file)
		}
	}
	if n := bytes.Count(file, []byte("\r\nBEGIN:VEVENT")); n != 1 {
		t.Errorf("%d events", n)
	}
	cal, err := emersion.NewDecoder(bytes.NewReader(file)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"SUMMARY": e.Summary, "LOCATION": e.Location, "DESCRIPTION": plain(e.Description)} {
		if got, err := cal.Events()[0].Props.Text(name); err != nil || got != want {
			t.Errorf("%s: %q, %v\nwant %q", name, got, err, want)
		}
	}
}

func TestFileRefuses(t *testing.T) {
	now := time.Unix(1_780_000_000, 0)
	for _, e := range []Event{{Start: now, End: now.Add(time.Hour)}, {UID: "x", Start: now, End: now}, {UID: "x", Start: now, End: now.Add(-1)}} {
		if _, err := File(e); err == nil {
			t.Errorf("%+v is taken", e)
		}
	}
}

func TestLinks(t *testing.T) {
	e := Event{Start: time.Unix(1_780_000_000, 0), End: time.Unix(1_780_028_800, 0), Summary: "Ana & Ben", Location: "Café, upstairs", Description: "a=b&c"}
	for link, want := range map[string]map[string]string{
		GoogleLink(e):  {"text": e.Summary, "location": e.Location, "details": e.Description, "dates": "20260528T202640Z/20260529T042640Z"},
		OutlookLink(e): {"subject": e.Summary, "location": e.Location, "body": e.Description, "startdt": "2026-05-28T20:26:40Z"},
	} {
		u, err := url.Parse(link)
		if err != nil || u.Scheme != "https" {
			t.Fatalf("%s: %v", link, err)
		}
		for key, value := range want {
			if got := u.Query().Get(key); got != value {
				t.Errorf("%s of %s: %q, want %q", key, u.Host, got, value)
			}
		}
	}
}
