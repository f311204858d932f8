package bot

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cowork/bot/fakeslack"
	"cowork/storage"
)

// What a member says in private, planted through the commands, forms and buttons
// that they have for it, and looked for wherever it must not be.

// The people whom U01 names; nobody else ever has to do with them, so that they
// stand nowhere but where U01 reads.
const (
	wished   = "U0MARKWISH"
	avoided  = "U0MARKAVOID"
	befriend = "U0MARKFRIEND"
)

// planted are the marks of what U01 says in private: names and IDs of people,
// the address and how to get in, and what they told of a session.
var planted = []string{
	wished, "markwish", avoided, "markavoid", befriend, "markfriend", marker, "Markermann",
	"Noted: Rather not", "Noted: Not really", "more rounds with",
}

// plants has U01 say all of it; what is about a session follows in tells.
func plants(t *testing.T, n int) *town {
	w := hosting(t, n, "yes")
	w.boss()
	for _, id := range []string{wished, avoided, befriend} {
		w.slack.AddPerson(fakeslack.Person{ID: id, Name: strings.ToLower(id[2:]), TZ: "Europe/Vienna"})
	}
	for _, who := range append(ids(n), "UBOSS") {
		w.opensHome(who)
	}
	w.says("U01", "/cowork with @markwish", "@markwish")
	w.says("U01", "/cowork avoid @markavoid", "@markavoid")
	w.says("U01", "/cowork profile")
	w.rest()
	if reply, err := w.slack.Submit(soon(t), "U01", fakeslack.Fields{askFriend: {befriend}}); err != nil || len(reply.Errors) > 0 {
		t.Fatal(err, reply.Errors)
	}
	w.rest()
	return w
}

// settles lets everybody accept, and returns U01's partner.
func (w *town) settles() (partner string) {
	w.t.Helper()
	for _, d := range w.duosNow() {
		for _, s := range d.Seats {
			w.clicks(string(s.Member), "Accept")
			if d.Has("U01") && s.Member != "U01" {
				partner = string(s.Member)
			}
		}
	}
	return partner
}

// sightsOf is everything that a person sees: messages with what stands in
// notifications and metadata, what only they see, their home tab and the form in
// front of them.
func (w *town) sightsOf(who string) (all []string) {
	for _, m := range w.slack.AllMessages(who) {
		if m.Channel != "" && slices.Contains(w.guests, m.Channel) {
			m.Text, m.Blocks = "", nil // where the address may stand
		}
		all = append(all, m.Text, string(m.Blocks), m.Fallback, string(m.Metadata))
	}
	for _, m := range w.slack.Ephemeral(who, "") {
		all = append(all, m.Text, m.Fallback)
	}
	for _, v := range []*fakeslack.View{w.slack.Home(who), w.slack.Modal(who)} {
		if v != nil {
			all = append(all, v.Text, string(v.Blocks))
		}
	}
	return all
}

// searches looks for marks in everything that is not U01's.
func (w *town) searches(people []string, marks []string) {
	w.t.Helper()
	found := func(where, text string) {
		w.t.Helper()
		for _, mark := range marks {
			if strings.Contains(strings.ToLower(text), strings.ToLower(mark)) {
				w.t.Errorf("%q is in %s", mark, where)
			}
		}
	}
	for _, who := range people {
		if who == "U01" {
			continue
		}
		for _, text := range w.sightsOf(who) {
			found("what "+who+" sees", text)
		}
	}
	theirs := []string{"U01", w.slack.Direct("U01")}
	for _, c := range w.slack.Calls() {
		for name, arg := range c.Args {
			switch {
			case name == "metadata" || name == "text" && c.Method != "response_url" && !slices.Contains(theirs, c.Args["channel"]):
				found(name+" of "+c.Method, arg)
			case slices.Contains(theirs, c.Args["channel"]), slices.Contains(theirs, c.Args["user_id"]):
			case c.Method == "views.open", c.Method == "response_url": // seen above, by whom it was for
			case c.Method == "users.info": // who is new in the workspace; it says nothing of U01
			case slices.Contains(w.guests, c.Args["channel"]) && name == "blocks":
			default:
				found(fmt.Sprintf("%s of %s to %q", name, c.Method, c.Args["channel"]), arg)
			}
		}
	}
	for line := range strings.SplitSeq(w.log.String(), "\n") {
		found("the log", line)
	}
	found("the metrics", w.metrics())
	copied := filepath.Join(w.t.TempDir(), "copy.db")
	if err := w.store.Backup(w.t.Context(), copied); err != nil {
		w.t.Fatal(err)
	}
	for _, file := range []string{copied, w.store.Path(), w.store.Path() + "-wal"} {
		bytes, err := os.ReadFile(file)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, mark := range []string{marker, ring} {
			if strings.Contains(string(bytes), mark) {
				w.t.Errorf("%q can be read in %s", mark, filepath.Base(file))
			}
		}
	}
}

