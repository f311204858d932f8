package bot

import (
	"context"
	"errors"
	"time"

	"cowork/bot/calendar/busy"
	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// The private calendar of a member, if they give its address: only when they
// are busy is read from it, for the time of the coming round, so that a better
// day can be proposed. The address opens the whole calendar to whoever has it.
// It is sealed before it is kept, is never shown again, and stands in no log, no
// error and no message.

const (
	feedEvery = 12 * time.Hour      // between two looks at a calendar
	feedAgain = 3 * time.Hour       // after a look that failed, or was cut short
	feedAhead = 10 * 24 * time.Hour // after the next round opens: until its last session
	feedFails = 8                   // looks that fail in a row, a day of them, before the owner of a calendar that could be read hears of it

	feedsAtOnce = 6  // looks that are under way, of which each may take as long as it may
	feedsInHand = 18 // and those that wait for them; more are taken when there is room
)

// readFeeds begins to look at the calendars that are due, on the side, in lanes
// of their own: a server that is slow to answer keeps nobody waiting but those
// whose calendars are looked at after it.
func (b *Bot) readFeeds(ctx context.Context, now time.Time) error {
	room := b.feeds.room()
	if !b.opt.Keys.Ready() || room == 0 {
		return nil
	}
	var feeds []storage.Feed
	if err := b.atDesk(ctx, now, func(d *desk) (err error) {
		feeds, err = d.tx.TakeFeeds(now, now.Add(feedAgain), room)
		return err
	}); err != nil {
		return err
	}
	b.tour.looks = len(feeds)
	for _, f := range feeds {
		b.feeds.do(string(f.Person), func() {
			if err := b.readFeed(b.looking, f); err != nil && !errors.Is(err, storage.ErrConflict) { // replaced or removed meanwhile
				b.log.Error("what a calendar says could not be kept", "person", f.Person, "error", redacted(err))
			}
		})
	}
	return nil
}

// readFeed looks at one calendar and keeps when its owner is busy.
func (b *Bot) readFeed(ctx context.Context, f storage.Feed) error {
	address, err := b.opt.Keys.Open(string(f.Person), f.Address)
	if err != nil {
		b.log.Error("a calendar is sealed with a key that is not in COWORK_KEY", "person", f.Person)
		return nil
	}
	file, trouble := b.opt.Calendars.Fetch(ctx, address)
	if ctx.Err() != nil {
		return nil // the run ends; there is another look
	}
	var spans []busy.Span
	if trouble == nil {
		now := b.now()
		until, zone, err := b.outlook(ctx, f.Person, now)
		if err != nil {
			return err
		}
		spans, trouble = busy.Spans(file, now, until, zone) // may take seconds: nobody waits for it with a transaction open
	}
	tells := tellsOf(f, trouble)
	return b.atDesk(context.WithoutCancel(ctx), b.now(), func(d *desk) error {
		p, err := d.person(f.Person, "")
		if err != nil {
			return err
		}
		if trouble != nil {
			d.note("a calendar could not be read", "person", f.Person, "why", feedTrouble(trouble))
			err = d.tx.FeedFailed(f, d.now.Add(feedAgain), tells)
		} else {
			sessions := make([]pairing.Session, len(spans))
			for i, s := range spans {
				sessions[i] = pairing.Session{Start: s.Start, End: s.End}
			}
			err = d.tx.FeedRead(f, sessions, d.now.Add(feedEvery))
		}
		if err != nil || !tells {
			return err
		}
		m := feedMessage(reader(p).Voice, feedTrouble(trouble), f.Troubled)
		return d.oweNext("feed:"+string(f.Person), storage.Lane(f.Person), "", d.now, m)
	})
}

// tellsOf reports whether a look at a calendar is news for its owner: the first
// one is, that it can be read again is, and that it cannot when that has been so
// for a while.
func tellsOf(f storage.Feed, trouble error) bool {
	switch {
	case !f.Told:
		return true
	case trouble == nil:
		return f.Troubled
	}
	return !f.Troubled && f.Fails+1 >= feedFails
}

// outlook is until when it matters whether somebody is busy, and their zone.
func (b *Bot) outlook(ctx context.Context, id pairing.MemberID, now time.Time) (until time.Time, zone *time.Location, err error) {
	until, zone = now, time.UTC
	err = b.store.Read(ctx, func(tx *storage.Tx) error {
		circles, err := tx.Circles()
		if err != nil {
			return err
		}
		for _, c := range circles[:min(1, len(circles))] {
			if c.NextDue.After(until) {
				until = c.NextDue
			}
		}
		p, err := tx.Person(id)
		if err == nil {
			zone = p.Zone()
		}
		return err
	})
	if none(err) {
		err = nil
	}
	return until.Add(feedAhead), zone, err
}

// feedTroubles are why a calendar cannot be read, in a word of the catalogue.
var feedTroubles = []struct {
	err  error
	word string
}{
	{busy.ErrAddress, "address"}, {busy.ErrForbidden, "private"}, {busy.ErrUnreachable, "unreachable"}, {busy.ErrRefused, "refused"},
	{busy.ErrTooLarge, "large"}, {busy.ErrTooMuch, "large"}, {busy.ErrNoCalendar, "no_calendar"},
}

// feedTrouble is that word; "" if there is no trouble.
func feedTrouble(err error) string {
	for _, t := range feedTroubles {
		if errors.Is(err, t.err) {
			return t.word
		}
	}
	if err != nil {
		return "unreachable"
	}
	return ""
}

// feedMessage tells somebody whether their calendar could be read. Again: they
// were told that it could not.
func feedMessage(v wording.Voice, trouble string, again bool) Message {
	switch {
	case trouble == "" && again:
		return plainly(v.Say("calendar.feed.again"))
	case trouble == "":
		return plainly(v.Say("calendar.feed.read"))
	}
	return plainly(v.Say("calendar.feed.trouble", "Why", v.Say("calendar.feed.trouble."+trouble)))
}

// The blocks of the profile modal about the private calendar.
const (
	askFeed     = "calendar_feed"
	askFeedGone = "calendar_gone"
)

// withFeed adds to the profile modal what it asks about the private calendar.
// One that is kept is not shown.
func withFeed(view slack.ModalViewRequest, v wording.Voice, kept bool) slack.ModalViewRequest {
	like := v.Say("calendar.feed.like")
	if kept {
		like = v.Say("calendar.feed.kept")
	}
	blocks := []slack.Block{ask(askFeed, v.Say("calendar.feed.ask"), v.Say("calendar.feed.hint"), true, textOf(like, "", 2000, false))}
	if kept {
		blocks = append(blocks, ask(askFeedGone, v.Say("calendar.feed.remove.ask"), "", true,
			boxesOf([]*slack.OptionBlockObject{option("yes", v.Say("calendar.feed.remove"))}, nil)))
	}
	view.Blocks.BlockSet = append(view.Blocks.BlockSet, blocks...)
	return view
}

// feed reads what was said about the private calendar: an address, "" for
// none, and whether the one that is kept goes.
func (f form) feed() (address string, gone bool) {
	gone = len(f.at(askFeedGone).SelectedOptions) > 0
	typed := f.at(askFeed).Value
	if typed == "" {
		return "", gone
	}
	address, err := busy.Address(typed)
	if err != nil {
		f.errors[askFeed] = f.voice.Say("calendar.feed.wrong." + feedTrouble(err))
	}
	return address, gone
}

// hasFeed reports whether somebody's calendar is kept.
func (d *desk) hasFeed(id pairing.MemberID) (bool, error) {
	_, err := d.tx.Feed(id)
	if none(err) {
		return false, nil
	}
	return err == nil, err
}

// keepFeed seals and keeps the address of the caller's calendar, or forgets
// the one that is kept. The same one once more is looked at once more.
func (c *call) keepFeed(address string, gone bool) error {
	if !c.bot.opt.Keys.Ready() {
		return nil
	}
	if address == "" {
		if gone {
			return c.tx.DropFeed(c.me.ID)
		}
		return nil
	}
	was, err := c.tx.Feed(c.me.ID)
	if err != nil && !none(err) {
		return err
	}
	if err == nil {
		if same, err := c.bot.opt.Keys.Open(string(c.me.ID), was.Address); err == nil && same == address {
			return c.tx.LookAgain(c.me.ID, c.now)
		}
	}
	sealed, err := c.bot.opt.Keys.Seal(string(c.me.ID), address)
	if err != nil {
		return err
	}
	return c.tx.SaveFeed(c.me.ID, sealed, c.now)
}
