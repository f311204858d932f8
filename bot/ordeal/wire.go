package ordeal

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/fakeslack/blockkit"
)

// letter is a message with buttons, as it was when it was posted.
type letter struct {
	channel, ts string
	elements    []blockkit.Element
}

// RoundTrip carries a call of the bot to the local Slack, or lets it go wrong.
func (l *life) RoundTrip(req *http.Request) (*http.Response, error) {
	w := l.world
	method := strings.TrimPrefix(req.URL.Path, "/api/")
	switch {
	case strings.HasPrefix(req.URL.Path, "/upload/"):
		method = uploading
	case !strings.HasPrefix(req.URL.Path, "/api/"):
		method = "response_url"
		w.spoken(req.URL.Path)
	}
	l.point(method + " is called")
	if l.dead.Load() {
		return nil, errDead
	}
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		req.Body.Close()
		req = req.Clone(req.Context())
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	fault := ""
	if !w.calm && w.chance(w.storm) {
		var f fakeslack.Fault
		fault, f = w.fault(method)
		w.slack.Inject(method, 1, f)
		w.seen.Faults++
		w.fell("a call" + fault)
	}
	if method == "chat.postMessage" && w.chance(w.timeouts) {
		fault = " (stored, then timed out)"
		w.slack.Inject(method, 1, fakeslack.StoredThenTimedOut())
		w.seen.Faults++
	}
	form, _ := url.ParseQuery(string(body))
	if fault == "" && !w.calm && isOutbox(method, form) && w.chance(0.01) {
		if fault = w.dawdles(l, method); l.dead.Load() {
			return nil, errDead
		}
	}
	w.interfere(method, form)
	resp, err := w.passOn(req, method, form)
	var answer []byte
	if err == nil {
		answer, _ = io.ReadAll(resp.Body)
		resp.Body = io.NopCloser(bytes.NewReader(answer))
	}
	said := read(resp, answer, err)
	w.note("%s to %s%s%s: %s%s", method, form.Get("channel"), form.Get("users"), form.Get("user"), said.words, fault)
	w.learn(method, form, said)
	w.judgeAddress(method, form)
	if method == uploading && bytes.Contains(body, []byte(secretWord)) {
		w.breaks("4: a calendar file tells where somebody lives")
	}
	if !w.calm && w.chance(0.03) && isOutbox(method, form) && !l.dead.Load() {
		// People go on while a message is on its way.
		w.somebodyActs()
		w.pump()
		_ = l.bot.Attend(l.ctx)
	}
	if w.sickIn > 0 {
		if w.sickIn--; w.sickIn == 0 {
			w.sicken()
		}
	}
	w.interfere(method, form)
	l.point(method + " was answered")
	if l.dead.Load() {
		return nil, errDead
	}
	return resp, err
}

// passOn makes the call, unless the bot is a mutant that does something else.
func (w *world) passOn(req *http.Request, method string, form url.Values) (*http.Response, error) {
	if change := w.year.mutant.calls; change != nil {
		if resp, err := change(w, req, method, form); resp != nil || err != nil {
			return resp, err
		}
	}
	return w.slack.Transport().RoundTrip(req)
}

// said is what Slack answered.
type said struct {
	OK       bool
	Error    string
	Channel  json.RawMessage
	TS       string
	Metadata struct {
		Next string `json:"next_cursor"`
	} `json:"response_metadata"`
	words string
}

func read(resp *http.Response, answer []byte, err error) (a said) {
	switch {
	case err != nil:
		a.words = "broken off"
	case json.Unmarshal(answer, &a) != nil:
		a = said{words: resp.Status}
	case a.OK:
		a.words = "ok"
	default:
		a.words = resp.Status + " " + a.Error
	}
	return a
}

