package bot

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cowork/bot/calendar/busy"
	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"
)

// feedServer is a calendar server on this machine that a town may talk to. It
// answers with what is in the file, or with an error if that is nil.
func (w *town) feedServer() (address string, file *atomic.Pointer[string], asked *atomic.Int64) {
	w.t.Helper()
	file, asked = &atomic.Pointer[string]{}, &atomic.Int64{}
	return w.calendars(func(rw http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if f := file.Load(); f != nil {
			fmt.Fprint(rw, *f)
			return
		}
		http.NotFound(rw, r)
	}), file, asked
}

// calendars is the address of a server on this machine that gives calendars.
func (w *town) calendars(answer http.HandlerFunc) (address string) {
	w.t.Helper()
	s := httptest.NewUnstartedServer(answer)
	certificate := localhost(w.t)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	s.StartTLS()
	w.t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(certificate.Leaf)
	own := netip.MustParseAddrPort(s.Listener.Addr().String())
	w.opt.Calendars = busy.Fetcher{Roots: roots, Limit: 5 * time.Second, Permit: func(at netip.AddrPort) error {
		if at != own {
			return busy.ErrForbidden
		}
		return nil
	}}
	return strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/private-Markersecret/basic.ics"
}

// localhost is a certificate for this machine by its name, since the bot takes
// none of its numbers.
func localhost(t testing.TB) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key, Leaf: leaf}
}

// profiles opens the profile of somebody and submits it with some fields.
func (w *town) profiles(who string, fields fakeslack.Fields) fakeslack.Reply {
	w.t.Helper()
	w.says(who, "/cowork profile")
	w.rest()
	return w.submits(who, fields)
}

// keepsNoMarker looks for the address and the content of a calendar wherever
// somebody could read them.
func (w *town) keepsNoMarker() {
	w.t.Helper()
	for _, c := range w.slack.Calls() {
		for name, arg := range c.Args {
			if strings.Contains(arg, "Marker") {
				w.t.Errorf("the calendar is in %s of %s: %s", name, c.Method, arg)
			}
		}
	}
	if strings.Contains(w.log.String(), "Marker") {
		w.t.Error("the calendar is in the log")
	}
	copied := filepath.Join(w.t.TempDir(), "copy.db")
	if err := w.store.Backup(w.t.Context(), copied); err != nil {
		w.t.Fatal(err)
	}
	for _, file := range []string{copied, w.store.Path(), w.store.Path() + "-wal"} {
		if read, err := os.ReadFile(file); err != nil || bytes.Contains(read, []byte("Marker")) {
			w.t.Errorf("the calendar can be read in %s (%v)", filepath.Base(file), err)
		}
	}
}

// feedEvent is one event of a calendar, with a title that is nobody's business.
func feedEvent(start, end time.Time) string {
	const format = "20060102T150405Z"
	return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Markertitle\r\nLOCATION:Markerplace\r\n" +
		"DTSTART:" + start.UTC().Format(format) + "\r\nDTEND:" + end.UTC().Format(format) + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
}

// TestABusyDayIsAvoided: the same two, with and without a calendar that says
// that one is busy on the day that would be theirs.
func TestABusyDayIsAvoided(t *testing.T) {
	plain, _ := settledDuo(t)
	usual := plain.theDuo().Session

	w := members(t, 2)
	address, file, asked := w.feedServer()
	text := feedEvent(usual.Start, usual.End)
	file.Store(&text)
	if reply := w.profiles("U01", fakeslack.Fields{askFeed: {address}}); len(reply.Errors) > 0 {
		t.Fatal(reply.Errors)
	}
	if got := w.sees("U01", ""); !strings.Contains(got, "I can read your calendar") || asked.Load() != 1 {
		t.Errorf("after %d looks they read %s", asked.Load(), got)
	}
	w.keepsNoMarker()
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	if got := w.theDuo().Session; !got.Start.Equal(usual.Start.AddDate(0, 0, 1)) {
		t.Errorf("they work on %v, without a calendar it would be %v", got.Start, usual.Start)
	}
	if got := w.sees("U02", "") + w.sees("U02", w.between(ids(2)...)); strings.Contains(got, "busy") {
		t.Errorf("the partner reads %s", got)
	}

	w.says("U01", "/cowork profile") // it is kept, and not shown
	w.rest()
	if m := w.slack.Modal("U01"); !strings.Contains(m.Text, "An address is kept") || strings.Contains(string(m.Blocks), "Marker") {
		t.Errorf("the form is %s", m.Text)
	}
	w.submits("U01", fakeslack.Fields{askFeedGone: {"yes"}})
	w.keepsNoMarker()
	w.write(func(tx *storage.Tx) error {
		if _, err := tx.Feed("U01"); !none(err) {
			t.Errorf("it is still kept (%v)", err)
		}
		spans, err := tx.Busy("U01")
		if len(spans) != 0 {
			t.Errorf("what it said is still kept: %v", spans)
		}
		return err
	})
	before := asked.Load()
	w.until(w.clock.Now().Add(48 * time.Hour))
	if asked.Load() != before {
		t.Error("it is still looked at")
	}
}

