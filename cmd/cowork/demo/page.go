package demo

import (
	"cmp"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"cowork/bot/fakeslack"
)

// A page is everything that one person sees, with the panels beside it.
type page struct {
	Token    string
	Path     string // of the page itself, to come back to
	Me       face
	People   []face
	Channels []place
	Title    string
	About    string
	Channel  string // of the conversation, "" on the home tab
	Direct   bool   // it is the conversation with the app, which has tabs
	Home     bool
	Items    []item
	Earlier  string // where to see more
	Blocks   []block
	Empty    bool
	Version  string // of the home tab
	Modal    *modal
	Ask      *question
	Note     string
	Commands []Command
	Handles  []choice
	Clock    clockFace
	Behind   behind
}

// A face is a person as a button.
type face struct {
	ID, Name, Real, Initials, City string
	Hue                            int
	Unread                         int
	Now, Admin                     bool
}

// A place is a conversation in the sidebar.
type place struct {
	Href, Name, Kind string
	Unread           int
	Now              bool
}

// An item is one message, with the day above it when that begins.
type item struct {
	ID, Version     string
	Day             string
	Author          string
	Initials        string
	Hue             int
	App             bool
	Time, Full      string
	Only            bool // for this person alone
	Failed          bool // Slack itself says it
	Edited          bool
	Follows         bool // the same author goes on
	TS              string
	Channel         string
	Words           []span
	Blocks          []block
	at              time.Time
	author          string
	rawForSignature string
}

// A modal is the form in front of a person.
type modal struct {
	Version, Title, Submit, Close string
	Blocks                        []block
	Depth                         int
	Complaints                    int
}

// Command is one suggestion of the composer.
type Command struct{ Text, Help string }

// Commands are what the composer suggests after a slash.
var Commands = []Command{
	{"/cowork", "where you stand, with the buttons that make sense now"},
	{"/cowork join", "take part from the next round on"},
	{"/cowork try", "take part in one round, with no commitment"},
	{"/cowork skip", "skip this round, or sit out the coming one"},
	{"/cowork pause 2 weeks", "stay away for a while"},
	{"/cowork resume", "come back"},
	{"/cowork profile", "what you do, where you live, how you like to work"},
	{"/cowork why", "why you got this match"},
	{"/cowork history", "whom you worked with, and where"},
	{"/cowork with ", "somebody you would like to work next to"},
	{"/cowork avoid ", "somebody you never want to be paired with"},
	{"/cowork places", "the cafés and libraries that are known"},
	{"/cowork leave", "stop taking part"},
	{"/cowork forget me", "remove everything about you"},
	{"/cowork help", "all commands"},
	{"/cowork admin plan", "admins: what the next round would be"},
	{"/cowork admin run", "admins: open a round now"},
}

const (
	firstPage = 60   // messages shown at first
	mostShown = 2000 // and at most
)

func hash(parts ...any) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, parts...)
	return h.Sum64()
}

// conversation is GET /as/{who}/c/{channel}.
func (d *Demo) conversation(w http.ResponseWriter, r *http.Request) {
	who, channel := r.PathValue("who"), r.PathValue("channel")
	direct := d.stage.slack.Direct(who)
	i := slices.IndexFunc(d.stage.slack.Conversations(who), func(c fakeslack.Conversation) bool { return c.ID == channel })
	if !d.stage.present(who) || channel != direct && i < 0 {
		d.missing(w, r)
		return
	}
	n, _ := strconv.Atoi(r.URL.Query().Get("n"))
	n = min(max(n, firstPage), mostShown)
	d.memory.read(who, channel, d.stage.newest(who, channel))
	p := d.draw(r, who)
	p.Channel, p.Direct = channel, channel == direct
	p.Title, p.About = "cowork", "App: pairs people for a day of working side by side"
	if !p.Direct {
		c := d.stage.slack.Conversations(who)[i]
		p.Title, p.About = titleOf(c), plural(len(c.Members)-has(c.Members, d.stage.slack.BotUserID()), "person", "people")
	}
	for i := range p.Channels {
		p.Channels[i].Now = strings.HasSuffix(p.Channels[i].Href, "/"+channel)
	}
	see := d.reader(who)
	last, all := d.stage.slack.Latest(who, channel, n)
	if all > n && n < mostShown {
		p.Earlier = fmt.Sprintf("/as/%s/c/%s?n=%d", who, channel, min(n+200, mostShown))
	}
	p.Items = d.items(see, last, channel)
	d.show(w, r, http.StatusOK, "page.html", p)
}

