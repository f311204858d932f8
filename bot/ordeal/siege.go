package ordeal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"cowork/bot"
	"cowork/bot/fakeslack"
	"cowork/storage"
)

// Siege is trouble of one kind while many messages go out.
type Siege struct {
	Seed     uint64
	Manifest []byte
	Dir      string
	Members  int
	Kills    int           // rounds go on until there were so many
	Timeouts float64       // the share of posts that are stored and then time out
	Skew     time.Duration // how far the bot's clock is ahead of Slack's
}

// Besiege delivers rounds of many members under trouble, and judges them as
// Play does. Nobody answers, so that it is delivery alone that is tried.
func Besiege(ctx context.Context, s Siege) (Outcome, error) {
	w, err := newWorld(Year{Seed: s.Seed, Manifest: s.Manifest, Dir: s.Dir, Calm: true})
	if err != nil {
		return Outcome{}, err
	}
	defer func() {
		_ = w.slack.Close()
		removeDatabase(w.file)
	}()
	w.mute, w.timeouts, w.skew, w.skewed = true, s.Timeouts, s.Skew, s.Skew != 0
	w.slack.LimitRates(false)
	for i := range s.Members {
		id := fmt.Sprintf("U%04d", i+1)
		w.slack.AddPerson(fakeslack.Person{ID: id, Name: strings.ToLower(id), TZ: "UTC"})
		w.people = append(w.people, id)
	}
	if err := w.boot(ctx); err != nil {
		return w.seen, err
	}
	for _, id := range w.people {
		w.types(id, "/cowork join")
	}
	for rounds := 0; rounds == 0 || w.seen.Kills < s.Kills; rounds++ {
		if rounds > 100 {
			return w.seen, errors.New("the siege has no end")
		}
		if err := w.until(ctx, w.clock.Now().Add(time.Minute)); err != nil {
			return w.seen, err
		}
		w.kills = s.Kills - w.seen.Kills
		w.clock.Set(w.due.Add(-w.skew))
		w.rearm()
		if err := w.until(ctx, w.clock.Now().Add(2*time.Hour)); err != nil {
			return w.seen, err
		}
		w.kills, w.killIn = 0, 0
		for _, id := range w.people { // who was silent for long is back
			w.types(id, "/cowork resume")
		}
	}
	w.timeouts = 0
	if err := w.rest(ctx); err != nil {
		return w.seen, err
	}
	w.judge(ctx)
	if err := w.stop(); err != nil {
		return w.seen, err
	}
	if len(w.broken) > 0 {
		return w.seen, errors.New(strings.Join(w.broken, "\n"))
	}
	return w.seen, nil
}

// rearm sets the next of the kills that a siege wants.
func (w *world) rearm() {
	if w.kills > 0 {
		w.kills--
		w.killIn = 1 + w.rand.IntN(60)
	}
}

// March says how long messages took to go out.
type March struct {
	Took, Floor time.Duration // by the clock of the local Slack, which limits rates
	Limited     int           // the most answers of 429 for one method in one minute
	Calls       int
}

// Deliver owes messages to so many conversations of two, or to so many people
// alone, and sees how long they take to arrive under the rate limits. The
// floor is what those limits allow: an opening for each conversation, or a post
// for each person, after the burst that the local Slack allows.
func Deliver(ctx context.Context, manifest []byte, dir string, people, conversations int) (m March, err error) {
	w, err := newWorld(Year{Seed: 1, Manifest: manifest, Dir: dir, Calm: true})
	if err != nil {
		return m, err
	}
	defer func() {
		_ = w.slack.Close()
		removeDatabase(w.file)
	}()
	w.slack.LimitRates(true)
	w.mute = true
	var lanes []string
	add := func(n int) string {
		id := fmt.Sprintf("U%05d", n)
		w.slack.AddPerson(fakeslack.Person{ID: id, Name: strings.ToLower(id)})
		w.people = append(w.people, id)
		return id
	}
	for i := range people {
		lanes = append(lanes, add(i))
	}
	for i := range conversations {
		lanes = append(lanes, add(people+2*i)+","+add(people+2*i+1))
	}
	if err := w.boot(ctx); err != nil {
		return m, err
	}
	l := w.life
	now := w.clock.Now().Add(time.Second).Truncate(time.Second)
	w.clock.Set(now)
	body, err := json.Marshal(bot.Message{Text: "You are paired this week."})
	if err != nil {
		return m, err
	}
	err = l.store.Write(ctx, func(tx *storage.Tx) error {
		for _, lane := range lanes {
			if _, err := tx.Owe(storage.Message{Key: "march:" + lane, Lane: lane, Method: storage.Post, Body: body, Due: now}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return m, err
	}
	var last time.Time
	for {
		next, err := l.bot.Deliver(ctx, w.clock.Now())
		if err != nil {
			return m, err
		}
		last = w.clock.Now()
		if next.IsZero() {
			break
		}
		if second := last.Add(time.Second); next.Before(second) { // the burst makes up for what was not sent on the dot
			next = second
		}
		w.clock.Set(next)
	}
	m.Took = last.Sub(now)
	m.Floor = max(perMinute(people+conversations, 240, 60), perMinute(conversations, 50, 10))
	limited := map[string]int{}
	for _, c := range w.slack.Calls() {
		m.Calls++
		if c.Status == 429 {
			minute := c.Method + c.At.Format(" 15:04")
			limited[minute]++
			m.Limited = max(m.Limited, limited[minute])
		}
	}
	w.judge(ctx)
	if err := w.stop(); err != nil {
		return m, err
	}
	if len(w.broken) > 0 {
		return m, errors.New(strings.Join(w.broken, "\n"))
	}
	return m, nil
}

// perMinute is how long so many calls take at a rate, of which a burst may
// come at once.
func perMinute(calls, rate, burst int) time.Duration {
	return time.Duration(max(0, calls-burst)) * time.Minute / time.Duration(rate)
}
