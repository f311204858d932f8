package fakeslack

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// A Fault is one way in which a call can go wrong that is nobody's mistake. The zero value is no fault.
type Fault struct {
	name     string
	performs bool // the method is carried out all the same
	distort  func(*response)
	hang     bool
	reset    bool
	delay    time.Duration
	release  <-chan struct{}
	page     *int // the most items on a page, whatever the limit
}

// injected is a fault that waits for its calls.
type injected struct {
	method string
	times  int
	when   func(Call) bool
	fault  Fault
}

var noFault = Fault{performs: true, distort: func(*response) {}}

// Inject makes the next calls of a method go wrong: times of them, or all of them when times is negative, until cancel is
// called. The method "" is every method and "response_url" every response URL. Faults injected first are used up first.
func (s *Slack) Inject(method string, times int, f Fault) (cancel func()) {
	return s.InjectWhen(method, times, nil, f)
}

// InjectWhen is Inject for the calls that when accepts. when must not call methods of s.
func (s *Slack) InjectWhen(method string, times int, when func(Call) bool, f Fault) (cancel func()) {
	i := &injected{method: method, times: times, when: when, fault: f}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, i)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if at := slices.Index(s.faults, i); at >= 0 {
			s.faults = slices.Delete(s.faults, at, at+1)
		}
	}
}

// faultFor takes the fault for a call, if there is one. The caller holds s.mu.
func (s *Slack) faultFor(c Call) Fault {
	for _, i := range s.faults {
		if i.times == 0 || i.method != "" && i.method != c.Method || i.when != nil && !i.when(c) {
			continue
		}
		if i.times > 0 {
			i.times--
		}
		f := i.fault
		if f.distort == nil {
			f.distort = func(*response) {}
		}
		return f
	}
	return noFault
}

// instead answers with this and does not carry the method out.
func instead(name string, status int, kind, body string, headers ...string) Fault {
	return Fault{name: name, distort: func(p *response) {
		p.status, p.body = status, []byte(body)
		p.header.Set("Content-Type", kind)
		for i := 0; i+1 < len(headers); i += 2 {
			p.header.Set(headers[i], headers[i+1])
		}
	}}
}

const asJSON = "application/json; charset=utf-8"

// ErrorCode answers {"ok":false,"error":code}.
func ErrorCode(code string) Fault {
	return instead("error "+code, http.StatusOK, asJSON, fmt.Sprintf(`{"ok":false,"error":%q}`, code))
}

// RateLimited is the documented 429 with Retry-After in seconds.
func RateLimited(seconds int) Fault {
	return instead("rate limited", 429, asJSON, `{"ok":false,"error":"ratelimited"}`, "Retry-After", fmt.Sprint(seconds))
}

// RateLimitedBare is a 429 without Retry-After, whose body is a word.
func RateLimitedBare() Fault {
	return instead("rate limited, bare", 429, "text/plain", "message_limit_exceeded")
}

// RateLimitedDate is a 429 whose Retry-After is a date.
func RateLimitedDate(at time.Time) Fault {
	return instead("rate limited, date", 429, asJSON, `{"ok":false,"error":"ratelimited"}`,
		"Retry-After", at.UTC().Format(http.TimeFormat))
}

// RateLimitedBody is a 429 that says in its body when to come back, and spells the error in its other way.
func RateLimitedBody(seconds int) Fault {
	return instead("rate limited, body", 429, asJSON,
		fmt.Sprintf(`{"retry_after":%d,"ok":false,"error":"rate_limited"}`, seconds))
}

// RateLimitedOK is a rate limit that comes with HTTP 200.
func RateLimitedOK() Fault {
	return instead("rate limited, 200", http.StatusOK, asJSON, `{"ok":false,"error":"ratelimited"}`)
}

// Bare answers {"ok":false} and nothing else.
func Bare() Fault { return instead("bare", http.StatusOK, asJSON, `{"ok":false}`) }

// HTML answers with a status such as 500 or 503 and a page.
func HTML(status int) Fault {
	return instead(fmt.Sprint("html ", status), status, "text/html; charset=utf-8",
		"<!DOCTYPE html><html><body><h1>"+http.StatusText(status)+"</h1></body></html>")
}

// StoredThenTimedOut carries the method out and then never answers: the trap in which messages are posted twice. The
// connection stays open until the client gives up or the local Slack is closed.
func StoredThenTimedOut() Fault {
	return Fault{name: "stored, then timed out", performs: true, hang: true}
}

// TimedOut never answers and does nothing.
func TimedOut() Fault { return Fault{name: "timed out", hang: true} }

// ResetBefore resets the connection and does nothing.
func ResetBefore() Fault { return Fault{name: "reset before", reset: true} }

// ResetAfter carries the method out and resets the connection.
func ResetAfter() Fault { return Fault{name: "reset after", performs: true, reset: true} }

// Slow carries the method out and answers after a real time.
func Slow(d time.Duration) Fault { return Fault{name: "slow", performs: true, delay: d} }

// Held carries the method out and answers once release is closed.
func Held(release <-chan struct{}) Fault {
	return Fault{name: "held", performs: true, release: release}
}

// Truncated carries the method out and sends the first half of the answer's JSON.
func Truncated() Fault {
	return Fault{name: "truncated", performs: true, distort: func(p *response) { p.body = p.body[:len(p.body)/2] }}
}

// ExtraFields carries the method out and adds fields to the answer that no client knows.
func ExtraFields() Fault {
	return Fault{name: "extra fields", performs: true, distort: addFields}
}

// Empty answers conversations.history as if nothing had been said: what was just stored is not always there to be read at once.
func Empty() Fault {
	return instead("empty", http.StatusOK, asJSON, `{"ok":true,"messages":[],"has_more":false,"response_metadata":{"next_cursor":""}}`)
}

func addFields(p *response) {
	p.body = bytes.Replace(p.body, []byte(`{"`), []byte(`{"brand_new":{"nested":[1,"two",null]},"zz_flag":true,"`), 1)
}

// ShortPage carries a paginated method out but puts at most n items on the page, fewer than asked for; 0 makes an empty page
// that still has a cursor. Slack does both.
func ShortPage(n int) Fault { return Fault{name: "short page", performs: true, page: &n} }

// answer writes a response, in the way of its fault. The caller does not hold s.mu.
func (s *Slack) answer(w http.ResponseWriter, hr *http.Request, p *response, f Fault) {
	switch {
	case breaks(w, f):
		return
	case f.reset:
		resetConnection(w)
		return
	case f.hang:
		select {
		case <-hr.Context().Done():
		case <-s.base.Done():
		}
		resetConnection(w)
		return
	case f.release != nil:
		select {
		case <-f.release:
		case <-hr.Context().Done():
		case <-s.base.Done():
		}
	case f.delay > 0:
		timer := time.NewTimer(f.delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-hr.Context().Done():
		case <-s.base.Done():
		}
	}
	for name, values := range p.header {
		w.Header()[name] = values
	}
	if strings.HasPrefix(p.header.Get("Content-Type"), "application/json") {
		w.Header().Set("Cache-Control", "private, no-cache, no-store, must-revalidate")
	}
	w.WriteHeader(p.status)
	_, _ = w.Write(p.body)
}

// resetConnection ends the TCP connection without an answer and without a goodbye.
func resetConnection(w http.ResponseWriter) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		return
	}
	c, _, err := hijacker.Hijack()
	if err != nil {
		return
	}
	if w, ok := c.(*wire); ok {
		c = w.Conn
	}
	if tcp, ok := c.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
}
