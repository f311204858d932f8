package bot

import (
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"
)

// Through whatever happens to a session, an address is read by those who are
// confirmed to go there, in their conversation, once, and by nobody otherwise.

// reads checks how many messages with an address a person sees in all, and that
// no notification and no metadata has one.
func (w *town) reads(when, who, address string, times int) {
	w.t.Helper()
	n := 0
	for _, m := range w.slack.AllMessages(who) {
		if strings.Contains(m.Text, address) {
			n++
		}
		if strings.Contains(m.Fallback+string(m.Metadata), address) {
			w.t.Errorf("%s: %s has it in a notification: %s", when, who, m.Fallback)
		}
	}
	if n != times {
		w.t.Errorf("%s: %s reads it in %d messages, not %d:\n%s", when, who, n, times, w.sees(who, w.between(ids(2)...)))
	}
}

// agree lets U01 click something and the partner agree to it.
func (w *town) agree(label, partner string) {
	w.t.Helper()
	w.clicks("U01", label)
	w.clicks(partner, "That suits me")
}

func TestAnAddressThroughEveryChange(t *testing.T) {
	w := hosting(t, 2, "yes")
	w.until(firstDue)
	w.clicks("U02", "Accept")
	w.reads("before both accepted", "U02", marker, 0)
	w.clicks("U01", "Accept")
	w.reads("confirmed", "U02", marker, 1)

	w.clicks("U01", "Another place")
	w.reads("while another place is only wished for", "U02", marker, 1)
	w.clicks("U02", "That suits me")
	w.reads("at another place", "U02", marker, 0)
	w.agree("Another place", "U02")
	if p := w.theDuo().Place; p.Kind != pairing.Home {
		t.Fatalf("not back at home: %v", p)
	}
	w.reads("back again", "U02", marker, 1)

	later := w.theDuo().Session.Start.AddDate(0, 0, 2)
	w.clicks("U01", "Another day")
	if reply, err := w.slack.Submit(soon(t), "U01", fakeslack.Fields{askDay: {later.Format(time.DateOnly)}}); err != nil || len(reply.Errors) > 0 {
		t.Fatal(err, reply.Errors)
	}
	w.rest()
	w.clicks("U02", "That suits me")
	w.reads("on another day", "U02", marker, 1)
	w.until(later.Add(time.Hour))
	w.reads("during the session", "U02", marker, 1)
	w.until(w.theDuo().Session.End.Add(time.Minute))
	w.reads("after the session", "U02", marker, 0)
	w.hunt(ids(2), w.between(ids(2)...))
}

// At the one home the guest reads its address, at the other home that one's.
func TestTheOtherHomeHasAnotherAddress(t *testing.T) {
	const second = "Markerplatz 8"
	w := hosting(t, 2, "yes")
	w.says("U02", "/cowork profile")
	w.rest()
	if reply, err := w.slack.Submit(soon(t), "U02", fakeslack.Fields{askHosting: {"2"}, askAddress: {second}, askShare: {"yes"}}); err != nil || len(reply.Errors) > 0 {
		t.Fatal(err, reply.Errors)
	}
	w.until(firstDue)
	w.clicks("U01", "Accept")
	w.clicks("U02", "Accept")
	for range 3 {
		here, there := marker, second
		if w.theDuo().Place.Host == "U02" {
			here, there = second, marker
		}
		for _, who := range ids(2) {
			w.reads("at home", who, here, 1)
			w.reads("at home", who, there, 0)
		}
		w.agree("The other home", "U02")
	}
	w.clicks("U02", "Something came up")
	for _, who := range ids(2) {
		w.reads("called off", who, marker, 0)
		w.reads("called off", who, second, 0)
	}
}

// When the partner is replaced, the one who is gone reads it no more, and the
// new one only once both accepted.
func TestAnAddressAfterARematch(t *testing.T) {
	w := hosting(t, 3, "yes")
	w.until(firstDue)
	guest := ""
	for _, who := range ids(3)[1:] {
		if strings.Contains(w.sees(who, ""), "@nu01’s home") {
			guest = who
		}
	}
	if guest == "" {
		t.Fatal("nobody is asked to the home")
	}
	other := map[string]string{"U02": "U03", "U03": "U02"}[guest]
	w.clicks("U01", "Accept")
	w.clicks(guest, "Accept")
	w.reads("confirmed", guest, marker, 1)
	w.clicks(guest, "Something came up")
	w.reads("called off", guest, marker, 0)
	w.reads("asked anew", other, marker, 0)
	w.clicks(other, "Accept")
	w.reads("before both accepted anew", other, marker, 0)
	w.clicks("U01", "Accept")
	w.reads("confirmed anew", other, marker, 1)
	w.reads("confirmed anew", guest, marker, 0)
}

// Three read it once all three accepted.
func TestAnAddressForThree(t *testing.T) {
	w := hosting(t, 3, "yes")
	w.write(func(tx *storage.Tx) error {
		circles, err := tx.Circles()
		if err != nil {
			return err
		}
		circles[0].Rules.Trio = true
		_, err = tx.SaveCircle(circles[0])
		return err
	})
	w.until(firstDue)
	for _, who := range ids(3) {
		for _, other := range ids(3) {
			w.reads("before "+who+" accepted", other, marker, 0)
		}
		w.clicks(who, "Accept")
	}
	for _, who := range ids(3) {
		w.reads("confirmed", who, marker, 1)
	}
	w.clicks("U03", "Something came up")
	for _, who := range ids(3) {
		w.reads("called off", who, marker, 0)
	}
}

// A host who leaves, avoids the guest or is gone from Slack takes it with them.
func TestAnAddressGoesWithItsHost(t *testing.T) {
	for name, goes := range map[string]func(w *town){
		"by leaving":  func(w *town) { w.says("U01", "/cowork leave") },
		"by pausing":  func(w *town) { w.says("U01", "/cowork pause") },
		"by an avoid": func(w *town) { w.says("U01", "/cowork avoid @nu02") },
		"from Slack": func(w *town) {
			if err := w.slack.Deactivate("U01"); err != nil {
				w.t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := hosting(t, 2, "yes")
			w.until(firstDue)
			w.clicks("U01", "Accept")
			w.clicks("U02", "Accept")
			w.reads("confirmed", "U02", marker, 1)
			goes(w)
			w.rest()
			w.reads("gone", "U02", marker, 0)
		})
	}
}
