package bot

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cowork/bot/fakeslack"
)

// Commands keep coming, hundreds a second, while sockets are ended, in every
// way. Each end may cost the one command that was on its way into that socket,
// which Slack does not send again; the other socket answers the rest: 99 of 100
// when each hundredth meets an end, within three seconds. With one socket,
// there is none to answer while it is opened again.
func TestAStormOfDisconnectsCostsAlmostNothing(t *testing.T) {
	const commands, fewer = 600, 120
	if answered, _ := storm(t, 2, commands, 100); 100*answered < 99*commands {
		t.Errorf("%d of %d commands answered", answered, commands)
	}
	answered, ended := storm(t, 2, fewer, 20)
	if answered < fewer-ended {
		t.Errorf("%d of %d commands answered although only %d sockets were ended", answered, fewer, ended)
	}
	alone, _ := storm(t, 1, fewer, 20)
	t.Logf("answered within 3 seconds: %d of %d commands with two connections, %d with one", answered, fewer, alone)
	if alone >= answered {
		t.Error("what is the second connection for?")
	}
}

// storm is how many of some commands are answered when a socket is ended with
// every so many of them, and how many sockets that were.
func storm(t *testing.T, connections, commands, every int) (answered, ended int) {
	r := run(t, func(g *rigging) {
		g.forgive, g.answers = true, says("here I am")
		g.bot.Connections = connections
		g.timing.apart, g.timing.apartMax = 20*time.Millisecond, 40*time.Millisecond
		g.slack.Patience = 3 * time.Second
	})
	ends := ends(r.slack)
	chance := rand.New(rand.NewPCG(1, 2))
	for i := range commands {
		if i%every == every-1 {
			r.connected(connections)
			open := r.slack.Connections()
			ends[ended%len(ends)](open[chance.IntN(len(open))])
			ended++
		}
		reply, err := r.slack.Type(soon(t), "U1", "", "/cowork")
		if err != nil {
			t.Fatal(err)
		}
		if reply.Failure == "" {
			answered++
		}
	}
	return answered, ended
}

// A command whose socket ends while it is worked on is answered all the same,
// by the other socket, although its own does not come back.
func TestAReceiptGoesOutByTheOtherSocket(t *testing.T) {
	for name, ends := range map[string]func(*fakeslack.Slack, int){
		"told to go": func(s *fakeslack.Slack, n int) { s.Disconnect("refresh_requested", n) },
		"broken off": func(s *fakeslack.Slack, n int) { s.DropConnections(n) },
	} {
		t.Run(name, func(t *testing.T) {
			var entered, release chan struct{}
			r := run(t, func(g *rigging) { entered, release = hesitant(g) })
			answer := r.typing("U1", "/cowork")
			<-entered
			mend := r.slack.Inject("apps.connections.open", -1, fakeslack.ErrorCode("internal_error"))
			ends(r.slack, r.slack.Deliveries()[0].Connection)
			r.notices("only one socket is open", func() bool { return r.Connected() <= 1 })
			close(release)
			if got := <-answer; !strings.Contains(got, "here I am") {
				t.Errorf("%q", got)
			}
			mend()
		})
	}
}

// BenchmarkStorm has sixteen people type without a pause for 40 seconds, each
// command taking 30 ms, while a socket is ended every two seconds, in every
// way but one that nobody can notice. What is lost is what was on its way into
// a socket, or its receipt out of it, in the instant in which that ended:
//
//	go test ./bot -run xxx -bench Storm -benchtime 1x
func BenchmarkStorm(b *testing.B) {
	for _, connections := range []int{2, 1} {
		b.Run(fmt.Sprintf("%d connections", connections), func(b *testing.B) {
			for b.Loop() {
				r := run(b, func(g *rigging) {
					g.forgive, g.slack.Patience = true, 3*time.Second
					g.bot.Connections, g.timing = connections, usual
					g.answers = func(context.Context, Envelope) (Reply, error) {
						<-time.After(30 * time.Millisecond)
						return Reply{Message: &Message{Text: "here I am"}}, nil
					}
				})
				people := r.people(16)
				over, hangUp := context.WithTimeout(context.Background(), 40*time.Second)
				var typed, answered atomic.Int64
				var all sync.WaitGroup
				for _, id := range people {
					all.Go(func() {
						for over.Err() == nil {
							reply, err := r.slack.Type(context.Background(), id, "", "/cowork")
							if err != nil {
								b.Error(err)
								return
							}
							typed.Add(1)
							if reply.Failure == "" {
								answered.Add(1)
							}
							if connections == 1 { // people try again, and not a thousand times a second
								<-time.After(50 * time.Millisecond)
							}
						}
					})
				}
				ended := 0
				every := time.NewTicker(2 * time.Second)
				for over.Err() == nil {
					select {
					case <-every.C:
						if open := r.slack.Connections(); len(open) > 0 {
							ends(r.slack)[ended%6](open[ended%len(open)])
							ended++
						}
					case <-over.Done():
					}
				}
				every.Stop()
				hangUp()
				all.Wait()
				b.ReportMetric(100*float64(answered.Load())/float64(typed.Load()), "answered-%")
				b.ReportMetric(float64(typed.Load()-answered.Load())/float64(ended), "lost/end")
				b.ReportMetric(float64(typed.Load()), "commands")
				b.ReportMetric(float64(ended), "ends")
				if err := r.stop(); err != nil {
					b.Error(err)
				}
			}
		})
	}
}

// ends are the ways in which a socket ends.
func ends(s *fakeslack.Slack) []func(int) {
	return []func(int){
		func(n int) { s.Disconnect("warning", n) },
		func(n int) { s.Disconnect("refresh_requested", n) },
		func(n int) { s.Disconnect("link_disabled", n) },
		func(n int) { s.Disconnect("too_many_websockets", n) },
		func(n int) { s.DropConnections(n) },
		func(n int) { s.HangUp(n) },
	}
}
