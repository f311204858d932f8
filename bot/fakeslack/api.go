package fakeslack

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// payload is a JSON object on its way out.
type payload = map[string]any

// answer is what a method answers with HTTP 200, "ok" included.
type answer map[string]any

func refuse(code string) answer { return answer{"ok": false, "error": code} }

// refuseFor is refuse with Slack's detail messages.
func refuseFor(code string, messages ...string) answer {
	for i := range messages {
		messages[i] = "[ERROR] " + messages[i]
	}
	a := refuse(code)
	a["response_metadata"] = payload{"messages": messages}
	return a
}

// A method is one of the Web API's. An argument that is not in args does not exist.
type method struct {
	name  string
	token tokenKind
	scope string // what it always needs; methods with scopes by kind of conversation ask for them themselves
	tier  int    // calls a minute; 0 has its own rule in ratelimit.go
	read  bool   // may be called by GET
	args  []string
	must  []string
	do    func(*Slack, *request) answer
}

// methods is everything that the local Slack can do. A method that is not here is a violation to call.
var methods = map[string]*method{}

func init() {
	conversation := []string{"channel", "cursor", "limit"}
	for _, m := range []*method{
		{name: "auth.test", token: botToken, tier: 300, read: true, do: (*Slack).authTest},
		{name: "apps.connections.open", token: appToken, scope: "connections:write", tier: 50, do: (*Slack).connectionsOpen},
		{name: "chat.postMessage", token: botToken, scope: "chat:write", args: slices.Concat(messageArgs,
			[]string{"thread_ts", "reply_broadcast", "unfurl_links", "unfurl_media", "username", "icon_url", "icon_emoji",
				"mrkdwn", "client_msg_id", "as_user"}), must: []string{"channel"}, do: (*Slack).postMessage},
		{name: "chat.postEphemeral", token: botToken, scope: "chat:write", tier: 100, args: slices.Concat(messageArgs,
			[]string{"user", "thread_ts", "username", "icon_url", "icon_emoji", "as_user"}),
			must: []string{"channel", "user"}, do: (*Slack).postEphemeral},
		{name: "chat.update", token: botToken, scope: "chat:write", tier: 50, args: slices.Concat(messageArgs,
			[]string{"ts", "reply_broadcast", "file_ids", "as_user", "unfurl_links", "unfurl_media"}),
			must: []string{"channel", "ts"}, do: (*Slack).updateMessage},
		{name: "chat.delete", token: botToken, scope: "chat:write", tier: 50, args: []string{"channel", "ts", "as_user"},
			must: []string{"channel", "ts"}, do: (*Slack).deleteMessage},
		{name: "conversations.open", token: botToken, tier: 50,
			args: []string{"channel", "users", "return_im", "prevent_creation"}, do: (*Slack).conversationsOpen},
		{name: "conversations.info", token: botToken, tier: 50, read: true, must: []string{"channel"},
			args: []string{"channel", "include_locale", "include_num_members"}, do: (*Slack).conversationsInfo},
		{name: "conversations.members", token: botToken, tier: 100, read: true, must: []string{"channel"},
			args: conversation, do: (*Slack).conversationsMembers},
		{name: "conversations.history", token: botToken, tier: 50, read: true, must: []string{"channel"},
			args: slices.Concat(conversation, []string{"latest", "oldest", "inclusive", "include_all_metadata"}),
			do:   (*Slack).conversationsHistory},
		{name: "users.info", token: botToken, scope: "users:read", tier: 100, read: true, must: []string{"user"},
			args: []string{"user", "include_locale"}, do: (*Slack).usersInfo},
		{name: "users.list", token: botToken, scope: "users:read", tier: 20, read: true,
			args: []string{"cursor", "limit", "include_locale", "team_id"}, do: (*Slack).usersList},
		{name: "views.open", token: botToken, tier: 100, args: []string{"trigger_id", "interactivity_pointer", "view"},
			must: []string{"trigger_id", "view"}, do: (*Slack).viewsOpen},
		{name: "views.push", token: botToken, tier: 100, args: []string{"trigger_id", "interactivity_pointer", "view"},
			must: []string{"trigger_id", "view"}, do: (*Slack).viewsPush},
		{name: "views.update", token: botToken, tier: 100, args: []string{"view_id", "external_id", "hash", "view"},
			must: []string{"view"}, do: (*Slack).viewsUpdate},
		{name: "views.publish", token: botToken, tier: 100, args: []string{"user_id", "hash", "view"},
			must: []string{"user_id", "view"}, do: (*Slack).viewsPublish},
	} {
		methods[m.name] = m
	}
}

// Methods reports the names of all methods that the local Slack knows.
func Methods() []string { return slices.Sorted(maps.Keys(methods)) }

