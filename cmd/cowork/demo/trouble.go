package demo

import (
	"context"
	"fmt"
	"sync"
	"time"

	"cowork/bot/fakeslack"
)

// A trouble is something that can go wrong between Slack and the bot, and
// that somebody may want to see the bot recover from.
type trouble struct {
	Name  string
	Label string
	Help  string
	Lasts bool // it is a switch; others happen once
	Once  string
	fault fakeslack.Fault // of a switch
	of    string          // the method that is troubled, "" for all
	do    func(context.Context, *stage) error
}

var all = []trouble{
	{Name: "limit", Label: "Rate limits", Help: "Slack answers every new message with: too many, come back in 30 seconds.", Lasts: true,
		of: "chat.postMessage", fault: fakeslack.RateLimited(30)},
	{Name: "slow", Label: "Slow Slack", Help: "Each answer of the Web API takes two seconds.", Lasts: true, fault: fakeslack.Slow(2 * time.Second)},
	{Name: "fail", Label: "Failing Slack", Help: "Each call of the Web API is answered with an error page, 503.", Lasts: true, fault: fakeslack.HTML(503)},
	{Name: "lost", Label: "Lose the answer", Help: "The next message is stored, but its answer never arrives: was it posted or not?",
		Once: "The next message will be stored and its answer lost.",
		do: func(_ context.Context, s *stage) error {
			s.slack.Inject("chat.postMessage", 1, fakeslack.ResetAfter())
			return nil
		}},
	{Name: "drop", Label: "Cut the sockets", Help: "All connections break without a goodbye. The bot opens new ones within seconds.",
		Once: "All connections are cut.",
		do:   func(_ context.Context, s *stage) error { s.slack.DropConnections(); return nil }},
	{Name: "again", Label: "Deliver twice", Help: "Slack delivers the last click or command once more. Nothing must happen twice.",
		Once: "The last envelope was delivered once more.",
		do:   func(_ context.Context, s *stage) error { s.slack.Redeliver(1); return nil }},
	{Name: "restart", Label: "Restart the bot", Help: "The bot stops and starts again on the same database.",
		Once: "The bot was restarted.",
		do:   func(ctx context.Context, s *stage) error { return s.restart(ctx) }},
}

// troubles are the switches that are on.
type troubles struct {
	mu sync.Mutex
	on map[string]func() // name to what ends it
}

// has reports whether a switch is on.
func (t *troubles) has(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.on[name] != nil
}

// end switches everything off.
func (t *troubles) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, stop := range t.on {
		stop()
	}
	t.on = nil
}

// stir makes trouble, or ends it where it is a switch that is on, and reports
// what to tell whoever did it.
func (s *stage) stir(ctx context.Context, name string) (string, error) {
	for _, t := range all {
		switch {
		case t.Name != name:
		case t.Lasts:
			return s.trouble.turn(s.slack, t), nil
		default:
			return t.Once, t.do(ctx, s)
		}
	}
	return "", fmt.Errorf("there is no trouble called %q", name)
}

func (t *troubles) turn(slack *fakeslack.Slack, what trouble) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if stop := t.on[what.Name]; stop != nil {
		stop()
		delete(t.on, what.Name)
		return what.Label + ": off."
	}
	if t.on == nil {
		t.on = map[string]func(){}
	}
	t.on[what.Name] = slack.Inject(what.of, -1, what.fault)
	return what.Label + ": on."
}
