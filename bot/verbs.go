package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// call is one person asking for something, by a command or a button.
type call struct {
	*desk
	bot   *Bot
	env   Envelope
	q     Request
	me    storage.Person
	click bool // by a button: the answer takes the place of the card

	clicked Click
}

// voice is the caller's.
func (c *call) voice() wording.Voice { return reader(c.me).Voice }

// verb does what a call asks for.
type verb func(*call) (Reply, error)

// deeds lists what each verb of the slash command does.
var deeds map[Verb]verb

func init() { // a table that refers to functions that refer to it
	deeds = map[Verb]verb{
		VerbCard: status, VerbStatus: status, VerbJoin: join, VerbTry: try, VerbLeave: leave, VerbSkip: skipVerb,
		VerbPause: pause, VerbResume: resume, VerbProfile: profile, VerbWhy: why, VerbHistory: history,
		VerbWith: with, VerbAvoid: avoid, VerbStay: stayVerb, VerbPlaces: places, VerbForget: forget, VerbHelp: help, VerbAdmin: admin,
	}
}

// command answers /cowork.
func (b *Bot) command(d *desk, env Envelope) (Reply, error) {
	c := &call{desk: d, bot: b, env: env, q: Parse(env.Command.Text)}
	me, err := d.person(pairing.MemberID(env.Person), env.Command.UserName)
	if err != nil {
		return Reply{}, err
	}
	c.me = me
	if c.q.Trouble != "" {
		return tell(misunderstoodMessage(c.voice(), c.q)), nil
	}
	reply, err := deeds[c.q.Verb](c)
	if err == nil && !known(me) {
		reply.After = append(reply.After, func(ctx context.Context) error { return b.learn(ctx, me.ID) })
	}
	return reply, err
}

// tell is a reply of one message.
func tell(m Message) Reply { return Reply{Message: &m} }

