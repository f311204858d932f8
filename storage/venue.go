package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"cowork/pairing"
)

// Venue is a public place of the catalogue. Its Used is filled in by Snapshot
// only.
type Venue struct {
	pairing.Venue
	Source      string // where it came from, unique there: "osm:node/1", "csv:Café Nord"; "" nowhere
	Attribution string // whose data it is, to be named beside it; "" nobody's
	Kept        string // fields that people corrected, which an import leaves alone: names of VenueFields with commas between them
	Retired     bool   // not suggested any more
	UpdatedAt   time.Time
}

const venueColumns = `id, name, type, area, lat, lon, address, tz, hours, wifi, sockets, quiet, calls, step_free, price, notes, source, attribution, kept, retired, updated_at`

// scanVenue scans the venueColumns; zones remembers the time zones that were
// loaded already.
func scanVenue(zones map[string]*time.Location) func(scanner) (Venue, error) {
	return func(row scanner) (v Venue, err error) {
		var lat, lon sql.NullFloat64
		var tz string
		err = row.Scan(&v.ID, &v.Name, &v.Type, &v.Area.Label, &lat, &lon, &v.Address, &tz, &v.Hours, &v.WiFi, &v.Sockets,
			&v.Quiet, &v.Calls, &v.StepFree, &v.Price, &v.Notes, &v.Source, &v.Attribution, &v.Kept, &v.Retired, at(&v.UpdatedAt))
		v.Area.Located, v.Area.Lat, v.Area.Lon = lat.Valid, lat.Float64, lon.Float64
		if tz != "" {
			v.Zone = zoneIn(zones, tz)
		}
		return v, err
	}
}

// zoneIn is zone, which reads a file, once for each name.
func zoneIn(zones map[string]*time.Location, name string) *time.Location {
	loc, ok := zones[name]
	if !ok {
		loc = zone(name)
		zones[name] = loc
	}
	return loc
}

// SaveVenue adds a venue or replaces what is known about it, and returns its
// ID. The one that is replaced is the one with the same ID, or if the ID is 0
// the one from the same source: importing a file twice adds nothing. (That a
// source is not empty is said to SQLite, which uses the index only then.)
func (tx *Tx) SaveVenue(v Venue, now time.Time) (pairing.VenueID, error) {
	doing := fmt.Sprintf("save venue %q", v.Name)
	id := sql.NullInt64{Int64: int64(v.ID), Valid: v.ID != 0}
	if !id.Valid && v.Source != "" {
		if err := tx.sql.QueryRowContext(tx.ctx, `SELECT max(id) FROM venue WHERE source = ? AND source <> ''`, v.Source).Scan(&id); err != nil {
			return 0, wrap(err, "%s", doing)
		}
	}
	var tz string
	if v.Zone != nil {
		tz = v.Zone.String()
	}
	lat, lon := coordinates(v.Area)
	return one(tx, doing, value[pairing.VenueID], `
		INSERT INTO venue (`+venueColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type, area = excluded.area, lat = excluded.lat,
			lon = excluded.lon, address = excluded.address, tz = excluded.tz, hours = excluded.hours, wifi = excluded.wifi,
			sockets = excluded.sockets, quiet = excluded.quiet, calls = excluded.calls, step_free = excluded.step_free,
			price = excluded.price, notes = excluded.notes, source = excluded.source,
			attribution = excluded.attribution, kept = excluded.kept, retired = excluded.retired,
			updated_at = excluded.updated_at
		RETURNING id`,
		id, v.Name, v.Type, v.Area.Label, lat, lon, v.Address, tz, v.Hours, v.WiFi, v.Sockets,
		v.Quiet, v.Calls, v.StepFree, v.Price, v.Notes, v.Source, v.Attribution, v.Kept, v.Retired, now.Unix())
}

// ImportVenue is SaveVenue for a venue from a file: what people corrected by
// hand since it was first imported stays as they said.
func (tx *Tx) ImportVenue(v Venue, now time.Time) (pairing.VenueID, error) {
	was, err := one(tx, fmt.Sprintf("load venue %q", v.Source), scanVenue(map[string]*time.Location{}), `SELECT `+venueColumns+` FROM venue WHERE source = ? AND source <> ''`, v.Source)
	switch {
	case err == nil:
		v.ID, v.Kept = was.ID, was.Kept
		v.keep(&was)
	case !errors.Is(err, ErrNotFound):
		return 0, err
	}
	return tx.SaveVenue(v, now)
}

// Venue returns one venue, retired or not, or ErrNotFound.
func (tx *Tx) Venue(id pairing.VenueID) (Venue, error) {
	return one(tx, fmt.Sprintf("load venue %d", id), scanVenue(map[string]*time.Location{}), `SELECT `+venueColumns+` FROM venue WHERE id = ?`, id)
}

// Venues returns the venues that are not retired, in the order of their IDs.
func (tx *Tx) Venues() ([]Venue, error) {
	return list(tx, "load venues", scanVenue(map[string]*time.Location{}), `SELECT `+venueColumns+` FROM venue WHERE retired = 0 ORDER BY id`)
}

// nearest bounds how far VenuesNear looks, in degrees of latitude: four times
// as far each time, from about 1 km to about 70.
var nearest = []float64{0.01, 0.04, 0.16, 0.64}

// VenuesNear returns the venues that are not retired and lie next to a point,
// roughly the nearest first, at most limit of them and none that is farther
// away than about 70 km. Where there are many it looks at few.
func (tx *Tx) VenuesNear(lat, lon float64, limit int) (found []Venue, err error) {
	wide := 1 / max(math.Cos(lat*math.Pi/180), 0.01) // a degree of longitude is that much shorter
	for _, reach := range nearest {
		found, err = list(tx, "load the venues near a point", scanVenue(map[string]*time.Location{}), `
			SELECT `+venueColumns+` FROM venue WHERE retired = 0 AND lat IS NOT NULL AND lat BETWEEN ?1 - ?3 AND ?1 + ?3 AND lon BETWEEN ?2 - ?3 * ?4 AND ?2 + ?3 * ?4
			ORDER BY (lat - ?1) * (lat - ?1) + (lon - ?2) * (lon - ?2) / (?4 * ?4), id LIMIT ?5`, lat, lon, reach, wide, limit)
		if err != nil || len(found) == limit {
			return found, err
		}
	}
	return found, nil
}

// RetireVenue stops suggesting a venue. It stays, because history names it.
func (tx *Tx) RetireVenue(id pairing.VenueID, now time.Time) error {
	return tx.execOne(fmt.Sprintf("retire venue %d", id), `UPDATE venue SET retired = 1, updated_at = ? WHERE id = ?`, now.Unix(), id)
}

// CorrectedSources are the sources of venues of which people corrected
// something.
func (tx *Tx) CorrectedSources() (map[string]bool, error) {
	all, err := list(tx, "load corrected venues", value[string], `SELECT source FROM venue WHERE kept <> '' AND source <> ''`)
	sources := map[string]bool{}
	for _, s := range all {
		sources[s] = true
	}
	return sources, err
}
