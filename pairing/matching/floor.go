package matching

import "slices"

// The floor. In a heaviest matching every exposed vertex has a dual of zero, so
// it seems natural to search from each exposed vertex until it is matched or
// its dual has fallen that far. But where a component has an odd number of
// vertices one of them must fall all the way, and it drags every dual of the
// component along: a search as large as a town, for one person.
//
// So no dual may fall below a floor, which starts near the highest dual and is
// lowered step by step. All searches at one level are short, and together they
// come close to what a simultaneous growth of all trees would do. As soon as
// only one vertex is exposed, or none, and an odd or even number of vertices
// respectively, the matching is optimal at whatever level the floor then is:
// every matching leaves that many out, and nobody stands lower. The certificate
// says the same without a floor: lower all duals by it, and give the set of all
// vertices, which is odd, twice the floor as its dual.

// levels is how many steps the floor takes from the highest dual to where
// nearly all duals come to rest. More steps make more but shorter searches.
const levels = 16

// plan sets the step of the floor. To begin with a vertex needs a dual of the
// weight of its heaviest edge, best. A vertex whose neighbours all have better
// to do must fall: if they stand at the highest best, to about as far below its
// own best as that is above. So the steps divide the range from high to
// 2*low - high evenly, where all but one in a hundred have a best of low or
// more. Below that range each step is a quarter larger than the one before.
func (e *engine) plan() {
	best := make([]int64, 0, e.n)
	for v := range int32(e.n) {
		if len(e.adj[v]) > 0 {
			best = append(best, e.best(v))
		}
	}
	if len(best) == 0 {
		e.floor, e.step, e.first, e.evenTo = 0, 1, 1, 0
		return
	}
	slices.Sort(best)
	high, low := best[len(best)-1], best[len(best)/100]
	e.evenTo = max(0, 2*low-high)
	e.step = (high-e.evenTo)/levels + 1
	e.first = e.step
	e.floor = max(0, high-e.step)
}

// lower takes the floor down by a step.
func (e *engine) lower() {
	if e.floor <= e.evenTo {
		e.step += e.step/4 + 1
	}
	e.floor = max(0, e.floor-e.step)
}

// settled reports whether no more vertices are exposed than must be, or the
// floor can fall no further.
func (e *engine) settled() bool {
	return e.floor == 0 || e.exposed() <= e.present%2
}

// descend lowers the floor by up to so many steps, until the matching is
// optimal among the edges that the engine knows.
func (e *engine) descend(steps int) {
	for ; steps > 0 && !e.settled() && !e.halted(); steps-- {
		e.lower()
		e.searchAll(e.floor)
	}
}

// resume searches from vertices that a repair has exposed, whose duals may be
// anywhere above the floor. Like the floor itself, the height at which a search
// rests comes down in steps, so that the trees grow side by side.
func (e *engine) resume() {
	high := e.floor
	for v := range e.vert {
		if e.vert[v].mate == none && !e.gone[v] {
			high = max(high, e.dual(int32(v)))
		}
	}
	const steps = 8
	for i := int64(steps - 1); i >= 0; i-- {
		e.searchAll(e.floor + (high-e.floor)/steps*i)
	}
}
