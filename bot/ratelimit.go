package bot

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/slack-go/slack"
)

// outcome is what became of a call to Slack, as far as we can know.
type outcome int

const (
	stored    outcome = iota // Slack did it
	limited                  // Slack did nothing and asks us to wait
	passing                  // Slack did nothing; later it may
	unknown                  // Slack may have done it: read back before doing it again
	permanent                // Slack will never do it
	barred                   // the token is no good: nothing will work until somebody mends it
)

func (o outcome) String() string {
	return [...]string{"stored", "limited", "passing", "unknown", "permanent", "barred"}[o]
}

// unsaidWait is how long we wait when Slack limits us without saying for how
// long. Its documentation shows 30 seconds.
const unsaidWait = 30 * time.Second

// errNoReceipt stands for an answer without an error and without the ID or
// timestamp that proves that something was stored; slack-go reports the body
// {"ok":false} as a success.
var errNoReceipt = errors.New("slack answered without a receipt")

// verdict is the judgement on the result of a call.
type verdict struct {
	outcome
	code string        // Slack's word for it, or a short one of ours; never a message, a token or an address
	wait time.Duration // above zero: the method is shut for so long
}

// permanentCodes are the errors of posting and opening that no repetition
// mends. What is not listed here is tried again for a while.
var permanentCodes = set(
	"channel_not_found", "is_archived", "not_in_channel", "messages_tab_disabled", "cannot_dm_bot",
	"user_not_found", "user_disabled", "user_not_visible", "users_not_found", "invalid_user_combination",
	"user_not_in_channel", "too_many_users", "not_enough_users", "users_list_not_supplied",
	"no_text", "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format",
	"too_many_attachments", "metadata_too_large", "invalid_metadata_format", "invalid_metadata_schema",
	"message_not_found", "cant_update_message", "edit_window_closed", "is_inactive",
	"restricted_action", "restricted_action_read_only_channel", "restricted_action_non_threadable_channel",
	"restricted_action_thread_only_channel", "restricted_action_thread_locked",
	"invalid_arguments", "invalid_arg_name", "invalid_array_arg", "invalid_charset", "invalid_form_data",
	"invalid_post_type", "missing_post_type", "method_deprecated", "deprecated_endpoint", "unknown_method",
	"method_not_supported_for_channel_type",
	"file_uploads_disabled", "file_uploads_except_images_disabled", "file_type_not_allowed", "file_upload_size_restricted",
	"posting_to_channel_denied", "storage_limit_reached",
)

// goneCodes are the permanent errors that say that a person cannot be reached
// any more, rather than that we asked for something wrong.
var goneCodes = set("user_disabled", "user_not_found", "user_not_visible", "users_not_found", "cannot_dm_bot")

var (
	limitedCodes = set("ratelimited", "rate_limited", "message_limit_exceeded")
	unknownCodes = set("internal_error", "fatal_error", "service_unavailable") // "some aspect may have succeeded"
)

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// judge tells what an error of slack-go means. It knows every shape in which
// Slack limits a rate and slack-go reports it: 429 with a Retry-After in
// seconds, without one, with a date in it (a *strconv.NumError), and an answer
// of status 200 with the error in its body.
func judge(err error) verdict {
	var rate *slack.RateLimitedError
	var status slack.StatusCodeError
	var refused slack.SlackErrorResponse
	var number *strconv.NumError
	var dial *net.OpError
	switch {
	case err == nil:
		return verdict{outcome: stored}
	case errors.Is(err, errNoReceipt):
		return verdict{unknown, "no_receipt", unsaidWait}
	case errors.As(err, &rate):
		return verdict{limited, "ratelimited", max(rate.RetryAfter, time.Second)}
	case errors.As(err, &status):
		switch {
		case status.Code == http.StatusTooManyRequests:
			return verdict{limited, "ratelimited", unsaidWait}
		case status.Code >= 500 || status.Code == http.StatusRequestTimeout:
			return verdict{outcome: unknown, code: "http_" + strconv.Itoa(status.Code)}
		default: // a proxy, or a wrong base URL: nothing of Slack's
			return verdict{outcome: passing, code: "http_" + strconv.Itoa(status.Code)}
		}
	case errors.As(err, &number):
		return verdict{limited, "ratelimited", unsaidWait}
	case errors.As(err, &refused):
		return judgeCode(refused.Err)
	case errors.Is(err, context.Canceled):
		return verdict{outcome: unknown, code: "cancelled"}
	case errors.As(err, &dial) && dial.Op == "dial":
		return verdict{outcome: passing, code: "unreachable"}
	case isTimeout(err):
		return verdict{outcome: unknown, code: "timeout"}
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return verdict{outcome: unknown, code: "garbled"}
	}
	return verdict{outcome: unknown, code: "broken_off"}
}

func judgeCode(code string) verdict {
	switch {
	case limitedCodes[code]:
		return verdict{limited, code, unsaidWait}
	case unknownCodes[code]:
		return verdict{outcome: unknown, code: code}
	case permanentCodes[code]:
		return verdict{outcome: permanent, code: code}
	case fatalWords[code] != "":
		return verdict{outcome: barred, code: code}
	}
	return verdict{outcome: passing, code: code}
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
}

// secrets matches what must never be read in a log: tokens, the ticket of a
// socket's address, and response URLs.
var secrets = regexp.MustCompile(`(x(?:ox[a-z]|app)(?:\.[a-z0-9]+)?-)[\w-]+|(ticket=)[^&\s"]+|(https?://)[^\s"]+`)

// redacted is an error as it may be logged: without addresses (a response URL
// is a secret), tokens or more than a line of text.
func redacted(err error) string {
	if err == nil {
		return ""
	}
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err
	}
	text := secrets.ReplaceAllString(err.Error(), "${1}${2}${3}…")
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:200]) + "…"
	}
	return text
}
