package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// desk is what one piece of work has in front of it: a transaction, the time
// it happens at, and the circle it happens in. Everything that a verb loads,
// saves and owes goes through it, so that a state and the messages that report
// it are kept together or not at all.
type desk struct {
	ctx    context.Context
	tx     *storage.Tx
	now    time.Time
	circle storage.Circle
	seed   func() uint64
	ids    io.Reader
	owes   bool    // a message is owed that was not before
	notes  [][]any // what the operator reads once it is kept: a sentence, then names and values
	voices *voices
}

// The schedule of a circle that nobody gave one.
const (
	DefaultSchedule = "0 9 * * MON"
	DefaultTimeZone = "UTC"
)

// desk sits down in a transaction. The circle is made or brought in line with
// the options first: it follows the schedule and the time zone that the bot
// was started with, if it was given any.
func (b *Bot) desk(ctx context.Context, tx *storage.Tx, now time.Time) (d *desk, err error) {
	d = &desk{ctx: ctx, tx: tx, now: now, seed: b.opt.Seed, ids: b.opt.IDs, voices: &b.voices}
	if d.circle, err = tx.FirstCircle(cmp.Or(b.opt.Schedule, DefaultSchedule), cmp.Or(b.opt.TimeZone, DefaultTimeZone)); err != nil {
		return nil, err
	}
	return d, d.follow(b.opt.Schedule, b.opt.TimeZone, b.opt.Late)
}

// atDesk runs f at a desk, in a write transaction of its own.
func (b *Bot) atDesk(ctx context.Context, now time.Time, f func(*desk) error) error {
	var d *desk
	err := b.store.Write(ctx, func(tx *storage.Tx) (err error) {
		if d, err = b.desk(ctx, tx, now); err == nil {
			err = f(d)
		}
		return err
	})
	if err == nil {
		b.rise(d)
	}
	return err
}

// rise gets up from a desk whose transaction was kept.
func (b *Bot) rise(d *desk) {
	if d.owes {
		b.kick()
	}
	for _, n := range d.notes {
		b.log.Info(n[0].(string), n[1:]...)
	}
}

// note has the operator told something, if it is kept.
func (d *desk) note(what string, about ...any) {
	d.notes = append(d.notes, append([]any{what}, about...))
}

// none reports whether err says that there is no such thing.
func none(err error) bool { return errors.Is(err, storage.ErrNotFound) }

// known reports whether Slack ever described a person; of the others, only
// the ID and perhaps a name are there.
func known(p storage.Person) bool { return p.SeenAt.Unix() > 0 }

// never is when somebody was described whom Slack never described.
var never = time.Unix(0, 0)

// person loads a person, or makes one of whom nothing is known but a name.
func (d *desk) person(id pairing.MemberID, name string) (storage.Person, error) {
	p, err := d.tx.Person(id)
	if !none(err) {
		d.voices.learn(p)
		return p, err
	}
	p = storage.Person{ID: id, Name: name, SeenAt: never}
	if err := d.tx.SavePerson(p); err != nil {
		return p, err
	}
	return d.tx.Person(id)
}

// reader is a person as somebody who reads; their zone is nil if it is not
// known.
func reader(p storage.Person) Reader {
	r := Reader{ID: p.ID, Zone: p.Zone(), Voice: wording.For(p.Locale, p.TZ)}
	if !known(p) {
		r.Zone = nil
	}
	return r
}

// readerOf is reader by ID.
func (d *desk) readerOf(id pairing.MemberID) (Reader, error) {
	p, err := d.person(id, "")
	return reader(p), err
}