// judgeAddress looks at a message that tells where somebody lives: it may only
// go to a conversation of theirs with somebody else.
func (w *world) judgeAddress(method string, form url.Values) {
	body := form.Get("text") + form.Get("blocks")
	if !strings.HasPrefix(method, "chat.") || !strings.Contains(body, secretWord) {
		return
	}
	w.seen.Addresses++
	in := w.members[form.Get("channel")]
	for _, who := range w.people {
		if strings.Contains(body, address(who)) && (len(in) < 2 || !slices.Contains(in, who)) {
			w.breaks("4: %s tells %v where %s lives", method, in, who)
		}
	}
	if strings.Contains(form.Get("metadata"), secretWord) {
		w.breaks("4: metadata tells where somebody lives")
	}
}

// uploading is what the local Slack calls posting the bytes of a file, which is
// no method of its API.
const uploading = "upload_url"

// isOutbox reports whether a call is surely the outbox's, and no follow-up's: within
// a follow-up there is no waiting for follow-ups.
func isOutbox(method string, form url.Values) bool {
	switch method {
	case "conversations.open", "conversations.history":
		return true
	case "chat.postMessage": // an answer has no mark
		return form.Get("metadata") != ""
	}
	return false
}

// learn notes what people can see and click from now on.
func (w *world) learn(method string, form url.Values, a said) {
	if method == "users.list" && (!a.OK || a.Metadata.Next != "") { // the bot tries again in a minute, or reads on at its next look
		w.restless = w.clock.Now().Add(time.Second)
		if !a.OK {
			w.restless = w.restless.Add(time.Minute)
		}
	}
	if !a.OK {
		return
	}
	switch method {
	case "conversations.open":
		var c struct{ ID string }
		if json.Unmarshal(a.Channel, &c) == nil && c.ID != "" {
			w.members[c.ID] = strings.Split(form.Get("users"), ",")
		}
	case "chat.update":
		w.seen.Updates++
	case "chat.postMessage":
		w.seen.Posts++
		var channel string
		if json.Unmarshal(a.Channel, &channel) != nil {
			return
		}
		if to := form.Get("channel"); slices.Contains(w.people, to) {
			w.members[channel] = []string{to}
		}
		if elements := blockkit.Elements(json.RawMessage(form.Get("blocks"))); len(elements) > 0 && !w.mute {
			w.letters = append(w.letters, letter{channel, a.TS, elements})
			if len(w.letters) > 64 {
				w.letters = w.letters[1:]
			}
			w.expectAnswers(w.letters[len(w.letters)-1])
		}
	}
}

// fault draws one way in which a call goes wrong.
func (w *world) fault(method string) (string, fakeslack.Fault) {
	post := method == "chat.postMessage"
	switch n := w.rand.IntN(17); n {
	case 0, 1:
		return " (stored, then timed out)", fakeslack.StoredThenTimedOut()
	case 2:
		return " (timed out)", fakeslack.TimedOut()
	case 3:
		return " (reset before)", fakeslack.ResetBefore()
	case 4, 5:
		return " (reset after)", fakeslack.ResetAfter()
	case 6:
		return " (truncated)", fakeslack.Truncated()
	case 7:
		return " (extra fields)", fakeslack.ExtraFields()
	case 8:
		return " (bare)", fakeslack.Bare()
	case 9:
		return " (html)", fakeslack.HTML(pick(w.rand, []int{500, 502, 503, 504}))
	case 10:
		return " (internal error)", fakeslack.ErrorCode(pick(w.rand, []string{"internal_error", "fatal_error", "service_unavailable"}))
	case 11:
		return " (limited)", fakeslack.RateLimited(1 + w.rand.IntN(60))
	case 12:
		return " (limited, bare)", fakeslack.RateLimitedBare()
	case 13:
		return " (limited, date)", fakeslack.RateLimitedDate(w.clock.Now().Add(time.Minute))
	case 14:
		return " (limited, body)", fakeslack.RateLimitedBody(5)
	case 15:
		return " (limited, 200)", fakeslack.RateLimitedOK()
	}
	if post {
		return " (stored, then timed out)", fakeslack.StoredThenTimedOut()
	}
	return " (short page)", fakeslack.ShortPage(1 + w.rand.IntN(2))
}