func has(list []string, one string) int {
	if slices.Contains(list, one) {
		return 1
	}
	return 0
}

// home is GET /as/{who}/home.
func (d *Demo) home(w http.ResponseWriter, r *http.Request) {
	who := r.PathValue("who")
	if !d.stage.present(who) {
		d.missing(w, r)
		return
	}
	p := d.draw(r, who)
	p.Title, p.About, p.Home, p.Direct = "cowork", "App: pairs people for a day of working side by side", true, true
	if v := d.stage.slack.Home(who); v != nil {
		p.Blocks = d.reader(who).blocks(v.Blocks, v.Values, nil, "home")
		p.Version = fmt.Sprintf("%x", hash(v.ID, string(v.Blocks)))
	} else {
		p.Empty = true
	}
	for i := range p.Channels {
		p.Channels[i].Now = p.Channels[i].Kind == "app"
	}
	d.show(w, r, http.StatusOK, "page.html", p)
}

// draw is what every page of a person has.
func (d *Demo) draw(r *http.Request, who string) *page {
	p := &page{Token: d.token, Path: r.URL.RequestURI(), Commands: Commands, Note: d.memory.takeNote(who), Ask: d.memory.asked(who)}
	direct := d.stage.slack.Direct(who)
	for _, q := range d.stage.slack.People() {
		if q.IsBot || q.Deleted {
			continue
		}
		f := faceOf(q)
		f.City = cmp.Or(d.stage.towns[q.ID], f.City)
		f.Now = q.ID == who
		for _, c := range d.places(q.ID) {
			f.Unread += c.Unread
		}
		p.People = append(p.People, f)
		p.Handles = append(p.Handles, choice{Value: "@" + strings.ToLower(q.Name), Text: q.RealName})
		if f.Now {
			p.Me = f
		}
	}
	p.Channels = append(p.Channels, place{Href: "/as/" + who + "/c/" + direct, Name: "cowork", Kind: "app",
		Unread: d.stage.slack.Unread(who, direct, d.memory.lastRead(who, direct))})
	p.Channels = append(p.Channels, d.places(who)...)
	p.Channels = slices.DeleteFunc(p.Channels, func(c place) bool { return c.Kind == "im" })
	if v := d.stage.slack.Modal(who); v != nil {
		errors := d.memory.complaints(who)
		p.Modal = &modal{Title: v.Title, Submit: v.Submit, Close: cmp.Or(v.Close, "Cancel"), Depth: v.Depth, Complaints: len(errors),
			Blocks: d.reader(who).blocks(v.Blocks, v.Values, errors, "modal")}
		put, _ := json.Marshal(v.Values)
		p.Modal.Version = fmt.Sprintf("%x", hash(v.ID, string(v.Blocks), string(put), fmt.Sprint(errors)))
	} else {
		d.memory.complain(who, nil)
	}
	p.Clock = d.clockFace(r.Context(), who)
	p.Behind = d.behind(r.Context())
	return p
}

// places are the conversations of a person, with what is unread.
func (d *Demo) places(who string) []place {
	var all []place
	for _, c := range d.stage.slack.Conversations(who) {
		unread := d.stage.slack.Unread(who, c.ID, d.memory.lastRead(who, c.ID))
		all = append(all, place{Href: "/as/" + who + "/c/" + c.ID, Name: titleOf(c), Kind: c.Kind, Unread: unread})
	}
	return all
}

// titleOf is how a conversation is called: the app itself goes without saying.
func titleOf(c fakeslack.Conversation) string {
	var others []string
	for _, other := range strings.Split(strings.TrimPrefix(c.Name, "#"), ", ") {
		if other != "cowork" {
			others = append(others, other)
		}
	}
	return strings.Join(others, ", ")
}

func faceOf(p fakeslack.Person) face {
	_, city, _ := strings.Cut(p.TZ, "/")
	return face{ID: p.ID, Name: p.Name, Real: cmp.Or(p.RealName, p.Name), Initials: initials(cmp.Or(p.RealName, p.Name)), Hue: int(hash(p.ID) % 8),
		City: strings.ReplaceAll(city, "_", " "), Admin: p.Admin}
}

