package bot

import (
	"fmt"
	"strings"

	"cowork/pairing"

	"github.com/slack-go/slack"
)

// homeMessage tells the members of a confirmed duo what there is to know about
// the home that they go to. The fallback text, which ends up in notifications
// and on locked screens, holds nothing of it.
func homeMessage(host pairing.MemberID, h HomeSaid) Message {
	text := fmt.Sprintf("Good to know about %s’s home.", who(host))
	lines := []string{"*" + text + "*"}
	if offers := offersText(h.Offers); offers != "" {
		lines = append(lines, capital(offers)+".")
	}
	if h.Guests != "" {
		lines = append(lines, escape(h.Guests))
	}
	if !h.Share {
		lines = append(lines, fmt.Sprintf("%s tells you the address.", who(host)))
		return say(text, section(strings.Join(lines, "\n")))
	}
	lines = append(lines, "*Address:* "+escape(h.Address))
	if h.Entry != "" {
		lines = append(lines, "*How to get in:* "+escape(h.Entry))
	}
	blocks := []slack.Block{section(strings.Join(lines, "\n"))}
	return say(text, append(blocks, small("The address is for this session only, and I take it away again afterwards. Please keep it to yourselves."))...)
}

// homeGoneMessage takes the place of it when the session is over or off, or
// goes elsewhere.
func homeGoneMessage() Message {
	return plainly("What stood here about a home was for one session only.")
}
