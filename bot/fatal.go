package bot

import (
	"errors"
	"fmt"

	"github.com/slack-go/slack"
)

// FatalError is Slack's refusal of a token. Trying again cannot help: somebody
// has to mend the configuration.
type FatalError struct {
	Variable string // the variable that holds the token
	Code     string // Slack's word for it
	Needed   string // missing_scope: what is lacking
}

// fatalWords says for each error that condemns a token what to do.
var fatalWords = map[string]string{
	"invalid_auth":            "Slack does not know it; copy it again from the app's settings",
	"not_authed":              "Slack got no token; set it",
	"account_inactive":        "the app was removed from the workspace or its user deactivated; install it again",
	"token_revoked":           "it was revoked; install the app again and copy the new one",
	"token_expired":           "it has expired; turn token rotation off for this app and install it again",
	"missing_scope":           "it lacks a scope; compare the app with manifest.yml and install it again",
	"not_allowed_token_type":  "it is the wrong kind of token; the app token starts with xapp-, the bot token with xoxb-",
	"no_permission":           "it lacks a permission; compare the app with manifest.yml and install it again",
	"forbidden_team":          "this workspace does not let the app connect; ask its admins",
	"team_access_not_granted": "the app has no access to this workspace; ask its admins",
	"access_denied":           "this workspace denies the app access; ask its admins",
	"org_login_required":      "the workspace is being moved into an organisation; try again when that is done",
	"app_uninstalled":         "the app was removed from the workspace; install it again",
}

func (e *FatalError) Error() string {
	words := fatalWords[e.Code]
	if words == "" {
		words = "Slack refuses it"
	}
	if e.Needed != "" {
		words += " (it needs " + e.Needed + ")"
	}
	return fmt.Sprintf("%s: %s (%s)", e.Variable, words, e.Code)
}

// fatal reports whether an error condemns the token that variable holds.
func fatal(variable string, err error) (*FatalError, bool) {
	var already *FatalError
	if errors.As(err, &already) {
		return already, true
	}
	var refused slack.SlackErrorResponse
	if !errors.As(err, &refused) || judgeCode(refused.Err).outcome != barred {
		return nil, false
	}
	return &FatalError{Variable: variable, Code: refused.Err, Needed: refused.Needed}, true
}

// dead are the errors after which no call with the token works any more.
var dead = set("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired")

// condemn ends the run if Slack's answer to a call says that none works any
// more with the bot token. Slack tells of that in an event too, which can get
// lost.
func (b *Bot) condemn(err error) {
	if condemned, is := fatal("SLACK_BOT_TOKEN", err); is {
		b.log.Error("Slack refuses the token", "error", redacted(condemned))
		if dead[condemned.Code] {
			b.fail(condemned)
		}
	}
}

// asRefusal returns the answer with which Slack itself refused a call.
func asRefusal(err error) (slack.SlackErrorResponse, bool) {
	return errors.AsType[slack.SlackErrorResponse](err)
}
