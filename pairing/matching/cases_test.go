package matching

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// hardCase is a graph from testdata/cases.txt.
type hardCase struct {
	name   string
	edges  []Edge
	mates  [][2]int32 // nil if several matchings weigh the same
	weight int64
}

func readCases(t *testing.T) []hardCase {
	data, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	var cases []hardCase
	for i, line := range strings.Split(string(data), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		if word == "case" {
			cases = append(cases, hardCase{name: rest})
			continue
		}
		c := &cases[len(cases)-1]
		for _, f := range strings.Fields(rest) {
			var u, v int32
			var w int64
			switch word {
			case "edges":
				_, err = fmt.Sscanf(f, "%d-%d:%d", &u, &v, &w)
				c.edges = append(c.edges, Edge{u, v, w})
			case "mates":
				_, err = fmt.Sscanf(f, "%d-%d", &u, &v)
				c.mates = append(c.mates, [2]int32{u, v})
			case "weight":
				_, err = fmt.Sscanf(f, "%d", &c.weight)
			default:
				err = fmt.Errorf("unknown word %s", word)
			}
			if err != nil {
				t.Fatalf("cases.txt:%d: %v", i+1, err)
			}
		}
	}
	return cases
}

func TestCases(t *testing.T) {
	for _, c := range readCases(t) {
		t.Run(c.name, func(t *testing.T) {
			n := 0
			for _, e := range c.edges {
				n = max(n, int(e.U)+1, int(e.V)+1)
			}
			if want := brute(n, c.edges); want != c.weight {
				t.Errorf("brute force finds %d", want)
			}
			check := func(r *Result) {
				t.Helper()
				if r.Weight != c.weight || r.Gap != 0 {
					t.Errorf("weight %d, gap %d, want %d", r.Weight, r.Gap, c.weight)
				}
				if err := Verify(n, c.edges, r); err != nil {
					t.Error(err)
				}
				if c.mates == nil {
					return
				}
				want := slices.Repeat([]int32{none}, n)
				for _, m := range c.mates {
					want[m[0]], want[m[1]] = m[1], m[0]
				}
				if !slices.Equal(r.Mate, want) {
					t.Errorf("mates %v, want %v", r.Mate, want)
				}
			}
			check(solve(t, n, c.edges))
			check(solveFromZero(t, n, c.edges))
		})
	}
}

// solveFromZero solves with the floor at zero from the start, and without the
// head start that snap gives, so that every search is as long as it can be.
func solveFromZero(t testing.TB, n int, edges []Edge) *Result {
	t.Helper()
	s, err := NewSolver(n, edges)
	if err != nil {
		t.Fatal(err)
	}
	e := newEngine(n, s.e.adj)
	e.step = 1
	high := int64(0)
	for v := range int32(n) {
		high = max(high, e.best(v))
	}
	for v := range e.vert {
		e.vert[v].y = high
	}
	s.e = e
	r, err := s.Solve(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := Verify(n, edges, r); err != nil {
		t.Fatal(err)
	}
	return r
}
