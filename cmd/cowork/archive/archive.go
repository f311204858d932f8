// Package archive writes what the database holds as JSON for people to take
// away: the whole workspace for its operator, or what belongs to one person.
//
//	w, err := archive.Collect(tx)
//	err = archive.Write(out, w)
//
// What may leave is listed here, field by field, and nothing else does: a new
// column stays at home until somebody puts it on the list. An export of the
// workspace holds no address, nobody's avoids, wishes or close friends, no
// feedback, no check-in, and no score, from which such could be told. An export
// of one person holds all that the person said themselves, and of others their
// names and the days together, which the person knows.
//
// The workspace reads back (Read), so that cowork simulate can play a year of
// rounds over it.
package archive

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"cowork/pairing"
)

// Format numbers what the fields mean.
const Format = 1

// Workspace is everything of a workspace that its operator may carry away.
type Workspace struct {
	Format  int      `json:"cowork_export"`
	Circles []Circle `json:"circles"`
	People  []Person `json:"people"`
	Venues  []Venue  `json:"venues"`
	Rounds  []Round  `json:"rounds"`
}

// Circle is a group that is paired together.
type Circle struct {
	Name       string    `json:"name"`
	Schedule   string    `json:"schedule"`
	TZ         string    `json:"time_zone"`
	Cooldown   int       `json:"cooldown"`
	Trio       bool      `json:"trio"`
	MinOverlap int       `json:"min_overlap_minutes"`
	HomeRun    int       `json:"home_run"`
	Neutral    bool      `json:"neutral_ground"`
	Holidays   []Holiday `json:"holidays,omitempty"`
	Members    []Member  `json:"members"`
}

// Holiday is a public holiday.
type Holiday struct {
	Day  string `json:"day"`
	Name string `json:"name,omitempty"`
}

// Member is somebody's part in a circle.
type Member struct {
	Person pairing.MemberID `json:"person"`
	Active bool             `json:"active"`
	Joined time.Time        `json:"joined"`
	Paused *time.Time       `json:"paused_until,omitempty"`
	Rests  []int            `json:"rested_in_rounds,omitempty"`
}

// Person is somebody with what others may know of them.
type Person struct {
	ID      pairing.MemberID `json:"id"`
	Name    string           `json:"name,omitempty"`
	TZ      string           `json:"time_zone"`
	Guest   bool             `json:"guest,omitempty"`
	Profile *Profile         `json:"profile,omitempty"`
}

// Profile is how, where and when somebody works. The area is as coarse as it is
// kept, about a kilometre.
type Profile struct {
	Field     string            `json:"field,omitempty"`
	Situation string            `json:"situation,omitempty"`
	Area      string            `json:"area,omitempty"`
	Lat       *float64          `json:"lat,omitempty"`
	Lon       *float64          `json:"lon,omitempty"`
	TravelKM  int               `json:"travel_km"`
	Hours     map[string]string `json:"hours"`
	Kinds     []string          `json:"works_at"`
	Hosting   string            `json:"hosts"`
	HomesSoon bool              `json:"homes_from_the_first_time,omitempty"`
	Habits    pairing.Habits    `json:"habits"`
	Needs     pairing.Offers    `json:"needs,omitempty"`
	Offers    pairing.Offers    `json:"home_offers,omitempty"`
}

// Venue is a public place of the catalogue.
type Venue struct {
	ID          pairing.VenueID   `json:"id"`
	Name        string            `json:"name"`
	Type        pairing.VenueType `json:"type"`
	Area        string            `json:"area,omitempty"`
	Lat         *float64          `json:"lat,omitempty"`
	Lon         *float64          `json:"lon,omitempty"`
	Address     string            `json:"address,omitempty"`
	TZ          string            `json:"time_zone,omitempty"`
	Hours       string            `json:"hours,omitempty"`
	WiFi        pairing.Tri       `json:"wifi"`
	Sockets     pairing.Tri       `json:"sockets"`
	Quiet       pairing.Tri       `json:"quiet"`
	Calls       pairing.Tri       `json:"calls"`
	StepFree    pairing.Tri       `json:"step_free"`
	Price       int               `json:"price,omitempty"`
	Notes       string            `json:"notes,omitempty"`
	Source      string            `json:"source,omitempty"`
	Attribution string            `json:"attribution,omitempty"`
}

// Round is one turn of a circle with its duos.
type Round struct {
	Circle string    `json:"circle"`
	Number int       `json:"number"`
	Opened time.Time `json:"opened"`
	Duos   []Duo     `json:"duos"`
}

// Duo is who was put together, when, where, and what became of it.
type Duo struct {
	Members []pairing.MemberID `json:"members"`
	State   string             `json:"state"`
	Start   time.Time          `json:"start"`
	End     time.Time          `json:"end"`
	Place   Place              `json:"place"`
}

// Place is where a duo works.
type Place struct {
	Kind  string           `json:"kind"`
	Host  pairing.MemberID `json:"host,omitempty"`
	Venue pairing.VenueID  `json:"venue,omitempty"`
}

// Write writes an export as people can read it, too.
func Write(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// largest bounds what Read takes: an export of ten years of ten thousand people
// is smaller.
const largest = 2 << 30

// Read reads the export of a workspace from a file. The error names the line of
// what cannot be read.
func Read(file string) (Workspace, error) {
	var w Workspace
	f, err := os.Open(file)
	if err != nil {
		return w, fmt.Errorf("%s: no such file, or it cannot be read", file)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, largest))
	if err != nil {
		return w, fmt.Errorf("%s: it cannot be read", file)
	}
	if err := json.Unmarshal(raw, &w); err != nil {
		at := int64(len(raw))
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		switch {
		case errors.As(err, &syntax):
			at = syntax.Offset
		case errors.As(err, &kind):
			at = kind.Offset
		}
		line := 1 + strings.Count(string(raw[:min(at, int64(len(raw)))]), "\n")
		return w, fmt.Errorf("%s, line %d: it is no export of cowork: %v", file, line, err)
	}
	if w.Format != Format {
		return w, fmt.Errorf("%s: it is no export of a workspace; cowork export makes one", file)
	}
	return w, nil
}
