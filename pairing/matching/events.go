package matching

// An event is something that will happen in a search at a known time, unless
// the tree changes before. The heap gives the earliest; events of the same
// time come in an order that depends only on the pushes and pops before.
//
//	reach: the free vertex a is reached by its best edge from the tree   (b = reaching)
//	empty: the dual of the inner blossom a has fallen to zero            (b = emptying)
//	meet:  the edge between the outer vertices a and b has become tight  (b >= 0)
type event struct {
	at   int64
	a, b int32
}

const (
	reaching = -1
	emptying = -2
)

type eventKind int

const (
	meetEvent eventKind = iota
	reachEvent
	emptyEvent
)

func (ev event) kind() eventKind {
	switch ev.b {
	case reaching:
		return reachEvent
	case emptying:
		return emptyEvent
	}
	return meetEvent
}

// heap is a four-ary heap of events: half as deep as a binary one, and the
// four children of a node lie side by side.
type heap []event

// first is the time of the earliest event, or never.
func (h heap) first() int64 {
	if len(h) == 0 {
		return never
	}
	return h[0].at
}

func (h *heap) push(ev event) {
	s := append(*h, ev)
	i := len(s) - 1
	for i > 0 {
		up := (i - 1) / 4
		if s[up].at <= ev.at {
			break
		}
		s[i] = s[up]
		i = up
	}
	s[i] = ev
	*h = s
}

func (h *heap) pop() event {
	s := *h
	first := s[0]
	last := s[len(s)-1]
	s = s[:len(s)-1]
	*h = s
	if len(s) == 0 {
		return first
	}
	// Sift last down from the root: i is a hole that it may fill.
	i := 0
	for {
		kid := 4*i + 1
		if kid >= len(s) {
			break
		}
		least := kid
		for j := kid + 1; j < min(kid+4, len(s)); j++ {
			if s[j].at < s[least].at {
				least = j
			}
		}
		if s[least].at >= last.at {
			break
		}
		s[i] = s[least]
		i = least
	}
	s[i] = last
	return first
}
