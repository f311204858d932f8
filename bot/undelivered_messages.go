package bot

import (
	"strings"

	"cowork/bot/wording"
	"cowork/pairing"
)

// The answers to admins about what is being delivered, and what could not be.

// progressMessage says how the open round and its delivery stand.
func progressMessage(r Reader, p Progress) Message {
	v := r.Voice
	lines := []string{v.Say("delivery.round.none")}
	if p.Round > 0 {
		fell := p.Duos[pairing.Skipped] + p.Duos[pairing.Expired] + p.Duos[pairing.Cancelled]
		var states []string
		for _, s := range []struct {
			id string
			n  int
		}{
			{"delivery.duos.proposed", p.Duos[pairing.Proposed]}, {"delivery.duos.settled", p.Duos[pairing.Confirmed]},
			{"delivery.duos.past", p.Duos[pairing.Met] + p.Duos[pairing.Missed] + p.Duos[pairing.Unsaid]}, {"delivery.duos.fell", fell},
		} {
			if s.n > 0 {
				states = append(states, v.Count(s.id, s.n))
			}
		}
		lines[0] = v.Say("delivery.round", "Number", p.Round, "Moment", r.moment(p.Opened))
		if len(states) > 0 {
			lines = append(lines, v.Say("delivery.duos", "States", v.List(states)))
		}
		lines = append(lines, v.Count("delivery.sent", p.Sent))
	}
	if p.Owed == 0 {
		lines = append(lines, v.Say("delivery.owed.none"))
	} else {
		lines = append(lines, v.Count("delivery.owed", p.Owed, "Moment", r.moment(p.End)))
	}
	if p.Undelivered > 0 {
		lines = append(lines, v.Count("delivery.lost", p.Undelivered))
	}
	lines = append(lines, r.nextRound(p.Next))
	return say(strings.Join(lines, " "), section(strings.Join(lines, "\n")))
}

// mostLost bounds how many lost messages are listed.
const mostLost = 20

// undeliveredMessage lists what could not be delivered, with a button that has
// it tried again.
func undeliveredMessage(r Reader, lost []Undelivered) Message {
	v := r.Voice
	if len(lost) == 0 {
		return plainly(v.Say("delivery.lost.none"))
	}
	text := v.Count("delivery.lost.lead", len(lost))
	m := say(text, section(text))
	var lines []string
	again := 0
	for i, u := range lost {
		if !u.Over {
			again++
		}
		switch {
		case i < mostLost:
			lines = append(lines, lostLine(r, u))
		case i == mostLost:
			lines = append(lines, v.Count("delivery.lost.more", len(lost)-mostLost))
		}
	}
	m.add(chunks(lines)...)
	if again > 0 {
		m.Blocks.BlockSet = append(m.Blocks.BlockSet, buttons(button(actRetry, v.Say("delivery.retry.button"), "")), small(v.Say("delivery.retry.note")))
	}
	return m
}

// lostLine says what a message was, for whom, when and why it is lost; never
// what stands in it.
func lostLine(r Reader, u Undelivered) string {
	v := r.Voice
	word, _, _ := strings.Cut(u.Key, ":")
	what, known := lostTexts[word]
	if !known {
		what = "delivery.what.other"
	}
	to := escape(u.Lane)
	if people := peopleOf(u.Lane); len(people) > 0 {
		ids := make([]pairing.MemberID, len(people))
		for i, p := range people {
			ids[i] = pairing.MemberID(p)
		}
		to = mentions(v, ids)
	}
	line := v.Say("delivery.lost.line", "Moment", r.moment(u.Due), "What", v.Say(what), "Who", to, "Why", lostWhy(v, u.Error))
	if u.Over {
		line = v.Say("delivery.lost.over", "Line", line)
	}
	return line
}

// lostTexts says what kind of message a key names, where that is nobody's
// secret.
var lostTexts = map[string]string{
	"invite": "delivery.what.invite", "confirm": "delivery.what.confirm", "checkin": "delivery.what.checkin",
	"remind": "delivery.what.remind", "rest": "delivery.what.rest", "free": "delivery.what.free",
}

// lostWhy says in words why Slack refused a message, and what would help.
func lostWhy(v wording.Voice, code string) string {
	switch {
	case code == "messages_tab_disabled":
		return v.Say("delivery.why.tab")
	case strings.HasPrefix(code, "restricted_action"):
		return v.Say("delivery.why.restricted")
	case code == "channel_not_found" || code == "not_in_channel" || code == "is_archived" || code == "is_inactive":
		return v.Say("delivery.why.closed")
	}
	return v.Say("delivery.why.code", "Code", "`"+strings.Map(codeOnly, code)+"`")
}

// codeOnly keeps what Slack's codes are made of, so that nothing else gets
// between backticks.
func codeOnly(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' {
		return r
	}
	return -1
}

// retriedMessage answers the button that has lost messages tried again.
func retriedMessage(v wording.Voice, again, over int) Message {
	switch {
	case again == 0:
		return plainly(v.Say("delivery.retry.none"))
	case over == 0:
		return plainly(v.Count("delivery.retry.again", again))
	}
	return plainly(v.Say("delivery.retry.both", "Again", v.Count("delivery.retry.again", again), "Over", v.Count("delivery.retry.over", over)))
}

// lostMessage tells an admin, once a day at most, that something is lost.
func lostMessage(v wording.Voice, code string) Message {
	return plainly(v.Say("delivery.notice", "Why", lostWhy(v, code)))
}
