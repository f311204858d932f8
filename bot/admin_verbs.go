package bot

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"cowork/pairing"
)

// isAdmin reports whether the caller is one of the admins: those named when
// the bot was started, or else those of the workspace.
func (c *call) isAdmin() bool {
	if admins := c.bot.opt.Admins; len(admins) > 0 {
		return slices.Contains(admins, string(c.me.ID)) && !c.me.Deleted
	}
	return c.me.Admin && !c.me.Deleted
}

// admin does what only admins may. Whether somebody is one may have to be
// asked of Slack first; then the answer follows by itself.
func admin(c *call) (Reply, error) {
	if !c.isAdmin() {
		if known(c.me) || len(c.bot.opt.Admins) > 0 {
			return tell(notAdminMessage(c.voice())), nil
		}
		return c.afterLearning(), nil
	}
	switch c.q.Admin {
	case AdminPlan:
		return c.adminPlan()
	case AdminRun:
		return c.adminRun()
	case AdminPlaces:
		return c.adminPlaces()
	case AdminStatus:
		return c.adminStatus()
	case AdminChannel:
		return c.adminChannel()
	case AdminUndelivered:
		return c.adminUndelivered()
	}
	return tell(adminHelpMessage(c.voice())), nil
}

// adminChannel chooses the channel in which members tell how it was, or says
// which one it is.
func (c *call) adminChannel() (Reply, error) {
	if c.q.Typed != "" {
		return tell(boardUnknownMessage(c.voice(), c.q.Typed)), nil
	}
	changed := c.q.Off || c.q.Channel != ""
	if changed {
		c.circle.Board = c.q.Channel
		if err := c.tx.SetBoard(c.circle.ID, c.q.Channel); err != nil {
			return Reply{}, err
		}
	}
	return tell(boardMessage(c.voice(), c.board(), changed)), nil
}

// afterLearning answers once Slack told who the caller is. Where it does not tell,
// they are asked to try again.
func (c *call) afterLearning() Reply {
	bot, env, id := c.bot, c.env, c.me.ID
	return Reply{After: []func(context.Context) error{func(ctx context.Context) error {
		var reply Reply
		err := bot.learn(ctx, id)
		if err == nil {
			err = bot.atDesk(ctx, bot.now(), func(d *desk) (err error) {
				reply, err = bot.command(d, env)
				return err
			})
		}
		if err != nil || reply.Message == nil {
			reply = bot.sorry(env)
		}
		return errors.Join(err, bot.say(ctx, env, *reply.Message))
	}}}
}

// adminPlan shows what the next round would be if it opened now. Nothing is
// saved and nobody is written to.
func (c *call) adminPlan() (Reply, error) {
	in, err := c.snapshot(c.circle.NextDue)
	if err != nil {
		return Reply{}, err
	}
	plan, err := pairing.PlanRound(c.ctx, in)
	if err != nil {
		return Reply{}, err
	}
	cast, err := c.castOfPlan(plan)
	if err != nil {
		return Reply{}, err
	}
	return tell(planMessage(reader(c.me), plan, cast, c.circle.NextDue)), nil
}

// castOfPlan is cast for the duos of a plan that are named in a preview.
func (d *desk) castOfPlan(plan pairing.Plan) (Cast, error) {
	var duos []pairing.Duo
	for i, p := range plan.Duos {
		if i == mostDuos {
			break
		}
		duo := pairing.Duo{Options: p.Options}
		for _, id := range p.Members {
			duo.Seats = append(duo.Seats, pairing.Seat{Member: id})
		}
		duos = append(duos, duo)
	}
	return d.cast(duos...)
}

// adminRun asks before a round is opened.
func (c *call) adminRun() (Reply, error) {
	in, err := c.snapshot(c.circle.NextDue)
	if err != nil {
		return Reply{}, err
	}
	_, err = c.tx.OpenRoundOf(c.circle.ID)
	if err != nil && !none(err) {
		return Reply{}, err
	}
	run := Run{Number: in.Round, People: len(in.Members), Open: err == nil}
	if c.stands() {
		run.Stands = c.circle.NextDue
	}
	return tell(runAskMessage(reader(c.me), run)), nil
}

// runNow opens a round, after the question. The button says which number the
// round would have, so that a second click opens nothing.
func runNow(c *call) (Reply, error) {
	if !c.isAdmin() {
		return tell(notAdminMessage(c.voice())), nil
	}
	coming, err := c.comingRound()
	if err != nil {
		return Reply{}, err
	}
	if c.clicked.Value != strconv.Itoa(coming) {
		m := ranAlreadyMessage(c.voice())
		m.Replace = true
		return Reply{Message: &m}, nil
	}
	in, err := c.snapshot(c.circle.NextDue)
	if err != nil {
		return Reply{}, err
	}
	if len(in.Members) == 0 { // everybody left since the question
		m := runAskMessage(reader(c.me), Run{})
		m.Replace = true
		return Reply{Message: &m}, nil
	}
	next, err := c.afterRun()
	if err != nil {
		return Reply{}, err
	}
	n, err := c.open(c.now, next, time.Time{})
	if err != nil {
		return Reply{}, err
	}
	m := ranMessage(c.voice(), n.duos, n.rests)
	m.Replace = true
	return Reply{Message: &m}, nil
}

// stands reports whether a round that opens now, out of turn, stands for the
// scheduled one: that is so near that people would have no time to answer.
func (c *call) stands() bool { return c.circle.NextDue.Sub(c.now) <= c.circle.Answer }

// afterRun is when the next round is due after one that opens now, out of
// turn.
func (c *call) afterRun() (time.Time, error) {
	if !c.stands() {
		return c.circle.NextDue, nil
	}
	return NextDue(c.circle.Schedule, c.circle.Zone(), later(c.now, c.circle.NextDue))
}
