package bot

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// What happens when a match falls through: its members are told, each by what
// it means for them, and whoever is still willing is planned again by the same
// rules as a whole round.

// freed is a member whose match fell through and who would take another.
type freed struct {
	who  pairing.MemberID
	from storage.Duo // as it was
}

// fall saves that a duo fell through and withdraws what is owed about it. The
// message of those who caused it is theirs; the others read that the match
// fell through, and are freed.
func (d *desk) fall(was storage.Duo, to pairing.Duo, causes map[pairing.MemberID]Message) ([]freed, error) {
	if err := d.tx.SaveTransition(was.ID, was.State, to); err != nil {
		return nil, err
	}
	if _, err := d.tx.Withdraw(was.ID); err != nil {
		return nil, err
	}
	if was.State == pairing.Confirmed {
		cast, err := d.cast(was.Duo)
		if err != nil {
			return nil, err
		}
		if err := d.amend(confirmKey(was.ID), confirmCancelled(&was.Duo, cast)); err != nil {
			return nil, err
		}
		if err := d.shareCalendar(was.Duo, true); err != nil {
			return nil, err
		}
		if err := d.dropRhythm(was.Duo); err != nil {
			return nil, err
		}
		if err := d.dropWish(was.Duo); err != nil {
			return nil, err
		}
		if err := d.hideHome(was.Duo); err != nil {
			return nil, err
		}
	}
	var free []freed
	for _, s := range was.Seats {
		p, err := d.tx.Person(s.Member)
		if err != nil {
			return nil, err
		}
		m, caused := causes[s.Member]
		if !caused {
			m = inviteFell(reader(p).Voice)
			free = append(free, freed{s.Member, was})
		}
		if p.Deleted { // Slack lets nobody write to them
			continue
		}
		if err := d.amend(inviteKey(was.ID, s.Member), m); err != nil {
			return nil, err
		}
	}
	return free, nil
}

// serve does what can be done for those who were freed: another match if one
// is possible in the open round, and otherwise a word about it. They are
// counted among those who rest, so that they come first in the next round.
func (d *desk) serve(round storage.RoundID, free []freed) error {
	r, err := d.tx.Round(round)
	if err != nil || len(free) == 0 {
		return err
	}
	var willing []freed
	for _, f := range free {
		ok, err := d.takesPart(f.who)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		willing = append(willing, f)
		if err := d.tx.AddRest(round, pairing.Rest{Member: f.who, Reason: pairing.OthersTaken}); err != nil {
			return err
		}
	}
	served := map[pairing.MemberID]bool{}
	if r.ClosedAt.IsZero() && d.circle.NextDue.After(d.now) {
		if served, err = d.rematch(r); err != nil {
			return err
		}
	}
	for _, f := range willing {
		if served[f.who] {
			continue
		}
		to, err := d.readerOf(f.who)
		if err != nil {
			return err
		}
		key := "free:" + string(f.from.ID) + ":" + string(f.who)
		if err := d.owe(key, storage.Lane(f.who), "", d.now, freeMessage(to, f.from.Duo, d.circle.NextDue)); err != nil {
			return err
		}
	}
	return nil
}

// takesPart reports whether somebody is in the circle, here, and not paused.
func (d *desk) takesPart(id pairing.MemberID) (bool, error) {
	m, in, err := d.membership(id)
	if err != nil || !in || m.Paused(d.now) {
		return false, err
	}
	p, err := d.tx.Person(id)
	return d.welcome(p), err
}

// rematch plans those who are without a partner in an open round again, and
// reports who got one. Pairs that fell through in the round stay apart. A new
// duo is made only while a session is still possible after its answers are
// due.
func (d *desk) rematch(r storage.Round) (map[pairing.MemberID]bool, error) {
	served := map[pairing.MemberID]bool{}
	rests, err := d.tx.Rests(r.ID)
	if err != nil {
		return served, err
	}
	only := []pairing.MemberID{} // not nil: nobody is not everybody
	for _, rest := range rests {
		if !rest.Served {
			only = append(only, rest.Member)
		}
	}
	answerBy := d.now.Add(answerTime(d.circle.Answer, d.now, d.circle.NextDue) / 2)
	if answerBy.Before(r.AnswerBy) {
		answerBy = r.AnswerBy
	}
	if len(only) < 2 || !d.morrow(answerBy).Add(d.circle.Rules.MinOverlap).Before(r.Until) {
		return served, nil
	}
	in, err := d.tx.Snapshot(d.circle.ID, r.Number, d.morrow(answerBy), r.Until, d.now, d.circle.NextDue, only)
	if err != nil {
		return served, err
	}
	in.Seed = r.Seed
	before, err := d.tx.DuosOfRound(r.ID)
	if err != nil {
		return served, err
	}
	in.Barred = fellThrough(before)
	plan, err := pairing.PlanRound(d.ctx, in)
	if err != nil {
		return served, err
	}
	for _, p := range plan.Duos {
		asked := map[pairing.MemberID]Asked{}
		for _, id := range p.Members {
			served[id] = true
			if err := d.tx.ServeRest(r.ID, id); err != nil {
				return served, err
			}
			asked[id] = Asked{Why: SteppingIn}
			if slices.ContainsFunc(before, func(was storage.Duo) bool { return was.Has(id) }) {
				asked[id] = Asked{Why: FellBefore}
			}
		}
		if err := d.propose(r, p, answerBy, asked); err != nil {
			return served, err
		}
	}
	return served, nil
}

