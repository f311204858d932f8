package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/fakeslack/blockkit"
	"cowork/pairing"
	"cowork/storage"
)

// A burst is what comes in when a round opens for a thousand people who all
// look at it at once: each types a command, and each clicks Accept.
type burst struct {
	*rig
	people      []string
	invitations []invitationSeen // theirs, in the same order
}

// invitationSeen is where somebody's Accept is.
type invitationSeen struct {
	message fakeslack.Message
	accept  blockkit.Element
}

// newBurst makes a circle of n people who have all got their invitation, and a
// bot that has just started. Slack waits so long for each receipt.
// Its clock runs from then on, so that what follows is delivered at Slack's pace.
func newBurst(t testing.TB, n int, patience time.Duration) *burst {
	var began atomic.Pointer[time.Time]
	r := newRig(t, func(g *rigging) {
		clock := g.slack.Clock
		g.bot.Now = func() time.Time {
			if from := began.Load(); from != nil {
				return clock.Now().Add(time.Since(*from))
			}
			return clock.Now()
		}
		g.timing.beat = usual.beat
		g.answers, g.ticks = nil, nil
		g.forgive = true // on a machine that is busy with other things some receipts come late; they are counted
		g.slack.Patience, g.timing.ack = patience, usual.ack
		g.bot.Schedule, g.bot.TimeZone = "0 9 * * MON", "UTC"
	})
	w := &burst{rig: r}
	for i := range n {
		id := fmt.Sprintf("U1%04d", i)
		w.people = append(w.people, id)
		r.slack.AddPerson(fakeslack.Person{ID: id, Name: "p" + id, TZ: "Europe/Vienna"})
	}
	r.settle() // makes the circle
	r.write(func(tx *storage.Tx) error {
		for _, id := range w.people {
			if err := tx.SavePerson(storage.Person{ID: pairing.MemberID(id), Name: "p" + id, TZ: "Europe/Vienna", SeenAt: r.now()}); err != nil {
				return err
			}
			if err := tx.SaveMembership(storage.Membership{Circle: 1, Person: pairing.MemberID(id), State: storage.Active, JoinedAt: r.now()}); err != nil {
				return err
			}
		}
		return nil
	})
	r.clock.Advance(7 * 24 * time.Hour)
	r.settle()
	w.look()
	now := time.Now()
	began.Store(&now)
	r.start()
	r.connected(2)
	return w
}

// look finds everybody's invitation.
func (w *burst) look() {
	w.invitations = make([]invitationSeen, len(w.people))
	for i, id := range w.people {
		for _, m := range w.slack.AllMessages(id) {
			for _, e := range m.Elements() {
				if e.Label == "Accept" {
					w.invitations[i] = invitationSeen{m, e}
				}
			}
		}
		if w.invitations[i].accept.Label == "" {
			w.t.Fatalf("%s has no invitation", id)
		}
	}
}

// arrives lets everybody type a command and click Accept, spread evenly over
// some time, and waits until all of it is answered.
func (w *burst) arrives(within time.Duration) {
	commands := []string{"status", "why", "history", "with @emmy"}
	var all sync.WaitGroup
	at := func(i int, do func() (fakeslack.Reply, error)) {
		all.Add(1)
		time.AfterFunc(within*time.Duration(i)/time.Duration(2*len(w.people)), func() {
			defer all.Done()
			if _, err := do(); err != nil {
				w.t.Error(err)
			}
		})
	}
	for i, id := range w.people {
		at(2*i, func() (fakeslack.Reply, error) {
			return w.slack.Type(context.Background(), id, "", "/cowork "+commands[i%len(commands)])
		})
		at(2*i+1, func() (fakeslack.Reply, error) {
			return w.slack.Press(context.Background(), id, w.invitations[i].message.Channel, w.invitations[i].message.TS, w.invitations[i].accept)
		})
	}
	all.Wait()
}

// lagging begins to look how long this machine makes a timer wait that is due;
// what it returns tells the longest wait, and ends the looking.
func lagging() (longest func() time.Duration) {
	const each = 10 * time.Millisecond
	stop, worst := make(chan struct{}), time.Duration(0)
	looked := start(func() {
		for look := time.NewTimer(each); ; look.Reset(each) {
			began := time.Now()
			select {
			case <-look.C:
				worst = max(worst, time.Since(began)-each)
			case <-stop:
				return
			}
		}
	})
	return func() time.Duration { close(stop); <-looked; return worst }
}

