package bot

import (
	"strings"

	"cowork/bot/wording"
	"cowork/pairing"
)

// homeMessage tells the members of a confirmed duo what there is to know about
// the home that they go to. The fallback text, which ends up in notifications
// and on locked screens, holds nothing of it.
func homeMessage(v wording.Voice, host pairing.MemberID, h HomeSaid) Message {
	text := v.Say("house.about", "Who", whom(v, host))
	lines := []string{"*" + text + "*"}
	if offers := offersText(v, h.Offers); offers != "" {
		lines = append(lines, capital(offers)+".")
	}
	if h.Guests != "" {
		lines = append(lines, escape(h.Guests))
	}
	if !h.Share {
		lines = append(lines, v.Say("house.tells", "Who", whom(v, host)))
		return say(text, section(strings.Join(lines, "\n")))
	}
	lines = append(lines, v.Say("house.the_address", "Address", escape(h.Address)))
	if h.Entry != "" {
		lines = append(lines, v.Say("house.the_entry", "Entry", escape(h.Entry)))
	}
	return say(text, section(strings.Join(lines, "\n")), small(v.Say("house.keep")))
}

// homeGoneMessage takes the place of it when the session is over or off, or
// goes elsewhere.
func homeGoneMessage(v wording.Voice) Message { return plainly(v.Say("house.gone")) }
