package main

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cowork/pairing"
	"cowork/storage"
	"cowork/storage/seal"
)

func freshKey(t *testing.T) (string, seal.Keys) {
	t.Helper()
	text, err := seal.New()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := seal.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return text, keys
}

// TestRotate changes the key of two homes, breaks off at a third one that
// nothing opens, and goes on once that is said to be lost.
func TestRotate(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	oldText, old := freshKey(t)
	newText, fresh := freshKey(t)
	_, lost := freshKey(t)
	path := filepath.Join(t.TempDir(), "c.db")
	store, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	save := func(id string, keys seal.Keys) {
		t.Helper()
		err := store.Write(t.Context(), func(tx *storage.Tx) error {
			address, err := keys.Seal(id, "Lindengasse of "+id)
			if err != nil {
				return err
			}
			p := storage.Person{ID: pairing.MemberID(id), Name: "n", TZ: "UTC", SeenAt: now}
			h := storage.Home{Person: p.ID, Share: true, Address: address}
			if err := tx.SavePerson(p); err != nil {
				return err
			}
			if err := tx.SaveHome(h, now); err != nil {
				return err
			}
			feed, err := keys.Seal(id, "calendar of "+id)
			if err != nil {
				return err
			}
			return tx.SaveFeed(p.ID, feed, now)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	opens := func(id string, keys seal.Keys) bool {
		t.Helper()
		var homes []storage.Home
		var feeds []storage.Feed
		if err := store.Read(t.Context(), func(tx *storage.Tx) (err error) {
			if homes, err = tx.SealedHomes(); err == nil {
				feeds, err = tx.Feeds()
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		feed := false
		for _, f := range feeds {
			if string(f.Person) == id {
				text, err := keys.Open(id, f.Address)
				feed = err == nil && text == "calendar of "+id
			}
		}
		for _, h := range homes {
			if string(h.Person) == id {
				text, err := keys.Open(id, h.Address)
				return err == nil && text == "Lindengasse of "+id && feed
			}
		}
		return false
	}
	at := path
	rotates := func(args ...string) (string, error) {
		t.Helper()
		var out, errs strings.Builder
		env := func() (config, []problem) { return config{DB: at, Key: newText + "," + oldText}, nil }
		err := run(t.Context(), append([]string{"key", "rotate"}, args...), env, &out, &errs)
		return out.String(), err
	}
	if out, err := rotates(); err != nil || strings.Contains(out, "can go") {
		t.Errorf("with nothing that is sealed: %q, %v", out, err)
	}
	at = filepath.Join(t.TempDir(), "mistyped.db")
	if out, err := rotates(); !errors.Is(err, storage.ErrNotFound) || out != "" {
		t.Errorf("a database that is not there: %q, %v", out, err)
	}
	at = path
	save("U1", old)
	save("U2", fresh)
	if err := checkKeys(t.Context(), store, fresh); err == nil || report(err, &strings.Builder{}) != 2 {
		t.Errorf("a key that opens one of two homes: %v", err)
	}
	if out, err := rotates(); err != nil || !strings.HasPrefix(out, "2 addresses sealed anew, 2 had the first key already") {
		t.Errorf("%q, %v", out, err)
	}
	if err := checkKeys(t.Context(), store, fresh); err != nil || !opens("U1", fresh) || !opens("U2", fresh) || opens("U1", old) {
		t.Errorf("after the rotation the new key does not open what it should: %v", err)
	}
	save("U1", old)
	save("U3", lost)
	if out, err := rotates(); err == nil || !opens("U1", old) {
		t.Errorf("something that nothing opens: %q, %v", out, err)
	}
	if out, err := rotates("--lost"); err != nil || !opens("U1", fresh) || opens("U3", lost) || !strings.Contains(out, "2 addresses deleted, because no key opens them") {
		t.Errorf("with what is lost: %q, %v", out, err)
	}
	if err := checkKeys(t.Context(), store, fresh); err != nil {
		t.Error(err)
	}
}
