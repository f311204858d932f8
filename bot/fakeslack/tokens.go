package fakeslack

import (
	"slices"
	"strings"
)

// tokenKind is which of the app's two tokens a method takes.
type tokenKind string

const (
	botToken tokenKind = "bot"
	appToken tokenKind = "app"
)

// A token is valid until trouble names the error that its use gives.
type token struct {
	kind    tokenKind
	scopes  []string
	trouble string
}

func (s *Slack) tokenOf(kind tokenKind) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for text, t := range s.tokens {
		if t.kind == kind {
			return text
		}
	}
	return ""
}

// authorize checks the token of a request against what the method takes. The answer is nil when all is well. A scope list
// such as "channels:read,groups:read" is met by any one of its members, which is how Slack words it too.
func (s *Slack) authorize(r *request, m *method) answer {
	if r.token == "" {
		return refuse("not_authed")
	}
	t := s.tokens[r.token]
	switch {
	case t == nil:
		return refuse("invalid_auth")
	case t.trouble != "":
		return refuse(t.trouble)
	}
	r.tokenKind, r.granted = string(t.kind), t.scopes
	if t.kind != m.token {
		s.violate("%s: called with the %s token, takes the %s token", m.name, t.kind, m.token)
		return refuse("not_allowed_token_type")
	}
	if m.token == appToken && r.tokenInBody {
		s.violate("%s: the app token belongs into the Authorization header", m.name)
		return refuse("invalid_auth")
	}
	return s.needs(r, m.scope)
}

// needs refuses when none of the scopes in a comma list is granted.
func (s *Slack) needs(r *request, scopes string) answer {
	if scopes == "" || slices.ContainsFunc(strings.Split(scopes, ","), func(one string) bool {
		return slices.Contains(r.granted, one)
	}) {
		return nil
	}
	s.violate("%s: missing_scope, needs %s", r.method, scopes)
	refused := refuse("missing_scope")
	refused["needed"], refused["provided"] = scopes, strings.Join(r.granted, ",")
	return refused
}

// SpoilBotToken makes each later use of the bot token fail with code, e.g. token_revoked, account_inactive or token_expired;
// "" makes it good again.
func (s *Slack) SpoilBotToken(code string) { s.spoil(botToken, code) }

// SpoilAppToken does the same to the app token. Connections that are open stay open.
func (s *Slack) SpoilAppToken(code string) { s.spoil(appToken, code) }

func (s *Slack) spoil(kind tokenKind, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.tokens {
		if t.kind == kind {
			t.trouble = code
		}
	}
}

// RevokeBotToken revokes the bot token as an admin would: its next use fails with token_revoked, and the app is told.
func (s *Slack) RevokeBotToken() {
	s.SpoilBotToken("token_revoked")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emit("tokens_revoked", "", payload{"type": "tokens_revoked",
		"tokens": payload{"oauth": []string{}, "bot": []string{s.botUserID}}})
}

// Uninstall removes the app from the workspace: both tokens stop working and the app is told.
func (s *Slack) Uninstall() {
	s.SpoilBotToken("account_inactive")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emit("app_uninstalled", "", payload{"type": "app_uninstalled"})
}
