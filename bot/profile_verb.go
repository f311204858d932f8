package bot

import (
	"context"
	"slices"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// profile opens the modal, filled with what is known. Somebody who has not
// joined may fill it in too.
func profile(c *call) (Reply, error) {
	p, err := c.tx.Profile(c.me.ID)
	if none(err) {
		p, err = pairing.Defaults(), nil
	}
	if err != nil {
		return Reply{}, err
	}
	own, err := c.tx.Personal(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	said, err := c.said(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	home, err := c.homeSaid()
	if err != nil {
		return Reply{}, err
	}
	trigger := ""
	if c.env.Command != nil {
		trigger = c.env.Command.TriggerID
	} else if c.env.Interaction != nil {
		trigger = c.env.Interaction.TriggerID
	}
	v := c.voice()
	view, env, bot := profileView(v, p, own, said, home), c.env, c.bot
	if bot.opt.Keys.Ready() {
		kept, err := c.hasFeed(c.me.ID)
		if err != nil {
			return Reply{}, err
		}
		view = withFeed(view, v, kept)
	}
	return Reply{After: []func(context.Context) error{func(ctx context.Context) error {
		err := bot.client.openView(ctx, trigger, view)
		if err != nil {
			_ = bot.say(ctx, env, slowModalMessage(v))
		}
		return err
	}}}, nil
}

// said loads what a person says of others.
func (d *desk) said(id pairing.MemberID) (s Said, err error) {
	for what, into := range map[storage.Saying]*[]pairing.MemberID{storage.Avoid: &s.Avoids, storage.Wish: &s.Wishes, storage.Friend: &s.Friends} {
		if *into, err = d.tx.Says(id, what); err != nil {
			return s, err
		}
	}
	return s, nil
}

// submit saves a submitted profile. What is wrong comes back inside the
// modal, which stays open with everything that was typed.
func (b *Bot) submit(d *desk, env Envelope) (Reply, error) {
	view := env.Interaction.View
	if (view.CallbackID == ideaCallback || view.CallbackID == dayCallback) && view.State != nil {
		return b.submitWish(d, env)
	}
	if (view.CallbackID == rhythmCallback || view.CallbackID == doneCallback) && view.State != nil {
		return b.submitRhythm(d, env)
	}
	if view.CallbackID == previewCallback || view.CallbackID == experienceCallback && view.State != nil {
		return b.submitExperience(d, env)
	}
	if view.CallbackID == placeCallback && view.State != nil {
		return b.submitPlace(d, env)
	}
	if view.CallbackID != profileCallback || view.State == nil {
		return Reply{}, nil
	}
	me, err := d.person(pairing.MemberID(env.Person), env.Interaction.User.Name)
	if err != nil {
		return Reply{}, err
	}
	p, own, said, home, wrong := readProfile(reader(me).Voice, me.ID, view.State.Values)
	address, forget := form{voice: reader(me).Voice, state: view.State.Values, errors: wrong}.feed()
	if len(wrong) > 0 {
		return Reply{View: slack.NewErrorsViewSubmissionResponse(wrong)}, nil
	}
	if err := d.tx.SaveProfile(me.ID, p, d.now); err != nil {
		return Reply{}, err
	}
	if err := d.keepPersonal(me.ID, own); err != nil {
		return Reply{}, err
	}
	c := &call{desk: d, bot: b, env: env, me: me}
	if err := c.keepSaid(said); err != nil {
		return Reply{}, err
	}
	if err := c.keepHome(home); err != nil {
		return Reply{}, err
	}
	if err := c.keepFeed(address, forget); err != nil {
		return Reply{}, err
	}
	s, err := d.standing(me.ID)
	if err != nil {
		return Reply{}, err
	}
	var reply Reply
	if !s.Joined {
		view := savedView(reader(me).Voice)
		reply.View = slack.NewUpdateViewSubmissionResponse(&view)
	}
	return reply, nil
}

// keepPersonal saves what a member says of themselves, and moves their reminders
// if they like to be reminded at other times now.
func (d *desk) keepPersonal(id pairing.MemberID, now storage.Personal) error {
	was, err := d.tx.Personal(id)
	if err != nil {
		return err
	}
	if err := d.tx.SavePersonal(id, now); err != nil {
		return err
	}
	if was.Evening == now.Evening && was.Morning == now.Morning {
		return nil
	}
	return d.remindAnew(id)
}

// keepSaid makes what the caller says of others what the modal says. A new
// avoid ends a live match, as the command does.
func (c *call) keepSaid(now Said) error {
	was, err := c.said(c.me.ID)
	if err != nil {
		return err
	}
	for _, s := range []struct {
		what     storage.Saying
		was, now []pairing.MemberID
	}{
		{storage.Avoid, was.Avoids, now.Avoids}, {storage.Wish, was.Wishes, now.Wishes}, {storage.Friend, was.Friends, now.Friends},
	} {
		for _, id := range s.was {
			if !slices.Contains(s.now, id) {
				if _, err := c.tx.Unsay(c.me.ID, s.what, id); err != nil {
					return err
				}
			}
		}
		if s.what == storage.Avoid {
			if err := c.part(c.me.ID, func(id pairing.MemberID) bool { return slices.Contains(s.now, id) }); err != nil {
				return err
			}
		}
		for _, id := range s.now {
			if _, err := c.person(id, ""); err != nil {
				return err
			}
			if err := c.tx.Say(c.me.ID, s.what, id, c.now); err != nil {
				return err
			}
		}
	}
	_, err = c.partFrom(now.Avoids)
	return err
}