// serveAPI answers one call: faults first, then token, scopes, rate limit and arguments, then the method itself, all under
// one lock, so that every call sees and leaves a whole workspace.
func (s *Slack) serveAPI(w http.ResponseWriter, hr *http.Request) {
	if !s.enter() {
		return
	}
	defer s.waits.Done()
	r := parseRequest(hr)
	s.mu.Lock()
	s.busy++
	call := Call{Method: r.method, Args: r.args, Token: s.tokenName(r.token), At: s.clock.Now()}
	fault := s.faultFor(call)
	call.Fault = fault.name
	reply := &response{status: http.StatusOK, header: http.Header{}}
	if r.page = fault.page; fault.performs {
		s.perform(r, reply)
	}
	fault.distort(reply)
	if s.cfg.UnknownFields {
		addFields(reply)
	}
	call.Status = reply.status
	call.OK, call.Error = reply.verdict()
	s.calls = append(s.calls, call)
	s.exchangeOf(call, reply)
	s.tell(Event{Kind: "call", Detail: call.Method + " " + call.Error})
	s.mu.Unlock()
	s.answer(w, hr, reply, fault)
	s.mu.Lock()
	s.busy--
	s.tell(Event{Kind: "call", Detail: "answered"})
	s.mu.Unlock()
}

// perform does what the call asks. The caller holds s.mu.
func (s *Slack) perform(r *request, reply *response) {
	m := methods[r.method]
	if m == nil {
		s.violate("unknown method %q", r.method)
		reply.json(answer{"ok": false, "error": "unknown_method", "req_method": r.method})
		return
	}
	if refused := s.check(r, m); refused != nil {
		reply.json(refused)
	} else if wait := s.limited(r, m); wait > 0 {
		reply.limited(wait)
	} else if refused := s.arguments(r, m); refused != nil {
		reply.json(refused)
	} else {
		reply.json(m.do(s, r))
	}
	if r.tokenKind != "" {
		reply.header.Set("X-OAuth-Scopes", strings.Join(r.granted, ","))
		reply.header.Set("X-Accepted-OAuth-Scopes", m.scope)
	}
}

// check looks at the form of the call and at its token.
func (s *Slack) check(r *request, m *method) answer {
	switch {
	case r.trouble != "":
		s.violate("%s: %s", m.name, r.trouble)
		return refuse(r.trouble)
	case r.verb != http.MethodPost && !(r.verb == http.MethodGet && m.read):
		s.violate("%s: called by %s", m.name, r.verb)
		return refuse("insecure_request")
	}
	return s.authorize(r, m)
}

// arguments refuses what the method does not know and what it misses.
func (s *Slack) arguments(r *request, m *method) answer {
	for _, name := range slices.Sorted(maps.Keys(r.args)) {
		if !slices.Contains(m.args, name) {
			s.violate("%s: unknown argument %q", m.name, name)
			return refuseFor("invalid_arguments", "invalid additional property: "+name+" [json-pointer:]")
		}
	}
	for _, name := range m.must {
		if r.args[name] == "" {
			s.violate("%s: the argument %q is missing", m.name, name)
			return refuseFor("invalid_arguments", "missing required field: "+name)
		}
	}
	return nil
}

func (s *Slack) tokenName(text string) string {
	if text == "" {
		return "none"
	}
	if t := s.tokens[text]; t != nil {
		return string(t.kind)
	}
	return "unknown"
}

func (s *Slack) authTest(*request) answer {
	return answer{"ok": true, "url": "https://" + teamDomain + ".slack.com/", "team": teamDomain,
		"user": s.manifest.Features.BotUser.Name, "team_id": s.teamID, "user_id": s.botUserID, "bot_id": s.botID,
		"is_enterprise_install": false}
}

// A response is an HTTP answer before it is written.
type response struct {
	status int
	header http.Header
	body   []byte

	written []byte // the body as json made it, before any fault
	answer  answer // what it was made of
}

func (p *response) json(a answer) {
	p.header.Set("Content-Type", "application/json; charset=utf-8")
	p.body, _ = json.Marshal(a)
	p.written, p.answer = p.body, a
}

func (p *response) limited(seconds int) {
	p.status = http.StatusTooManyRequests
	p.json(answer{"ok": false, "error": "ratelimited"})
	p.header.Set("Retry-After", strconv.Itoa(seconds))
}

// verdict tells whether the call went well, and what was wrong. It reads that from a body that a fault has changed.
func (p *response) verdict() (ok bool, code string) {
	if len(p.body) > 0 && len(p.body) == len(p.written) && &p.body[0] == &p.written[0] {
		ok, _ = p.answer["ok"].(bool)
		code, _ = p.answer["error"].(string)
		return p.status == http.StatusOK && ok, code
	}
	var a struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(p.body, &a) == nil {
		return p.status == http.StatusOK && a.OK, a.Error
	}
	if p.status == http.StatusOK && string(p.body) == "ok" {
		return true, ""
	}
	return false, strings.TrimSpace(string(p.body))
}
