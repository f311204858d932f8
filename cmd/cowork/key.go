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
	there, err := cmd.open(ctx, w, false) // a mistyped file is not created here
	if err != nil {
		return err
	}
	there.Close()
	store, err := cmd.open(ctx, w, true)
	if err != nil {
		return err
	}
	defer store.Close()
	var done rotation
	err = store.Write(ctx, func(tx *storage.Tx) (err error) {
		done, err = rotate(tx, keys, cmd.Lost)
		return err
	})
	if err != nil {
		return fmt.Errorf("%w; nothing was changed", err)
	}
	if err := store.Checkpoint(ctx); err != nil {
		return err
	}
	if done == (rotation{}) {
		fmt.Fprintln(w.stdout, "no address is sealed in this database: there was nothing to do")
		return nil
	}
	fmt.Fprintf(w.stdout, "%s sealed anew, %d had the first key already\n", counted(done.anew, "address", "addresses"), done.already)
	if done.deleted > 0 {
		fmt.Fprintf(w.stdout, "%s deleted, because no key opens them; people can say them again\n", counted(done.deleted, "address", "addresses"))
	}
	fmt.Fprintln(w.stdout, "the other keys can go from COWORK_KEY when the bot runs with the first one and this command finds nothing to seal anew")
	return nil
}

// rotation counts homes and private calendars by what became of them.
type rotation struct{ anew, already, deleted int }

// rotate seals every home with the first key that is not sealed with it. What no
// key opens is an error, or if it is lost deleted.
func rotate(tx *storage.Tx, keys seal.Keys, lost bool) (done rotation, err error) {
	homes, err := tx.SealedHomes()
	if err != nil {
		return done, err
	}
	for _, h := range homes {
		boxes, fresh, gone := [][]byte{h.Address, h.Entry}, true, false
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
				boxes[i], gone = nil, true
				continue
			}
			if err != nil {
				return done, fmt.Errorf("the home of %s: %w", h.Person, err)
			}
			if boxes[i], err = keys.Seal(string(h.Person), text); err != nil {
				return done, err
			}
		}
		switch {
		case fresh:
			done.already++
			continue
		case gone:
			done.deleted++
		default:
			done.anew++
		}
		if err := tx.Reseal(h.Person, boxes[0], boxes[1]); err != nil {
			return done, err
		}
	}
	err = done.feeds(tx, keys, lost)
	return done, err
}

// feeds does the same to the addresses of private calendars.
func (done *rotation) feeds(tx *storage.Tx, keys seal.Keys, lost bool) error {
	feeds, err := tx.Feeds()
	if err != nil {
		return err
	}
	for _, f := range feeds {
		if _, err := keys.First().Open(string(f.Person), f.Address); err == nil {
			done.already++
			continue
		}
		text, err := keys.Open(string(f.Person), f.Address)
		if err != nil && lost {
			done.deleted++
			if err := tx.DropFeed(f.Person); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("the calendar of %s: %w", f.Person, err)
		}
		done.anew++
		box, err := keys.Seal(string(f.Person), text)
		if err != nil {
			return err
		}
		if err := tx.ResealFeed(f.Person, box); err != nil {
			return err
		}
	}
	return nil
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