// A wish, an avoid, a close friend, an address, what was told of a session and
// the wish to stay appear to nobody else, in no notification, no metadata, no
// log line at any level, no metric, and not in what admins and operators see.
func TestWhatIsPrivateStaysPrivate(t *testing.T) {
	w := plants(t, 4)
	everybody := append(ids(4), "UBOSS", wished, avoided, befriend)
	asks := func() {
		for _, who := range ids(4) {
			for _, text := range []string{"", "status", "why", "history", "places", "with", "avoid", "stay", "profile", "help"} {
				w.says(who, "/cowork "+text)
			}
		}
		for _, text := range []string{"admin plan", "admin status", "admin undelivered"} {
			w.says("UBOSS", "/cowork "+text)
		}
		w.rest()
		if _, err := PreviewRound(t.Context(), w.store, w.clock.Now(), 1); err != nil {
			t.Fatal(err)
		}
	}
	asks()
	w.searches(everybody, planted)
	w.until(firstDue)
	w.searches(everybody, planted)
	partner := w.settles()
	w.guests = []string{w.between("U01", partner)} // who reads the address, and where
	if text := w.sees(partner, w.guests[0]); !strings.Contains(text, marker) {
		t.Fatalf("the guest does not read the address: %s", text)
	}
	asks()
	w.searches(everybody, planted)
	w.clicks("U01", "Stay together for some weeks")
	w.clicks("U01", "3 rounds")
	w.until(firstDue.AddDate(0, 0, 3))
	for _, who := range ids(4) {
		w.clicks(who, "Yes, we did")
	}
	w.clicks("U01", "Not really")
	w.clicks("U01", "Rather not")
	w.guests = nil // the address was taken back
	for _, c := range w.slack.Messages(partner, w.between("U01", partner)) {
		if strings.Contains(c.Text, marker) {
			t.Errorf("after the session the guest still reads %s", c.Text)
		}
	}
	w.guests = []string{w.between("U01", partner)} // past calls had it
	asks()
	mine := strings.Join(w.sightsOf("U01"), "\n")
	for _, mark := range []string{wished, avoided, befriend, marker, ring, "Noted: Rather not", "Noted: Not really", "stay together with @n"} {
		if !strings.Contains(mine, mark) {
			t.Errorf("U01 does not see %q: it is planted nowhere", mark)
		}
	}
	w.until(firstDue.AddDate(0, 0, 7))
	asks()
	w.searches(everybody, planted)
	w.says("U01", "/cowork forget me")
	w.clicks("U01", "Forget me")
	w.searches(everybody, planted)
	w.write(func(tx *storage.Tx) error {
		if _, err := tx.Person("U01"); !none(err) {
			t.Errorf("U01 is still known: %v", err)
		}
		return nil
	})
}

// Whatever U01 says in private, everybody else sees exactly the same.
func TestWhatIsPrivateChangesNothingForOthers(t *testing.T) {
	var seen [2]map[string][]string
	for i := range seen {
		w := members(t, 4)
		for _, id := range []string{wished, avoided, befriend} {
			w.slack.AddPerson(fakeslack.Person{ID: id, Name: strings.ToLower(id[2:]), TZ: "Europe/Vienna"})
		}
		for _, who := range ids(4) {
			w.opensHome(who)
		}
		private := func(f func()) {
			if i == 1 {
				f()
			}
		}
		private(func() {
			w.says("U01", "/cowork with @markwish")
			w.says("U01", "/cowork avoid @markavoid")
		})
		w.until(firstDue)
		w.settles()
		private(func() { w.says("U01", "/cowork stay 4") })
		w.until(firstDue.AddDate(0, 0, 3))
		for _, who := range ids(4) {
			w.clicks(who, "Yes, we did")
		}
		private(func() {
			w.clicks("U01", "Not really")
			w.clicks("U01", "Rather not")
		})
		w.until(firstDue.AddDate(0, 0, 7)) // everybody meets somebody new, with or without
		seen[i] = map[string][]string{}
		for _, who := range ids(4)[1:] {
			for _, m := range w.slack.AllMessages(who) {
				seen[i][who] = append(seen[i][who], m.Text, m.Fallback)
			}
			seen[i][who] = append(seen[i][who], w.home(who), w.says(who, "/cowork status"), w.says(who, "/cowork why"), w.says(who, "/cowork history"))
		}
	}
	for who, without := range seen[0] {
		if with := seen[1][who]; !slices.Equal(with, without) {
			for k := range min(len(with), len(without)) {
				if with[k] != without[k] {
					t.Errorf("%s sees\n%s\ninstead of\n%s", who, with[k], without[k])
					break
				}
			}
			if len(with) != len(without) {
				t.Errorf("%s sees %d things instead of %d", who, len(with), len(without))
			}
		}
	}
}
