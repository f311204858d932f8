package bot

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/storage"
)

// The process dies again and again while it delivers: its store is gone in the
// middle of whatever it does, and a new process takes over the file. One post
// in ten is stored and never answered, one in ten answered with an error of
// the network before it was stored. Each person reads each message once, in
// order.
func TestDeliverySurvivesBeingKilled(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { t.Parallel(); killed(t, seed) })
	}
}

func killed(t *testing.T, seed uint64) {
	const people, each = 12, 4
	chance := rand.New(rand.NewPCG(seed, 1))
	r := newRig(t, func(g *rigging) { g.timing.call = 100 * time.Millisecond })
	want := map[string][]string{}
	for p := range people {
		id := fmt.Sprintf("U1%02d", p)
		r.slack.AddPerson(fakeslack.Person{ID: id, Name: "p" + id})
		for i := range each {
			text := fmt.Sprintf("%s message %d", id, i)
			want[id] = append(want[id], text)
			r.owe(text, id, text)
		}
		if p%2 == 1 {
			r.owe("pair "+id, fmt.Sprintf("U1%02d,%s", p-1, id), "pair "+id)
		}
	}
	n := 0 // guarded by the local Slack, which asks under its lock
	trouble := func(kind int) func(fakeslack.Call) bool {
		return func(fakeslack.Call) bool { n++; return n%10 == kind }
	}
	r.slack.InjectWhen("chat.postMessage", -1, trouble(3), fakeslack.StoredThenTimedOut())
	r.slack.InjectWhen("chat.postMessage", -1, trouble(7), fakeslack.ResetBefore())

	kills := 0
	for done := false; !done; kills++ {
		if kills > 500 {
			t.Fatal("it is never done")
		}
		ctx, ends := context.WithCancel(context.Background())
		dying := start(func() { defer ends(); _, _ = r.Deliver(context.Background(), r.now()) })
		// After some more calls of Slack, at any point of what follows them. The longer it takes, the longer each process lives:
		// how far one gets is a matter of the machine.
		calls := len(r.slack.Calls()) + chance.IntN(4+kills/40)
		_ = r.slack.Await(ctx, func() bool { return len(r.slack.Calls()) >= calls })
		for range chance.IntN(200) {
			runtime.Gosched()
		}
		path := r.store.Path()
		_ = r.store.Close()
		<-dying
		store, err := storage.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		r.reborn(store)
		r.clock.Advance(30 * time.Second)
		if err := store.Read(t.Context(), func(tx *storage.Tx) error {
			d, err := tx.Depth(r.now())
			done = d.Owed == 0
			if d.Dead > 0 {
				t.Errorf("%d messages died", d.Dead)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	for id, texts := range want {
		if got := r.texts(id, ""); !slices.Equal(got, texts) {
			t.Errorf("%s reads %q, want %q", id, got, texts)
		}
	}
	for p := 1; p < people; p += 2 {
		key := fmt.Sprintf("pair U1%02d", p)
		if got := r.texts(fmt.Sprintf("U1%02d", p), r.row(key).Channel); !slices.Equal(got, []string{key}) {
			t.Errorf("together they read %q, want %q", got, key)
		}
	}
	t.Logf("killed %d times", kills)
}

// reborn is the next process on the same database and the same Slack.
func (r *rig) reborn(store *storage.Store) {
	r.t.Helper()
	was := r.Bot
	was.client.http.CloseIdleConnections()
	opt := was.opt
	opt.Store = store
	b, err := New(opt)
	if err != nil {
		r.t.Fatal(err)
	}
	b.timing, b.answers, b.ticks = was.timing, was.answers, was.ticks
	b.client = newClient(opt, b.timing.call)
	r.Bot = b
}