// initials are the first letters of the first two words of a name.
func initials(name string) string {
	out := ""
	for _, word := range strings.Fields(name) {
		for _, r := range word {
			out += strings.ToUpper(string(r))
			break
		}
		if len([]rune(out)) == 2 {
			break
		}
	}
	return cmp.Or(out, "?")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// reader is a person as somebody who reads.
func (d *Demo) reader(who string) *reader {
	people, names := d.stage.slack.People(), map[string]string{d.stage.slack.BotUserID(): "cowork"}
	r := &reader{id: who, zone: d.stage.zoneOf(who), now: d.stage.clock.Now()}
	for _, p := range people {
		names[p.ID] = p.Name
		if !p.Deleted {
			r.people = append(r.people, choice{Value: p.ID, Text: cmp.Or(p.RealName, p.Name)})
		}
	}
	channels := map[string]string{}
	for _, c := range d.stage.slack.Conversations(who) {
		channels[c.ID] = strings.TrimPrefix(c.Name, "#")
		if c.Kind == "channels" {
			r.channels = append(r.channels, choice{Value: c.ID, Text: c.Name})
		}
	}
	r.name = func(id string) string { return names[id] }
	r.channel = func(id string) string { return channels[id] }
	return r
}

// timeOf is when a message was written.
func timeOf(ts string) time.Time {
	whole, part, _ := strings.Cut(ts, ".")
	seconds, _ := strconv.ParseInt(whole, 10, 64)
	micros, _ := strconv.ParseInt(part, 10, 64)
	return time.Unix(seconds, micros*1000)
}

// items are messages as the page shows them, with what Slack itself said in
// between where the bot did not answer.
func (d *Demo) items(see *reader, messages []fakeslack.Message, channel string) []item {
	var all []item
	real := map[string]fakeslack.Person{}
	for _, p := range d.stage.slack.People() {
		real[p.ID] = p
	}
	for _, m := range messages {
		it := item{ID: "m-" + strings.ReplaceAll(m.TS, ".", "-"), Author: m.Author, Initials: "cw", Hue: 8, App: m.User == d.stage.slack.BotUserID(),
			Only: m.Ephemeral, Edited: m.Edited && !m.Ephemeral, TS: m.TS, Channel: channel, at: timeOf(m.TS), author: m.User}
		if p, ok := real[m.User]; ok {
			f := faceOf(p)
			it.Author, it.Initials, it.Hue = f.Real, f.Initials, f.Hue
		}
		if len(m.Blocks) > 0 {
			it.Blocks = see.blocks(m.Blocks, m.Values, nil, m.TS)
		} else {
			it.Words = see.mrkdwn(m.Fallback)
		}
		for _, f := range m.Files {
			it.Words = append(it.Words, span{Kind: "text", Text: " "}, span{Kind: "code", Text: f.Title})
		}
		put, _ := json.Marshal(m.Values)
		it.rawForSignature = string(m.Blocks) + m.Fallback + string(put)
		all = append(all, it)
	}
	since := time.Time{}
	if len(all) > 0 {
		since = all[0].at
	}
	for i, f := range d.stage.slack.Failures() {
		if f.User != see.id || f.Channel != channel || f.At.Before(since) {
			continue
		}
		all = append(all, item{ID: fmt.Sprintf("f-%d", i), Author: "Slackbot", Initials: "S", Hue: 9, Only: true, Failed: true,
			Words: []span{{Kind: "text", Text: f.Text}}, at: f.At, author: "USLACKBOT", rawForSignature: f.Text})
	}
	slices.SortStableFunc(all, func(a, b item) int { return a.at.Compare(b.at) })
	day := ""
	for i := range all {
		it := &all[i]
		local := it.at.In(see.zone)
		it.Time, it.Full = local.Format("15:04"), local.Format("Monday 2 January 2006, 15:04")
		if today := local.Format("Monday, 2 January"); today != day {
			it.Day, day = today, today
		}
		if i > 0 {
			before := all[i-1]
			it.Follows = it.Day == "" && before.author == it.author && it.Only == before.Only && it.at.Sub(before.at) < 5*time.Minute
		}
		it.Version = fmt.Sprintf("%x", hash(it.rawForSignature, it.Day, it.Follows, it.Edited))
	}
	return all
}
