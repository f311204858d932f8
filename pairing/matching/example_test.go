package matching_test

import (
	"context"
	"fmt"

	"cowork/pairing/matching"
)

// The heaviest edge of the path is not part of the heaviest matching.
func ExampleMax() {
	edges := []matching.Edge{{U: 0, V: 1, Weight: 5}, {U: 1, V: 2, Weight: 7}, {U: 2, V: 3, Weight: 5}}
	r, err := matching.Max(context.Background(), 4, edges)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Mate, r.Weight, r.Gap)
	fmt.Println(matching.Verify(4, edges, r))
	// Output:
	// [1 0 3 2] 10 0
	// <nil>
}

// When somebody leaves, the rest are matched again, from where things stood.
func ExampleSolver() {
	ctx := context.Background()
	s, err := matching.NewSolver(4, []matching.Edge{{U: 0, V: 1, Weight: 5}, {U: 1, V: 2, Weight: 7}, {U: 2, V: 3, Weight: 5}})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, _ := s.Solve(ctx)
	fmt.Println(r.Mate, r.Weight)
	_ = s.Withdraw(3)
	r, _ = s.Solve(ctx)
	fmt.Println(r.Mate, r.Weight)
	_ = s.AddEdges([]matching.Edge{{U: 0, V: 2, Weight: 9}})
	r, _ = s.Solve(ctx)
	fmt.Println(r.Mate, r.Weight)
	// Output:
	// [1 0 3 2] 10
	// [-1 2 1 -1] 7
	// [2 -1 0 -1] 9
}
