package bot

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"
)

var floor = flag.Int("floor", 60, "how many members the round of TestARoundInTheMidstOfADelivery has, and how many messages are due before it")

// people adds so many of them to the local Slack, and returns their IDs.
func (r *rig) people(n int) (all []string) {
	for i := range n {
		id := fmt.Sprintf("U1%05d", i)
		r.slack.AddPerson(fakeslack.Person{ID: id, Name: "p" + id, TZ: "Europe/Vienna"})
		all = append(all, id)
	}
	return all
}

// A method that Slack does not answer any more keeps those of the others
// waiting for nothing, however much there is to be done by it.
func TestAMethodThatHangsHoldsUpNoOther(t *testing.T) {
	r := newRig(t)
	people := r.people(200)
	mend := r.slack.Inject("conversations.open", -1, fakeslack.TimedOut())
	for i := 0; i < len(people); i += 2 {
		r.owe("pair:"+people[i], people[i]+","+people[i+1], "hello both")
	}
	ctx, hangUp := context.WithCancel(t.Context())
	defer hangUp()
	look := func() {
		if _, _, err := r.dispatch(ctx, r.now()); err != nil {
			t.Fatal(err)
		}
		r.clock.Advance(2 * time.Second)
	}
	for range 2 * callsAtOnce {
		look()
	}
	for _, id := range people {
		r.owe("dm:"+id, id, "hello")
	}
	for range len(people) { // of which each sends some
		look()
		for late := soon(t); r.outbox.underWay() > callsAtOnce; {
			select {
			case <-r.kicked: // something landed
			case <-late.Done():
				t.Fatalf("%d calls are under way", r.outbox.underWay())
			}
		}
	}
	if n := len(r.slack.CallsOf("chat.postMessage")); n != len(people) {
		t.Errorf("%d of %d messages went out beside it", n, len(people))
	}
	r.await("some conversations are being opened", func() bool { return len(r.slack.CallsOf("conversations.open")) == callsAtOnce })
	mend()
	hangUp()
	r.settle()
	for i := 0; i < len(people); i += 2 {
		if m := r.row("pair:" + people[i]); m.State != storage.Sent {
			t.Fatalf("%s is %s: %s", m.Key, m.State, m.Error)
		}
	}
}

// What could not go while Slack answered nothing goes at its pace afterwards,
// and not all at once.
func TestNothingPilesUpWhileSlackHangs(t *testing.T) {
	r := newRig(t, func(g *rigging) { g.slack.NoRateLimits = false })
	people := r.people(300)
	for _, id := range people {
		r.owe("dm:"+id, id, "hello")
	}
	answers := make(chan struct{})
	r.slack.Inject("chat.postMessage", -1, fakeslack.Held(answers))
	for range 10 * callsAtOnce {
		if _, _, err := r.dispatch(t.Context(), r.now()); err != nil {
			t.Fatal(err)
		}
		r.clock.Advance(time.Second)
	}
	close(answers)
	r.settle()
	if strings.Contains(r.log.String(), "Slack limits a method") {
		t.Error("Slack had to limit us")
	}
	for _, id := range people {
		if got := r.texts(id, ""); len(got) != 1 {
			t.Fatalf("%s reads %q", id, got)
		}
	}
}

// A round opens while messages to new conversations go out. Its invitations
// wait for none of them, the conversations that it may need are opened ahead
// once the others are there, and all of that goes as fast as Slack allows:
//
//	go test ./bot -run Midst -floor 10000 -timeout 0 -v
func TestARoundInTheMidstOfADelivery(t *testing.T) {
	r := newRig(t, onMondays)
	people := r.people(2 * *floor)
	members, others := people[:*floor], people[*floor:]
	r.settle() // makes the circle
	for _, list := range [][]string{members, others} {
		r.write(func(tx *storage.Tx) error {
			for i, id := range list {
				if err := tx.SavePerson(storage.Person{ID: pairing.MemberID(id), Name: "p" + id, TZ: "Europe/Vienna", SeenAt: r.now()}); err != nil {
					return err
				}
				if list[0] != members[0] {
					continue
				}
				lives := pairing.Defaults()
				lives.Area = pairing.Area{Located: true, Lat: 47 + float64(i%97)/50, Lon: 13 + float64(i%89)/50}
				if err := tx.SaveProfile(pairing.MemberID(id), lives, r.now()); err != nil {
					return err
				}
				if err := tx.SaveMembership(storage.Membership{Circle: 1, Person: pairing.MemberID(id), State: storage.Active, JoinedAt: r.now()}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	opens := monday.AddDate(0, 0, 7)
	r.clock.Set(opens.Add(-10 * time.Second))
	r.settle()
	began := opens.Add(-10 * time.Second).Truncate(time.Second)
	r.clock.Set(began)
	for i := 0; i < len(others); i += 2 {
		r.owe("pair:"+others[i], others[i]+","+others[i+1], "hello both")
	}

	invited, opened := time.Time{}, time.Time{}
	seldom := 1 + len(people)/200 // to count takes its time
	for looks := 0; opened.IsZero(); looks++ {
		if looks > 100*len(people) {
			t.Fatal("it has no end")
		}
		next := r.beat(t.Context())
		if err := r.outbox.posts.wait(soon(t)); err != nil {
			t.Fatal(err)
		}
		switch now := r.now(); {
		case looks%seldom != 0:
		case invited.IsZero() && r.calls("chat.postMessage", members) == len(members):
			invited = now
		case !invited.IsZero() && len(r.slack.CallsOf("conversations.open")) == len(people)/2:
			opened = now
		}
		if beat := r.now().Add(usual.beat); next.IsZero() || next.After(beat) {
			next = beat
		}
		if next.After(r.now()) {
			r.clock.Set(next)
		}
	}
	if strings.Contains(r.log.String(), "Slack limits a method") {
		t.Error("Slack had to limit us")
	}
	// Messages go to both, so that those who are invited share the rate with what went to the others.
	perPost, perOpen := time.Minute/240, time.Minute/50
	posts, conversations := len(members)+len(others)/2, len(people)/2
	for _, c := range []struct {
		what        string
		took, floor time.Duration
	}{
		{"the invitations", invited.Sub(opens), time.Duration(posts) * perPost},
		{"the conversations", opened.Sub(began), time.Duration(conversations) * perOpen},
	} {
		t.Logf("%s: %v, the floor is %v", c.what, c.took, c.floor)
		if most := c.floor*21/20 + usual.beat; c.took > most {
			t.Errorf("%s took %v, and the floor is %v", c.what, c.took, c.floor)
		}
	}
	late := r.slack.CallsOf("conversations.open")[:len(others)/2]
	for _, c := range late[:len(late)-1] { // one may have been on its way ahead
		if lane := c.Args["users"]; lane < others[0] {
			t.Errorf("%s is opened ahead before those that are due", lane)
		}
	}
}

// calls is how many calls of a method went to some people.
func (r *rig) calls(method string, people []string) (n int) {
	is := map[string]bool{}
	for _, id := range people {
		is[id] = true
	}
	for _, c := range r.slack.CallsOf(method) {
		if is[c.Args["channel"]] {
			n++
		}
	}
	return n
}
