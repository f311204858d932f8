package storage

import (
	"fmt"
	"time"
)

// UntilResume is the end of a pause that has none: it lasts until the member
// resumes.
var UntilResume = time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)

// unix is how an instant is stored: whole seconds, the zero time as NULL.
func unix(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Unix()
}

// ceil is unix rounded up, for an instant before which nothing may happen.
func ceil(t time.Time) any {
	if t.Nanosecond() > 0 {
		t = t.Truncate(time.Second).Add(time.Second)
	}
	return unix(t)
}

// instant scans what unix stored.
type instant struct{ t *time.Time }

// at scans an instant into t, in UTC.
func at(t *time.Time) instant { return instant{t} }

func (i instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i.t = time.Time{}
	case int64:
		*i.t = time.Unix(v, 0).UTC()
	default:
		return fmt.Errorf("an instant is stored as %T, not as seconds", src)
	}
	return nil
}
