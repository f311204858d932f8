package bot

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"cowork/bot/fakeslack"
)

// real leaves the bot its own handlers.
func real(g *rigging) { g.answers = nil }

// crowd types a command for each of n people at once and returns how long each
// waited for the receipt, sorted.
func crowd(t testing.TB, n int) []time.Duration {
	r := run(t, real)
	for i := range n {
		r.slack.AddPerson(fakeslack.Person{ID: fmt.Sprintf("U1%04d", i), Name: fmt.Sprint("p", i)})
	}
	r.await("everybody is known", func() bool { return acked(r) >= n })
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			reply, err := r.slack.Type(context.Background(), fmt.Sprintf("U1%04d", i), "", "/cowork status")
			if err != nil || reply.Failure != "" {
				t.Errorf("%s %v", reply.Failure, err)
			}
		})
	}
	all.Wait()
	return receipts(r)
}

// receipts is how long each command waited for its own, sorted.
func receipts(r *rig) (took []time.Duration) {
	for _, d := range r.slack.Deliveries() {
		if d.Type == "slash_commands" && !d.AckedAt.IsZero() {
			took = append(took, d.Took)
		}
	}
	slices.Sort(took)
	return took
}

// Hundreds of people at once are all answered within the time that Slack
// gives.
func TestABurstIsAnswered(t *testing.T) {
	took := crowd(t, 300)
	if len(took) != 300 || took[len(took)-1] > 3*time.Second {
		t.Fatalf("%d receipts, the last after %v", len(took), took[len(took)-1])
	}
}

// BenchmarkBurst types a thousand commands at once, again and again.
func BenchmarkBurst(b *testing.B) {
	for b.Loop() {
		report(b, crowd(b, 1000))
	}
}

func report(b *testing.B, took []time.Duration) {
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkEnvelopeToAck types one command after the other over the wire: local
// Slack, socket, one write transaction, receipt.
func BenchmarkEnvelopeToAck(b *testing.B) {
	r := run(b, real)
	b.ResetTimer()
	for b.Loop() {
		if _, err := r.slack.Type(context.Background(), "U1", "", "/cowork status"); err != nil {
			b.Fatal(err)
		}
	}
	report(b, receipts(r))
}
