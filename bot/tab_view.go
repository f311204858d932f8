package bot

import (
	"slices"
	"strings"
	"time"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// homeView is the home tab: first what comes next, then everything about its
// owner that only they see. It has some thirty blocks at most, of the hundred
// that Slack allows, whatever somebody has behind them.
func homeView(t Tab) slack.HomeTabViewRequest {
	v := t.Voice
	blocks := []slack.Block{heading(v.Say("home.title"))}
	paused := t.Open || !t.PausedUntil.IsZero()
	switch {
	case !t.Joined:
		blocks = append(blocks, section(v.Say("home.what")))
	case len(t.Ahead) < 2 || paused:
		blocks = append(blocks, section("*"+standingSentence(t.Standing)+"*"))
	}
	lead := len(t.Ahead) > 1 || paused || !t.Joined
	for i := range t.Ahead {
		blocks = append(blocks, aheadBlocks(t, &t.Ahead[i], lead)...)
	}
	for i := range t.Untold {
		blocks = append(blocks, checkinMessage(t.Reader, &t.Untold[i]).Blocks.BlockSet[:2]...)
	}
	if t.Joined {
		blocks = append(blocks, roundBlocks(t)...)
		blocks = append(blocks, divider())
		blocks = append(blocks, profileBlock(t))
	} else {
		blocks = append(blocks, buttons(primary(button(actJoin, v.Say("home.join"), "")), button(actTry, v.Say("home.try"), "")),
			small(v.Say("home.free")))
	}
	blocks = append(blocks, pastBlocks(t)...)
	if t.Joined {
		blocks = append(blocks, nearBlocks(t)...)
		leave := asking(button(actLeave, v.Say("home.leave"), ""), v.Say("home.leave.title"), v.Say("home.leave.text"), v.Say("home.leave.yes"), v.Say("home.leave.no"))
		blocks = append(blocks, divider(), small(v.Say("home.leave.how")), buttons(leave))
	}
	blocks = append(blocks, small(v.Say("home.commands")))
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}
}

// aheadBlocks are a duo that waits for answers or whose session is ahead. The
// lead says with whom; otherwise that stands above them.
func aheadBlocks(t Tab, d *pairing.Duo, lead bool) []slack.Block {
	v, s := t.Voice, t.Standing
	s.Duo, s.Answer = d, seatOf(d, t.ID).Answer
	s.Joined, s.PausedUntil, s.Open = true, time.Time{}, false
	var blocks []slack.Block
	if lead {
		blocks = append(blocks, section("*"+standingSentence(s)+"*"))
	}
	if d.State == pairing.Proposed {
		return append(append(blocks, currentDuo(s)...), small(v.Say("invite.answer_by", "When", t.moment(d.AnswerBy))))
	}
	off := asking(button(actCancel, v.Say("session.cancel"), string(d.ID)),
		v.Say("session.cancel.title"), v.Say("session.cancel.text"), v.Say("session.cancel.yes"), v.Say("session.cancel.no"))
	return append(blocks, inviteDetails(t.Reader, d, t.Cast), buttons(off))
}

// roundBlocks are when the next round opens, and how to stay away from it.
func roundBlocks(t Tab) []slack.Block {
	v := t.Voice
	var row []slack.BlockElement
	for _, b := range cardButtons(t.Standing) {
		if ActionID(b.ActionID) != actProfile { // it stands beside the profile
			row = append(row, b)
		}
	}
	until := slack.NewDatePickerBlockElement(string(actPauseUntil))
	until.Placeholder = plainText(v.Say("home.pause_until"), 140)
	row = append(row, until)
	var blocks []slack.Block
	if t.isTheirs() {
		next := v.Say("home.next.unscheduled")
		switch {
		case t.Next.IsZero():
		case t.SitsOut:
			next = v.Say("home.next.sits_out", "Moment", t.moment(t.Next))
		default:
			next = v.Say("home.next", "Moment", t.moment(t.Next))
		}
		blocks = append(blocks, section(next))
	}
	if stay := cardStay(t.Standing); stay != "" {
		blocks = append(blocks, section(stay))
	}
	return append(blocks, slack.NewActionBlock("", row...))
}

// profileBlock is the profile at a glance.
func profileBlock(t Tab) slack.Block {
	v, p := t.Voice, t.Profile
	lines := []string{"*" + v.Say("home.profile") + "*"}
	add := func(parts ...string) {
		parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
		if len(parts) > 0 {
			lines = append(lines, strings.Join(parts, " · "))
		}
	}
	field := coded(v, "profile.field."+p.Field)
	if field == "" {
		field = escape(clip(p.Field, 60))
	}
	add(field, coded(v, "profile.situation."+p.Situation))
	where := escape(clip(p.Area.Label, 100))
	if where == "" && p.Area.Located {
		where = v.Say("home.profile.located")
	}
	if where == "" {
		where = v.Say("home.profile.nowhere")
	}
	add(where, v.Count("home.profile.travel", p.TravelKM))
	add(weekText(v, p.Week))
	var kinds []string
	for _, k := range []struct {
		kind pairing.Kinds
		id   string
	}{{pairing.Public, "public"}, {pairing.Home, "home"}, {pairing.Remote, "remote"}} {
		if p.Kinds.Has(k.kind) {
			kinds = append(kinds, v.Say("home.profile.kind."+k.id))
		}
	}
	hosts := map[pairing.Hosting]string{pairing.Sometimes: "home.profile.hosts", pairing.Gladly: "home.profile.hosts_gladly"}[p.Hosting]
	if hosts != "" {
		hosts = v.Say(hosts)
	}
	if len(kinds) > 0 {
		kinds[0] = capital(kinds[0])
	}
	add(append(kinds, hosts)...)
	var habits []string
	for _, h := range habitQuestions {
		switch *h.of(&p.Habits) {
		case -1:
			habits = append(habits, v.Say("profile.habit."+h.name+".less"))
		case 1:
			habits = append(habits, v.Say("profile.habit."+h.name+".more"))
		}
	}
	add(habits...)
	edit := button(actProfile, v.Say("home.profile.edit"), "")
	edit.AccessibilityLabel = clip(v.Say("home.profile.edit.label"), buttonLimit)
	return &slack.SectionBlock{Type: slack.MBTSection, Text: mrkdwnText(clipMarkup(strings.Join(lines, "\n"), sectionLimit)), Accessory: slack.NewAccessory(edit)}
}

