package bot

import (
	"context"
	"time"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// Tab is everything that a home tab says.
type Tab struct {
	Standing
	Ahead   []pairing.Duo // that wait for answers, or whose session is still ahead; earliest session first
	Untold  []pairing.Duo // whose day is over, and of which the owner has not said how it went
	Profile pairing.Profile
	Past    storage.Together
	With    []storage.Companion // whom the owner worked with last
	Near    []Near
}

// How much of it a tab names.
const (
	mostCompanions = 8
	mostNear       = 3
)

// tab loads the home tab of a person. It costs the same whatever they have
// behind them, but for summing it up.
func (d *desk) tab(id pairing.MemberID) (t Tab, err error) {
	if t.Standing, err = d.standing(id); err != nil {
		return t, err
	}
	live, err := d.tx.LiveDuosOf(id)
	if err != nil {
		return t, err
	}
	var all []pairing.Duo
	for _, duo := range live {
		switch {
		case duo.State == pairing.Proposed || duo.Session.End.After(d.now):
			t.Ahead = append(t.Ahead, duo.Duo)
		case seatOf(&duo.Duo, id).CheckIn == pairing.NotAsked:
			t.Untold = append(t.Untold, duo.Duo)
		default:
			continue
		}
		all = append(all, duo.Duo)
	}
	if t.Cast, err = d.cast(all...); err != nil {
		return t, err
	}
	if t.Profile, err = d.tx.Profile(id); err != nil && !none(err) {
		return t, err
	}
	if t.Past, err = d.tx.Together(id); err != nil {
		return t, err
	}
	if t.With, err = d.tx.Companions(id, mostCompanions); err != nil {
		return t, err
	}
	return t, d.tabPlaces(&t)
}

// tabPlaces adds the places near a member.
func (d *desk) tabPlaces(t *Tab) error {
	home := t.Profile.Area
	if !t.Joined || !home.Located {
		return nil
	}
	venues, err := d.tx.VenuesNear(home.Lat, home.Lon, mostNear)
	for _, v := range venues {
		n := Near{Venue: v.Venue, Attribution: v.Attribution}
		n.Meters, n.Measured = home.MetersTo(v.Area)
		t.Near = append(t.Near, n)
	}
	return err
}

// seatOf is a member's seat in a duo, the zero Seat if they have none.
func seatOf(d *pairing.Duo, id pairing.MemberID) pairing.Seat {
	for _, s := range d.Seats {
		if s.Member == id {
			return s
		}
	}
	return pairing.Seat{}
}

// due is when a tab changes by time alone: a pause ends, a session is over, a
// wish to stay lapses.
// The zero time: it does not. Everything else that is due is written by the
// tick, which marks the tab.
func (t *Tab) due(now time.Time) (due time.Time) {
	consider := func(at time.Time) {
		if at.After(now) {
			due = sooner(due, at)
		}
	}
	if !t.Open {
		consider(t.PausedUntil)
	}
	if t.StayWish != nil {
		consider(t.StayWish.Lapses)
	}
	for _, duo := range t.Ahead {
		consider(duo.Session.End)
	}
	return due
}

// atHome reports whether the click was on the home tab, which has no message
// to answer in.
func (c *call) atHome() bool {
	return c.env.Interaction != nil && c.env.Interaction.View.ID != "" && c.env.Interaction.View.Type == slack.VTHomeTab
}

// answerAtHome is what becomes of a reply to a click on the home tab. A state
// that changed shows there by itself; what else there is to say opens in front
// of it.
func (c *call) answerAtHome(reply Reply) (Reply, error) {
	if err := c.tx.SawTab(c.me.ID, c.now); err != nil {
		return Reply{}, err
	}
	m := reply.Message
	reply.Message = nil
	if m == nil || reply.shown {
		return reply, nil
	}
	bot, trigger, view := c.bot, c.env.Interaction.TriggerID, noticeView(c.voice(), *m)
	reply.After = append([]func(context.Context) error{func(ctx context.Context) error {
		return bot.client.openView(ctx, trigger, view)
	}}, reply.After...)
	return reply, nil
}

// pauseUntil pauses until the day that was picked on the home tab.
func pauseUntil(c *call) (Reply, error) {
	day, err := time.Parse(time.DateOnly, c.clicked.Chosen)
	if err != nil {
		return tell(staleMessage(c.voice())), nil
	}
	c.q = Request{Verb: VerbPause, When: When{Kind: OnDate, Date: Day{day.Year(), day.Month(), day.Day()}}}
	return pause(c)
}

// clearTab takes everything personal off somebody's home tab right away, for
// one who is about to be forgotten: nothing is known of their tab any more
// after that.
func (c *call) clearTab() ([]func(context.Context) error, error) {
	_, err := c.tx.TabOf(c.me.ID)
	if none(err) {
		return nil, nil
	}
	bot, person, view := c.bot, string(c.me.ID), homeView(Tab{Standing: Standing{Reader: reader(c.me)}})
	return []func(context.Context) error{func(ctx context.Context) error {
		_, err := bot.client.publishView(ctx, person, "", view)
		return err
	}}, err
}
