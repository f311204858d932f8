package bot

import (
	"encoding/base32"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"cowork/pairing"
	"cowork/storage"
)

// sessionDays is how long the time in which a round's sessions lie is: every
// weekday is there once.
const sessionDays = 7 * 24 * time.Hour

// horizon is when the answers of a round that opens now are due, and between
// which instants its sessions lie.
func (d *desk) horizon(next time.Time) (answerBy, from, until time.Time) {
	answerBy = d.now.Add(answerTime(d.circle.Answer, d.now, next)).Truncate(time.Second)
	from = d.morrow(answerBy)
	return answerBy, from, from.Add(sessionDays)
}

// morrow is the midnight of the circle after an instant. Sessions lie on the
// days after the answers are due, so that whoever works together knows it the
// evening before, and the reminder has its time.
func (d *desk) morrow(t time.Time) time.Time {
	y, m, day := t.In(d.circle.Zone()).Date()
	return time.Date(y, m, day+1, 0, 0, 0, 0, d.circle.Zone())
}

// snapshot loads what the next round is planned from.
func (d *desk) snapshot(next time.Time) (pairing.Input, error) {
	number, err := d.comingRound()
	if err != nil {
		return pairing.Input{}, err
	}
	_, from, until := d.horizon(next)
	in, err := d.tx.Snapshot(d.circle.ID, number, from, until, d.now, next, nil)
	in.Seed = d.seed()
	return in, err
}

// size is how many duos a round has, and how many rest.
type size struct{ duos, rests int }

// open closes the open round, if any, and opens the one that serves a due
// time: planned, saved, and everybody in it owed a message, all at once. The
// next one is due at next. Missed is when the bot should have done so and was
// not running; zero if it is in time. If there is nobody to pair, no round
// opens.
func (d *desk) open(due, next, missed time.Time) (size, error) {
	if err := d.close(); err != nil {
		return size{}, err
	}
	if err := d.tx.SetNextDue(d.circle.ID, next); err != nil {
		return size{}, err
	}
	d.circle.NextDue = next
	in, err := d.snapshot(next)
	if err != nil || len(in.Members) == 0 {
		return size{}, err
	}
	plan, err := pairing.PlanRound(d.ctx, in)
	if err != nil {
		return size{}, fmt.Errorf("plan round %d: %w", in.Round, err)
	}
	if due, err = d.freeDue(due); err != nil {
		return size{}, err
	}
	answerBy, _, _ := d.horizon(next)
	r := storage.Round{
		Circle: d.circle.ID, Number: in.Round, Due: due, OpenedAt: d.now,
		AnswerBy: answerBy, From: in.From, Until: in.Until, Seed: in.Seed,
	}
	if r.ID, err = d.tx.OpenRound(r); err != nil {
		return size{}, err
	}
	for _, p := range plan.Duos {
		asked := map[pairing.MemberID]Asked{}
		for _, id := range p.Members {
			asked[id] = Asked{Missed: missed}
		}
		if err := d.propose(r, p, r.AnswerBy, asked); err != nil {
			return size{}, err
		}
	}
	for _, rest := range plan.Rests {
		if err := d.rests(r, rest, missed); err != nil {
			return size{}, err
		}
	}
	d.note("a round opened", "circle", d.circle.ID, "round", in.Round, "due", due.UTC(), "late", d.now.Sub(due).Round(time.Second),
		"duos", len(plan.Duos), "rests", len(plan.Rests))
	return size{len(plan.Duos), len(plan.Rests)}, nil
}

// freeDue is a due time that no round serves yet: the one given, or the first
// second after it. One that is taken belongs to a round that opened out of
// turn in the same second, or by a clock that ran ahead.
func (d *desk) freeDue(due time.Time) (time.Time, error) {
	for {
		_, err := d.tx.RoundFor(d.circle.ID, due)
		if none(err) {
			return due, nil
		}
		if err != nil {
			return due, err
		}
		due = due.Add(time.Second)
	}
}

// rests saves that somebody rests, and owes them the reason.
func (d *desk) rests(r storage.Round, rest pairing.Rest, missed time.Time) error {
	if err := d.tx.AddRest(r.ID, rest); err != nil {
		return err
	}
	to, err := d.readerOf(rest.Member)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("rest:%d:%s", r.ID, rest.Member)
	return d.owe(key, storage.Lane(rest.Member), "", d.now, restMessage(to, rest, d.circle.NextDue, missed))
}