// receipts is how long the envelopes of a kind waited for theirs, sorted.
func (r *rig) receipts(kind string) (took []time.Duration) {
	for _, d := range r.slack.Deliveries() {
		if d.Type == kind && !d.AckedAt.IsZero() {
			took = append(took, d.Took)
		}
	}
	slices.Sort(took)
	return took
}

// settled is how many duos of the open round everybody has accepted.
func (w *burst) settled() (n int) {
	err := w.store.Read(context.Background(), func(tx *storage.Tx) error {
		round, err := tx.OpenRoundOf(1)
		if err != nil {
			return err
		}
		duos, err := tx.DuosOfRound(round.ID)
		for _, d := range duos {
			if d.State == pairing.Confirmed {
				n++
			}
		}
		return err
	})
	if err != nil {
		w.t.Error(err)
	}
	return n
}

// Sixty commands and clicks at once are all answered within the time
// that Slack gives, and what was clicked is done. A machine that is busy with
// other things is allowed as many times what it makes a mere timer wait as
// there are hands that a receipt goes through.
func TestABurstIsAnswered(t *testing.T) {
	const n, hands = 30, 10
	w := newBurst(t, n, patience)
	lag := lagging()
	w.arrives(0)
	most := 3*time.Second + hands*lag()
	for _, kind := range []string{"slash_commands", "interactive"} {
		took := w.receipts(kind)
		if len(took) != n {
			t.Errorf("%s: %d receipts of %d", kind, len(took), n)
		} else if took[n-1] > most {
			t.Errorf("%s: the last receipt after %v, and %v were allowed", kind, took[n-1], most)
		}
	}
	if err := w.Attend(soon(t)); err != nil { // a receipt that would be late goes out before its work is done
		t.Fatal(err)
	}
	if confirmed := w.settled(); confirmed != n/2 {
		t.Errorf("%d of %d duos are settled", confirmed, n/2)
	}
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Error("something went wrong")
	}
}

// BenchmarkBurst lets a thousand commands and a thousand clicks come in,
// through two sockets, at some paces and all at once; what they owe is
// delivered meanwhile, as far as it gives way. All at once, the last of them
// waits for the processors: what processor-s says, divided by how many there
// are, is the least that it can take; about a fifth of what the handlers need
// goes into beginning and committing transactions.
//
// The paces are for a machine with nothing else to do. On a busy one, look at
// a slower one, and compare with what was before in the same minutes.
func BenchmarkBurst(b *testing.B) {
	for _, within := range []time.Duration{10 * time.Second, 4 * time.Second, 2 * time.Second, 0} {
		b.Run(fmt.Sprintf("in %v", within), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				w := newBurst(b, 1000, 3*time.Second)
				b.StartTimer()
				began := processorTime(b)
				w.arrives(within)
				b.ReportMetric((processorTime(b) - began).Seconds(), "processor-s")
				b.StopTimer()
				for kind, name := range map[string]string{"slash_commands": "command", "interactive": "click"} {
					took := w.receipts(kind)
					inTime, _ := slices.BinarySearch(took, 3*time.Second)
					b.ReportMetric(float64(1000-inTime), name+"s-late")
					report(b, name, took)
				}
				b.StartTimer()
			}
			b.ReportMetric(peakMemory(b), "peak-MB")
		})
	}
}

// processorTime is how long this process has kept processors busy, the local
// Slack included: divided by how many there are, the least that it takes.
func processorTime(t testing.TB) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// peakMemory is the most memory that this process ever held, the local Slack
// included.
func peakMemory(t testing.TB) float64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return float64(used.Maxrss) / 1024
}

func report(b *testing.B, what string, took []time.Duration) {
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, what+"-p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, what+"-p99-ms")
}

// BenchmarkEnvelopeToAck types one command after the other over the wire: local
// Slack, socket, one transaction, receipt.
func BenchmarkEnvelopeToAck(b *testing.B) {
	for _, text := range []string{"status", "with @emmy"} {
		b.Run(text, func(b *testing.B) {
			r := run(b, real)
			b.ResetTimer()
			for b.Loop() {
				if _, err := r.slack.Type(context.Background(), "U1", "", "/cowork "+text); err != nil {
					b.Fatal(err)
				}
			}
			report(b, "command", r.receipts("slash_commands"))
		})
	}
}

// real leaves the bot its own handlers.
func real(g *rigging) { g.answers = nil }
