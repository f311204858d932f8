package matching

import (
	"math"
	"math/bits"
)

// total is a sum of integers that are not negative, in 128 bits.
type total struct{ hi, lo uint64 }

func (t *total) add(x int64) {
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, uint64(x), 0)
	t.hi += carry
}

func (t *total) addProduct(x, y int64) {
	hi, lo := bits.Mul64(uint64(x), uint64(y))
	var carry uint64
	t.lo, carry = bits.Add64(t.lo, lo, 0)
	t.hi += hi + carry
}

func (t total) int64() (int64, bool) {
	return int64(t.lo), t.hi == 0 && t.lo <= math.MaxInt64
}