// card answers with where the person stands now, said in a message made of
// it. On the home tab, the tab itself is the answer.
func (c *call) card(say func(Standing) Message) (Reply, error) {
	s, err := c.standing(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	m := say(s)
	m.Replace = c.click
	return Reply{Message: &m, shown: true}, nil
}

// learn asks Slack about a person whom it never described. When many come at
// once, the list of users tells more of them in one call.
func (b *Bot) learn(ctx context.Context, id pairing.MemberID) error {
	if _, ok := b.outbox.pace.take("users.info", "", b.now()); !ok {
		b.stranger.Store(true)
		b.kick()
		return nil
	}
	u, err := b.client.person(ctx, string(id))
	if err != nil {
		if wait := judge(err).wait; wait > 0 {
			b.outbox.pace.close("users.info", b.now(), wait)
		}
		b.stranger.Store(true) // the list of users will tell
		return err
	}
	return b.atDesk(ctx, b.now(), func(d *desk) error { return d.meet(u) })
}

// in loads the caller's membership, or answers that they are not taking part.
func (c *call) in() (storage.Membership, *Reply, error) {
	m, in, err := c.membership(c.me.ID)
	if err != nil {
		return m, nil, err
	}
	if !in {
		r := tell(notInMessage(c.voice()))
		return m, &r, nil
	}
	return m, nil, nil
}

func status(c *call) (Reply, error) { return c.card(cardMessage) }

// join takes somebody in for good, at once and with defaults.
func join(c *call) (Reply, error) { return c.enter(false) }

// try takes somebody in for one round.
func try(c *call) (Reply, error) { return c.enter(true) }

func (c *call) enter(once bool) (Reply, error) {
	if !c.welcome(c.me) {
		return tell(cannotJoinMessage(c.voice(), c.me.Guest && !c.me.Bot && !c.me.Deleted)), nil
	}
	m, in, err := c.membership(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	switch {
	case in && m.Once && !once:
		m.Once = false
		if err := c.tx.SaveMembership(m); err != nil {
			return Reply{}, err
		}
		return c.card(forGoodMessage)
	case in:
		return c.card(alreadyInMessage)
	}
	_, err = c.tx.Profile(c.me.ID)
	fresh := none(err)
	if fresh {
		err = c.tx.SaveProfile(c.me.ID, pairing.Defaults(), c.now)
	}
	if err != nil {
		return Reply{}, err
	}
	m = storage.Membership{Circle: c.circle.ID, Person: c.me.ID, State: storage.Active, Once: once, JoinedAt: c.now}
	if err := c.tx.SaveMembership(m); err != nil {
		return Reply{}, err
	}
	if fresh {
		return c.card(joinedMessage)
	}
	return c.card(backMessage)
}

// welcome reports whether somebody may take part in the circle.
func (d *desk) welcome(p storage.Person) bool {
	return !p.Bot && !p.Deleted && (!p.Guest || d.circle.Guests)
}

// leave ends somebody's part in the circle, and their live duos.
func leave(c *call) (Reply, error) {
	m, out, err := c.in()
	if out != nil || err != nil {
		return deref(out), err
	}
	ended, err := c.depart(m)
	if err != nil {
		return Reply{}, err
	}
	return c.card(func(s Standing) Message { return leftMessage(s.Voice, ended > 0) })
}

// depart takes a member out of the circle and serves their partners.
func (d *desk) depart(m storage.Membership) (ended int, err error) {
	m.State, m.Once, m.SkipRound, m.Silent = storage.Left, false, 0, 0
	if err := d.tx.SaveMembership(m); err != nil {
		return 0, err
	}
	if err := d.part(m.Person, anybody); err != nil {
		return 0, err
	}
	if err := d.tx.RestFeed(m.Person, d.now); err != nil {
		return 0, err
	}
	return d.stepOut(m.Person, every)
}

// skipVerb skips the match that waits for an answer, and otherwise the coming
// round. A session that is settled stays: calling that off has its own button.
func skipVerb(c *call) (Reply, error) {
	m, out, err := c.in()
	if out != nil || err != nil {
		return deref(out), err
	}
	live, err := c.liveDuos(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	for _, duo := range live {
		if duo.State == pairing.Proposed {
			if err := c.skipDuo(duo); err != nil {
				return Reply{}, err
			}
			return c.card(skippedMessage)
		}
	}
	return c.sitOut(m)
}

// sitOutVerb is the button that skips the coming round, whatever waits.
func sitOutVerb(c *call) (Reply, error) {
	m, out, err := c.in()
	if out != nil || err != nil {
		return deref(out), err
	}
	return c.sitOut(m)
}

func (c *call) sitOut(m storage.Membership) (Reply, error) {
	coming, err := c.comingRound()
	if err != nil {
		return Reply{}, err
	}
	m.SkipRound, m.Silent = coming, 0
	if err := c.tx.SaveMembership(m); err != nil {
		return Reply{}, err
	}
	return c.card(sitsOutMessage)
}

// pause keeps somebody away until a day, or until they come back.
func pause(c *call) (Reply, error) {
	m, out, err := c.in()
	if out != nil || err != nil {
		return deref(out), err
	}
	m.PausedUntil = storage.UntilResume
	if c.q.When.Kind != NoDay {
		zone := c.me.Zone()
		day, trouble := c.q.When.Resolve(dayOf(c.now.In(zone)))
		if trouble != DayFine {
			return tell(badDayMessage(c.voice(), trouble, day)), nil
		}
		m.PausedUntil = day.Start(zone)
	}
	m.Silent = 0
	if err := c.tx.SaveMembership(m); err != nil {
		return Reply{}, err
	}
	until := m.PausedUntil
	if _, err := c.stepOut(c.me.ID, func(d storage.Duo) bool { return d.Session.Start.Before(until) }); err != nil {
		return Reply{}, err
	}
	return c.card(pausedMessage)
}

// resume ends a pause, and a skip of the coming round.
func resume(c *call) (Reply, error) {
	m, out, err := c.in()
	if out != nil || err != nil {
		return deref(out), err
	}
	coming, err := c.comingRound()
	if err != nil {
		return Reply{}, err
	}
	if !m.Paused(c.now) && m.SkipRound != coming {
		return c.card(notPausedMessage)
	}
	m.PausedUntil, m.Silent, m.SkipRound = time.Time{}, 0, 0
	if err := c.tx.SaveMembership(m); err != nil {
		return Reply{}, err
	}
	return c.card(resumedMessage)
}

func help(c *call) (Reply, error) { return tell(helpMessage(c.voice(), c.isAdmin())), nil }

func why(c *call) (Reply, error) { return c.quietly(whyMessage) }

// quietly is card for what only shows and changes nothing.
func (c *call) quietly(say func(Standing) Message) (Reply, error) {
	s, err := c.standing(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	return tell(say(s)), nil
}

// mostTurns is how many duos a history shows.
const mostTurns = 12

func history(c *call) (Reply, error) {
	all, err := c.tx.HistoryOf(c.me.ID, mostTurns)
	if err != nil {
		return Reply{}, err
	}
	duos := make([]pairing.Duo, len(all))
	turns := make([]Turn, len(all))
	for i, d := range all {
		duos[i], turns[i] = d.Duo, Turn{Round: d.Number, Duo: d.Duo}
	}
	cast, err := c.cast(duos...)
	if err != nil {
		return Reply{}, err
	}
	return tell(historyMessage(reader(c.me), turns, cast)), nil
}

func deref(r *Reply) Reply {
	if r == nil {
		return Reply{}
	}
	return *r
}

// meet takes note of what Slack says of a person. Somebody who cannot take
// part any more leaves, and their partner is served; one who turns out to be a
// guest is told.
func (d *desk) meet(u *slack.User) error {
	if u == nil || u.ID == "" {
		return errors.New("a description of nobody")
	}
	id := pairing.MemberID(u.ID)
	was, err := d.tx.Person(id)
	if err != nil && !none(err) {
		return err
	}
	p := describe(u, was, d.now)
	d.voices.learn(p)
	if err := d.tx.SavePerson(p); err != nil {
		return err
	}
	if p.TZ != was.TZ || reader(p).Voice != reader(was).Voice {
		if err := d.respeak(p); err != nil {
			return err
		}
	}
	m, in, err := d.membership(id)
	if err != nil || !in || d.welcome(p) {
		return err
	}
	if _, err := d.depart(m); err != nil || p.Bot || p.Deleted {
		return err
	}
	series := fmt.Sprintf("guest:%s:%d", id, d.now.Unix()) // the rows of those who are forgotten go, and no key may come again
	return d.oweNext(series, storage.Lane(id), "", d.now, cannotJoinMessage(reader(p).Voice, true))
}
