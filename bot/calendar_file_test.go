package bot

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	arran "github.com/arran4/golang-ical"
	emersion "github.com/emersion/go-ical"

	"cowork/bot/calendar"
	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"
)

// entry is the one event of a calendar file, as two libraries read it.
type entry struct {
	uid, method, status, sequence, summary, location string
	start, end                                       time.Time
}

func readEntry(t testing.TB, file []byte) entry {
	t.Helper()
	one, err := arran.ParseCalendar(bytes.NewReader(file))
	if err != nil || len(one.Events()) != 1 {
		t.Fatalf("%v in\n%s", err, file)
	}
	two, err := emersion.NewDecoder(bytes.NewReader(file)).Decode()
	if err != nil || len(two.Events()) != 1 {
		t.Fatalf("%v in\n%s", err, file)
	}
	a, b := one.Events()[0], two.Events()[0]
	text := func(name string) string {
		p := b.Props.Get(name)
		if p == nil {
			return ""
		}
		s, err := p.Text()
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	e := entry{uid: text("UID"), status: text("STATUS"), sequence: b.Props.Get("SEQUENCE").Value, summary: text("SUMMARY"), location: text("LOCATION")}
	e.method = two.Props.Get("METHOD").Value
	var errs [4]error
	e.start, errs[0] = b.DateTimeStart(nil)
	e.end, errs[1] = b.DateTimeEnd(nil)
	start, err1 := a.GetStartAt()
	end, err2 := a.GetEndAt()
	errs[2], errs[3] = err1, err2
	if err := errors.Join(errs[:]...); err != nil || !start.Equal(e.start) || !end.Equal(e.end) || a.Id() != e.uid {
		t.Fatalf("two libraries read %v..%v and %v..%v (%v)", e.start, e.end, start, end, err)
	}
	return e
}

// files are the calendar files that somebody sees in a conversation.
func (w *town) files(who, talk string) (all []entry) {
	w.t.Helper()
	for _, m := range w.slack.Messages(who, talk) {
		for _, f := range m.Files {
			if !strings.HasSuffix(f.Name, ".ics") || len(m.Files) != 1 {
				w.t.Errorf("%s sees the files %v", who, m.Files)
			}
			all = append(all, readEntry(w.t, f.Content))
		}
	}
	return all
}

func TestCalendarFollowsTheSession(t *testing.T) {
	w, talk := settledDuo(t)
	duo := w.theDuo()
	got := w.files("U01", talk)
	if len(got) != 1 || len(w.files("U02", talk)) != 1 {
		t.Fatalf("%d files", len(got))
	}
	first := got[0]
	if first.method != "PUBLISH" || first.status != "CONFIRMED" || first.sequence != "0" || first.uid != string(duo.ID)+"@cowork" {
		t.Errorf("the invitation is %+v", first)
	}
	if !first.start.Equal(duo.Session.Start) || !first.end.Equal(duo.Session.End) || first.start.Location().String() != "Europe/Vienna" {
		t.Errorf("it is from %v to %v, the session from %v", first.start, first.end, duo.Session.Start)
	}
	if !strings.Contains(first.summary, "nu01") || !strings.Contains(first.summary, "nu02") || first.location == "" {
		t.Errorf("it says %q at %q", first.summary, first.location)
	}
	m, e := w.button("U01", "Add to Google Calendar")
	if said := w.clicks("U01", "Add to Google Calendar"); said != "" || !strings.Contains(string(m.Blocks), "https://calendar.google.com/") || e.Label == "" {
		t.Errorf("the button to a calendar says %q", said)
	}

	w.clicks("U01", "Another day")
	later := duo.Session.Start.AddDate(0, 0, 2)
	if reply, err := w.slack.Submit(soon(t), "U01", fakeslack.Fields{askDay: {later.Format(time.DateOnly)}}); err != nil || len(reply.Errors) > 0 {
		t.Fatal(reply.Errors, err)
	}
	w.rest()
	if got := w.files("U02", talk); len(got) != 1 {
		t.Errorf("one of them alone moved the day: %+v", got)
	}
	w.clicks("U02", "That suits me")
	got = w.files("U02", talk)
	if len(got) != 2 || got[1].uid != first.uid || got[1].sequence != "1" || !got[1].start.Equal(later) || got[1].method != "PUBLISH" {
		t.Fatalf("after the change: %+v", got)
	}
	if m, _ := w.button("U01", "Add to Google Calendar"); !strings.Contains(string(m.Blocks), later.Format("20060102T150405Z")) {
		t.Errorf("the link leads to the old day: %s", m.Blocks)
	}

	w.clicks("U01", "Something came up")
	got = w.files("U02", talk)
	if len(got) != 3 || got[2].uid != first.uid || got[2].sequence != "2" || got[2].method != "CANCEL" || got[2].status != "CANCELLED" || !got[2].start.Equal(later) {
		t.Fatalf("after it fell through: %+v", got)
	}
	if text := w.sees("U02", talk); strings.Contains(text, "Add to Google Calendar") || !strings.Contains(text, "takes it out again") {
		t.Errorf("the conversation is %s", text)
	}
}

// TestCalendarFileIsSharedOnce, whatever becomes of an attempt at any step.
func TestCalendarFileIsSharedOnce(t *testing.T) {
	for name, fault := range map[string]fakeslack.Fault{
		"stored, then timed out": fakeslack.StoredThenTimedOut(),
		"reset before":           fakeslack.ResetBefore(),
		"reset after":            fakeslack.ResetAfter(),
		"503":                    fakeslack.HTML(503),
		"truncated":              fakeslack.Truncated(),
		"bare":                   fakeslack.Bare(),
		"internal_error":         fakeslack.ErrorCode("internal_error"),
		"unknown code":           fakeslack.ErrorCode("moon_in_the_wrong_house"),
		"429":                    fakeslack.RateLimited(3),
		"200 ratelimited":        fakeslack.RateLimitedOK(),
		"thrown away":            fakeslack.ErrorCode("file_not_found"),
	} {
		for _, method := range []string{"files.getUploadURLExternal", "upload_url", "files.completeUploadExternal", "conversations.history"} {
			t.Run(name+" in "+method, func(t *testing.T) {
				t.Parallel()
				r := newRig(t, func(g *rigging) { g.timing.call = 250 * time.Millisecond })
				r.settledRow("U1", "U2")
				if method == "conversations.history" {
					r.slack.Inject("files.completeUploadExternal", 1, fakeslack.ResetAfter())
				}
				r.slack.Inject(method, 2, fault)
				r.settle()
				row := r.row("calendar:duo1:1")
				var files []string
				for _, m := range r.slack.Messages("U1", row.Channel) {
					for _, f := range m.Files {
						files = append(files, f.ID)
					}
				}
				if row.State != storage.Sent || !slices.Equal(files, []string{row.TS}) {
					t.Errorf("the row is %s (%s), and there are %v", row.State, row.Error, files)
				}
			})
		}
	}
}

// TestAnUploadThatSlackRefusesIsNone, also when the refusal comes with a 200:
// nothing is shared that is not there.
func TestAnUploadThatSlackRefusesIsNone(t *testing.T) {
	r := newRig(t, func(g *rigging) { g.timing.call = 250 * time.Millisecond })
	r.settledRow("U1", "U2")
	r.slack.Inject("upload_url", 1, fakeslack.RateLimitedOK())
	r.settle()
	if row := r.row("calendar:duo1:1"); row.State != storage.Sent {
		t.Errorf("the row is %s (%s)", row.State, row.Error)
	}
	if up, shared := len(r.slack.CallsOf("upload_url")), len(r.slack.CallsOf("files.completeUploadExternal")); up != 2 || shared != 1 {
		t.Errorf("it was uploaded %d times and shared %d times", up, shared)
	}
}

// TestAFileLostAfterManyAttemptsIsUploadedAnew: what a storm cost before does
// not end it.
func TestAFileLostAfterManyAttemptsIsUploadedAnew(t *testing.T) {
	r := newRig(t, func(g *rigging) { g.timing.call = 250 * time.Millisecond })
	r.settledRow("U1", "U2")
	r.slack.Inject("files.getUploadURLExternal", mostAttempts, fakeslack.ResetAfter())
	r.slack.Inject("files.completeUploadExternal", 1, fakeslack.ErrorCode("file_not_found"))
	r.settle()
	if row := r.row("calendar:duo1:1"); row.State != storage.Sent || row.Attempts <= mostAttempts {
		t.Errorf("the row is %s (%s) after %d attempts", row.State, row.Error, row.Attempts)
	}
}

// TestAFileThatNeverArrivedIsUploadedAnew, even when every second look into the
// conversation fails too: Slack takes the bytes with a 200 and throws them away.
func TestAFileThatNeverArrivedIsUploadedAnew(t *testing.T) {
	r := newRig(t, func(g *rigging) { g.timing.call = 250 * time.Millisecond })
	r.settledRow("U1", "U2")
	r.slack.Inject("files.completeUploadExternal", 1, fakeslack.ErrorCode("file_not_found"))
	looks := 0
	r.slack.InjectWhen("conversations.history", 100, func(fakeslack.Call) bool { looks++; return looks%2 == 0 }, fakeslack.HTML(504))
	r.settle()
	row := r.row("calendar:duo1:1")
	if row.State != storage.Sent {
		t.Errorf("the row is %s (%s) after %d attempts and %d looks", row.State, row.Error, row.Attempts, looks)
	}
}

// TestCalendarFileThatIsSeenLate: Slack takes a share, says nothing, and shows
// it late. The same file is offered again, refused, and found in the end.
func TestCalendarFileThatIsSeenLate(t *testing.T) {
	r := newRig(t, func(g *rigging) { g.timing.call = 250 * time.Millisecond })
	r.settledRow("U1", "U2")
	r.slack.Inject("files.completeUploadExternal", 1, fakeslack.ResetAfter())
	r.slack.Inject("conversations.history", 3, fakeslack.Empty())
	r.settle()
	row := r.row("calendar:duo1:1")
	if seen := r.slack.Messages("U1", row.Channel); row.State != storage.Sent || len(seen) != 1 || seen[0].Files[0].ID != row.TS {
		t.Errorf("the row is %+v, and there are %d messages", row, len(seen))
	}
	if n := len(r.slack.CallsOf("files.getUploadURLExternal")); n != 1 {
		t.Errorf("it was uploaded %d times", n)
	}
}

// TestWithoutTheScopeAllElseGoesOn: an app from before there were files.
func TestWithoutTheScopeAllElseGoesOn(t *testing.T) {
	r := newRig(t, func(g *rigging) {
		g.forgive = true
		g.slack.Manifest = bytes.Replace(g.slack.Manifest, []byte("- files:write"), []byte("- reactions:write"), 1)
	})
	r.settledRow("U1", "U2")
	r.owe("later", "U1,U2", "what comes after it")
	r.settle()
	if row := r.row("calendar:duo1:1"); row.State != storage.Dead || row.Error != "missing_scope" {
		t.Errorf("the file is %s (%s)", row.State, row.Error)
	}
	if row := r.row("later"); row.State != storage.Sent {
		t.Errorf("what comes after it is %s", row.State)
	}
}

// TestFilesHoldUpNoPost: while Slack takes no file, everything else goes on.
func TestFilesHoldUpNoPost(t *testing.T) {
	for _, method := range []string{"files.getUploadURLExternal", "files.completeUploadExternal"} {
		r := newRig(t)
		r.owe("opening", "U1,U2", "you two")
		r.settle()
		r.write(func(tx *storage.Tx) error {
			for i := range 2 * load {
				lane := storage.Lane("U1", pairing.MemberID(fmt.Sprintf("U9%03d", i)))
				if err := tx.SaveConversation(lane, fmt.Sprintf("G%03d", i)); err != nil {
					return err
				}
				m := storage.Message{Key: fmt.Sprint("calendar:d:", i), Lane: lane, Method: storage.Post, Body: []byte(`{}`), Due: r.now(), Attached: true}
				if _, err := tx.Owe(m); err != nil {
					return err
				}
				if m, err := tx.Message(m.Key); err != nil || method != "files.completeUploadExternal" {
					continue
				} else if err := tx.Uploaded(m.ID, "F1"); err != nil {
					return err
				}
			}
			return nil
		})
		r.clock.Advance(time.Second)
		r.owe("post", "U1,U2", "hello")
		r.outbox.pace.close(method, r.now(), time.Minute)
		if _, err := r.Deliver(t.Context(), r.now()); err != nil {
			t.Fatal(err)
		}
		if row := r.row("post"); row.State != storage.Sent {
			t.Errorf("%s is shut, and a post is %s", method, row.State)
		}
	}
}

// settledRow puts a settled duo into the store, and owes its calendar file.
func (r *rig) settledRow(people ...pairing.MemberID) {
	r.t.Helper()
	err := r.atDesk(r.t.Context(), r.clock.Now(), func(d *desk) error {
		duo := storage.Duo{MadeAt: d.now, Duo: pairing.Duo{
			ID: "duo1", State: pairing.Proposed, AnswerBy: d.now.Add(time.Hour),
			Session: pairing.Session{Start: d.now.Add(24 * time.Hour), End: d.now.Add(32 * time.Hour)}, Place: pairing.Place{Kind: pairing.Remote},
			Options: []pairing.Suggestion{{Place: pairing.Place{Kind: pairing.Remote}}},
		}}
		for _, p := range people {
			if _, err := d.person(p, string(p)); err != nil {
				return err
			}
			duo.Seats = append(duo.Seats, pairing.Seat{Member: p})
		}
		round, err := d.tx.OpenRound(storage.Round{Circle: d.circle.ID, Number: 1, Due: d.now, OpenedAt: d.now, AnswerBy: d.now.Add(time.Hour), From: d.now, Until: d.now.AddDate(0, 0, 7)})
		if err != nil {
			return err
		}
		duo.Round = round
		if err := d.tx.InsertDuo(duo); err != nil {
			return err
		}
		return d.shareCalendar(duo.Duo, false)
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// TestNoFileAfterTheDay: what would be late is dropped, however long the bot
// was away.
func TestNoFileAfterTheDay(t *testing.T) {
	r := newRig(t, func(g *rigging) { g.ticks = nil })
	r.ticks = r.Tick
	r.settledRow("U1", "U2")
	r.clock.Advance(48 * time.Hour)
	r.settle()
	if row := r.row("calendar:duo1:1"); row.State != storage.Voided {
		t.Errorf("two days later it is %s", row.State)
	}
	if n := len(r.slack.CallsOf("files.getUploadURLExternal")); n != 0 {
		t.Errorf("it was uploaded")
	}
}

// TestNoHomeAddressInCalendars: of a home, only whose it is.
func TestNoHomeAddressInCalendars(t *testing.T) {
	w := hosting(t, 2, "yes")
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	talk := w.between(ids(2)...)
	if text := w.sees("U02", talk); !strings.Contains(text, marker) {
		t.Fatalf("the guest does not read the address at all: %s", text)
	}
	files := 0
	for _, m := range w.slack.Messages("U02", talk) {
		for _, f := range m.Files {
			files++
			if bytes.Contains(f.Content, []byte("Marker")) || strings.Contains(f.Title, "Marker") {
				t.Errorf("the address is in %s", f.Content)
			}
			if e := readEntry(t, f.Content); e.location != "nu01’s home" {
				t.Errorf("the place is %q", e.location)
			}
		}
		for _, e := range m.Elements() {
			if strings.Contains(e.URL, "Marker") {
				t.Errorf("the address is in %s", e.URL)
			}
		}
	}
	if files != 1 {
		t.Errorf("%d files", files)
	}
}

// TestCalendarLinksFit whatever people and places are called.
func TestCalendarLinksFit(t *testing.T) {
	long := strings.Repeat("👩‍💻 ", 40)
	for _, voice := range []string{"en", "fr", "de"} {
		cast := castIn(voice)
		cast.Names = map[pairing.MemberID]string{ada: long, ben: long, cleo: long}
		cast.Venues = map[pairing.VenueID]pairing.Venue{1: {Name: long, Address: long}}
		e := calendarEvent(duoOfTests(pairing.Confirmed, ada, ben, cleo), cast)
		for _, link := range []string{calendar.GoogleLink(e), calendar.OutlookLink(e)} {
			if u, err := url.Parse(link); err != nil || len(link) > 3000 || u.Scheme != "https" {
				t.Errorf("a link of %d characters: %v", len(link), err)
			}
		}
		if file, err := calendar.File(e); err != nil || readEntry(t, file).location != e.Location {
			t.Errorf("%s: %v\n%s", voice, err, file)
		}
	}
}
