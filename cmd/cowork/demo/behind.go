package demo

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cowork/bot/fakeslack"
	"cowork/pairing"
	"cowork/storage"
)

// A clockFace is the clock, and what its hands move.
type clockFace struct {
	Day, Time, Zone string
	Elsewhere       string // the time where the person is, when it is another
	Next            string // what is due next, and when
	Moving          []step
}

type step struct{ Name, Label string }

// behind is what nobody sees on Slack.
type behind struct {
	Log      []happening
	Round    *roundState
	Outbox   []owed
	Depth    storage.Depth
	Wire     []exchange
	Sockets  string
	Troubles []knob
	Broken   []string
	Failed   string // why something of this cannot be shown
}

// A happening is one thing that the bot did.
type happening struct {
	When, What, Text string
}

type roundState struct {
	Number  int
	Opened  string
	Answers string
	Closed  bool
	Seed    string
	Duos    []duoState
	Rests   []restState
	Next    string
}

type duoState struct {
	Who, State, Session, Place string
	Score                      int
	Terms                      []termState
	Seats                      []string
}

type termState struct {
	Name, Says string
	Means      string
	Points     int
	Private    bool
}

type restState struct{ Who, Why string }

type owed struct {
	Key, To, Method, State, Due, Error string
	Attempts                           int
	Doubt                              bool
}

type exchange struct {
	fakeslack.Exchange
	When   string
	Sent   string
	Answer string
	Bad    bool
}

type knob struct {
	trouble
	On bool
}

func (d *Demo) clockFace(ctx context.Context, who string) clockFace {
	now := d.stage.clock.Now()
	here := now.In(d.stage.zone)
	c := clockFace{Day: here.Format("Monday, 2 January 2006"), Time: here.Format("15:04"), Zone: d.stage.zone.String()}
	if there := now.In(d.stage.zoneOf(who)); there.Format("15:04") != c.Time {
		c.Elsewhere = there.Format("15:04")
	}
	for _, s := range steps {
		c.Moving = append(c.Moving, step{s.Name, s.Label})
	}
	next, what, err := d.stage.nextDue(ctx)
	switch {
	case err != nil:
		c.Next = err.Error()
	case next.IsZero():
		c.Next = "nothing is due"
	default:
		c.Next = next.In(d.stage.zone).Format("Mon 2 Jan, 15:04") + ": " + what
	}
	return c
}

// moment is an instant as the panels write it.
func (d *Demo) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(d.stage.zone).Format("Mon 2 Jan, 15:04")
}

const (
	mostHappenings = 40
	mostWire       = 30
	mostOutbox     = 40
	longestJSON    = 1500
)

func (d *Demo) behind(ctx context.Context) behind {
	b := behind{Sockets: plural(len(d.stage.slack.Connections()), "socket", "sockets"), Broken: d.stage.slack.Violations()}
	names := d.names()
	exchanges := d.stage.slack.Exchanges(400)
	b.Log = d.happenings(exchanges, names)
	for i := len(exchanges) - 1; i >= 0 && len(b.Wire) < mostWire; i-- {
		x := exchanges[i]
		if j := strings.LastIndex(x.About, " by "); j >= 0 {
			x.About = x.About[:j+4] + cmp.Or(names[x.About[j+4:]], x.About[j+4:])
		}
		b.Wire = append(b.Wire, exchange{Exchange: x, When: x.At.In(d.stage.zone).Format("Mon 15:04:05"), Sent: pretty(x.Sent), Answer: pretty(x.Answer),
			Bad: x.Note != ""})
	}
	for _, t := range all {
		b.Troubles = append(b.Troubles, knob{t, t.Lasts && d.stage.trouble.has(t.Name)})
	}
	err := d.stage.store.Read(ctx, func(tx *storage.Tx) error {
		var err error
		if b.Depth, err = tx.Depth(d.stage.clock.Now()); err != nil {
			return err
		}
		rows, err := tx.LatestMessages(mostOutbox)
		if err != nil {
			return err
		}
		for _, m := range rows {
			var to []string
			for _, id := range strings.Split(m.Lane, ",") {
				to = append(to, cmp.Or(names[id], id))
			}
			kind, _, _ := strings.Cut(m.Key, ":")
			b.Outbox = append(b.Outbox, owed{Key: kind, To: strings.Join(to, " and "), Method: string(m.Method), State: string(m.State),
				Due: d.moment(m.Due), Error: m.Error, Attempts: m.Attempts, Doubt: m.Doubt})
		}
		b.Round, err = d.roundState(tx, names)
		return err
	})
	if err != nil {
		b.Failed = err.Error()
	}
	return b
}

// names are the names of people and of the conversations with them.
func (d *Demo) names() map[string]string {
	names := map[string]string{d.stage.slack.BotUserID(): "cowork"}
	people := d.stage.slack.People()
	for _, p := range people {
		names[p.ID] = cmp.Or(p.RealName, p.Name)
		if first, _, ok := strings.Cut(names[p.ID], " "); ok {
			names[p.ID] = first
		}
	}
	for _, p := range people {
		if p.IsBot || p.Deleted {
			continue
		}
		names[d.stage.slack.Direct(p.ID)] = names[p.ID]
		for _, c := range d.stage.slack.Conversations(p.ID) {
			if c.Kind != "mpim" {
				continue
			}
			var in []string
			for _, id := range c.Members {
				if id != d.stage.slack.BotUserID() {
					in = append(in, names[id])
				}
			}
			slices.Sort(in)
			names[c.ID] = strings.Join(in, " and ")
		}
	}
	return names
}

