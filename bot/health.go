package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"cowork/storage"
)

const (
	probeTime = 2 * time.Second  // for the store to answer
	deadBeat  = time.Minute      // without a heartbeat; planning a large round may take some seconds
	stuck     = 10 * time.Minute // with something due and nothing delivered; Slack's longest bans are far below
)

// pulse is when signs of life were last seen, by the machine's clock.
type pulse struct {
	beat     atomic.Int64 // the heartbeat looked
	delivery atomic.Int64 // Slack took a message, or there was none to take
}

func (p *pulse) felt(at *atomic.Int64) { at.Store(time.Now().UnixNano()) }

func since(at *atomic.Int64) time.Duration { return time.Since(time.Unix(0, at.Load())) }

// Health says how each part of the bot does.
type Health struct {
	Healthy   bool `json:"healthy"`
	Socket    Part `json:"socket"`
	Database  Part `json:"database"`
	Heartbeat Part `json:"heartbeat"`
	Outbox    Part `json:"outbox"`
}

// Part is one of the things that must work, and a few words about it that
// hold nothing private.
type Part struct {
	OK   bool   `json:"ok"`
	Said string `json:"said"`
}

func part(ok bool, format string, args ...any) Part { return Part{ok, fmt.Sprintf(format, args...)} }

// Health looks at every part. It takes some seconds at most.
func (b *Bot) Health(ctx context.Context) Health {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	open := b.Connected()
	h := Health{Socket: part(open > 0, "%d of %d open", open, b.opt.Connections), Database: part(true, "it can be written to")}
	if err := b.store.Probe(ctx); err != nil {
		h.Database = part(false, "it cannot be written to: %s", redacted(err))
	}
	if b.pulse.beat.Load() == 0 {
		h.Heartbeat = part(false, "it has not begun")
	} else {
		h.Heartbeat = part(since(&b.pulse.beat) < deadBeat, "it looked %v ago", since(&b.pulse.beat).Round(time.Second))
	}
	h.Outbox = b.outboxHealth(ctx)
	h.Healthy = h.Socket.OK && h.Database.OK && h.Heartbeat.OK && h.Outbox.OK
	return h
}

// outboxHealth tells an outbox that is busy from one that is stuck: a large
// round takes an hour to deliver, and all that time something arrives.
func (b *Bot) outboxHealth(ctx context.Context) Part {
	var due int
	var oldest time.Time
	err := b.store.Read(ctx, func(tx *storage.Tx) (err error) {
		due, oldest, err = tx.DueMessages(b.now())
		return err
	})
	if err != nil {
		return part(false, "it cannot be read: %s", redacted(err))
	}
	waiting, idle := age(oldest, b.now()), since(&b.pulse.delivery)
	if waiting > stuck && idle > stuck {
		return part(false, "%d messages are due, the oldest for %v, and none has arrived for %v", due, waiting.Round(time.Second), idle.Round(time.Second))
	}
	return part(true, "%d messages are due", due)
}

// Monitor serves /healthz, with status 200 or 503 and how each part does, and
// /metrics for Prometheus. Neither tells anything about people.
func (b *Bot) Monitor() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		h := b.Health(r.Context())
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if !h.Healthy {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		out := json.NewEncoder(w)
		out.SetIndent("", "  ")
		_ = out.Encode(h) // whoever asked may be gone
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(b.meters.registry, promhttp.HandlerOpts{
		ErrorLog: log.New(io.Discard, "", 0), ErrorHandling: promhttp.ContinueOnError,
	}))
	return mux
}
