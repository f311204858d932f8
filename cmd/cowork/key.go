package main

import (
	"context"
	"fmt"
	"strings"

	"cowork/storage"
	"cowork/storage/seal"
)

type keyCmd struct {
	New    keyNewCmd    `cmd:"" help:"Print a fresh key for COWORK_KEY."`
	Rotate keyRotateCmd `cmd:"" help:"Seal all home addresses and private calendars anew with the first key of COWORK_KEY."`
}

type keyNewCmd struct{}

// Run prints a key and nothing else, so that it can go into a file.
func (keyNewCmd) Run(w world) error {
	key, err := seal.New()
	if err != nil {
		return err
	}
	fmt.Fprintln(w.stdout, key)
	return nil
}

type keyRotateCmd struct {
	dbFlag
	Lost bool `help:"Delete what no key opens, because its key is lost; people can say it again."`
}

// Run seals everything with the first key, in one transaction: after an error
// everything is as it was, and running it again does only what is left.
func (cmd keyRotateCmd) Run(ctx context.Context, w world) error {
	c, problems := w.env()
	if err := first(problems, "COWORK_KEY"); err != nil {
		return err
	}
	keys, err := c.keys()
	if err != nil {
		return err
	}
	if !keys.Ready() {
		return usagef("COWORK_KEY is not set: put the new key first, a comma, and the old key after it; cowork key new makes one")
	}
	store, err := cmd.open(ctx, w, true)
	if err != nil {
		return err
	}
	defer store.Close()
	var anew, already int
	err = store.Write(ctx, func(tx *storage.Tx) (err error) {
		anew, already, err = rotate(tx, keys, cmd.Lost)
		return err
	})
	if err != nil {
		return fmt.Errorf("%w; nothing was changed", err)
	}
	if err := store.Checkpoint(ctx); err != nil {
		return err
	}
	fmt.Fprintf(w.stdout, "%s sealed anew, %d had the first key already; the other keys can go from COWORK_KEY\n", counted(anew, "address", "addresses"), already)
	return nil
}

// rotate seals every home with the first key that is not sealed with it, and
// counts both sorts. What no key opens is an error, or if it is lost deleted.
func rotate(tx *storage.Tx, keys seal.Keys, lost bool) (anew, already int, err error) {
	homes, err := tx.SealedHomes()
	if err != nil {
		return 0, 0, err
	}
	for _, h := range homes {
		boxes, fresh := [][]byte{h.Address, h.Entry}, true
		for i, box := range boxes {
			if box == nil {
				continue
			}
			if _, err := keys.First().Open(string(h.Person), box); err == nil {
				continue
			}
			fresh = false
			text, err := keys.Open(string(h.Person), box)
			if err != nil && lost {
				boxes[i] = nil
				continue
			}
			if err != nil {
				return 0, 0, fmt.Errorf("the home of %s: %w", h.Person, err)
			}
			if boxes[i], err = keys.Seal(string(h.Person), text); err != nil {
				return 0, 0, err
			}
		}
		if fresh {
			already++
			continue
		}
		anew++
		if err := tx.Reseal(h.Person, boxes[0], boxes[1]); err != nil {
			return 0, 0, err
		}
	}
	more, before, err := rotateFeeds(tx, keys, lost)
	return anew + more, already + before, err
}

// rotateFeeds does the same to the addresses of private calendars.
func rotateFeeds(tx *storage.Tx, keys seal.Keys, lost bool) (anew, already int, err error) {
	feeds, err := tx.Feeds()
	if err != nil {
		return 0, 0, err
	}
	for _, f := range feeds {
		if _, err := keys.First().Open(string(f.Person), f.Address); err == nil {
			already++
			continue
		}
		anew++
		text, err := keys.Open(string(f.Person), f.Address)
		if err != nil && lost {
			if err := tx.DropFeed(f.Person); err != nil {
				return 0, 0, err
			}
			continue
		}
		if err != nil {
			return 0, 0, fmt.Errorf("the calendar of %s: %w", f.Person, err)
		}
		box, err := keys.Seal(string(f.Person), text)
		if err != nil {
			return 0, 0, err
		}
		if err := tx.ResealFeed(f.Person, box); err != nil {
			return 0, 0, err
		}
	}
	return anew, already, nil
}

// keys are those of COWORK_KEY; none if it is not set.
func (c config) keys() (seal.Keys, error) {
	if strings.TrimSpace(c.Key) == "" {
		return seal.Keys{}, nil
	}
	return seal.Parse(c.Key)
}

// checkKeys reports in one sentence if something in the database is sealed
// with another key than those that were given. Without any, nothing is asked
// for and nothing shown, and that is fine.
func checkKeys(ctx context.Context, store *storage.Store, keys seal.Keys) error {
	if !keys.Ready() {
		return nil
	}
	var closed, all int
	err := store.Read(ctx, func(tx *storage.Tx) error {
		homes, err := tx.SealedHomes()
		all = len(homes)
		for _, h := range homes {
			for _, box := range [][]byte{h.Address, h.Entry} {
				if _, err := keys.Open(string(h.Person), box); box != nil && err != nil {
					closed++
					break
				}
			}
		}
		if err != nil {
			return err
		}
		feeds, err := tx.Feeds()
		all += len(feeds)
		for _, f := range feeds {
			if _, err := keys.Open(string(f.Person), f.Address); err != nil {
				closed++
			}
		}
		return err
	})
	if err != nil || closed == 0 {
		return err
	}
	return usagef("COWORK_KEY opens %d of %s: add the key that they were sealed with after a comma; if it is lost, cowork key rotate --lost", all-closed, counted(all, "sealed address", "sealed addresses"))
}
