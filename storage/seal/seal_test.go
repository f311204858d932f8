package seal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func newKey(t *testing.T) string {
	t.Helper()
	key, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func parse(t *testing.T, text string) Keys {
	t.Helper()
	k, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSealOpens(t *testing.T) {
	k := parse(t, newKey(t))
	for _, text := range []string{"", "Linzer Gasse 12", "with \x00 in it", strings.Repeat("long ", 1000)} {
		box, err := k.Seal("U1", text)
		if err != nil {
			t.Fatal(err)
		}
		if text != "" && bytes.Contains(box, []byte(text)) {
			t.Errorf("%.20q is readable in its box", text)
		}
		got, err := k.Open("U1", box)
		if err != nil || got != text {
			t.Errorf("%.20q opens as %.20q, %v", text, got, err)
		}
		if _, err := k.Open("U2", box); !errors.Is(err, ErrOwner) {
			t.Errorf("in somebody else's row: %v", err)
		}
		box[len(box)-1] ^= 1
		if got, err := k.Open("U1", box); !errors.Is(err, ErrKey) {
			t.Errorf("a damaged box opens as %q, %v", got, err)
		}
	}
}

// A new key is put first, then what is old is sealed anew, then the old key is
// dropped: at no moment is anything unreadable.
func TestRotation(t *testing.T) {
	before, after := newKey(t), newKey(t)
	box, err := parse(t, before).Seal("U1", "address")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parse(t, after).Open("U1", box); !errors.Is(err, ErrKey) {
		t.Errorf("the wrong key: %v", err)
	}
	both := parse(t, after+" , "+before)
	text, err := both.Open("U1", box)
	if err != nil {
		t.Fatal(err)
	}
	if box, err = both.Seal("U1", text); err != nil {
		t.Fatal(err)
	}
	if text, err := parse(t, after).Open("U1", box); err != nil || text != "address" {
		t.Errorf("after the rotation: %q, %v", text, err)
	}
}

func TestParseRefuses(t *testing.T) {
	good := newKey(t)
	for _, text := range []string{"", "marker-password", good + ",", good + ",marker", strings.ToLower(good)[:40], "age1marker"} {
		_, err := Parse(text)
		if err == nil {
			t.Errorf("%q is taken", text)
			continue
		}
		if strings.Contains(err.Error(), "marker") || strings.Contains(err.Error(), good) {
			t.Errorf("the error shows the key: %v", err)
		}
	}
	var none Keys
	if _, err := none.Open("U1", nil); none.Ready() || !errors.Is(err, ErrKey) {
		t.Errorf("no keys: %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	key, err := New()
	if err != nil {
		f.Fatal(err)
	}
	k, err := Parse(key)
	if err != nil {
		f.Fatal(err)
	}
	box, err := k.Seal("U1", "x")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(box)
	f.Fuzz(func(t *testing.T, box []byte) {
		if text, err := k.Open("U2", box); err == nil {
			t.Errorf("opened as %q", text)
		}
	})
}
