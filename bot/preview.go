package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"
)

// operator is how the terminal speaks: English, with 24 hours and kilometres.
var operator wording.Voice

// Preview is what the next round would be, in plain text for the operator. It
// is planned by the code that plans the real one; what members keep to
// themselves is not in it.
type Preview struct {
	Circle  string
	Round   int
	Opens   time.Time // in the zone of the circle
	Members int
	Duos    []PreviewDuo
	Rests   []PreviewRest

	in     pairing.Input
	plan   pairing.Plan
	people map[pairing.MemberID]storage.Person
}

// PreviewDuo is one duo of a preview.
type PreviewDuo struct {
	Who    string   // "Ada and Ben"
	When   string   // in the zone of the circle
	Places []string // best first, each with its reason
	Why    []Weight
}

// PreviewRest is a member who would be left without a partner.
type PreviewRest struct{ Who, Why string }

// Weight is one reason for a duo and what it counts.
type Weight struct {
	Points int
	Words  string
}

// ErrNoCircle says that nobody has ever joined.
var ErrNoCircle = errors.New("there is no circle yet: it begins with the first run of the bot")

// PreviewRound plans the next round of the first circle as if it opened at the
// given time, the zero time meaning when it is due. It writes nothing. The seed
// breaks ties; the real round draws its own.
func PreviewRound(ctx context.Context, store *storage.Store, at time.Time, seed uint64) (Preview, error) {
	var p Preview
	err := store.Read(ctx, func(tx *storage.Tx) error {
		circles, err := tx.Circles()
		if err != nil {
			return err
		}
		if len(circles) == 0 {
			return ErrNoCircle
		}
		d := &desk{ctx: ctx, tx: tx, circle: circles[0], seed: func() uint64 { return seed }}
		if at.IsZero() {
			at = d.circle.NextDue
		}
		if at.IsZero() {
			return errors.New("the next round is not scheduled yet: name a time")
		}
		d.now = at
		p, err = d.preview()
		return err
	})
	return p, err
}

// preview plans a round that would open now.
func (d *desk) preview() (Preview, error) {
	zone := d.circle.Zone()
	p := Preview{Circle: d.circle.Name, Opens: d.now.In(zone), people: map[pairing.MemberID]storage.Person{}}
	next, err := NextDue(d.circle.Schedule, zone, d.now)
	if err != nil {
		return p, err
	}
	if p.in, err = d.snapshot(next); err != nil {
		return p, err
	}
	p.Round, p.Members = p.in.Round, len(p.in.Members)
	everybody, err := d.tx.People()
	if err != nil {
		return p, err
	}
	cast := Cast{Names: map[pairing.MemberID]string{}, Venues: map[pairing.VenueID]pairing.Venue{}}
	for _, person := range everybody {
		p.people[person.ID] = person
		cast.Names[person.ID] = person.Name
	}
	for _, v := range p.in.Venues {
		cast.Venues[v.ID] = v
	}
	if p.plan, err = pairing.PlanRound(d.ctx, p.in); err != nil {
		return p, err
	}
	for _, duo := range p.plan.Duos {
		p.Duos = append(p.Duos, previewDuo(duo, cast, zone))
	}
	for _, rest := range p.plan.Rests {
		p.Rests = append(p.Rests, PreviewRest{cast.name(operator, rest.Member), wording.Voice{}.Say(restTexts[rest.Reason])})
	}
	return p, nil
}

func previewDuo(duo pairing.Proposal, cast Cast, zone *time.Location) PreviewDuo {
	var names []string
	for _, id := range duo.Members {
		names = append(names, cast.name(operator, id))
	}
	out := PreviewDuo{Who: operator.List(names), When: Reader{Zone: zone, Voice: operator}.hours(duo.Session), Why: weights(duo.Terms)}
	for _, option := range duo.Options {
		out.Places = append(out.Places, fmt.Sprintf("%s (%s)", Reader{Voice: operator}.placeLabel(option.Place, cast), plainReason(option.Reason)))
	}
	return out
}

// plainReason is the reason for a place, without the marks of mrkdwn.
func plainReason(r pairing.Reason) string {
	if r == pairing.AreaUnknown {
		return "where they live is not known yet"
	}
	return strings.ReplaceAll(placeReason(operator, r), "`", "")
}

// weights lists the reasons for a duo that are nobody's secret.
func weights(terms []pairing.Term) []Weight {
	var all []Weight
	for _, t := range terms {
		if secret(t.Name) {
			continue
		}
		words := reasonWords(operator, t)
		switch {
		case t.Name == pairing.TooSoon:
			words = "together again so soon" // nobody else was free only if the plan has them together
		case words != "":
		case t.Name == pairing.LongAgo && t.Shared == "": // the pairs of a trio, at different times
			words = "together some rounds ago"
		case t.Name == pairing.LongAgo:
			words = "together in the round before"
		case t.Name == pairing.OftenTogether && t.Shared == "":
			words = "together before, not equally often"
		case t.Name == pairing.OftenTogether && t.Shared == "1":
			words = "together once before"
		case t.Name == pairing.OftenTogether:
			words = "together " + t.Shared + " times before"
		case t.Name == pairing.AlikeHabits:
			words = "habits"
		default:
			words = string(t.Name)
		}
		if t.Some {
			words += " (not all three)"
		}
		all = append(all, Weight{t.Points, words})
	}
	return all
}

// Pair says what would become of two people as a duo: the reasons for it, or
// what stands in the way. They are named by ID or by name, with or without an
// @; the error says who is not known, or known twice. That one of them avoids
// the other is not said, even here: it is as if they did not.
func (p Preview) Pair(one, other string) (why []Weight, obstacle string, err error) {
	a, err := p.member(one)
	if err != nil {
		return nil, "", err
	}
	b, err := p.member(other)
	if err != nil {
		return nil, "", err
	}
	open := func(m *pairing.Member) *pairing.Member { o := *m; o.Avoids = nil; return &o }
	e := pairing.Explain(open(a), open(b), &p.in)
	if e.Obstacle != "" {
		return nil, obstacleWords[e.Obstacle], nil
	}
	return weights(e.Terms), "", nil
}

// obstacleWords says to the operator why two people are no duo.
var obstacleWords = map[pairing.Obstacle]string{
	pairing.Itself:     "these are the same person",
	pairing.NotAgain:   "a match of these two fell through in this round",
	pairing.NoHours:    "they share no day with enough common hours",
	pairing.NoKind:     "there is no kind of place that both accept",
	pairing.TooDistant: "they live too far apart, and not both work remotely",
}

func (p Preview) member(called string) (*pairing.Member, error) {
	name := strings.TrimPrefix(strings.TrimSpace(called), "@")
	var found []*pairing.Member
	for i, m := range p.in.Members {
		if string(m.ID) == name {
			return &p.in.Members[i], nil
		}
		if strings.EqualFold(p.people[m.ID].Name, name) {
			found = append(found, &p.in.Members[i])
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		for _, person := range p.people {
			if string(person.ID) == name || strings.EqualFold(person.Name, name) {
				return nil, fmt.Errorf("%s is not in the next round: paused, sitting it out, or no member", called)
			}
		}
		return nil, fmt.Errorf("nobody is called %s", called)
	}
	return nil, fmt.Errorf("%d people are called %s: name one by the user ID, such as %s", len(found), called, found[0].ID)
}
