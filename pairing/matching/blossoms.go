package matching

// A node is a vertex or a blossom. Vertices have the numbers 0 to n-1,
// blossoms those from n on.
type node struct {
	z      int64 // dual of a blossom (anchored, like those of vertices); no meaning in a vertex
	by     link  // the tree edge that reached it: u outside, v inside
	parent int32 // the blossom directly around it, or none
	base   int32 // its only vertex that is not matched within it
	cell   int32 // while it is top-level
	size   int32 // vertices within; they are the list head .. tail
	head   int32
	tail   int32
}

// link is an edge from u to v.
type link struct{ u, v int32 }

// cycle is what a blossom is made of: an odd number of nodes, at least three,
// joined in a ring of tight edges. The first contains the base; the others are
// matched with each other, (1,2), (3,4) and so on. The edge links[i] leads
// from kids[i] to the next kid.
//
//	     kids[0]              drawn with its matched edges double:
//	    /       \
//	kids[1]   kids[4]         the base, in kids[0], is matched to the
//	  ||        ||            outside, or exposed. Any vertex within can
//	kids[2]---kids[3]         become the base: see rotate.
type cycle struct {
	kids  []int32
	links []link
}

func (e *engine) ring(b int32) *cycle { return &e.cycles[int(b)-e.n] }

// inUse reports whether b is a vertex or a blossom that exists at present.
func (e *engine) inUse(b int32) bool { return int(b) < e.n || len(e.ring(b).kids) > 0 }

// rotate makes v the base of the node b around it, by exchanging matched and
// unmatched edges within b. It sets the mates of all its vertices but v.
func (e *engine) rotate(b, v int32) {
	if e.nodes[b].base == v {
		return
	}
	mark := len(e.descent)
	for x := v; x != b; x = e.nodes[x].parent {
		e.descent = append(e.descent, x)
	}
	// Invariant: outside b every blossom around v has v as its base.
	for i := len(e.descent) - 1; i >= mark && e.nodes[b].base != v; i-- {
		kid := e.descent[i]
		e.turn(b, kid)
		e.nodes[b].base = v
		b = kid
	}
	e.descent = e.descent[:mark]
}

// turn makes kid the first of blossom b's ring. Between the old first and the
// new one there is one way round with an even number of edges: its edges
// change roles, those on the other way keep theirs.
func (e *engine) turn(b, kid int32) {
	r := e.ring(b)
	n := len(r.kids)
	at := 0
	for r.kids[at] != kid {
		at++
	}
	if at%2 == 1 {
		for i := at + 1; i < n; i += 2 {
			e.pair(r.kids[i], r.kids[(i+1)%n], r.links[i])
		}
	} else {
		for i := at - 1; i > 0; i -= 2 {
			e.pair(r.kids[i-1], r.kids[i], r.links[i-1])
		}
	}
	if at > 0 {
		e.spareKids = append(append(e.spareKids[:0], r.kids[:at]...), r.kids[at:]...)
		copy(r.kids, e.spareKids[at:])
		copy(r.kids[n-at:], e.spareKids[:at])
		e.spareLinks = append(append(e.spareLinks[:0], r.links[:at]...), r.links[at:]...)
		copy(r.links, e.spareLinks[at:])
		copy(r.links[n-at:], e.spareLinks[:at])
	}
}

// pair matches two nodes of a ring by the edge between them.
func (e *engine) pair(a, b int32, by link) {
	e.rotate(a, by.u)
	e.rotate(b, by.v)
	e.vert[by.u].mate = by.v
	e.vert[by.v].mate = by.u
}

// shrink contracts the odd cycle that the tight edge between the outer
// vertices u and v closes in the tree. The new blossom is outer.
//
// Each vertex is relabelled or moved at most once for each time the part it is
// in is inner or is not the largest.
func (e *engine) shrink(u, v int32) {
	stem := e.meeting(e.top(u), e.top(v))
	b := e.unused[len(e.unused)-1]
	e.unused = e.unused[:len(e.unused)-1]
	r := e.ring(b)

	// Up from u to the stem, reversed; then down the other side from v.
	kids, links := r.kids[:0], r.links[:0]
	for x := u; ; {
		t := e.top(x)
		kids = append(kids, t)
		if t == stem {
			break
		}
		by := e.nodes[t].by
		links = append(links, by)
		x = by.u
	}
	reverse(kids)
	reverse(links)
	links = append(links, link{u, v})
	for x := v; ; {
		t := e.top(x)
		if t == stem {
			break
		}
		kids = append(kids, t)
		by := e.nodes[t].by
		links = append(links, link{by.v, by.u})
		x = by.u
	}
	r.kids, r.links = kids, links

	stemNode := e.nodes[stem]
	e.nodes[b] = node{z: -2 * e.now, by: stemNode.by, parent: none, base: stemNode.base}
	e.born[int(b)-e.n] = e.looks
	e.touched = append(e.touched, b)
	e.merge(b)
}

