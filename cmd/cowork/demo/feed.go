package demo

import (
	"fmt"
	"net/http"
	"sync"
	"time"

	"cowork/bot/fakeslack"
)

// A feed tells the pages that are open that something changed. It says no more
// than that: each page then asks for itself, as its person sees it.
type feed struct {
	mu     sync.Mutex
	next   int
	to     map[int]chan struct{}
	cancel func()
}

func newFeed(slack *fakeslack.Slack) *feed {
	f := &feed{to: map[int]chan struct{}{}}
	f.cancel = slack.Subscribe(func(fakeslack.Event) { f.tell() })
	return f
}

func (f *feed) close() { f.cancel() }

// tell wakes whoever listens. One wake is enough for any number of changes.
func (f *feed) tell() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.to {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (f *feed) join() (changed <-chan struct{}, leave func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n, c := f.next, make(chan struct{}, 1)
	f.next++
	f.to[n] = c
	return c, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.to, n)
	}
}

const (
	gather = 60 * time.Millisecond // changes that come together are told once
	pulse  = 20 * time.Second      // so that a page that is gone is noticed
)

// follow keeps telling a page, by server-sent events, until it is closed.
func (d *Demo) follow(w http.ResponseWriter, r *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "this connection cannot be followed", http.StatusInternalServerError)
		return
	}
	changed, leave := d.feed.join()
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	fmt.Fprint(w, "retry: 1000\nevent: hello\ndata: 1\n\n")
	flusher.Flush()
	beat := time.NewTicker(pulse)
	defer beat.Stop()
	rest := time.NewTimer(0)
	<-rest.C
	defer rest.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-d.base.Done():
			return
		case <-beat.C:
			fmt.Fprint(w, ": still here\n\n")
		case <-changed:
			rest.Reset(gather)
			select {
			case <-rest.C:
			case <-r.Context().Done():
				return
			case <-d.base.Done():
				return
			}
			fmt.Fprint(w, "event: changed\ndata: 1\n\n")
		}
		flusher.Flush()
	}
}
