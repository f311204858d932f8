package fakeslack

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"syscall"
)

// A simulation that plays thousands of years has no time for sockets and may not depend on who runs when. For it there is a
// way into the local Slack without a network: calls are made on the caller's goroutine, and a [Line] stands for a socket that
// is read when somebody looks.

// Transport carries calls to the local Slack without a network. A fault that would leave a caller waiting for ever is a timeout
// at once, and one that resets the connection is that error.
func (s *Slack) Transport() http.RoundTripper { return direct{s} }

type direct struct{ slack *Slack }

// RoundTrip makes the call and returns its answer.
func (d direct) RoundTrip(req *http.Request) (*http.Response, error) {
	r := req.Clone(req.Context())
	if r.Body == nil {
		r.Body = http.NoBody
	}
	defer r.Body.Close()
	sheet := &sheet{header: http.Header{}, status: http.StatusOK}
	d.slack.server.Handler.ServeHTTP(sheet, r)
	if sheet.broken != nil {
		return nil, sheet.broken
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", sheet.status, http.StatusText(sheet.status)), StatusCode: sheet.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: sheet.header, Request: req,
		ContentLength: int64(sheet.body.Len()), Body: io.NopCloser(&sheet.body),
	}, nil
}

// sheet is what an answer is written on when there is no network.
type sheet struct {
	header http.Header
	status int
	body   bytes.Buffer
	broken error
}

func (s *sheet) Header() http.Header         { return s.header }
func (s *sheet) WriteHeader(status int)      { s.status = status }
func (s *sheet) Write(b []byte) (int, error) { return s.body.Write(b) }

// breaks ends a call on a sheet as a fault wants it, and reports false for one that came over the network.
func breaks(w http.ResponseWriter, f Fault) bool {
	sheet, is := w.(*sheet)
	switch {
	case !is:
		return false
	case f.reset:
		sheet.broken = fmt.Errorf("read: %w", syscall.ECONNRESET)
	case f.hang:
		sheet.broken = fmt.Errorf("read: %w", os.ErrDeadlineExceeded)
	default:
		return false
	}
	return true
}

// A Line is a socket without a network. Everything that makes trouble for sockets makes it for lines too.
type Line struct {
	slack *Slack
	conn  *conn
}

// Plug opens a line.
func (s *Slack) Plug() *Line {
	c := &conn{out: make(chan []byte, 4096), end: make(chan struct{})}
	s.join(c, false)
	return &Line{s, c}
}

// Frame returns what Slack sent next, and false when there is nothing yet.
func (l *Line) Frame() ([]byte, bool) {
	select {
	case frame := <-l.conn.out:
		return frame, frame != nil
	default:
		return nil, false
	}
}

// Ack sends one frame to Slack. What is sent over a line that is silent or gone does not arrive.
func (l *Line) Ack(frame []byte) {
	l.slack.mu.Lock()
	dead := l.conn.frozen || l.conn.over
	l.slack.mu.Unlock()
	if !dead {
		l.slack.acked(l.conn, frame, 1)
	}
}

// Open reports whether Slack still sends over the line.
func (l *Line) Open() bool {
	l.slack.mu.Lock()
	defer l.slack.mu.Unlock()
	return !l.conn.leaving
}

// Number is the line's number among the connections.
func (l *Line) Number() int { return l.conn.number }

// Unplug ends the line as a process that dies does: without a word.
func (l *Line) Unplug() { l.slack.leave(l.conn) }
