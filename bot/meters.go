package bot

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"cowork/storage"
)

// meters count what an operator would ask about. No label holds anything of a
// person: kinds, methods and outcomes are a fixed few.
type meters struct {
	registry   *prometheus.Registry
	envelopes  *prometheus.CounterVec   // by kind
	acks       *prometheus.HistogramVec // by kind
	deliveries *prometheus.CounterVec   // by method and outcome
	waits      *prometheus.CounterVec   // by method
	waited     *prometheus.CounterVec   // by method
	sockets    prometheus.Counter
}

func newMeters(b *Bot) *meters {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "cowork", Name: name, Help: help}, labels)
	}
	m := &meters{
		registry:  prometheus.NewRegistry(),
		envelopes: counter("envelopes_total", "What Slack told, by kind: command, action, submission, closed, event.", "kind"),
		acks: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: "cowork", Name: "ack_seconds", Help: "From an envelope to its receipt; Slack waits three seconds.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2, 3},
		}, []string{"kind"}),
		deliveries: counter("deliveries_total", "Calls for the outbox, by method and what came of them.", "method", "outcome"),
		waits:      counter("rate_limit_waits_total", "How often Slack limited a method.", "method"),
		waited:     counter("rate_limit_wait_seconds_total", "For how long Slack shut a method.", "method"),
		sockets:    prometheus.NewCounter(prometheus.CounterOpts{Namespace: "cowork", Name: "socket_connects_total", Help: "Sockets opened, reconnects included."}),
	}
	open := prometheus.NewGaugeFunc(prometheus.GaugeOpts{Namespace: "cowork", Name: "sockets_open", Help: "Sockets that are open now."},
		func() float64 { return float64(b.Connected()) })
	m.registry.MustRegister(m.envelopes, m.acks, m.deliveries, m.waits, m.waited, m.sockets, open, &ledger{b},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// delivered counts one call for the outbox.
func (m *meters) delivered(s step, v verdict) {
	m.deliveries.WithLabelValues(s.method(), v.outcome.String()).Inc()
	if v.wait > 0 {
		m.waits.WithLabelValues(s.method()).Inc()
		m.waited.WithLabelValues(s.method()).Add(v.wait.Seconds())
	}
}

// ledger reads from the store what it knows better than any counter, because
// it outlives the process.
type ledger struct{ bot *Bot }

var (
	outboxDepth = prometheus.NewDesc("cowork_outbox_messages", "Messages in the outbox, by state; due and doubt are part of owed.", []string{"state"}, nil)
	outboxAge   = prometheus.NewDesc("cowork_outbox_age_seconds", "How long the longest due message has been due.", nil, nil)
	roundNumber = prometheus.NewDesc("cowork_rounds", "Rounds that the first circle has had.", nil, nil)
	roundDue    = prometheus.NewDesc("cowork_next_round_timestamp_seconds", "When the next round of the first circle is due.", nil, nil)
)

// Describe lists what Collect tells.
func (l *ledger) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{outboxDepth, outboxAge, roundNumber, roundDue} {
		to <- d
	}
}

// Collect reads the store.
func (l *ledger) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), probeTime)
	defer cancel()
	now := l.bot.now()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	err := l.bot.store.Read(ctx, func(tx *storage.Tx) error {
		d, err := tx.Depth(now)
		if err != nil {
			return err
		}
		for state, n := range map[string]int{"owed": d.Owed, "due": d.Due, "doubt": d.Doubt, "sent": d.Sent, "dead": d.Dead, "void": d.Void} {
			gauge(outboxDepth, float64(n), state)
		}
		gauge(outboxAge, age(d.Oldest, now).Seconds())
		circles, err := tx.Circles()
		if err != nil || len(circles) == 0 {
			return err
		}
		rounds, err := tx.LastNumber(circles[0].ID)
		if err != nil {
			return err
		}
		gauge(roundNumber, float64(rounds))
		gauge(roundDue, float64(circles[0].NextDue.Unix()))
		return nil
	})
	if err != nil {
		to <- prometheus.NewInvalidMetric(outboxDepth, err)
	}
}

// age is how long ago something was; zero if it never was.
func age(since, now time.Time) time.Duration {
	if since.IsZero() {
		return 0
	}
	return max(0, now.Sub(since))
}
