package storage

import (
	"context"
	"errors"
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
