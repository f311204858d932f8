package fakeslack

import (
	"encoding/binary"
	"net"
	"sync"
)

// Slack drops acks that come in more than one WebSocket frame, and a WebSocket library does not say how many frames a message
// had. So the local Slack reads frame headers itself, on their way from the connection to the library.

// wireKey finds the wire of a request in its context.
type wireKey struct{}

// wireListener hands out connections that can be listened in on.
type wireListener struct{ net.Listener }

func (l *wireListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &wire{Conn: c}, nil
}

// A wire is a connection that, once upgraded, counts the frames of each message that comes in.
type wire struct {
	net.Conn

	mu       sync.Mutex
	upgraded bool
	header   []byte
	skip     uint64
	frames   int
	messages []int // the number of frames of each whole message that was not taken yet
}

// Read reads as net.Conn does and looks at what it read.
func (w *wire) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.upgraded {
		w.look(b[:n])
	}
	return n, err
}

// upgrade starts the counting: what is read from here on is WebSocket frames.
func (w *wire) upgrade() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.upgraded = true
}

// take reports the number of frames of the next whole message.
func (w *wire) take() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.messages) == 0 {
		return 1
	}
	n := w.messages[0]
	w.messages = w.messages[1:]
	return n
}

// look walks through frames (RFC 6455, section 5.2). Between calls it is either inside a payload, of which skip bytes are
// left, or has collected the beginning of a header.
func (w *wire) look(b []byte) {
	for len(b) > 0 {
		if w.skip > 0 {
			n := min(w.skip, uint64(len(b)))
			w.skip -= n
			b = b[n:]
			continue
		}
		w.header = append(w.header, b[0])
		b = b[1:]
		if size, whole := frameLength(w.header); whole {
			w.count(w.header[0])
			w.skip, w.header = size, w.header[:0]
		}
	}
}

// count takes note of one data frame; control frames may stand between those of a message and do not count.
func (w *wire) count(first byte) {
	if first&0x08 != 0 {
		return
	}
	w.frames++
	if first&0x80 != 0 {
		w.messages = append(w.messages, w.frames)
		w.frames = 0
	}
}

// frameLength reports the payload's length once the header is whole.
func frameLength(header []byte) (size uint64, whole bool) {
	if len(header) < 2 {
		return 0, false
	}
	need := 2
	size = uint64(header[1] & 0x7f)
	switch size {
	case 126:
		need += 2
	case 127:
		need += 8
	}
	extended := need
	if header[1]&0x80 != 0 {
		need += 4
	}
	if len(header) < need {
		return 0, false
	}
	switch extended {
	case 4:
		size = uint64(binary.BigEndian.Uint16(header[2:]))
	case 10:
		size = binary.BigEndian.Uint64(header[2:])
	}
	return size, true
}
