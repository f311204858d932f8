package storage

import (
	"context"
	"path/filepath"
	"testing"
	"time"
)

// TestNextDue: the first of all that is due later, never what is due already.
func TestNextDue(t *testing.T) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(t.TempDir(), "cowork.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	at := func(h int) time.Time { return time.Unix(int64(h)*3600, 0) }
	err = s.Write(ctx, func(tx *Tx) error {
		is := func(now int, want time.Time) {
			t.Helper()
			if got, err := tx.NextDue(at(now)); err != nil || !got.Equal(want) {
				t.Errorf("after hour %d: %v, %v, want %v", now, got, err, want)
			}
		}
		is(0, time.Time{})
		c, err := tx.FirstCircle("0 9 * * MON", "UTC")
		if err != nil {
			return err
		}
		if err := tx.SetNextDue(c.ID, at(50)); err != nil {
			return err
		}
		for key, due := range map[string]int{"a": 20, "b": 10} {
			if _, err := tx.Owe(Message{Key: key, Lane: "U1", Method: Post, Body: []byte("{}"), Due: at(due)}); err != nil {
				return err
			}
		}
		is(0, at(10))
		is(10, at(20))
		is(20, at(50))
		is(50, time.Time{})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
