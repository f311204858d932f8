// Package matching finds heaviest matchings in general graphs: exactly, at any
// size, and with a proof that anybody can check.
//
//	edges := []matching.Edge{{U: 0, V: 1, Weight: 5}, {U: 1, V: 2, Weight: 7}, {U: 2, V: 3, Weight: 5}}
//	r, err := matching.Max(ctx, 4, edges)
//	// r.Mate is [1 0 3 2], r.Weight is 10, r.Gap is 0: proven optimal
//	err = matching.Verify(4, edges, r) // trust nobody
//
// # The problem
//
// A matching is a set of edges no two of which share a vertex. Each edge has an
// integer weight; sought is a matching whose weights add up to the most. It may
// leave vertices alone. Where everybody should be matched who can be, add a
// large number to every weight; where two must not meet, leave the edge out.
//
// # The choice to make
//
// Max is for a graph whose edges can be listed: sparse or complete, up to some
// ten million edges. MaxImplicit is for a graph on all pairs of so many vertices
// that nobody wants to list them; it asks for weights, and for bounds on the
// weights of whole groups, and looks at a tiny part of the pairs. NewSolver and
// NewImplicitSolver keep what they know for when edges are added or vertices
// withdrawn. StartFrom carries the duals of one graph over to a similar one, and
// StartNear those and the pairs that mattered.
//
// # The guarantee
//
// The result is optimal, and says so: Result.Gap is 0, and Verify, which shares
// no code with the solver, can check it from Result.Certificate. If the context
// ends the work early, the result is a matching, and Gap a true bound on what is
// missing. No int64 overflows: weights beyond MaxWeight and totals beyond int64
// are refused.
//
// The result is a function of the graph alone, byte for byte. It depends neither
// on the order or direction of edges nor on how many processors there are. Among
// equally heavy matchings it is the one that the searches meet first: they start
// from exposed vertices in breadth-first order of the graph, or, if it has 150,000
// edges or more, in that of a walk along the heaviest of each vertex (lower numbers
// first; for an implicit graph in Groups.Order), and follow, of edges that become
// tight at the same time, the one found first. Max does so on each island by itself
// (islands.go).
//
// # How it works
//
// Edmonds (1965) found the proof before the algorithm. Give every vertex a dual
// y of at least 0 and every odd set of vertices a dual z of at least 0, so that
// each edge is covered: the duals of its ends, and of the sets around both, add
// up to at least its weight (twice its weight, in the half units used here). The
// duals then bound every matching from above. The solver keeps such duals all the
// time, and a matching of tight edges, those exactly covered, and it improves
// both until they meet.
//
// To match an exposed vertex it grows a tree of tight edges, alternately out of
// the matching and in it, and lowers the duals at even distance (outer) while it
// raises those at odd distance (inner), so that new edges become tight. If the
// tree reaches another exposed vertex, exchanging the edges of the path matches
// both. If two outer vertices become adjacent, they close an odd cycle, a blossom:
//
//	             c ═══ d
//	           ╱         ╲          ═══ matched
//	root ─── a            │         ─── tight, not matched
//	     ... ═ b          │
//	           ╲         ╱          b is the base, matched to the stem:
//	             f ═══ e            any vertex of the cycle can be reached
//	                                from there by a path that ends in ═══
//
// The cycle is contracted, and is one outer node from then on; it may become
// part of other blossoms. Its set gets a dual of its own. When that of an inner
// blossom falls to zero, the blossom is expanded again.
//
// # What makes it fast
//
//   - Between two events nothing is touched: duals are anchored in time, and all
//     vertices of a node share one cell, so that a label shifts a whole blossom
//     (duals.go).
//   - A floor under the duals comes down in steps, and keeps every search short
//     (floor.go).
//   - What would happen after the search must have ended is never put into the
//     heap (search.go).
//   - Edges inside a blossom are not scanned twice (search.go, hiding).
//   - Neighbours are close in memory (adjacency.go).
//   - Components of a sparse graph are solved by themselves, on all processors, and
//     settled each at a floor of its own (islands.go).
//   - Of a dense or implicit graph only a few candidates of each vertex are given
//     to the engine; pricing finds what the duals do not cover, and repair takes
//     it in without starting over (sparse.go, pricing.go, index.go, repair.go). Only
//     those of a listed graph that have little slack are looked at each time (edges.go).
//   - Of an implicit graph whole groups are ruled out by a bound on their weights
//     and by what their duals, and those of the blossoms they share, come to at
//     least (query.go, low.go). Each vertex may fall a certain way before it is
//     asked again.
//   - What has been in one blossom since it was last looked at needs no look
//     (homes.go).
//   - Where many vertices are alike they help each other before any of them falls
//     (query.bridge), and what ties within a blossom takes no room in what is
//     reported (index.shortages).
//
// # The cost
//
// At worst O(n (n^2 + m log n)): n augmentations, in each of which every vertex
// may be moved between cells log n times and every edge pushed once, and n
// expansions relabel n vertices. In practice the time is close to linear in the
// number of edges looked at; the README beside this file has the figures. Memory
// beside the caller's edges is some 250 bytes for each vertex and 60 for each edge
// of a sparse graph, and about a kilobyte for each vertex of a dense or an
// implicit one, however many pairs it has.
//
// # Where it comes from
//
// Edmonds, Paths, trees, and flowers, and Maximum matching and a polyhedron with
// 0,1-vertices (1965). Galil, Efficient algorithms for finding maximum matching
// in graphs (1986), for the single tree with lazily shifted duals. Applegate and
// Cook, Solving large-scale matching problems (1993), for the sparse start with
// pricing and repair. Cook and Rohe, Computing minimum-weight perfect matchings
// (1999) and Mehlhorn and Schäfer, Implementation of O(nm log n) weighted
// matchings (2002), for what matters in practice. We deviate in the floor, whose
// levels every search shares; in keeping exposed vertices at the floor rather than
// adding artificial edges for maximum weight; in the bounds for groups; and in
// using one heap where Galil has several, with stale events dropped when they
// come up.
package matching
