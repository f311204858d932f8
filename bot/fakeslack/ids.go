package fakeslack

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
)

// id makes a Slack-like ID: the prefix and ten characters that depend on the seed and on what the ID names, and on nothing
// else. Two conversations with the same people therefore have the same ID, whoever asks first.
func (s *Slack) id(prefix string, names ...string) string {
	sum := s.digest(prefix, names...)
	return prefix + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])[:10]
}

// uuid makes an ID of the shape of envelope IDs and socket tickets.
func (s *Slack) uuid(names ...string) string {
	b := s.digest("uuid", names...)
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

func (s *Slack) digest(kind string, names ...string) [32]byte {
	h := sha256.New()
	var seed [8]byte
	binary.BigEndian.PutUint64(seed[:], s.cfg.Seed)
	h.Write(seed[:])
	h.Write([]byte(kind + "\x00" + strings.Join(names, "\x00")))
	return [32]byte(h.Sum(nil))
}

// count numbers things of one kind from 1. The caller holds s.mu.
func (s *Slack) count(kind string) string {
	s.counts[kind]++
	return fmt.Sprint(s.counts[kind])
}

// ts makes the next message timestamp: the clock in microseconds, or one more than the last one when the clock stands still,
// so that timestamps are unique and increase. The caller holds s.mu.
func (s *Slack) ts() string {
	micros := s.clock.Now().UnixMicro()
	if micros <= s.lastTS {
		micros = s.lastTS + 1
	}
	s.lastTS = micros
	return fmt.Sprintf("%d.%06d", micros/1_000_000, micros%1_000_000)
}
