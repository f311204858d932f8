package matching

import (
	"context"
	"slices"
)

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

// run lowers the floor until the matching is optimal among the edges that the
// engine knows, or the context is done.
func (e *engine) run(ctx context.Context) {
	e.ctx, e.patience, e.stopped = ctx, 0, false
	e.searchAll(e.floor)
	for !e.settled() && !e.halted() {
		e.floor = e.nextFloor()
		e.searchAll(e.floor)
	}
}

// settled reports whether no more vertices are exposed than must be, or the
// floor can fall no further.
func (e *engine) settled() bool {
	return e.floor == 0 || e.exposed() <= e.present%2
}

// plan sets the levels for the floor: quantiles of the least duals that the
// edges of each vertex by themselves justify, then on down in growing steps.
func (e *engine) plan() {
	var best []int64
	for _, arcs := range e.adj {
		if len(arcs) > 0 {
			best = append(best, arcs[0].w2/2)
		}
	}
	e.levels = e.levels[:0]
	if len(best) == 0 {
		return
	}
	slices.Sort(best)
	high := best[len(best)-1]
	for i := levelCount - 1; i > 0; i-- {
		e.levels = append(e.levels, high/(levelCount+1)*int64(i))
	}
	slices.Reverse(e.levels)
}

const levelCount = 16

// nextFloor takes the next level below the present floor.
func (e *engine) nextFloor() int64 {
	for len(e.levels) > 0 {
		last := len(e.levels) - 1
		level := e.levels[last]
		e.levels = e.levels[:last]
		if level < e.floor {
			return level
		}
	}
	return 0
}