// deeds are the calls that somebody sees the effect of, in words.
var deeds = map[string]string{
	"chat.postMessage": "wrote to", "chat.update": "changed a message to", "chat.postEphemeral": "whispered to", "chat.delete": "took back a message to",
	"views.open": "opened a form", "views.push": "opened another form", "views.update": "changed a form", "views.publish": "drew the App Home of",
	"conversations.open": "opened a conversation with", "response_url": "answered a click or a command",
}

// happenings is what the bot did, newest first.
func (d *Demo) happenings(exchanges []fakeslack.Exchange, names map[string]string) []happening {
	var all []happening
	for i := len(exchanges) - 1; i >= 0 && len(all) < mostHappenings; i-- {
		x := exchanges[i]
		deed := deeds[x.Name]
		if x.Envelope || deed == "" {
			continue
		}
		var args struct{ Channel, User, Users, Text string }
		var view struct {
			User string `json:"user_id"`
		}
		_ = json.Unmarshal(x.Sent, &args)
		_ = json.Unmarshal(x.Sent, &view)
		to := cmp.Or(args.Channel, args.User, view.User, args.Users)
		var who []string
		for _, id := range strings.Split(to, ",") {
			who = append(who, cmp.Or(names[id], id))
		}
		h := happening{When: d.moment(x.At), What: strings.TrimSpace(deed + " " + strings.Join(who, " and ")),
			Text: (&reader{name: func(id string) string { return names[id] }, zone: d.stage.zone}).words().Mrkdwn(args.Text)}
		if x.Note != "" {
			h.What += " (" + x.Note + ")"
		}
		all = append(all, h)
	}
	return all
}

// roundState is the last round with its plan.
func (d *Demo) roundState(tx *storage.Tx, names map[string]string) (*roundState, error) {
	circles, err := tx.Circles()
	if err != nil || len(circles) == 0 {
		return nil, err
	}
	c := circles[0]
	r, err := tx.LastRound(c.ID)
	if err != nil {
		return nil, ignore(err)
	}
	state := &roundState{Number: r.Number, Opened: d.moment(r.OpenedAt), Answers: d.moment(r.AnswerBy), Closed: !r.ClosedAt.IsZero(),
		Seed: fmt.Sprint(r.Seed), Next: d.moment(c.NextDue)}
	venueNames := map[pairing.VenueID]string{}
	venues, err := tx.Venues()
	if err != nil {
		return nil, err
	}
	for _, v := range venues {
		venueNames[v.ID] = v.Name
	}
	name := func(id pairing.MemberID) string { return cmp.Or(names[string(id)], string(id)) }
	duos, err := tx.DuosOfRound(r.ID)
	if err != nil {
		return nil, err
	}
	for _, duo := range duos {
		shown := duoState{State: string(duo.State), Score: duo.Score, Place: "remote",
			Session: d.moment(duo.Session.Start) + duo.Session.End.In(d.stage.zone).Format(" to 15:04")}
		var who []string
		for _, s := range duo.Seats {
			who = append(who, name(s.Member))
			shown.Seats = append(shown.Seats, name(s.Member)+": "+cmp.Or(string(s.CheckIn), string(s.Answer), "no answer yet"))
		}
		shown.Who = strings.Join(who, " and ")
		switch duo.Place.Kind {
		case pairing.Home:
			shown.Place = "at " + name(duo.Place.Host) + "’s home"
		case pairing.Public:
			shown.Place = cmp.Or(venueNames[duo.Place.Venue], "a place that they choose")
		}
		if len(duo.Options) > 0 {
			shown.Place += " (" + string(duo.Options[0].Reason) + ")"
		}
		for _, t := range duo.Terms {
			shown.Terms = append(shown.Terms, termState{Name: string(t.Name), Says: t.Shared, Means: means(t.Name), Points: t.Points, Private: t.Name.Private()})
		}
		state.Duos = append(state.Duos, shown)
	}
	rests, err := tx.Rests(r.ID)
	if err != nil {
		return nil, err
	}
	for _, rest := range rests {
		why := map[pairing.RestReason]string{pairing.OddOneOut: "an odd number, and it was their turn", pairing.NobodyFits: "nobody fits",
			pairing.OthersTaken: "those who fit were needed elsewhere", pairing.SpokenFor: "those who fit stay together for some rounds"}[rest.Reason]
		if rest.Served {
			why += "; found a partner after all"
		}
		state.Rests = append(state.Rests, restState{name(rest.Member), why})
	}
	return state, nil
}

// means is what a term of the score rewards or punishes.
func means(name pairing.TermName) string {
	for _, row := range pairing.Table {
		if row.Name == name {
			return row.Says
		}
	}
	return ""
}

// ignore is nil for something that is not there yet.
func ignore(err error) error {
	if errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	return err
}

// pretty is JSON with indents, cut where it is very long.
func pretty(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	var out bytes.Buffer
	if json.Indent(&out, raw, "", " ") != nil {
		return string(raw)
	}
	if s := out.String(); len(s) > longestJSON {
		return strings.ToValidUTF8(s[:longestJSON], "") + "\n…"
	}
	return out.String()
}
