package bot

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"
	"cowork/storage/seal"
)

// newKeys is a fresh key for home addresses.
func newKeys(t testing.TB) seal.Keys {
	t.Helper()
	text, err := seal.New()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := seal.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// The address that is looked for everywhere, and what leads into the house.
const (
	marker = "Markergasse 7"
	ring   = "ring at Markermann"
)

// hosting is a town of three: U01 has a home with a marked address, which
// everybody may visit from the start; U02 and U03 do not host.
func hosting(t *testing.T, n int, share string) *town {
	t.Helper()
	w := members(t, n)
	for i, who := range ids(n) {
		w.says(who, "/cowork profile")
		w.rest()
		fields := fakeslack.Fields{askArea: {"Lehen"}, askKinds: {"2", "1"}, askHomesSoon: {"yes"}}
		if i == 0 {
			fields[askHosting], fields[askOffers], fields[askGuests] = []string{"2"}, []string{"1", "16"}, []string{"a cat & <!here>"}
			fields[askAddress], fields[askEntry], fields[askShare] = []string{marker}, []string{ring}, []string{share}
		}
		reply, err := w.slack.Submit(soon(t), who, fields)
		if err != nil || len(reply.Errors) > 0 {
			t.Fatal(err, reply.Errors)
		}
	}
	return w
}

// hunt looks for the marked address wherever it must not be.
func (w *town) hunt(people []string, conversation string) {
	w.t.Helper()
	secret := func(s string) bool { return strings.Contains(s, "Marker") }
	for _, who := range people {
		for _, m := range w.slack.AllMessages(who) {
			if m.Channel != conversation && secret(m.Text+string(m.Blocks)) {
				w.t.Errorf("%s sees the address outside of the conversation: %s", who, m.Text)
			}
			for _, f := range m.Files {
				if secret(f.Title + string(f.Content)) {
					w.t.Errorf("%s has the address in a file", who)
				}
			}
			if secret(m.Fallback) || secret(string(m.Metadata)) {
				w.t.Errorf("%s has the address in a notification or in metadata: %s", who, m.Fallback)
			}
		}
	}
	for _, c := range w.slack.Calls() {
		for name, arg := range c.Args {
			switch {
			case !secret(arg):
			case c.Method == "views.open" && !strings.Contains(arg, `"private_metadata":"`):
			case (c.Method == "chat.postMessage" || c.Method == "chat.update") && name == "blocks" && c.Args["channel"] == conversation && conversation != "":
			default:
				w.t.Errorf("the address is in %s of %s to %q", name, c.Method, c.Args["channel"])
			}
		}
	}
	if secret(w.log.String()) {
		w.t.Error("the address is in the log")
	}
	copied := filepath.Join(w.t.TempDir(), "copy.db")
	if err := w.store.Backup(w.t.Context(), copied); err != nil {
		w.t.Fatal(err)
	}
	for _, file := range []string{copied, w.store.Path(), w.store.Path() + "-wal"} {
		if bytes, err := os.ReadFile(file); err != nil || secret(string(bytes)) {
			w.t.Errorf("the address can be read in %s (%v)", filepath.Base(file), err)
		}
	}
}

func TestAnAddressIsShownForItsSessionOnly(t *testing.T) {
	w := hosting(t, 2, "yes")
	all := ids(2)
	w.hunt(all, "")
	w.until(firstDue)
	if text := w.sees("U02", ""); !strings.Contains(text, "@nu01’s home") || !strings.Contains(text, "with a desk and Wi-Fi") {
		t.Errorf("the guest is asked: %s", text)
	}
	w.clicks("U01", "Accept")
	w.hunt(all, "")
	w.clicks("U02", "Accept")
	talk := w.between(all...)
	for _, who := range all {
		text := w.sees(who, talk)
		for _, part := range []string{"Address: " + marker, ring, "a cat & <!here>", "A desk and Wi-Fi."} {
			if !strings.Contains(text, part) {
				t.Errorf("%s does not see %q in %s", who, part, text)
			}
		}
	}
	w.hunt(all, talk)
	w.until(firstDue.AddDate(0, 0, 3))
	if text := w.sees("U02", talk); strings.Contains(text, marker) || !strings.Contains(text, "for one session only") {
		t.Errorf("after the session the guest sees %s", text)
	}
	w.hunt(all, talk)
}

func TestAnAddressGoesWhenTheSessionIsOff(t *testing.T) {
	w := hosting(t, 3, "yes")
	w.until(firstDue)
	var guest string
	for _, who := range []string{"U02", "U03"} {
		if strings.Contains(w.sees(who, ""), "@nu01’s home") {
			guest = who
		}
	}
	if guest == "" {
		t.Fatal("nobody is asked to the home")
	}
	w.clicks("U01", "Accept")
	w.clicks(guest, "Accept")
	talk := w.between("U01", guest)
	if !strings.Contains(w.sees(guest, talk), marker) {
		t.Fatalf("the guest sees %s", w.sees(guest, talk))
	}
	w.clicks(guest, "Something came up")
	if text := w.sees(guest, talk); strings.Contains(text, marker) {
		t.Errorf("after it was called off the guest sees %s", text)
	}
	w.hunt(ids(3), talk)
}

// TestAnAddressGoesThatWasToGoBefore: the place changes twice while Slack
// changes no message, and then the session is off. Each address that was ever
// told is gone in the end, not only the last.
func TestAnAddressGoesThatWasToGoBefore(t *testing.T) {
	w := hosting(t, 2, "yes")
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	talk := w.between(ids(2)...)
	if !strings.Contains(w.sees("U02", talk), marker) {
		t.Fatalf("the guest sees %s", w.sees("U02", talk))
	}
	mend := w.slack.Inject("chat.update", -1, fakeslack.HTML(503))
	duo := w.theDuo().Duo
	home := duo.Place
	for _, to := range []pairing.Place{{Kind: pairing.Remote}, home} {
		if err := w.atDesk(t.Context(), w.now(), func(d *desk) error {
			if err := d.tx.SetPlace(duo.ID, to); err != nil {
				return err
			}
			if err := d.hideHome(duo); err != nil {
				return err
			}
			duo.Place = to
			return d.showHome(duo)
		}); err != nil {
			t.Fatal(err)
		}
	}
	m, e := w.button("U02", "Something came up")
	if _, err := w.slack.Press(soon(t), "U02", m.Channel, m.TS, e); err != nil {
		t.Fatal(err)
	}
	mend()
	w.until(w.clock.Now().Add(10 * time.Minute))
	if text := w.sees("U02", talk); strings.Contains(text, marker) {
		t.Errorf("after it was called off the guest sees %s", text)
	}
	w.hunt(ids(2), talk)
}

func TestAHostMayTellTheAddressThemselves(t *testing.T) {
	w := hosting(t, 2, "no")
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	talk := w.between(ids(2)...)
	if text := w.sees("U02", talk); strings.Contains(text, marker) || !strings.Contains(text, "@nu01 tells you the address.") {
		t.Errorf("the guest sees %s", text)
	}
	w.says("U01", "/cowork profile") // changes their mind
	w.rest()
	if view := w.slack.Modal("U01"); view == nil || !strings.Contains(string(view.Blocks), marker) {
		t.Error("the owner does not see their address in the modal")
	}
	if _, err := w.slack.Submit(soon(t), "U01", fakeslack.Fields{askShare: {"yes"}}); err != nil {
		t.Fatal(err)
	}
	w.rest()
	if text := w.sees("U02", talk); !strings.Contains(text, marker) {
		t.Errorf("the guest sees %s", text)
	}
	w.hunt(ids(2), talk)
	w.says("U01", "/cowork forget me")
	w.clicks("U01", "Forget me")
	if text := w.sees("U02", talk); strings.Contains(text, marker) {
		t.Errorf("after the host was forgotten the guest sees %s", text)
	}
}

// TestAnAddressNobodyCanOpen keeps what is sealed with another key, asks for
// nothing, and shows nothing.
func TestAnAddressNobodyCanOpen(t *testing.T) {
	w := hosting(t, 2, "yes")
	box, err := newKeys(t).Seal("U01", marker)
	if err != nil {
		t.Fatal(err)
	}
	w.write(func(tx *storage.Tx) error { return tx.Reseal("U01", box, box) })
	w.says("U01", "/cowork profile")
	w.rest()
	if _, err := w.slack.Submit(soon(t), "U01", fakeslack.Fields{askGuests: {"no cat any more"}}); err != nil {
		t.Fatal(err)
	}
	w.write(func(tx *storage.Tx) error {
		h, err := tx.Home("U01")
		if string(h.Address) != string(box) || h.Guests != "no cat any more" {
			t.Errorf("saving lost what could not be read: %v", h.Guests)
		}
		return err
	})
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	if text := w.sees("U02", w.between(ids(2)...)); !strings.Contains(text, "@nu01 tells you the address.") {
		t.Errorf("the guest sees %s", text)
	}
	if !strings.Contains(w.log.String(), "COWORK_KEY") {
		t.Error("the operator does not hear of it")
	}
}
