package pairing

import (
	"cmp"
	"slices"
)

// bond is what two members said about each other, and their past.
type bond struct {
	avoided bool // by either
	barred  bool
	friends bool  // declared by either
	kept    bool  // they agreed to stay together in this round
	wishes  int8  // how many of the two wish for the other
	regards int16 // what the two told in private of their sessions, in points

	together int32 // how many rounds they were in a duo that did not fall through
	last     int32 // the latest of those, 0 if none
	fell     int32 // the latest round in which a duo of theirs fell through, 0 if none
	met      int32 // how many sessions of theirs took place for certain
}

// bonds holds those of all members, row by row: the bonds of the member i are
// with others[first[i]:first[i+1]], in order. Most pairs have none.
type bonds struct {
	first  []int32
	others []int32
	which  []int32 // beside others: the bond's place in all
	all    []bond
	pairs  [][2]int32 // of each bond, the lower member first
}

// of finds the bond of two members; the zero bond if nothing is said or past.
func (b *bonds) of(i, j int32) bond {
	from, to := b.first[i], b.first[i+1]
	// Invariant: if j is in the row, it is among others[from:to].
	for to-from > 8 {
		if half := (from + to) / 2; b.others[half] <= j {
			from = half
		} else {
			to = half
		}
	}
	for k := from; k < to; k++ {
		if b.others[k] == j {
			return b.all[b.which[k]]
		}
	}
	return bond{}
}

// row lists the places in all of a member's bonds.
func (b *bonds) row(i int32) []int32 { return b.which[b.first[i]:b.first[i+1]] }

// remark is one thing said or past.
type remark struct {
	i, j  int32 // i < j
	what  says
	round int32
}

type says int8

const (
	avoids says = iota
	bars
	keeps
	befriends
	wishesFor
	together
	metForCertain
	fellThrough
	regards // the points stand in the place of the round
)

// gather sums the remarks about n members up, in any order.
func gather(n int, remarks []remark) bonds {
	slices.SortFunc(remarks, func(a, b remark) int { return cmp.Or(cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j)) })
	b := bonds{first: make([]int32, n+1)}
	for k, r := range remarks {
		if k == 0 || remarks[k-1].i != r.i || remarks[k-1].j != r.j {
			b.all = append(b.all, bond{})
			b.pairs = append(b.pairs, [2]int32{r.i, r.j})
			b.first[r.i+1]++
			b.first[r.j+1]++
		}
		b.all[len(b.all)-1].hear(r)
	}
	for i := range n {
		b.first[i+1] += b.first[i]
	}
	// Each row is filled in order: first by the bonds in which the member comes
	// second, then by those in which they come first.
	b.others, b.which = make([]int32, 2*len(b.all)), make([]int32, 2*len(b.all))
	next := slices.Clone(b.first)
	for k, pair := range b.pairs {
		for side, i := range pair {
			b.others[next[i]], b.which[next[i]] = pair[1-side], int32(k)
			next[i]++
		}
	}
	return b
}

func (b *bond) hear(r remark) {
	switch r.what {
	case avoids:
		b.avoided = true
	case bars:
		b.barred = true
	case keeps:
		b.kept = true
	case befriends:
		b.friends = true
	case wishesFor:
		b.wishes++
	case regards:
		b.regards += int16(r.round)
	case fellThrough:
		b.fell = max(b.fell, r.round)
	case metForCertain:
		b.met++
		fallthrough
	case together:
		b.together++
		b.last = max(b.last, r.round)
	}
}