// meeting is the first node that the tree paths from the outer nodes a and b
// up to the root have in common. The two climb in turn, so that the work is
// in proportion to the cycle and not to the height of the tree.
func (e *engine) meeting(a, b int32) int32 {
	e.climbs++
	for {
		if a != none {
			if e.climbed[a] == e.climbs {
				return a
			}
			e.climbed[a] = e.climbs
			if up := e.nodes[a].by.u; up == none {
				a = none
			} else {
				a = e.top(e.nodes[e.top(up)].by.u)
			}
		}
		if b != none {
			a, b = b, a
		}
	}
}

// merge gathers the vertices of the new blossom b in one list and one cell,
// that of its largest part. Inner parts become outer: their vertices are
// queued.
func (e *engine) merge(b int32) {
	kids := e.ring(b).kids
	largest := kids[0]
	for _, k := range kids {
		nd := &e.nodes[k]
		if nd.size > e.nodes[largest].size {
			largest = k
		}
		// From here on the anchored duals of all parts are those of outer
		// vertices.
		if c := &e.cells[nd.cell]; c.label == inner {
			c.shift += 2 * e.now
			nd.z -= 2 * e.now
		} else {
			nd.z += 2 * e.now
		}
	}
	home := e.nodes[largest].cell
	shift := e.cells[home].shift
	whole := &e.nodes[b]
	whole.tail = none
	for _, k := range kids {
		nd := &e.nodes[k]
		c := &e.cells[nd.cell]
		wasInner := c.label == inner
		nd.parent = b
		if k != largest {
			more := c.shift - shift
			for v := nd.head; ; v = e.next[v] {
				e.vert[v].y += more
				e.vert[v].cell = home
				if v == nd.tail {
					break
				}
			}
			*c = cell{}
			e.spareCells = append(e.spareCells, nd.cell)
		}
		if wasInner {
			e.enqueue(k, shift)
		}
		if whole.tail == none {
			whole.head = nd.head
		} else {
			e.next[whole.tail] = nd.head
		}
		whole.tail = nd.tail
		whole.size += nd.size
	}
	whole.cell = home
	e.cells[home].top = b
	e.cells[home].label = outer
}

// split makes the kids of the top-level blossom b top-level. All are free, and
// their vertices keep their anchored duals. The largest keeps the cell. The
// blossom itself remains to be discarded.
func (e *engine) split(b int32) {
	kids := e.ring(b).kids
	largest := kids[0]
	for _, k := range kids {
		if e.nodes[k].size > e.nodes[largest].size {
			largest = k
		}
	}
	old := e.nodes[b].cell
	shift := e.cells[old].shift
	for _, k := range kids {
		nd := &e.nodes[k]
		nd.parent = none
		if k == largest {
			nd.cell = old
			e.cells[old] = cell{shift, k, free}
			continue
		}
		own := e.spareCells[len(e.spareCells)-1]
		e.spareCells = e.spareCells[:len(e.spareCells)-1]
		nd.cell = own
		e.cells[own] = cell{shift, k, free}
		for v := nd.head; ; v = e.next[v] {
			e.vert[v].cell = own
			if v == nd.tail {
				break
			}
		}
	}
}

// discard returns the number of the blossom b, which has been split.
func (e *engine) discard(b int32) {
	r := e.ring(b)
	r.kids, r.links = r.kids[:0], r.links[:0]
	e.eras[int(b)-e.n]++
	e.unused = append(e.unused, b)
}

// takeApart removes the free blossom b, whose dual is zero, and every kid of
// which the same is true.
func (e *engine) takeApart(b int32) {
	e.split(b)
	for _, k := range e.ring(b).kids {
		if int(k) >= e.n && e.nodes[k].z == 0 {
			e.takeApart(k)
		}
	}
	e.discard(b)
}

// expandInner removes the inner blossom b, whose dual has fallen to zero. The
// even way round its ring, from where the tree enters to its base, takes its
// place in the tree; the other kids become free.
func (e *engine) expandInner(b int32) {
	by := e.nodes[b].by
	e.split(b)
	r := e.ring(b)
	n := len(r.kids)
	for _, k := range r.kids {
		e.cells[e.nodes[k].cell].shift += e.now // from inner to free
	}

	entry := e.top(by.v)
	at := 0
	for r.kids[at] != entry {
		at++
	}
	// Invariant: by is the tight edge by which the tree reaches kids[at].
	for at != 0 {
		k := r.kids[at]
		e.makeInner(k, by)
		base := e.nodes[k].base
		mate := e.vert[base].mate
		e.makeOuter(e.top(mate), link{base, mate})
		if at%2 == 1 {
			by = r.links[at+1]
			at = (at + 2) % n
		} else {
			back := r.links[at-2]
			by = link{back.v, back.u}
			at -= 2
		}
	}
	e.makeInner(r.kids[0], by)

	// The tree may have edges to those that are now free.
	for _, k := range r.kids {
		nd := &e.nodes[k]
		c := &e.cells[nd.cell]
		if c.label != free {
			continue
		}
		for v := nd.head; ; v = e.next[v] {
			if x := &e.vert[v]; x.seen == e.searches {
				if at := x.key + x.y + c.shift; at < e.horizon {
					e.events.push(event{at, v, reaching})
				}
			}
			if v == nd.tail {
				break
			}
		}
	}
	e.discard(b)
}

func reverse[T any](s []T) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}
