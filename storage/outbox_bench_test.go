package storage

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// BenchmarkOutbox owes messages to 500 people and sends them, one transaction
// each for the doubt and for the outcome, as the sender does.
func BenchmarkOutbox(b *testing.B) {
	s := open(b)
	ctx := context.Background()
	n := 0
	for b.Loop() {
		write(b, s, func(tx *Tx) {
			must[bool](b)(tx.Owe(message(fmt.Sprint("key:", n), fmt.Sprint("U", n%500), monday)))
		})
		var due []Message
		ok(b, s.Read(ctx, func(tx *Tx) (err error) {
			due, err = tx.Owed(monday, 10)
			return err
		}))
		for _, m := range due {
			write(b, s, func(tx *Tx) { ok(b, tx.MarkDoubt(m.ID)) })
			write(b, s, func(tx *Tx) { ok(b, tx.Sent(m.ID, m.Lane, m.Key, monday)) })
		}
		n++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}

// BenchmarkOwed looks at an outbox of a workspace whose 10,000 members are all
// owed three messages.
func BenchmarkOwed(b *testing.B) {
	s := open(b)
	write(b, s, func(tx *Tx) {
		for n := range 30000 {
			must[bool](b)(tx.Owe(message(fmt.Sprint("key:", n), fmt.Sprint("U", n%10000), monday)))
		}
	})
	for b.Loop() {
		ok(b, s.Read(context.Background(), func(tx *Tx) error {
			if n := len(must[[]Message](b)(tx.Owed(monday, 100))); n != 100 {
				b.Fatal(n)
			}
			return nil
		}))
	}
}

// BenchmarkNextOwed looks when the next of 20,000 reminders is due.
func BenchmarkNextOwed(b *testing.B) {
	s := open(b)
	write(b, s, func(tx *Tx) {
		for n := range 20000 {
			must[bool](b)(tx.Owe(message(fmt.Sprint("key:", n), fmt.Sprint("U", n%10000), monday.Add(time.Duration(n)*time.Second))))
		}
	})
	for b.Loop() {
		ok(b, s.Read(context.Background(), func(tx *Tx) error {
			if at := must[time.Time](b)(tx.NextOwed()); !at.Equal(monday) {
				b.Fatal(at)
			}
			return nil
		}))
	}
}