// TestACalendarThatCannotBeRead is said once, tried again, and costs nobody a
// partner.
func TestACalendarThatCannotBeRead(t *testing.T) {
	w := members(t, 2)
	address, file, asked := w.feedServer()
	w.profiles("U01", fakeslack.Fields{askFeed: {address}})
	w.until(firstDue)
	if got := w.sees("U01", ""); strings.Count(got, "I could not read your calendar: what answers there gives no calendar") != 1 {
		t.Errorf("they read %s", got)
	}
	if asked.Load() < 3 {
		t.Errorf("it was tried %d times", asked.Load())
	}
	if got := w.invited(ids(2)); len(got) != 2 {
		t.Errorf("%v are invited", got)
	}
	page := "<html>Markerpage</html>"
	file.Store(&page)
	w.until(firstDue.Add(12 * time.Hour))
	text := feedEvent(firstDue.AddDate(0, 0, 8), firstDue.AddDate(0, 0, 8).Add(time.Hour))
	file.Store(&text)
	w.until(firstDue.Add(24 * time.Hour))
	w.write(func(tx *storage.Tx) error {
		spans, err := tx.Busy("U01")
		if len(spans) != 1 {
			t.Errorf("in the end %v is kept", spans)
		}
		return err
	})
	w.keepsNoMarker()
	if got := w.sees("U01", ""); strings.Count(got, "I can read your calendar again.") != 1 {
		t.Errorf("after it could be read they read %s", got)
	}
}

// TestACalendarIsNewsWhenItChanges: the same address once more is none; that it
// cannot be read any more is some after a day, once; given again, it is looked at
// at once and answered.
func TestACalendarIsNewsWhenItChanges(t *testing.T) {
	w := members(t, 1)
	address, file, asked := w.feedServer()
	text := feedEvent(firstDue.AddDate(0, 0, 1), firstDue.AddDate(0, 0, 2))
	file.Store(&text)
	w.profiles("U01", fakeslack.Fields{askFeed: {address}})
	first := len(w.slack.Messages("U01", ""))
	w.profiles("U01", fakeslack.Fields{askFeed: {address}})
	if got := w.sees("U01", ""); strings.Count(got, "I can read your calendar") != 1 || asked.Load() != 2 {
		t.Errorf("after %d looks they read %s", asked.Load(), got)
	}
	file.Store(nil)
	w.until(w.clock.Now().Add(12*time.Hour + 6*feedAgain))
	if got := len(w.slack.Messages("U01", "")); got > first+2 { // what the profile form answers
		t.Errorf("told before it was sure: %s", w.sees("U01", ""))
	}
	w.until(w.clock.Now().Add(10 * feedAgain))
	if got := w.sees("U01", ""); strings.Count(got, "I could not read your calendar") != 1 {
		t.Errorf("after a day of trouble they read %s", got)
	}
	w.profiles("U01", fakeslack.Fields{askFeed: {address}})
	if got := w.sees("U01", ""); strings.Count(got, "I could not read your calendar") != 2 {
		t.Errorf("after the address was given again they read %s", got)
	}
	w.write(func(tx *storage.Tx) error {
		if spans, err := tx.Busy("U01"); err != nil || len(spans) != 1 {
			t.Errorf("what it said before is %v now, %v", spans, err)
		}
		return nil
	})
}

// TestWhoLeavesIsBusyNoMore: what a calendar said goes with its owner, also what
// is being read in that moment, and comes back with them.
func TestWhoLeavesIsBusyNoMore(t *testing.T) {
	w := members(t, 1)
	address, file, _ := w.feedServer()
	text := feedEvent(firstDue.AddDate(0, 0, 1), firstDue.AddDate(0, 0, 2))
	file.Store(&text)
	w.profiles("U01", fakeslack.Fields{askFeed: {address}})
	kept := func() (n int) {
		w.write(func(tx *storage.Tx) error {
			spans, err := tx.Busy("U01")
			n = len(spans)
			return err
		})
		return n
	}
	if kept() != 1 {
		t.Fatal("nothing is kept of a calendar")
	}
	var under storage.Feed
	w.write(func(tx *storage.Tx) (err error) { under, err = tx.Feed("U01"); return err })
	w.tells("U01", "/cowork leave")
	if n := kept(); n != 0 {
		t.Errorf("%d times are kept of somebody who left", n)
	}
	if err := w.readFeed(t.Context(), under); !errors.Is(err, storage.ErrConflict) || kept() != 0 {
		t.Errorf("a look that ends after they left: %v, and %d times are kept", err, kept())
	}
	w.tells("U01", "/cowork join")
	if n := kept(); n != 1 {
		t.Errorf("%d times are kept of somebody who is back", n)
	}
}

