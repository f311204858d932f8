package fakeslack

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	responseUses = 5
	responseLife = 30 * time.Minute
)

// A responseURL lets the app answer one interaction, up to five times within half an hour.
type responseURL struct {
	user     string
	in       *conversation
	original *message // what replace_original and delete_original mean; nil for commands
	issued   time.Time
	used     int
}

// responseArgs are the fields that a response may have.
var responseArgs = []string{"text", "blocks", "attachments", "metadata", "response_type", "replace_original",
	"delete_original", "thread_ts", "mrkdwn", "parse", "link_names", "unfurl_links", "unfurl_media", "reply_broadcast"}

// newResponseURL issues a response URL of a kind, commands or actions. The caller holds s.mu.
func (s *Slack) newResponseURL(kind, user string, c *conversation, original *message) string {
	secret := s.id("", "response", s.count("response"))
	path := strings.Join([]string{kind, s.teamID, s.count("response path"), secret}, "/")
	s.responses["/"+path] = &responseURL{user: user, in: c, original: original, issued: s.clock.Now()}
	return s.path(path)
}

func (s *Slack) serveResponseURL(w http.ResponseWriter, hr *http.Request) {
	if !s.enter() {
		return
	}
	defer s.waits.Done()
	body, _ := io.ReadAll(io.LimitReader(hr.Body, maxBody))
	s.mu.Lock()
	s.busy++
	args := map[string]string{}
	fields := &request{args: args}
	fields.takeJSON(body)
	call := Call{Method: "response_url", Args: args, Token: "none", At: s.clock.Now()}
	fault := s.faultFor(call)
	call.Fault = fault.name
	reply := &response{status: http.StatusOK, header: http.Header{}}
	if fault.performs {
		s.takeResponse(hr, body, reply)
	}
	fault.distort(reply)
	call.Status = reply.status
	call.OK, call.Error = reply.verdict()
	s.calls = append(s.calls, call)
	s.exchangeOf(call, reply)
	s.mu.Unlock()
	s.answer(w, hr, reply, fault)
	s.mu.Lock()
	s.busy--
	s.tell(Event{Kind: "call", Detail: "response_url"})
	s.mu.Unlock()
}

// takeResponse carries out a response, or says why not. The exact texts of Slack's refusals are not known. The caller holds
// s.mu.
func (s *Slack) takeResponse(hr *http.Request, body []byte, reply *response) {
	u := s.responses[hr.URL.Path]
	refused := ""
	switch {
	case hr.Method != http.MethodPost || !strings.HasPrefix(hr.Header.Get("Content-Type"), "application/json"):
		s.violate("response_url: wants a POST of application/json")
		refused = "invalid_post_type"
	case u == nil:
		s.violate("response_url: %s was never issued", hr.URL.Path)
		refused = "invalid_url"
	case s.clock.Now().Sub(u.issued) > responseLife:
		refused = "expired_url"
	case u.used >= responseUses:
		s.violate("response_url: used more than %d times", responseUses)
		refused = "used_url"
	}
	if refused != "" {
		reply.json(refuse(refused))
		reply.status = http.StatusNotFound
		return
	}
	u.used++
	if code := s.respond("response_url", body, u.user, u.in, u); code != "" {
		reply.json(refuse(code))
		return
	}
	reply.header.Set("Content-Type", "text/plain; charset=utf-8")
	reply.body = []byte("ok")
}

// respond shows the message that an ack or a response URL carries, and reports the error code, or "". Without a response_type
// it is for the person who acted alone. The caller holds s.mu.
func (s *Slack) respond(where string, raw json.RawMessage, user string, c *conversation, u *responseURL) string {
	r := &request{args: map[string]string{}}
	if r.takeJSON(raw); r.trouble != "" {
		s.violate("%s: the response is no JSON object: %.80q", where, raw)
		return "invalid_payload"
	}
	dropZeros(r.args)
	for _, name := range slices.Sorted(mapKeys(r.args)) {
		if !slices.Contains(responseArgs, name) {
			s.violate("%s: unknown field %q in the response", where, name)
			return "invalid_arguments"
		}
	}
	if kind := r.args["response_type"]; !slices.Contains([]string{"", "ephemeral", "in_channel"}, kind) {
		s.violate("%s: response_type %q", where, kind)
		return "invalid_arguments"
	}
	if u != nil && u.original != nil && r.flag("delete_original") {
		s.remove(c, u.original)
		return ""
	}
	given, refused := s.readContent(where, r.args)
	if refused != nil {
		return refused["error"].(string)
	}
	if given.empty() {
		if u != nil {
			s.violate("%s: no_text", where)
			return "no_text"
		}
		return ""
	}
	if u != nil && u.original != nil && r.flag("replace_original") {
		if slices.Contains(c.messages, u.original) {
			given.apply(u.original)
			u.original.edited = s.ts()
			s.tell(Event{Kind: "changed", User: cmp.Or(u.original.to, u.original.user), Channel: c.id, TS: u.original.ts})
		}
		return ""
	}
	m := &message{user: s.botUserID, byApp: true, to: user, thread: r.args["thread_ts"]}
	if r.args["response_type"] == "in_channel" {
		m.to = ""
	}
	given.apply(m)
	if s.add(c, m); m.to == "" {
		s.said(c, m)
	}
	return ""
}

// dropZeros takes out what client libraries send for fields that nobody set.
func dropZeros(args map[string]string) {
	for name, value := range args {
		empty := value == "" || value == "[]" || value == "false"
		if name == "metadata" {
			var meta struct {
				Kind string `json:"event_type"`
			}
			empty = json.Unmarshal([]byte(value), &meta) == nil && meta.Kind == ""
		}
		if empty && name != "blocks" && name != "attachments" && name != "text" {
			delete(args, name)
		}
	}
}