// cast loads the names, zones and venues that messages about duos may need.
func (d *desk) cast(duos ...pairing.Duo) (Cast, error) {
	c := Cast{Names: map[pairing.MemberID]string{}, Zones: map[pairing.MemberID]*time.Location{}, Venues: map[pairing.VenueID]pairing.Venue{}, Homes: map[pairing.MemberID]pairing.Offers{}, Home: d.circle.Zone()}
	var voices []wording.Voice
	for _, duo := range duos {
		for _, s := range duo.Seats {
			if _, ok := c.Names[s.Member]; ok {
				continue
			}
			p, err := d.tx.Person(s.Member)
			if err != nil {
				return c, err
			}
			c.Names[s.Member], c.Zones[s.Member] = p.Name, p.Zone()
			voices = append(voices, wording.For(p.Locale, p.TZ))
		}
		places := []pairing.Place{duo.Place}
		for _, o := range duo.Options {
			places = append(places, o.Place)
		}
		for _, p := range places {
			if p.Host != "" {
				home, err := d.tx.Home(p.Host)
				if err != nil && !none(err) {
					return c, err
				}
				c.Homes[p.Host] = home.Offers
			}
			if _, ok := c.Venues[p.Venue]; ok || p.Venue == 0 {
				continue
			}
			v, err := d.tx.Venue(p.Venue)
			if err != nil && !none(err) {
				return c, err
			}
			if err == nil {
				c.Venues[p.Venue] = v.Venue
			}
		}
	}
	c.Voice = wording.Common(voices...)
	return c, nil
}

// membership loads somebody's membership; false if they are not in the circle
// now.
func (d *desk) membership(id pairing.MemberID) (storage.Membership, bool, error) {
	m, err := d.tx.Membership(d.circle.ID, id)
	if none(err) {
		return storage.Membership{Circle: d.circle.ID, Person: id}, false, nil
	}
	return m, err == nil && m.State == storage.Active, err
}

// comingRound is the number of the next round to open.
func (d *desk) comingRound() (int, error) {
	n, err := d.tx.LastNumber(d.circle.ID)
	return n + 1, err
}

// liveDuos loads the duos of a person that are still to be answered or still
// ahead; one whose day has come waits for its check-in only.
func (d *desk) liveDuos(id pairing.MemberID) ([]storage.Duo, error) {
	all, err := d.tx.LiveDuosOf(id)
	var live []storage.Duo
	for _, duo := range all {
		if duo.State == pairing.Proposed || duo.Session.End.After(d.now) {
			live = append(live, duo)
		}
	}
	return live, err
}

// standing loads where a person stands.
func (d *desk) standing(id pairing.MemberID) (Standing, error) {
	p, err := d.person(id, "")
	if err != nil {
		return Standing{}, err
	}
	s := Standing{Reader: reader(p), Next: d.circle.NextDue}
	m, in, err := d.membership(id)
	if err != nil {
		return s, err
	}
	s.Joined, s.Once = in, m.Once
	if in && m.Paused(d.now) {
		s.PausedUntil, s.Open = m.PausedUntil, m.PausedUntil.Equal(storage.UntilResume)
	}
	coming, err := d.comingRound()
	if err != nil {
		return s, err
	}
	s.SitsOut = in && m.SkipRound == coming
	profile, err := d.tx.Profile(id)
	if err != nil && !none(err) {
		return s, err
	}
	s.Located = profile.Area.Located || profile.Area.Label != ""
	if in {
		if s.Stay, err = d.stayOf(id); err != nil {
			return s, err
		}
		if s.StayWish, err = d.stayWish(id); err != nil {
			return s, err
		}
	}
	if err := d.standingInRound(&s); err != nil {
		return s, err
	}
	return s, nil
}

// standingInRound adds the live duo, or the rest in the open round.
func (d *desk) standingInRound(s *Standing) error {
	live, err := d.liveDuos(s.ID)
	if err != nil {
		return err
	}
	if len(live) > 0 { // one that waits for an answer comes before one that is settled
		duo := live[0]
		for _, l := range live {
			if l.State == pairing.Proposed {
				duo = l
			}
		}
		s.Duo = &duo.Duo
		for _, seat := range duo.Seats {
			if seat.Member == s.ID {
				s.Answer = seat.Answer
			}
		}
		s.Cast, err = d.cast(duo.Duo)
		return err
	}
	round, err := d.tx.OpenRoundOf(d.circle.ID)
	if err != nil {
		if none(err) {
			return nil
		}
		return err
	}
	rest, err := d.tx.RestOf(round.ID, s.ID)
	if none(err) {
		return nil
	}
	if err == nil && !rest.Served {
		s.Resting = rest.Reason
	}
	return err
}

