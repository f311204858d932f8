package fakeslack

import (
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func TestClockFiresInOrder(t *testing.T) {
	clock := NewClock(noon)
	var fired []string
	note := func(name string) func() {
		return func() { fired = append(fired, name+" at "+clock.Now().Sub(noon).String()) }
	}
	clock.after(2*time.Second, note("b"))
	clock.after(time.Second, func() {
		note("a")()
		clock.after(time.Second, note("c")) // made on the way, due within it
		clock.after(time.Hour, note("never"))
	})
	stopped := clock.after(time.Second, note("stopped"))
	stopped.stop()
	clock.after(2*time.Second, note("d")).stop()
	(*timer)(nil).stop()
	clock.Advance(5 * time.Second)
	clock.Set(noon)
	if got := strings.Join(fired, ", "); got != "a at 1s, b at 2s, c at 2s" {
		t.Error(got)
	}
	if !clock.Now().Equal(noon) {
		t.Errorf("the clock shows %v", clock.Now())
	}
}

func TestWallClock(t *testing.T) {
	clock := &Clock{wall: true}
	fired := make(chan bool, 1)
	clock.after(0, func() { fired <- true })
	<-fired
	clock.after(time.Hour, func() {}).stop()
	if time.Since(clock.Now()) > time.Minute {
		t.Error("the clock is slow")
	}
	defer func() {
		if recover() == nil {
			t.Error("the machine's clock was moved")
		}
	}()
	clock.Advance(time.Second)
}

func TestTimestampsIncrease(t *testing.T) {
	s := &Slack{clock: NewClock(noon)}
	first, second := s.ts(), s.ts()
	s.clock.Set(noon.Add(-time.Hour))
	third := s.ts()
	s.clock.Set(noon.Add(time.Second))
	if fourth := s.ts(); first != "1772452800.000000" || second != "1772452800.000001" || third != "1772452800.000002" ||
		fourth != "1772452801.000000" {
		t.Error(first, second, third, fourth)
	}
}

func TestIDs(t *testing.T) {
	a, b := &Slack{cfg: Config{Seed: 1}}, &Slack{cfg: Config{Seed: 2}}
	if again := (&Slack{cfg: a.cfg}); again.id("C", "x", "y") != a.id("C", "x", "y") || a.id("C", "x", "y") == a.id("C", "xy") ||
		a.id("C", "x") == b.id("C", "x") || len(a.id("C", "x")) != 11 || len(a.uuid("x")) != 36 {
		t.Error(a.id("C", "x", "y"), b.id("C", "x"), a.uuid("x"))
	}
}

// FuzzFrames cuts frames in all places: the number of messages and of frames in each must not depend on it.
func FuzzFrames(f *testing.F) {
	f.Add(uint16(5), uint8(3), uint8(1))
	f.Add(uint16(130), uint8(1), uint8(7))
	f.Add(uint16(65535), uint8(2), uint8(200))
	f.Fuzz(func(t *testing.T, size uint16, frames, chunk uint8) {
		frames, chunk = max(frames, 1), max(chunk, 1)
		var stream []byte
		for i := range frames {
			first := byte(0x00) // a continuation
			if i == 0 {
				first = 0x01 // text
			}
			if i == frames-1 {
				first |= 0x80 // the last one
			}
			stream = append(stream, frame(first, int(size))...)
			stream = append(stream, frame(0x89, 4)...) // a ping between them does not count
		}
		stream = append(stream, frame(0x81, 10)...)
		w := &wire{}
		for len(stream) > 0 {
			n := min(int(chunk), len(stream))
			w.look(stream[:n])
			stream = stream[n:]
		}
		if got := w.take(); got != int(frames) {
			t.Errorf("%d frames, want %d", got, frames)
		}
		if got := w.take(); got != 1 || len(w.messages) != 0 || w.skip != 0 || len(w.header) != 0 {
			t.Errorf("the last message has %d frames; left: %+v", got, w)
		}
	})
}

func TestLongFrames(t *testing.T) {
	w := &wire{}
	w.look(frame(0x81, 1<<16))
	w.look(frame(0x01, 1<<17))
	w.look(frame(0x80, 3))
	if a, b := w.take(), w.take(); a != 1 || b != 2 || w.skip != 0 {
		t.Errorf("%d and %d frames, want 1 and 2", a, b)
	}
}

// frame is a masked frame as clients send it.
func frame(first byte, size int) []byte {
	b := []byte{first}
	switch {
	case size < 126:
		b = append(b, 0x80|byte(size))
	case size < 1<<16:
		b = append(b, 0x80|126, byte(size>>8), byte(size))
	default:
		b = append(b, 0x80|127, 0, 0, 0, 0, byte(size>>24), byte(size>>16), byte(size>>8), byte(size))
	}
	return append(b, make([]byte, 4+size)...)
}