// propose saves a planned duo and owes each of its members an invitation.
func (d *desk) propose(r storage.Round, p pairing.Proposal, answerBy time.Time, asked map[pairing.MemberID]Asked) error {
	id, err := d.newDuoID()
	if err != nil {
		return err
	}
	duo := storage.Duo{Round: r.ID, MadeAt: d.now, Duo: pairing.Duo{
		ID: id, State: pairing.Proposed, AnswerBy: answerBy, Session: p.Session,
		Options: p.Options, Score: p.Score, Terms: p.Terms,
	}}
	if len(p.Options) == 0 {
		return fmt.Errorf("a duo of %v has no place", p.Members)
	}
	duo.Place = p.Options[0].Place
	for _, id := range p.Members {
		duo.Seats = append(duo.Seats, pairing.Seat{Member: id})
	}
	if err := d.tx.InsertDuo(duo); err != nil {
		return err
	}
	cast, err := d.cast(duo.Duo)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(asked)) {
		to, err := d.readerOf(id)
		if err != nil {
			return err
		}
		m := inviteMessage(to, &duo.Duo, cast, asked[id])
		if err := d.owe(inviteKey(duo.ID, id), storage.Lane(id), duo.ID, d.now, m); err != nil {
			return err
		}
	}
	return nil
}

// newDuoID is opaque and cannot be guessed.
func (d *desk) newDuoID() (pairing.DuoID, error) {
	var b [15]byte
	if _, err := io.ReadFull(d.ids, b[:]); err != nil {
		return "", fmt.Errorf("draw the ID of a duo: %w", err)
	}
	return pairing.DuoID(strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))), nil
}

// close closes the open round, if there is one: what still waits for answers
// expires, sessions that are settled stay, and who tried one round leaves.
func (d *desk) close() error {
	r, err := d.tx.OpenRoundOf(d.circle.ID)
	if none(err) {
		return nil
	}
	if err != nil {
		return err
	}
	duos, err := d.tx.DuosOfRound(r.ID)
	if err != nil {
		return err
	}
	if err := d.tx.CloseRound(r.ID, d.now); err != nil {
		return err
	}
	var waiting []storage.Duo
	for _, duo := range duos {
		if duo.State == pairing.Proposed {
			waiting = append(waiting, duo)
		}
	}
	if err := d.lapse(waiting); err != nil {
		return err
	}
	return d.endTries(r, duos)
}

// lapse expires what waits for answers when its round closes. Nobody is
// planned again: the next round opens in the same moment.
func (d *desk) lapse(duos []storage.Duo) error {
	for _, duo := range duos {
		to, _, err := duo.Expire()
		if err != nil {
			return err
		}
		causes := map[pairing.MemberID]Message{}
		for _, s := range duo.Seats {
			r, err := d.readerOf(s.Member)
			if err != nil {
				return err
			}
			causes[s.Member] = inviteLapsed(r.Voice)
			if s.Answer == pairing.Unanswered && !duo.AnswerBy.After(d.now) {
				if err := d.silent(s.Member, duo.Round); err != nil {
					return err
				}
			}
		}
		if _, err := d.fall(duo, to, causes); err != nil {
			return err
		}
	}
	return nil
}

// endTries lets those leave who joined for one round and had it. Who rested,
// whose match fell through, who could still have answered, or who was matched
// before they left and came back, has not had it yet; who agreed to stay with
// their partner goes on for as long. The duos are as they were before the round closed.
func (d *desk) endTries(r storage.Round, duos []storage.Duo) error {
	rests, err := d.tx.Rests(r.ID)
	if err != nil {
		return err
	}
	waits := map[pairing.MemberID]bool{}
	for _, rest := range rests {
		waits[rest.Member] = !rest.Served
	}
	after := map[pairing.MemberID]time.Time{} // when the good-bye is due
	made := map[pairing.MemberID]time.Time{}  // when they were matched last
	for _, duo := range duos {
		for _, s := range duo.Seats {
			if duo.State == pairing.Proposed && (s.Answer == pairing.Accepted || duo.AnswerBy.After(d.now)) {
				waits[s.Member] = true // the round closed before everybody had answered
			}
			at := d.now
			if duo.State == pairing.Confirmed && duo.Session.End.After(at) {
				at = duo.Session.End
			}
			if at.After(after[s.Member]) {
				after[s.Member] = at
			}
			if duo.MadeAt.After(made[s.Member]) {
				made[s.Member] = duo.MadeAt
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(after)) {
		m, in, err := d.membership(id)
		if err != nil {
			return err
		}
		stays, err := d.stayOf(id)
		if err != nil {
			return err
		}
		before := made[id].Before(m.JoinedAt) && !m.JoinedAt.After(d.now) // a clock that was set back tells nothing
		if !in || !m.Once || waits[id] || stays != nil || before {
			continue
		}
		m.State, m.Once = storage.Left, false
		if err := d.tx.SaveMembership(m); err != nil {
			return err
		}
		to, err := d.readerOf(id)
		if err != nil {
			return err
		}
		key := fmt.Sprintf("tried:%d:%s", r.ID, id)
		if err := d.owe(key, storage.Lane(id), "", after[id], tryOverMessage(to.Voice)); err != nil {
			return err
		}
	}
	return nil
}
