package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Backup writes a complete, consistent copy of the database to a new file,
// for its owner alone, while others read and write. It fails if the file is
// there already, and leaves none behind when it fails.
func (s *Store) Backup(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s: is there already; name a new file", path)
	case err != nil:
		return fmt.Errorf("%s: cannot be created: %w", path, bare(err))
	}
	err = f.Close()
	if err == nil {
		err = s.copyInto(ctx, path)
	}
	if err != nil {
		os.Remove(path)
		return fmt.Errorf("%s: the copy failed: %w", path, err)
	}
	return nil
}

// copyInto writes the copy into an empty file, which keeps its mode.
func (s *Store) copyInto(ctx context.Context, path string) error {
	db, err := connect(s.path, forCopying)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `VACUUM INTO ?`, path)
	return err
}
