package storage

import (
	"fmt"
	"time"

	"cowork/pairing"
)

// Holiday is a public holiday of a circle.
type Holiday struct {
	pairing.Date
	Name string
}

// SaveHolidays replaces the public holidays of a circle.
func (tx *Tx) SaveHolidays(circle CircleID, all []Holiday) error {
	const doing = "save public holidays"
	if _, err := tx.exec(doing, `DELETE FROM holiday WHERE circle = ?`, circle); err != nil {
		return err
	}
	for _, h := range all {
		day := fmt.Sprintf("%04d-%02d-%02d", h.Year, int(h.Month), h.Day)
		if _, err := tx.exec(doing, `INSERT INTO holiday (circle, day, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, circle, day, h.Name); err != nil {
			return err
		}
	}
	return nil
}

// Holidays returns the public holidays of a circle, earliest first.
func (tx *Tx) Holidays(circle CircleID) ([]Holiday, error) {
	return list(tx, "load public holidays", func(row scanner) (h Holiday, err error) {
		var day string
		if err = row.Scan(&day, &h.Name); err != nil {
			return h, err
		}
		t, err := time.Parse(time.DateOnly, day)
		h.Year, h.Month, h.Day = t.Date()
		return h, err
	}, `SELECT day, name FROM holiday WHERE circle = ? ORDER BY day`, circle)
}

// holidays loads those of the circle.
func (s *snapshot) holidays([]pairing.MemberID) error {
	all, err := s.tx.Holidays(s.circle.ID)
	for _, h := range all {
		s.in.Holidays = append(s.in.Holidays, h.Date)
	}
	return err
}