// Keys of messages owed; each names one message of one duo or round.
func inviteKey(duo pairing.DuoID, to pairing.MemberID) string {
	return fmt.Sprintf("invite:%s:%s", duo, to)
}
func confirmKey(duo pairing.DuoID) string { return fmt.Sprintf("confirm:%s", duo) }
func checkinKey(duo pairing.DuoID, to pairing.MemberID) string {
	return fmt.Sprintf("checkin:%s:%s", duo, to)
}

// owe adds a message that the state owes to the people of a lane.
func (d *desk) owe(key, lane string, about pairing.DuoID, due time.Time, m Message) error {
	return d.oweUntil(key, lane, about, due, time.Time{}, m)
}

// oweUntil is owe for a message that is of no use any more from an instant
// on: late, it is dropped rather than sent.
func (d *desk) oweUntil(key, lane string, about pairing.DuoID, due, until time.Time, m Message) error {
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write message %s: %w", key, err)
	}
	_, err = d.tx.Owe(storage.Message{Key: key, Lane: lane, Method: storage.Post, Body: body, About: about, Due: due, Until: until, Attached: m.Calendar != nil})
	d.owes = true
	return err
}

// oweNext is owe under the first key of a series that is free, for messages
// of which there may be several.
func (d *desk) oweNext(series, lane string, about pairing.DuoID, due time.Time, m Message) error {
	key, err := d.freeKey(series)
	if err != nil {
		return err
	}
	return d.owe(key, lane, about, due, m)
}

// amend owes that a message says something else now. If that was never sent
// and is withdrawn, there is nothing to amend.
func (d *desk) amend(target string, m Message) error {
	was, err := d.tx.Message(target)
	if none(err) || err == nil && (was.State == storage.Voided || was.State == storage.Dead) {
		return nil
	}
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
	_, err = d.tx.Owe(storage.Message{Key: key, Lane: was.Lane, Method: storage.Update, Target: target, Body: body, About: was.About, Due: later(d.now, was.Due)})
	d.owes = true
	return err
}

// later is the later of two instants. A change is never due before the message
// that it changes: it would stand before it in its lane, and hold it up.
func later(t, u time.Time) time.Time {
	if u.After(t) {
		return u
	}
	return t
}

func (d *desk) freeKey(series string) (string, error) {
	for i := 1; ; i++ {
		key := fmt.Sprintf("%s:%d", series, i)
		_, err := d.tx.Message(key)
		if none(err) {
			return key, nil
		}
		if err != nil {
			return "", err
		}
	}
}

// describe makes a person of what Slack says of a user. A deactivated user
// comes without a time zone; the one that was known stays.
func describe(u *slack.User, was storage.Person, now time.Time) storage.Person {
	p := storage.Person{
		ID: pairing.MemberID(u.ID), Name: displayName(u), TZ: u.TZ, Locale: u.Locale,
		Bot: u.IsBot || u.IsAppUser || u.ID == slackbot, Guest: u.IsRestricted || u.IsUltraRestricted,
		Deleted: u.Deleted, Admin: u.IsAdmin || u.IsOwner || u.IsPrimaryOwner, SeenAt: now,
	}
	if _, is := storage.Zone(p.TZ); !is {
		p.TZ = was.TZ
	}
	if p.Locale == "" {
		p.Locale = was.Locale
	}
	if p.Name == "" {
		p.Name = was.Name
	}
	return p
}

// slackbot is the one bot that Slack does not mark as one.
const slackbot = "USLACKBOT"

// displayName is the name that people see.
func displayName(u *slack.User) string {
	for _, n := range []string{u.Profile.DisplayName, u.RealName, u.Profile.RealName, u.Name} {
		if n = strings.TrimSpace(n); n != "" {
			return clip(n, 80)
		}
	}
	return ""
}
