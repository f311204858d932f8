package storage

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cowork/pairing"

	"github.com/google/go-cmp/cmp"
)

// What is owed for each need is together what is owed, and each of it is there
// for one need only.
func TestOwedForEachNeedIsAllThatIsOwed(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		s := open(t)
		write(t, s, func(tx *Tx) {
			lanes := []string{"U1", "U2", "C1", Lane("U1", "U2"), Lane("U2", "U3"), Lane("U1", "U2", "U3")}
			for n := range 20 {
				m := message(fmt.Sprint("k", n), lanes[chance.IntN(len(lanes))], monday.Add(time.Duration(chance.IntN(3))*time.Second))
				if chance.IntN(3) == 0 {
					m.Method, m.Target = Update, "k0"
				}
				m.Attached = m.Method == Post && chance.IntN(3) == 0
				must[bool](t)(tx.Owe(m))
				if m.Attached && chance.IntN(2) == 0 {
					ok(t, tx.Uploaded(MessageID(n+1), "F1"))
				}
				if m.Method == Post && chance.IntN(3) == 0 {
					ok(t, tx.MarkDoubt(MessageID(n+1)))
				}
				if chance.IntN(5) == 0 {
					ok(t, tx.Hold(MessageID(n+1), monday.Add(time.Second)))
				}
			}
			ok(t, tx.SaveConversation(Lane("U2", "U3"), "G23"))
			for _, now := range []time.Time{monday.Add(-time.Second), monday, monday.Add(time.Second), monday.Add(time.Minute)} {
				var got []string
				for _, need := range Needs {
					found := must[[]Message](t)(tx.OwedFor(need, now, 100))
					for _, m := range found {
						got = append(got, m.Key)
						_, err := tx.Conversation(m.Lane)
						opened := err == nil || m.Lane == "C1" || !m.Attached && !strings.Contains(m.Lane, ",")
						want := ToBePosted
						switch {
						case m.Method == Update:
							want = ToBeChanged
						case m.Doubt:
							want = ToBeFound
						case !opened:
							want = ToBeOpened
						case m.Attached && m.File == "":
							want = ToBeUploaded
						case m.Attached:
							want = ToBeShared
						}
						if need != want {
							t.Errorf("%+v is owed for need %d, want %d", m, need, want)
						}
					}
				}
				want := keys(t)(tx.Owed(now, 100))
				slices.Sort(got)
				slices.Sort(want)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

// Thousands of conversations that are yet to be opened and of files do not
// hide the one message that came after them.
func TestOwedForFindsWhatIsBehindManyOthers(t *testing.T) {
	s := open(t)
	write(t, s, func(tx *Tx) {
		for n := range 2000 {
			must[bool](t)(tx.Owe(message(fmt.Sprint("group", n), Lane("U1", pairing.MemberID(fmt.Sprint("V", n))), monday)))
			file := message(fmt.Sprint("file", n), fmt.Sprint("C", n), monday)
			file.Attached = true
			must[bool](t)(tx.Owe(file))
		}
		must[bool](t)(tx.Owe(message("direct", "U1", monday.Add(time.Minute))))
		if got := keys(t)(tx.OwedFor(ToBePosted, monday.Add(time.Hour), 10)); !slices.Equal(got, []string{"direct"}) {
			t.Errorf("to be posted: %v", got)
		}
		if got := keys(t)(tx.OwedFor(ToBeOpened, monday.Add(time.Hour), 1)); !slices.Equal(got, []string{"group0"}) {
			t.Errorf("to be opened: %v", got)
		}
		if got := keys(t)(tx.OwedFor(ToBeUploaded, monday.Add(time.Hour), 1)); !slices.Equal(got, []string{"file0"}) {
			t.Errorf("to be uploaded: %v", got)
		}
	})
}

// Those who write take turns in the order in which they came.
func TestWritersTakeTurnsInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		const writers = 100
		var got []int
		var all sync.WaitGroup
		ok(t, s.Write(context.Background(), func(*Tx) error {
			for n := range writers {
				all.Go(func() {
					if err := s.Write(context.Background(), func(*Tx) error { got = append(got, n); return nil }); err != nil {
						t.Error(err)
					}
				})
				synctest.Wait() // until it stands in line
			}
			return nil
		}))
		all.Wait()
		if !slices.IsSorted(got) || len(got) != writers {
			t.Errorf("they wrote in the order %v", got)
		}
	})
}

// BenchmarkOwedFor looks for what may be posted in an outbox of 10,000 direct
// messages behind 5,000 conversations that are yet to be opened.
func BenchmarkOwedFor(b *testing.B) {
	s := open(b)
	write(b, s, func(tx *Tx) {
		for n := range 5000 {
			must[bool](b)(tx.Owe(message(fmt.Sprint("group:", n), Lane("U1", pairing.MemberID(fmt.Sprint("V", n))), monday)))
		}
		for n := range 10000 {
			must[bool](b)(tx.Owe(message(fmt.Sprint("key:", n), fmt.Sprint("U", n), monday)))
		}
	})
	for b.Loop() {
		ok(b, s.Read(context.Background(), func(tx *Tx) error {
			for _, need := range Needs {
				must[[]Message](b)(tx.OwedFor(need, monday, 64))
			}
			return nil
		}))
	}
}
