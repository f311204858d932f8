package storage

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cowork/pairing"
)

// TestBackup copies while a writer is in the middle of a transaction: the copy
// has what was committed, nothing of what was not, and opens as a database.
func TestBackup(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s, err := Open(ctx, filepath.Join(dir, "cowork.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	save := func(tx *Tx, name string) {
		t.Helper()
		if _, err := tx.SaveVenue(Venue{Venue: pairing.Venue{Name: name, Type: pairing.Cafe}}, time.Unix(1, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Write(ctx, func(tx *Tx) error { save(tx, "kept"); return nil }); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "it's a copy.db")
	err = s.Write(ctx, func(tx *Tx) error {
		save(tx, "not yet")
		return s.Backup(ctx, copied)
	})
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(copied); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the copy: %v, %v", info, err)
	}
	c, err := OpenReadOnly(ctx, copied)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = c.Read(ctx, func(tx *Tx) error {
		venues, err := tx.Venues()
		if err == nil && (len(venues) != 1 || venues[0].Name != "kept") {
			t.Errorf("the copy has %v", venues)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	if err := s.Backup(ctx, copied); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("onto a file that is there: %v", err)
	}
	if err := s.Backup(ctx, filepath.Join(dir, "no", "such", "folder.db")); err == nil {
		t.Error("into a folder that is not there")
	}
}
