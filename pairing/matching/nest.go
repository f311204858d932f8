package matching

import "cowork/pairing/matching/cores"

// nest answers, for a forest of blossoms that stands still, how high the duals
// of all blossoms around two vertices are together. A blossom may be nested in
// thousands of others, and pricing asks about many pairs; so each question is
// answered in O(log n) steps along heavy paths. On a heavy path every node is
// the largest kid of the one above, and leaving a path at its head at least
// doubles the number of vertices.
type nest struct {
	head  []int32 // of each node the outermost on its heavy path
	depth []int32 // how many blossoms are around it
	sum   []int64 // the dual of the node and of all blossoms around it
	old   []int32 // of each blossom the outermost around it, or itself, that was there at the last look
	spine []int64 // the same, but only of the blossoms on the outermost heavy path
}

// prepare reads the forest. Its answers hold until the next search or repair.
func (q *nest) prepare(e *engine) {
	if q.head == nil {
		q.head = make([]int32, len(e.nodes))
		q.depth = make([]int32, len(e.nodes))
		q.sum = make([]int64, len(e.nodes))
		q.spine = make([]int64, len(e.nodes))
		q.old = make([]int32, len(e.nodes))
	}
	// A blossom that no other is around is read by whoever has its first vertex.
	cores.Each(e.n, rangeSize, func(from, to int) {
		var queue []int32
		for v := int32(from); v < int32(to); v++ {
			if b := e.top(v); int(b) >= e.n && e.nodes[b].head == v {
				queue = q.read(e, b, queue)
			}
		}
	})
}

// read reads a top-level blossom. The memory of queue may be overwritten.
func (q *nest) read(e *engine, top int32, queue []int32) []int32 {
	q.head[top], q.depth[top], q.sum[top] = top, 0, e.nodes[top].z
	q.spine[top] = q.sum[top]
	q.old[top] = none
	queue = append(queue[:0], top)
	for i := 0; i < len(queue); i++ {
		b := queue[i]
		if q.old[b] == none && e.born[int(b)-e.n] < e.looks {
			q.old[b] = b
		}
		kids := e.ring(b).kids
		largest := kids[0]
		for _, k := range kids {
			if e.nodes[k].size > e.nodes[largest].size {
				largest = k
			}
		}
		for _, k := range kids {
			q.head[k] = k
			if k == largest {
				q.head[k] = q.head[b]
			}
			q.depth[k], q.sum[k] = q.depth[b]+1, q.sum[b]
			q.old[k] = q.old[b]
			if int(k) >= e.n {
				q.sum[k] += e.nodes[k].z
				queue = append(queue, k)
			}
			q.spine[k] = q.spine[b]
			if e.nodes[q.head[k]].parent == none {
				q.spine[k] = q.sum[k]
			}
		}
	}
	return queue
}

// common is the sum of the duals of the blossoms around both u and v, which
// are different vertices.
func (q *nest) common(e *engine, u, v int32) int64 {
	if e.vert[u].cell != e.vert[v].cell {
		return 0
	}
	return q.sum[q.meeting(e, u, v)]
}

// meeting is the innermost node that is around, or is, each of the nodes u and
// v, which share a top-level node.
func (q *nest) meeting(e *engine, u, v int32) int32 {
	// Invariant: the answer is around, or is, each of u and v.
	for q.head[u] != q.head[v] {
		if q.depth[q.head[u]] < q.depth[q.head[v]] {
			u, v = v, u
		}
		u = e.nodes[q.head[u]].parent
	}
	if q.depth[u] > q.depth[v] {
		u = v
	}
	return u
}
