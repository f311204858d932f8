package storage

import (
	"fmt"
	"slices"
	"strings"

	"cowork/pairing"
)

// Lane names the conversation with some people, whatever their order: the
// messages of a lane are sent one after the other.
func Lane(people ...pairing.MemberID) string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = string(p)
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ",")
}

// Conversation returns the Slack channel of a lane, or ErrNotFound if it was
// not opened yet.
func (tx *Tx) Conversation(lane string) (string, error) {
	return one(tx, fmt.Sprintf("load the conversation of %s", lane), value[string],
		`SELECT channel FROM conversation WHERE lane = ?`, lane)
}

// ForgetConversation forgets the Slack channel of a lane: it is asked for
// anew.
func (tx *Tx) ForgetConversation(lane string) error {
	_, err := tx.exec(fmt.Sprintf("forget the conversation of %s", lane), `DELETE FROM conversation WHERE lane = ?`, lane)
	return err
}

// SaveConversation keeps the Slack channel of a lane.
func (tx *Tx) SaveConversation(lane, channel string) error {
	_, err := tx.exec(fmt.Sprintf("save the conversation of %s", lane),
		`INSERT INTO conversation (lane, channel) VALUES (?, ?) ON CONFLICT (lane) DO UPDATE SET channel = excluded.channel`, lane, channel)
	return err
}

// LanesAhead returns the lanes of those who are asked whether they would work
// together and have no conversation yet, at most limit of them, those whose
// answers are due first before the others. Its cost is that of all who are
// asked.
func (tx *Tx) LanesAhead(limit int) ([]string, error) {
	return list(tx, "load whose conversation may be needed", value[string], `
		SELECT lane FROM (
			SELECT answer_by, id, (SELECT group_concat(person, ',' ORDER BY person) FROM seat WHERE duo = duo.id) AS lane
			FROM duo WHERE state = 'proposed') asked
		WHERE NOT EXISTS (SELECT 1 FROM conversation c WHERE c.lane = asked.lane)
		GROUP BY lane ORDER BY min(answer_by), min(id)`+atMost(limit))
}
