package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"
)

// What the guests of a home read of it, in the conversation of a confirmed
// duo, for that session only.
//
// The address is nowhere in the outbox: a row says whose home it is about, and
// the sender composes the message from what is sealed at the moment of
// delivery, if the duo still goes there. When the session is over or off, or
// goes elsewhere, the message is changed and the address is gone from it.

// homeKey begins the keys of the messages about the home of a duo's host.
func homeKey(duo pairing.DuoID) string { return "home:" + string(duo) }

// showHome owes the members of a settled duo what there is to know about the
// home that it goes to, if its host said anything, and that it is taken back
// when the session ends.
func (d *desk) showHome(duo pairing.Duo) error {
	if duo.State != pairing.Confirmed || duo.Place.Kind != pairing.Home || !duo.Session.End.After(d.now) {
		return nil
	}
	_, err := d.tx.Home(duo.Place.Host)
	if none(err) {
		return nil
	}
	if err != nil {
		return err
	}
	key, err := d.freeKey(homeKey(duo.ID))
	if err != nil {
		return err
	}
	v, err := d.voiceOf(duo)
	if err != nil {
		return err
	}
	m := homeGoneMessage(v)
	m.Home = duo.Place.Host
	if err := d.owe(key, conversationOf(duo), duo.ID, d.now, m); err != nil {
		return err
	}
	return d.amendAt(key, duo.Session.End, homeGoneMessage(v))
}

// conversationOf is the conversation of all members of a duo.
func conversationOf(duo pairing.Duo) string {
	var all []pairing.MemberID
	for _, s := range duo.Seats {
		all = append(all, s.Member)
	}
	return storage.Lane(all...)
}

// homes are the keys of the messages about homes in a duo's conversation,
// earliest first: of each place that it changed to, one.
func (d *desk) homes(duo pairing.DuoID) (all []string, err error) {
	for i := 1; ; i++ {
		key := fmt.Sprintf("%s:%d", homeKey(duo), i)
		_, err := d.tx.Message(key)
		if none(err) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, key)
	}
}

// hideHome takes back what a duo reads of homes: of an earlier one too, because
// that it is taken back may still be owed, and is withdrawn with the rest.
func (d *desk) hideHome(duo pairing.Duo) error {
	all, err := d.homes(duo.ID)
	if len(all) == 0 || err != nil {
		return err
	}
	if _, err := d.tx.Withdraw(duo.ID, homeKey(duo.ID), "amend:"+homeKey(duo.ID)); err != nil {
		return err
	}
	v, err := d.voiceOf(duo)
	if err != nil {
		return err
	}
	for _, key := range all {
		if err := d.amend(key, homeGoneMessage(v)); err != nil {
			return err
		}
	}
	return nil
}

// refreshHome brings what a duo reads of its host's home up to date.
func (d *desk) refreshHome(duo pairing.Duo, host pairing.MemberID) error {
	if duo.State != pairing.Confirmed || duo.Place.Kind != pairing.Home || duo.Place.Host != host {
		return nil
	}
	all, err := d.homes(duo.ID)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return d.showHome(duo)
	}
	v, err := d.voiceOf(duo)
	if err != nil {
		return err
	}
	m := homeGoneMessage(v)
	m.Home = host
	return d.amend(all[len(all)-1], m)
}

// voiceOf is the voice that the members of a duo have in common.
func (d *desk) voiceOf(duo pairing.Duo) (wording.Voice, error) {
	cast, err := d.cast(pairing.Duo{Seats: duo.Seats})
	return cast.Voice, err
}

// amendAt is amend at a later time.
func (d *desk) amendAt(target string, due time.Time, m Message) error {
	was, err := d.tx.Message(target)
	if err != nil {
		return err
	}
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write message %s: %w", target, err)
	}
	key, err := d.freeKey("amend:" + target)
	if err != nil {
		return err
	}
	_, err = d.tx.Owe(storage.Message{Key: key, Lane: was.Lane, Method: storage.Update, Target: target, Body: body, About: was.About, Due: later(due, was.Due)})
	return err
}

// compose makes the message that goes out of a row about a home. It stays as
// it is kept, without a word about the home, unless the duo goes there now.
func (b *Bot) compose(ctx context.Context, l storage.Message, m Message) (Message, error) {
	host := m.Home
	m.Home = ""
	if host == "" || !strings.HasPrefix(strings.TrimPrefix(l.Key, "amend:"), homeKey(l.About)) {
		return m, nil
	}
	var duo storage.Duo
	var home storage.Home
	var voice wording.Voice
	err := b.store.Read(ctx, func(tx *storage.Tx) (err error) {
		if duo, err = tx.Duo(l.About); err != nil {
			return err
		}
		if voice, err = (&desk{tx: tx}).voiceOf(duo.Duo); err != nil {
			return err
		}
		home, err = tx.Home(host)
		return err
	})
	if none(err) {
		return m, nil
	}
	if err != nil {
		return m, err
	}
	goes := duo.State == pairing.Confirmed && duo.Place == pairing.Place{Kind: pairing.Home, Host: host} && duo.Session.End.After(b.now())
	if !goes || l.Lane != conversationOf(duo.Duo) {
		return m, nil
	}
	said := HomeSaid{Offers: home.Offers, Guests: home.Guests}
	if home.Share && home.Address != nil && b.opt.Keys.Ready() {
		address, err := b.opt.Keys.Open(string(host), home.Address)
		entry := ""
		if err == nil && home.Entry != nil {
			entry, err = b.opt.Keys.Open(string(host), home.Entry)
		}
		if err != nil {
			b.log.Error("a home is sealed with a key that is not in COWORK_KEY", "person", host)
		} else {
			said.Share, said.Address, said.Entry = true, address, entry
		}
	}
	return homeMessage(voice, host, said), nil
}

// takeBackHomes owes that what anybody reads of a person's home is taken back,
// in conversations of long ago too.
func (d *desk) takeBackHomes(id pairing.MemberID) error {
	shown, err := d.tx.SentHomes(id)
	if err != nil {
		return err
	}
	for _, m := range shown {
		duo, err := d.tx.Duo(m.About)
		if err != nil {
			return err
		}
		v, err := d.voiceOf(duo.Duo)
		if err != nil {
			return err
		}
		if _, err := d.tx.Withdraw(duo.ID, "amend:"+m.Key); err != nil {
			return err
		}
		if err := d.amend(m.Key, homeGoneMessage(v)); err != nil {
			return err
		}
	}
	return nil
}
