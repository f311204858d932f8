package pairing

import (
	"math/bits"
	"math/rand/v2"
)

// A proper colouring gives every edge of a graph a colour so that no two edges
// at a vertex have the same. A colour class is then a matching; if all degrees
// are the same and there are no more colours than that, every class is perfect.
//
// No quick method is known to colour a graph of degree D with D colours, or to
// tell that it takes D+1 (Holyer 1981), so this is a search by chance. It goes
// from one partial colouring to the next by the exchange that proves Vizing's
// theorem: take an edge u-v without a colour, a colour a that is free at u and
// a colour b that is free at v. If some colour is free at both, use it. Otherwise
// the edges of colours a and b around v form a path (a Kempe chain) that begins
// at v. If it does not end at u, exchange the two colours along it; then a is
// free at both. If it does, give u-v the colour a and take it from the edge that
// had it at v, which is the next one to find a colour for, and exchange two
// colours somewhere by chance: without that the last two edges can chase each
// other for ever. In the graphs that rounds of a circle leave over it ends after
// a few steps for each edge.

// mostColours bounds the number of colours.
const mostColours = 128

// palette is a set of colours.
type palette [mostColours / 64]uint64

func (p *palette) add(c int32)    { p[c/64] |= 1 << (c % 64) }
func (p *palette) remove(c int32) { p[c/64] &^= 1 << (c % 64) }

// any is a colour of the set by chance, or nobody if it is empty.
func (p palette) any(rng *rand.Rand) int32 {
	size := bits.OnesCount64(p[0]) + bits.OnesCount64(p[1])
	if size == 0 {
		return nobody
	}
	k := rng.IntN(size)
	for w, word := range p {
		if n := bits.OnesCount64(word); k >= n {
			k -= n
			continue
		}
		for ; k > 0; k-- {
			word &= word - 1
		}
		return int32(w*64 + bits.TrailingZeros64(word))
	}
	return nobody
}

// common is what two sets have in common.
func (p palette) common(q palette) palette {
	for w := range p {
		p[w] &= q[w]
	}
	return p
}

// colouring is a partial proper colouring of a graph.
type colouring struct {
	colours int32
	along   [][]int32  // of each vertex and colour: the neighbour along it, or nobody
	free    []palette  // of each vertex: the colours that it lacks
	loose   [][2]int32 // edges without a colour
}

// newColouring has no edges yet.
func newColouring(vertices, colours int) *colouring {
	k := &colouring{colours: int32(colours), along: make([][]int32, vertices), free: make([]palette, vertices)}
	for v := range k.along {
		k.along[v] = make([]int32, colours)
		for c := range k.along[v] {
			k.along[v][c] = nobody
			k.free[v].add(int32(c))
		}
	}
	return k
}

// add enters an edge with the colour c, or without one if c is nobody or taken.
func (k *colouring) add(u, v, c int32) {
	if c == nobody || k.along[u][c] != nobody || k.along[v][c] != nobody {
		k.loose = append(k.loose, [2]int32{u, v})
		return
	}
	k.set(u, v, c)
}

func (k *colouring) set(u, v, c int32) {
	k.along[u][c], k.along[v][c] = v, u
	k.free[u].remove(c)
	k.free[v].remove(c)
}

func (k *colouring) unset(u, v, c int32) {
	k.along[u][c], k.along[v][c] = nobody, nobody
	k.free[u].add(c)
	k.free[v].add(c)
}

// search tries to colour all loose edges and reports whether it did, within so
// many steps.
func (k *colouring) search(rng *rand.Rand, steps int) bool {
	for ; len(k.loose) > 0; steps-- {
		if steps == 0 {
			return false
		}
		pick := rng.IntN(len(k.loose))
		last := len(k.loose) - 1
		k.loose[pick], k.loose[last] = k.loose[last], k.loose[pick]
		u, v := k.loose[last][0], k.loose[last][1]
		k.loose = k.loose[:last]
		if c := k.free[u].common(k.free[v]).any(rng); c != nobody {
			k.set(u, v, c)
			continue
		}
		if rng.IntN(2) == 0 {
			u, v = v, u
		}
		// With no more colours than the greatest degree, an end of a loose
		// edge lacks one.
		a, b := k.free[u].any(rng), k.free[v].any(rng)
		if chain := k.chain(v, a, b); chain[len(chain)-1] != u {
			k.exchange(chain, a, b)
			k.set(u, v, a)
		} else {
			w := k.along[v][a]
			k.unset(v, w, a)
			k.set(u, v, a)
			k.loose = append(k.loose, [2]int32{v, w})
			k.shake(rng)
		}
	}
	return true
}

// shake exchanges two colours by chance somewhere.
func (k *colouring) shake(rng *rand.Rand) {
	v, a, b := rng.Int32N(int32(len(k.along))), rng.Int32N(k.colours), rng.Int32N(k.colours)
	if a == b {
		return
	}
	// From an end of the path around v, if it is no cycle.
	if way := k.chain(v, a, b); way[len(way)-1] != v {
		v = way[len(way)-1]
	}
	if k.along[v][a] == nobody {
		a, b = b, a
	}
	k.exchange(k.chain(v, a, b), a, b)
}

// chain lists the vertices of the path from v along the colours a, b, a, ...
// If the path returns to v, v is at both ends.
func (k *colouring) chain(v, a, b int32) []int32 {
	path := []int32{v}
	for x, c, next := v, a, b; k.along[x][c] != nobody; c, next = next, c {
		x = k.along[x][c]
		path = append(path, x)
		if x == v {
			break
		}
	}
	return path
}

// exchange swaps the colours a and b along a chain that begins with a and
// that cannot be prolonged at its ends.
func (k *colouring) exchange(chain []int32, a, b int32) {
	for i, c, other := 0, a, b; i+1 < len(chain); i, c, other = i+1, other, c {
		k.unset(chain[i], chain[i+1], c)
	}
	for i, c, other := 0, b, a; i+1 < len(chain); i, c, other = i+1, other, c {
		k.set(chain[i], chain[i+1], c)
	}
}
