package storage

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

func TestWriteKeepsAllOrNothing(t *testing.T) {
	ctx := context.Background()
	s := open(t)
	wrong := errors.New("wrong")
	refused(t, s.Write(ctx, func(tx *Tx) error {
		ok(t, tx.SavePerson(Person{ID: "U1", SeenAt: monday}))
		return wrong
	}), wrong)
	func() {
		defer func() {
			if r := recover(); r != "oh" {
				t.Errorf("recovered %v", r)
			}
		}()
		_ = s.Write(ctx, func(tx *Tx) error {
			ok(t, tx.SavePerson(Person{ID: "U1", SeenAt: monday}))
			panic("oh")
		})
	}()
	cancelled, cancel := context.WithCancel(ctx)
	err := s.Write(cancelled, func(tx *Tx) error {
		ok(t, tx.SavePerson(Person{ID: "U1", SeenAt: monday}))
		cancel()
		return nil
	})
	if err == nil {
		t.Error("kept what was cancelled")
	}
	ok(t, s.Read(ctx, func(tx *Tx) error {
		_, err := tx.Person("U1")
		refused(t, err, ErrNotFound)
		return nil
	}))
	write(t, s, func(tx *Tx) { ok(t, tx.SavePerson(Person{ID: "U1", SeenAt: monday})) }) // and the next one works
}

// Whoever goes away while a transaction begins or ends leaves none behind.
func TestWriteOfSomebodyWhoGoes(t *testing.T) {
	s := open(t)
	for i := range 300 {
		ctx, cancel := context.WithCancel(context.Background())
		gone := make(chan struct{})
		go func() { defer close(gone); cancel() }()
		err := s.Write(ctx, func(tx *Tx) error { return tx.Remember(fmt.Sprint("e", i), "", monday) })
		<-gone
		write(t, s, func(tx *Tx) {
			if _, kept, _ := tx.Seen(fmt.Sprint("e", i)); kept != (err == nil) {
				t.Fatalf("kept: %t, and yet %v", kept, err)
			}
		})
	}
}
