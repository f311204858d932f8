package bot

import (
	"context"

	"github.com/slack-go/slack"
)

// What the bot needs of Slack. The manifest asks for exactly this, which a
// test compares.

// Need is a scope of the bot token, and what is lost without it.
type Need struct{ Scope, For string }

// Scopes lists the scopes that the bot token must be granted.
var Scopes = []Need{
	{"commands", "nobody can type /cowork"},
	{"chat:write", "no invitation, confirmation or reminder goes out"},
	{"im:write", "nobody can be written to alone"},
	{"im:history", "a post whose outcome is unknown cannot be looked up, and may be doubled"},
	{"mpim:write", "partners cannot be written to together"},
	{"mpim:history", "a post whose outcome is unknown cannot be looked up, and may be doubled"},
	{"files:write", "no calendar file comes with a session"},
	{"users:read", "names and time zones are unknown, and deactivated people are not noticed"},
}

// SlashCommands lists the commands that the bot answers.
var SlashCommands = []string{"/cowork"}

// Events lists what the bot wants to be told.
var Events = []EventType{HomeOpened, TeamJoin, UserChange, AppUninstalled, TokensRevoked}

// Preflight asks Slack about both tokens, without a store and without opening
// a socket. Each error concerns one of the two tokens.
func Preflight(ctx context.Context, opt Options) (me Identity, botToken, appToken error) {
	if opt.APIURL == "" {
		opt.APIURL = slack.APIURL
	}
	b := &Bot{opt: opt, client: newClient(opt, callTimeout)}
	me, botToken = b.Who(ctx)
	return me, botToken, b.Ring(ctx)
}

// Words lists what may follow /cowork, in the order of help, the admins' words
// last.
func Words() []string {
	var all []string
	for _, v := range append([]Verb{VerbCard}, verbs...) {
		if v != VerbAdmin {
			all = append(all, string(v))
		}
	}
	for _, v := range adminVerbs {
		all = append(all, string(VerbAdmin)+" "+string(v))
	}
	return all
}