// weekText is a week of working hours, days of the same hours together:
// "Monday to Thursday 09:00–17:00, Friday 09:00–13:00".
func weekText(v wording.Voice, w pairing.Week) string {
	var spans []string
	for first := 0; first < len(weekOrder); {
		last := first
		for last+1 < len(weekOrder) && w[weekOrder[last+1]] == w[weekOrder[first]] {
			last++
		}
		if hours := w[weekOrder[first]]; !hours.Off() {
			days := v.Weekday(weekOrder[first])
			switch last - first {
			case 0:
			case 1:
				days = v.List([]string{days, v.Weekday(weekOrder[last])})
			default:
				days = v.Say("home.profile.days", "From", days, "Until", v.Weekday(weekOrder[last]))
			}
			spans = append(spans, days+" "+clockFace(v, hours.From)+"–"+clockFace(v, hours.Until))
		}
		first = last + 1
	}
	return strings.Join(spans, ", ")
}

// clockFace is a time of day in minutes after midnight.
func clockFace(v wording.Voice, minutes int) string {
	if minutes == 24*60 {
		return v.Midnight()
	}
	return v.Clock(time.Date(2000, 1, 1, minutes/60, minutes%60, 0, 0, time.UTC), time.UTC)
}

// pastBlocks are whom the owner worked with, and how often they hosted: their
// own numbers, which nobody else sees.
func pastBlocks(t Tab) []slack.Block {
	v, p := t.Voice, t.Past
	if p.Sessions == 0 {
		return nil
	}
	lines := []string{
		"*" + v.Say("home.past") + "*",
		v.Count("home.past.sessions", p.Sessions, "People", v.Count("home.past.people", p.People)) + balanceText(v, p),
	}
	for _, w := range t.With {
		lines = append(lines, "• "+v.Count("home.past.with", w.Times, "Who", whom(v, w.Person), "Day", t.date(w.Last)))
	}
	if more := p.People - len(t.With); more > 0 {
		lines = append(lines, v.Count("home.past.more", more))
	}
	return []slack.Block{divider(), section(strings.Join(lines, "\n"))}
}

// balanceText says how often somebody hosted and visited, with a space before
// it; what there is none of is not held up to them.
func balanceText(v wording.Voice, p storage.Together) string {
	hosted, visited := v.Count("home.past.hosted", p.Hosted), v.Count("home.past.visited", p.Visited)
	switch {
	case p.Hosted > 0 && p.Visited > 0:
		return " " + v.Say("home.past.balance", "What", v.List([]string{hosted, visited}))
	case p.Hosted > 0:
		return " " + v.Say("home.past.balance", "What", hosted)
	case p.Visited > 0:
		return " " + v.Say("home.past.balance", "What", visited)
	}
	return ""
}

// nearBlocks are the places near the owner.
func nearBlocks(t Tab) []slack.Block {
	v := t.Voice
	lines := []string{"*" + v.Say("home.near") + "*"}
	var sources []string
	for _, n := range t.Near {
		what := []string{"• *" + escape(clip(n.Name, 80)) + "*"}
		for _, part := range []string{typeText(v, n.Type), escape(clip(n.Address, 80))} {
			if part != "" {
				what = append(what, part)
			}
		}
		line := strings.Join(what, ", ")
		if n.Measured {
			line += " · " + v.Say("places.far", "Distance", v.Distance(n.Meters))
		}
		lines = append(lines, line)
		if n.Attribution != "" && !slices.Contains(sources, n.Attribution) {
			sources = append(sources, n.Attribution)
		}
	}
	switch {
	case len(t.Near) > 0:
		lines = append(lines, v.Say("home.near.more"))
	case t.Profile.Area.Located:
		lines = append(lines, v.Say("home.near.none"))
	default:
		lines = append(lines, v.Say("home.near.where"))
	}
	blocks := []slack.Block{divider(), section(strings.Join(lines, "\n")), buttons(button(actAddPlace, v.Say("places.add"), ""))}
	for _, s := range sources {
		blocks = append(blocks, small(v.Say("places.data", "Source", escape(clip(s, 200)))))
	}
	return blocks
}

// noticeView says in front of the home tab what a message would say.
func noticeView(v wording.Voice, m Message) slack.ModalViewRequest {
	blocks := m.Blocks.BlockSet
	if len(blocks) == 0 {
		blocks = []slack.Block{section(m.Text)}
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: plainText(v.Say("home.notice"), 24), Close: plainText(v.Say("home.notice.close"), 24),
		Blocks: slack.Blocks{BlockSet: blocks},
	}
}
