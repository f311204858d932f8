package matching

import "testing"

// TestCloseEdges has a dense graph solved in steps: whatever was set aside as not
// close is covered, although nobody looked, as long as no vertex fell too far.
func TestCloseEdges(t *testing.T) {
	n, edges := uniform(120, 1, 1000)
	s, err := NewSolver(n, edges)
	if err != nil {
		t.Fatal(err)
	}
	s.e.ctx = t.Context()
	l := s.source.(*edgeList)
	spared := 0
	for range 2000 {
		found, err := l.shortages(s.e)
		if err != nil {
			t.Fatal(err)
		}
		if len(l.close) < len(edges) {
			spared++
		}
		if all := l.among(s.e, edges); len(all) != len(found) {
			t.Fatalf("%d edges are short, but only %d are close and short", len(all), len(found))
		}
		if s.add(found) {
			s.e.resume()
		} else if s.e.settled() {
			if spared == 0 {
				t.Error("nothing was ever set aside")
			}
			return
		} else {
			s.e.descend(1)
		}
	}
	t.Fatal("the floor never came down")
}