// fellThrough lists the pairs whose duo fell through. Those who are left of a
// trio may well go on as two.
func fellThrough(duos []storage.Duo) (pairs [][2]pairing.MemberID) {
	for _, duo := range duos {
		if len(duo.Seats) == 2 && !duo.State.Live() {
			pairs = append(pairs, [2]pairing.MemberID{duo.Seats[0].Member, duo.Seats[1].Member})
		}
	}
	return pairs
}

// stepOut ends every live duo of a person who stops taking part, and serves
// their partners.
func (d *desk) stepOut(id pairing.MemberID, which func(storage.Duo) bool) (ended int, err error) {
	live, err := d.liveDuos(id)
	if err != nil {
		return 0, err
	}
	r, err := d.readerOf(id)
	if err != nil {
		return 0, err
	}
	for _, duo := range live {
		if !which(duo) {
			continue
		}
		to, _, err := duo.Cancel(id)
		if err != nil {
			return ended, err
		}
		free, err := d.fall(duo, to, map[pairing.MemberID]Message{id: inviteWithdrawn(r.Voice)})
		if err != nil {
			return ended, err
		}
		if err := d.serve(duo.Round, free); err != nil {
			return ended, err
		}
		ended++
	}
	return ended, nil
}

func every(storage.Duo) bool { return true }

// expire ends proposals whose answers are due. Who accepted is freed; who was
// silent is not asked again in the round, and after some rounds of silence is
// paused until they come back.
func (d *desk) expire(duos []storage.Duo) error {
	free := map[storage.RoundID][]freed{}
	for _, duo := range duos {
		to, _, err := duo.Expire()
		if err != nil {
			return err
		}
		causes := map[pairing.MemberID]Message{}
		for _, s := range duo.Seats {
			if s.Answer != pairing.Unanswered {
				continue
			}
			r, err := d.readerOf(s.Member)
			if err != nil {
				return err
			}
			causes[s.Member] = inviteExpired(r, d.circle.NextDue)
		}
		freedNow, err := d.fall(duo, to, causes)
		if err != nil {
			return err
		}
		free[duo.Round] = append(free[duo.Round], freedNow...)
		for id := range causes {
			if err := d.silent(id, duo.Round); err != nil {
				return err
			}
		}
	}
	rounds := make([]storage.RoundID, 0, len(free))
	for r := range free {
		rounds = append(rounds, r)
	}
	slices.SortFunc(rounds, cmp.Compare)
	for _, r := range rounds {
		if err := d.serve(r, free[r]); err != nil {
			return err
		}
	}
	return nil
}

// silenceRounds is after how many rounds without any answer somebody is
// paused.
const silenceRounds = 3

// silent counts a round without an answer.
func (d *desk) silent(id pairing.MemberID, round storage.RoundID) error {
	m, in, err := d.membership(id)
	if err != nil || !in {
		return err
	}
	m.Silent++
	if m.Silent >= silenceRounds && !m.Paused(d.now) {
		m.PausedUntil = storage.UntilResume
		r, err := d.readerOf(id)
		if err != nil {
			return err
		}
		key := fmt.Sprintf("silence:%s:%d", id, round)
		if err := d.owe(key, storage.Lane(id), "", d.now, silenceMessage(r.Voice, m.Silent)); err != nil {
			return err
		}
	}
	return d.tx.SaveMembership(m)
}

// heard counts any answer: the silence is over.
func (d *desk) heard(id pairing.MemberID) error {
	m, in, err := d.membership(id)
	if err != nil || !in || m.Silent == 0 {
		return err
	}
	m.Silent = 0
	return d.tx.SaveMembership(m)
}

// answerTime is how long an invitation may wait: as long as the circle says,
// and never more than a third of the time to the next round.
func answerTime(usual time.Duration, now, next time.Time) time.Duration {
	if next.After(now) {
		usual = min(usual, next.Sub(now)/3)
	}
	return usual.Truncate(time.Second)
}
