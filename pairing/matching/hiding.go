package matching

// hiding says that the first so many arcs of a vertex lie within a blossom: the
// one that had the number in that era.
type hiding struct{ count, blossom, era int32 }

// hiddenArcs is the number of arcs at the front of adj[u] that need no scan
// because they lie within a blossom that still exists. The vertices of a large
// blossom are scanned in many searches; most of their edges lead nowhere else.
func (e *engine) hiddenArcs(u int32) int {
	h := &e.hidden[u]
	if h.count > 0 && e.eras[int(h.blossom)-e.n] == h.era {
		return int(h.count)
	}
	return 0
}
