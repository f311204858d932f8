// Package demo shows a workspace in the browser: a local Slack with people to
// be, the real bot behind real Socket Mode, a clock that can be moved, and a
// look behind the scenes.
//
//	d, err := demo.Start(ctx, demo.Options{Manifest: manifest, Start: startBot, DB: file, People: 12})
//	...
//	defer d.Close()
//	err = d.Serve(ctx, listener)
//
// It is the same local Slack that the tests use; the page is one more way for
// its people to act. Whatever a page shows is read from the Slack, as the
// person whose page it is would see it, except for the look behind, which
// reads the database of the bot beside it.
//
// The page is for the one who runs it. It answers only to the address that it
// listens on, refuses what other origins send, and runs no script but its own.
package demo

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/scenario"
	"cowork/storage"
)

// Options is what a demo is made of. Manifest, Start and DB are needed.
type Options struct {
	Manifest []byte          // of the Slack app
	Start    scenario.Start  // starts the bot
	DB       string          // file of the bot's database
	People   int             // how many there are in the workspace, 2 to MostPeople
	Seed     uint64          // the same seed tells the same history
	Story    *scenario.Story // play this first instead of the invented weeks; nil: those
	Still    bool            // the clock moves only when it is told to
	Patience time.Duration   // for an action or a move of the clock, in real time; 10 s when zero
	Log      *slog.Logger
}

// MostPeople is how many people a demo can have.
const MostPeople = 200

// A Demo is one running workspace with its page.
type Demo struct {
	stage  *stage
	log    *slog.Logger
	token  string // what a form must bring back; nobody else's page knows it
	feed   *feed
	still  bool
	first  string // the person whose page comes first
	base   context.Context
	end    context.CancelFunc
	flow   sync.WaitGroup
	memory memory
}

// Start makes the workspace and plays its history; that takes a few seconds.
func Start(ctx context.Context, o Options) (d *Demo, err error) {
	if o.Story == nil && (o.People < 2 || o.People > MostPeople) {
		return nil, fmt.Errorf("%d people: a demo has 2 to %d", o.People, MostPeople)
	}
	if o.Patience == 0 {
		o.Patience = usualPatience
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	var secret [16]byte
	rand.Read(secret[:]) // never fails
	d = &Demo{log: o.Log, token: hex.EncodeToString(secret[:]), still: o.Still}
	d.memory.start()
	d.stage, err = raise(ctx, o)
	if err != nil {
		return nil, err
	}
	d.base, d.end = context.WithCancel(context.Background())
	d.feed = newFeed(d.stage.slack)
	if err := d.settleIn(); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if !d.still {
		d.flow.Go(d.run)
	}
	return d, nil
}

// settleIn notes what everybody has read and who comes first.
func (d *Demo) settleIn() error {
	people := d.stage.slack.People()
	if len(people) == 0 {
		return errors.New("there is nobody in this workspace")
	}
	for _, p := range people {
		if d.first == "" && !p.IsBot && !p.Deleted {
			d.first = p.ID
		}
		for _, c := range d.stage.slack.Conversations(p.ID) {
			d.memory.read(p.ID, c.ID, d.stage.newest(p.ID, c.ID))
		}
	}
	return nil
}

// run lets the clock go as fast as the machine's.
func (d *Demo) run() {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-d.base.Done():
			return
		case <-ticker.C:
			d.stage.pass(time.Second)
		}
	}
}

// Serve answers the browser on a listener until ctx ends, which is no error.
func (d *Demo) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{Handler: d.Handler(l.Addr()), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: time.Minute}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
		d.end() // pages that follow along let go
		last, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if server.Shutdown(last) != nil {
			err = server.Close()
		}
		<-served
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Close stops the bot and the local Slack, and waits for everything that they
// started.
func (d *Demo) Close() error {
	d.end()
	d.flow.Wait()
	d.feed.close()
	return d.stage.strike()
}

// Now is the time in the workspace.
func (d *Demo) Now() time.Time { return d.stage.clock.Now() }

// Slack is the local Slack.
func (d *Demo) Slack() *fakeslack.Slack { return d.stage.slack }

// Store is the database of the bot, for reading.
func (d *Demo) Store() *storage.Store { return d.stage.store }
