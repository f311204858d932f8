package matching

import (
	"context"
	"errors"
	"fmt"
)

// Edge joins U and V, two different vertices. An edge whose weight is not
// positive is never used; of parallel edges the heaviest counts.
type Edge struct {
	U, V   int32
	Weight int64
}

// MaxWeight is the greatest weight of an edge, either sign. Duals are of the
// size of weights and are kept doubled, so every intermediate value of a search
// fits an int64 with room to spare.
const MaxWeight = 1 << 56

// MaxVertices is the greatest number of vertices.
const MaxVertices = 1 << 26

var (
	// ErrRange is wrapped by the error for a weight beyond MaxWeight, a number
	// of vertices beyond MaxVertices or a total, or a bound on it, beyond int64.
	ErrRange = errors.New("matching: out of range")
	// ErrEdge is wrapped by the error for an edge with an end that is not a
	// vertex, or with both ends the same.
	ErrEdge = errors.New("matching: bad edge")
	// ErrGroups is wrapped by the error for groups that are not an arrangement
	// of all vertices.
	ErrGroups = errors.New("matching: bad groups")
)

// Result is a matching together with the proof of what it is worth.
type Result struct {
	Mate   []int32 // of each vertex its partner, or -1
	Weight int64   // the sum of the weights of the matched edges
	// Gap is how much heavier another matching could be at most: 0 proves that
	// none is heavier. It is above 0 only if the context ended the work early.
	Gap         int64
	Certificate Certificate
}

// Max finds a matching of greatest weight in the graph with the vertices 0 to
// n-1 and the given edges, which it does not modify. The matching need not be
// perfect: a vertex is left alone where that is worth more.
//
// When ctx is done Max stops and returns the best matching so far without an
// error; Result.Gap then bounds what more time could have gained.
//
// It fails if a weight, n or the total is out of range (ErrRange) or an edge is
// no edge (ErrEdge). When ctx is done early it also fails if the bound is out of
// range, which takes more than a hundred vertices with weights close to MaxWeight;
// a Solver can go on from there.
func Max(ctx context.Context, n int, edges []Edge, opts ...Option) (*Result, error) {
	if len(edges) <= dense*n {
		if err := checkEdges(n, edges); err != nil {
			return nil, err
		}
		if islands := divide(n, edges, leastIsland); islands != nil {
			return maxOfIslands(ctx, n, islands, startOf(n, opts))
		}
	}
	s, err := NewSolver(n, edges, opts...)
	if err != nil {
		return nil, err
	}
	return s.Solve(ctx)
}

func checkEdges(n int, edges []Edge) error {
	if n < 0 || n > MaxVertices {
		return fmt.Errorf("%w: %d vertices", ErrRange, n)
	}
	for i, e := range edges {
		if uint32(e.U) >= uint32(n) || uint32(e.V) >= uint32(n) || e.U == e.V {
			return fmt.Errorf("%w: edge %d joins %d and %d of %d vertices", ErrEdge, i, e.U, e.V, n)
		}
		if e.Weight > MaxWeight || e.Weight < -MaxWeight {
			return fmt.Errorf("%w: edge %d weighs %d", ErrRange, i, e.Weight)
		}
	}
	return nil
}
