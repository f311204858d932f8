package matching

import (
	"context"
	"testing"
)

// FuzzMax reads a graph from bytes: the number of vertices, what multiplies the
// weights, then three bytes for each edge. Some of the edges are added later.
func FuzzMax(f *testing.F) {
	f.Add([]byte{3, 0, 0, 1, 5, 1, 2, 5, 2, 0, 5})
	f.Add([]byte{10, 3, 0, 1, 9, 1, 2, 9, 2, 0, 10, 2, 3, 7, 3, 4, 10, 4, 2, 8, 4, 5, 6})
	f.Add([]byte("matching blossoms in a general graph is not as hard as it looks"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 2 {
			return
		}
		n := int32(data[0] % 15)
		if data[0] >= 240 {
			n = 40
		}
		times := []int64{1, 1, 17, MaxWeight / 255}[data[1]%4]
		later := data[1] >= 128
		var edges []Edge
		for d := data[2:]; len(d) >= 3 && n >= 2; d = d[3:] {
			u, v := int32(d[0])%n, int32(d[1])%n
			if u != v {
				edges = append(edges, Edge{u, v, int64(int(d[2])-16) * times})
			}
		}
		now := len(edges)
		if later {
			now /= 2
		}
		s, err := NewSolver(int(n), edges[:now])
		if err != nil {
			t.Fatal(err)
		}
		if later {
			if _, err := s.Solve(context.Background()); err != nil {
				t.Fatal(err)
			}
			if err := s.AddEdges(edges[now:]); err != nil {
				t.Fatal(err)
			}
		}
		r, err := s.Solve(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if err := Verify(int(n), edges, r); err != nil {
			t.Fatal(err)
		}
		if r.Gap != 0 {
			t.Fatalf("a gap of %d", r.Gap)
		}
		if apart := byIslands(t, t.Context(), int(n), edges, 1, nil); apart.Weight != r.Weight || apart.Gap != 0 {
			t.Fatalf("weight %d; by islands %d with a gap of %d", r.Weight, apart.Weight, apart.Gap)
		}
		if n <= 14 {
			if want := brute(int(n), edges); r.Weight != want {
				t.Fatalf("weight %d, want %d", r.Weight, want)
			}
		}
	})
}
