package fakeslack

import (
	"fmt"
	"slices"
	"time"
)

// A Call is one request to the Web API or to a response URL, as it came in and as it was answered.
type Call struct {
	Method string            // such as chat.postMessage, or response_url
	Args   map[string]string // without the token; arrays and objects as JSON
	Token  string            // the kind that was used: bot, app, unknown or none
	At     time.Time
	OK     bool
	Error  string // Slack's error code, when not OK
	Status int    // of HTTP
	Fault  string // the injected fault, when there was one
}

// A Failure is what a person saw because the app did not answer.
type Failure struct {
	User    string
	Channel string
	Text    string
	At      time.Time
}

// Calls reports all calls so far, oldest first.
func (s *Slack) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// CallsOf reports the calls of one method, oldest first.
func (s *Slack) CallsOf(method string) []Call {
	return slices.DeleteFunc(s.Calls(), func(c Call) bool { return c.Method != method })
}

// Violations reports everything that the app did against the contract, oldest first. A test fails when there is one.
func (s *Slack) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// ForgiveViolations empties the list, for a test that provoked them, and reports what was in it.
func (s *Slack) ForgiveViolations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	were := s.violations
	s.violations = nil
	return were
}

// Failures reports what people saw of an app that did not answer, oldest first.
func (s *Slack) Failures() []Failure {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.failures)
}

// violate records a breach of the contract. The caller holds s.mu.
func (s *Slack) violate(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	s.violations = append(s.violations, text)
	s.tell(Event{Kind: "violation", Detail: text})
}

// fail records what a person saw of an app that did not answer. The caller holds s.mu.
func (s *Slack) fail(user, channel, text string) {
	s.failures = append(s.failures, Failure{User: user, Channel: channel, Text: text, At: s.clock.Now()})
	s.tell(Event{Kind: "failure", User: user, Channel: channel, Detail: text})
}
