package storage

import (
	"database/sql"
	"time"

	"cowork/pairing"
)

const profileColumns = `field, situation, area, lat, lon, travel_km, kinds, hosting, homes_soon, talk, calls, music, breaks, pets, smoke, needs`

// profileScan returns where the profileColumns go, and what makes the area
// whole after the scan.
func profileScan(p *pairing.Profile) (into []any, finish func()) {
	var lat, lon sql.NullFloat64
	h := &p.Habits
	into = []any{&p.Field, &p.Situation, &p.Area.Label, &lat, &lon, &p.TravelKM, &p.Kinds, &p.Hosting, &p.HomesSoon,
		&h.Talk, &h.Calls, &h.Music, &h.Breaks, &h.Pets, &h.Smoke, &p.Needs}
	return into, func() { p.Area.Located, p.Area.Lat, p.Area.Lon = lat.Valid, lat.Float64, lon.Float64 }
}

// coordinates are what is stored of an area: both or neither.
func coordinates(a pairing.Area) (lat, lon sql.NullFloat64) {
	return sql.NullFloat64{Float64: a.Lat, Valid: a.Located}, sql.NullFloat64{Float64: a.Lon, Valid: a.Located}
}

// Profile returns what a person said about how, where and when they work, or
// ErrNotFound.
func (tx *Tx) Profile(person pairing.MemberID) (pairing.Profile, error) {
	doing := "load the profile of " + string(person)
	p, err := one(tx, doing, func(row scanner) (p pairing.Profile, err error) {
		into, finish := profileScan(&p)
		err = row.Scan(into...)
		finish()
		return p, err
	}, `SELECT `+profileColumns+` FROM profile WHERE person = ?`, person)
	if err != nil {
		return p, err
	}
	_, err = list(tx, doing, func(row scanner) (struct{}, error) {
		var day time.Weekday
		var h pairing.Hours
		err := row.Scan(&day, &h.From, &h.Until)
		if err == nil {
			p.Week[day] = h
		}
		return struct{}{}, err
	}, `SELECT weekday, start_min, end_min FROM hours WHERE person = ?`, person)
	return p, err
}

// SaveProfile replaces a person's profile. It returns ErrConflict if a value
// is out of its range or the person is not known.
func (tx *Tx) SaveProfile(person pairing.MemberID, p pairing.Profile, now time.Time) error {
	doing := "save the profile of " + string(person)
	lat, lon := coordinates(p.Area)
	h := p.Habits
	if _, err := tx.exec(doing, `
		INSERT INTO profile (person, `+profileColumns+`, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (person) DO UPDATE SET field = excluded.field, situation = excluded.situation, area = excluded.area,
			lat = excluded.lat, lon = excluded.lon, travel_km = excluded.travel_km, kinds = excluded.kinds,
			hosting = excluded.hosting, homes_soon = excluded.homes_soon, talk = excluded.talk, calls = excluded.calls,
			music = excluded.music, breaks = excluded.breaks, pets = excluded.pets, smoke = excluded.smoke, needs = excluded.needs,
			updated_at = excluded.updated_at`,
		person, p.Field, p.Situation, p.Area.Label, lat, lon, p.TravelKM, p.Kinds, p.Hosting, p.HomesSoon,
		h.Talk, h.Calls, h.Music, h.Breaks, h.Pets, h.Smoke, p.Needs, now.Unix()); err != nil {
		return err
	}
	if _, err := tx.exec(doing, `DELETE FROM hours WHERE person = ?`, person); err != nil {
		return err
	}
	for day, hours := range p.Week {
		if hours.Off() {
			continue
		}
		if _, err := tx.exec(doing, `INSERT INTO hours (person, weekday, start_min, end_min) VALUES (?, ?, ?, ?)`,
			person, day, hours.From, hours.Until); err != nil {
			return err
		}
	}
	return nil
}
