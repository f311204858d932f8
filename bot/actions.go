package bot

import (
	"context"
	"errors"
	"strings"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// Click is what a button or a select says: which one it is, and the duo it
// belongs to, if any. It carries no authority: who clicked decides what may be
// done.
type Click struct {
	Action ActionID
	Duo    pairing.DuoID
	Chosen string // of a select or one of several buttons: which one
	Value  string // of other buttons
}

// parseClick reads one action of an interaction.
func parseClick(a *slack.BlockAction) Click {
	c := Click{Action: ActionID(a.ActionID), Value: a.Value, Chosen: a.SelectedOption.Value}
	if action, answer, several := strings.Cut(a.ActionID, ":"); several {
		c.Action, c.Chosen = ActionID(action), answer
	}
	if duoActions[c.Action] != nil {
		c.Duo = pairing.DuoID(a.Value)
	}
	switch c.Action {
	case actPauseUntil:
		c.Chosen = a.SelectedDate
	}
	return c
}

// cardActions are the buttons that do what a command does.
var cardActions map[ActionID]verb

// duoActions are the buttons of a duo.
var duoActions map[ActionID]func(*call, storage.Duo, Click) (Reply, error)

func init() { // tables that refer to functions that refer to them
	cardActions = map[ActionID]verb{
		actJoin: join, actTry: try, actSitOut: sitOutVerb, actPause: pause, actPauseUntil: pauseUntil, actResume: resume, actLeave: leave,
		actProfile: profile, actForget: forgetNow, actRun: runNow,
		actAddPlace: addPlace, actFixPlace: fixPlace, actShutPlace: shutPlace, actUndo: undoPlace, actRetry: retryNow, actAgree: agree, actRewrite: rewrite,
		actStayDrop: stayDrop, actStayEnd: stayEnd,
	}
	duoActions = map[ActionID]func(*call, storage.Duo, Click) (Reply, error){
		actAccept: acceptDuo, actSkip: skipThisDuo, actPlace: anotherPlace, actOtherHome: otherHome, actIdea: ownIdea, actDay: anotherDay, actCancel: callOff,
		actStay: stayAsk, actStay2: staySay(2), actStay3: staySay(3), actStay4: staySay(4),
		actMet: saidMet, actMissed: saidMissed, actWhere: saidWhere, actWasDay: toldDay, actAgain: toldAgain, actTell: tellAll,
		actStart: askRhythm, actNoRhythm: noRhythm, actWrap: wrapUp, actDone: askDone,
	}
}

// act answers a click.
func (b *Bot) act(d *desk, env Envelope) (Reply, error) {
	if len(env.Interaction.ActionCallback.BlockActions) == 0 {
		return Reply{}, nil
	}
	click := parseClick(env.Interaction.ActionCallback.BlockActions[0])
	me, err := d.person(pairing.MemberID(env.Person), env.Interaction.User.Name)
	if err != nil {
		return Reply{}, err
	}
	c := &call{desk: d, bot: b, env: env, me: me, click: true, clicked: click}
	reply, err := c.clickedOn()
	if err != nil {
		return Reply{}, err
	}
	if !known(me) {
		reply.After = append(reply.After, func(ctx context.Context) error { return b.learn(ctx, me.ID) })
	}
	if c.atHome() {
		return c.answerAtHome(reply)
	}
	return reply, nil
}

func (c *call) clickedOn() (Reply, error) {
	if c.clicked.Action == actGoogle || c.clicked.Action == actOutlook {
		return Reply{}, nil // the browser went where the button points to
	}
	if do, ok := cardActions[c.clicked.Action]; ok {
		return do(c)
	}
	do, ok := duoActions[c.clicked.Action]
	if !ok {
		return tell(staleMessage(c.voice())), nil
	}
	duo, err := c.tx.Duo(c.clicked.Duo)
	if none(err) {
		return tell(staleMessage(c.voice())), nil
	}
	if err != nil {
		return Reply{}, err
	}
	if !duo.Has(c.me.ID) {
		return tell(notYoursMessage(c.voice())), nil
	}
	if err := c.heard(c.me.ID); err != nil { // even a click that comes too late
		return Reply{}, err
	}
	reply, err := do(c, duo, c.clicked)
	var refused pairing.Refusal
	if errors.As(err, &refused) {
		return tell(refusedMessage(reader(c.me), c.clicked.Action, refused, &duo.Duo)), nil
	}
	return reply, err
}

// acceptDuo notes an acceptance; the last one settles the match.
func acceptDuo(c *call, was storage.Duo, _ Click) (Reply, error) {
	if was.State == pairing.Proposed && !was.AnswerBy.After(c.now) {
		return Reply{}, pairing.TooLate
	}
	to, outcome, err := was.Respond(c.me.ID, pairing.Accepted)
	if err != nil {
		return Reply{}, err
	}
	if err := c.tx.SaveTransition(was.ID, was.State, to); err != nil {
		return Reply{}, err
	}
	if outcome == pairing.Agreed {
		err = c.settled(to)
	} else {
		err = c.accepted(to)
	}
	return c.done(err)
}

// done is the reply to a click whose message changes by itself: nothing more is
// said, but by a card, which takes its own place.
func (c *call) done(err error) (Reply, error) {
	if err != nil || c.env.Interaction == nil || !c.env.Interaction.Container.IsEphemeral {
		return Reply{}, err
	}
	return c.card(cardMessage)
}

// accepted changes the invitation of one who accepted while others have not.
func (c *call) accepted(duo pairing.Duo) error {
	cast, err := c.cast(duo)
	if err != nil {
		return err
	}
	return c.amend(inviteKey(duo.ID, c.me.ID), inviteAccepted(reader(c.me), &duo, cast))
}

// settled tells everybody of a duo that the match stands, opens their
// conversation, and owes what comes later: reminders and the check-ins.
func (c *call) settled(duo pairing.Duo) error {
	for _, s := range duo.Seats {
		to, err := c.readerOf(s.Member)
		if err != nil {
			return err
		}
		if err := c.amend(inviteKey(duo.ID, s.Member), inviteConfirmed(to, &duo)); err != nil {
			return err
		}
		if err := c.owe(checkinKey(duo.ID, s.Member), storage.Lane(s.Member), duo.ID, duo.Session.End, checkinMessage(to, &duo)); err != nil {
			return err
		}
	}
	m, err := c.opening(duo)
	if err != nil {
		return err
	}
	if err := c.owe(confirmKey(duo.ID), conversationOf(duo), duo.ID, c.now, m); err != nil {
		return err
	}
	if err := c.shareCalendar(duo, false); err != nil {
		return err
	}
	if err := c.offerRhythm(duo); err != nil {
		return err
	}
	if err := c.showHome(duo); err != nil {
		return err
	}
	return c.remind(duo)
}

func skipThisDuo(c *call, was storage.Duo, _ Click) (Reply, error) {
	if was.State == pairing.Proposed && !was.AnswerBy.After(c.now) {
		return Reply{}, pairing.TooLate
	}
	return c.done(c.skipDuo(was))
}

// skipDuo notes a skip, and serves whoever is still willing.
func (c *call) skipDuo(was storage.Duo) error {
	to, _, err := was.Respond(c.me.ID, pairing.Declined)
	if err != nil {
		return err
	}
	if err := c.heard(c.me.ID); err != nil {
		return err
	}
	free, err := c.fall(was, to, map[pairing.MemberID]Message{c.me.ID: inviteSkipped(reader(c.me), c.circle.NextDue)})
	if err != nil {
		return err
	}
	return c.serve(was.Round, free)
}

// callOff calls a settled session off: something came up.
func callOff(c *call, was storage.Duo, _ Click) (Reply, error) {
	if was.State == pairing.Confirmed && !was.Session.End.After(c.now) {
		return Reply{}, pairing.TooLate
	}
	to, _, err := was.Cancel(c.me.ID)
	if err != nil {
		return Reply{}, err
	}
	free, err := c.fall(was, to, map[pairing.MemberID]Message{c.me.ID: inviteSkipped(reader(c.me), c.circle.NextDue)})
	if err != nil {
		return Reply{}, err
	}
	if err := c.serve(was.Round, free); err != nil {
		return Reply{}, err
	}
	return tell(calledOffMessage(c.voice())), nil
}