// TestSlowCalendarsKeepNobodyWaiting: with the calendars of many on servers that
// take a request and say nothing, modals open as ever, and the bot stops at once.
func TestSlowCalendarsKeepNobodyWaiting(t *testing.T) {
	w := members(t, 1)
	asked, ended := make(chan struct{}, 100), make(chan struct{})
	address := w.calendars(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		select {
		case <-r.Context().Done():
		case <-ended:
		}
	})
	t.Cleanup(func() { close(ended) })
	w.opt.Calendars.Limit = time.Hour
	w.write(func(tx *storage.Tx) error {
		for _, id := range ids(60) {
			sealed, err := w.opt.Keys.Seal(id, address)
			if err != nil {
				return err
			}
			if err := tx.SavePerson(storage.Person{ID: pairing.MemberID(id), Name: id, SeenAt: w.now()}); err != nil {
				return err
			}
			if err := tx.SaveFeed(pairing.MemberID(id), sealed, w.now()); err != nil {
				return err
			}
		}
		return nil
	})
	for range 10 {
		w.beat(t.Context())
	}
	for n := range feedsAtOnce {
		select {
		case <-asked:
		case <-soon(t).Done():
			t.Fatalf("only %d calendars are looked at side by side", n)
		}
	}
	w.says("U01", "/cowork profile")
	w.await("the profile", func() bool { return w.slack.Modal("U01") != nil })
	if more := len(asked); more > 0 {
		t.Errorf("%d calendars more than there are lanes are looked at side by side", more)
	}
	w.write(func(tx *storage.Tx) error {
		if due, err := tx.Due(w.now()); err != nil || !due.Calendars {
			t.Errorf("those for which there is no room wait no more (%v)", err)
		}
		return nil
	})
	if err := w.stop(); err != nil {
		t.Error(err)
	}
	if strings.Contains(w.log.String(), "took too long") {
		t.Error("the run waited for calendars when it ended")
	}
}

// TestManyCalendars are all looked at, though there are more than lanes.
func TestManyCalendars(t *testing.T) {
	w := members(t, 1)
	address, file, asked := w.feedServer()
	text := feedEvent(firstDue.AddDate(0, 0, 1), firstDue.AddDate(0, 0, 2))
	file.Store(&text)
	w.write(func(tx *storage.Tx) error {
		for _, id := range ids(3 * feedsInHand) {
			sealed, err := w.opt.Keys.Seal(id, address)
			if err != nil {
				return err
			}
			if err := tx.SavePerson(storage.Person{ID: pairing.MemberID(id), Name: id, TZ: "UTC", SeenAt: w.now()}); err != nil {
				return err
			}
			if err := tx.SaveFeed(pairing.MemberID(id), sealed, w.now()); err != nil {
				return err
			}
		}
		return nil
	})
	w.rest()
	if got := asked.Load(); got != 3*feedsInHand {
		t.Errorf("%d calendars were looked at, of %d", got, 3*feedsInHand)
	}
}

// TestOnlyAddressesOfTheInternet are taken, and what is wrong is said in the
// form, which stays open.
func TestOnlyAddressesOfTheInternet(t *testing.T) {
	w := members(t, 1)
	for typed, want := range map[string]string{
		"https://192.168.1.20/me.ics": "private network", "https://[::1]/": "private network",
		"http://calendar.example.com/me.ics": "https address", "my calendar": "https address", "https://me:secret@example.com/": "https address",
	} {
		if reply := w.profiles("U01", fakeslack.Fields{askFeed: {typed}}); !strings.Contains(reply.Errors[askFeed], want) {
			t.Errorf("%s: %v", typed, reply.Errors)
		}
	}
	w.write(func(tx *storage.Tx) error {
		if _, err := tx.Feed("U01"); !none(err) {
			t.Errorf("one was kept (%v)", err)
		}
		return nil
	})
	w.profiles("U01", fakeslack.Fields{askFeed: {"https://localhost/Markersecret.ics"}}) // a name that leads here
	if got := w.sees("U01", ""); !strings.Contains(got, "leads into a private network") {
		t.Errorf("they read %s", got)
	}
	w.keepsNoMarker()
	w.write(func(tx *storage.Tx) error {
		if _, err := tx.Forget(pairing.MemberID("U01"), w.clock.Now()); err != nil {
			return err
		}
		all, err := tx.Feeds()
		if len(all) != 0 {
			t.Errorf("after forgetting: %d calendars", len(all))
		}
		return err
	})
}
