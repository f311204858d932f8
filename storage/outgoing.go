package storage

import "time"

// Need is what a message that is owed needs next. Each is limited by Slack on
// its own, so that those with one need never wait behind those with another:
// five thousand conversations that are yet to be opened, fifty a minute, hold
// up no direct message.
type Need int

// The needs.
const (
	ToBeChanged  Need = iota // an update of a message
	ToBePosted               // into a conversation with one person, a channel, or one that was opened
	ToBeUploaded             // the file of a post into a conversation that was opened
	ToBeShared               // a file that was uploaded
	ToBeOpened               // a post into a conversation of several, or with a file, that is not known yet
	ToBeFound                // a post that may be there already
)

// Needs lists them all.
var Needs = []Need{ToBeChanged, ToBePosted, ToBeUploaded, ToBeShared, ToBeOpened, ToBeFound}

// needs are the rows of each need. The terms that do not ask for the
// conversation are those of an index each, so that the first of one need are
// found without a look at the rest.
var needs = map[Need][]string{
	ToBeChanged: {`method = 'update'`},
	ToBePosted: {
		`method = 'post' AND doubt = 0 AND attached = 0 AND instr(lane, ',') = 0`,
		`method = 'post' AND doubt = 0 AND attached = 0 AND instr(lane, ',') > 0 AND ` + opened,
	},
	ToBeUploaded: {toUpload + ` AND ` + opened},
	ToBeShared:   {toShare + ` AND ` + opened},
	ToBeOpened: {
		`method = 'post' AND doubt = 0 AND attached = 0 AND instr(lane, ',') > 0 AND NOT ` + opened,
		toUpload + ` AND NOT ` + opened, toShare + ` AND NOT ` + opened,
	},
	ToBeFound: {`method = 'post' AND doubt = 1`},
}

const (
	toUpload = `method = 'post' AND doubt = 0 AND attached = 1 AND file = ''`
	toShare  = `method = 'post' AND doubt = 0 AND attached = 1 AND file <> ''`
	opened   = `(lane NOT GLOB '[UW]*' OR EXISTS (SELECT 1 FROM conversation c WHERE c.lane = m.lane))` // a channel always is
)

// OwedFor is Owed for one need alone. A lane whose first message has another
// need is not among them.
func (tx *Tx) OwedFor(need Need, now time.Time, limit int) ([]Message, error) {
	var all []Message
	for _, term := range needs[need] {
		found, err := list(tx, "load what is owed", scanMessage, `
			SELECT `+messageColumns+` FROM outbox m WHERE state = 'owed' AND `+term+` AND due <= ? AND retry_at <= ?
				AND NOT EXISTS (SELECT 1 FROM outbox before WHERE before.state = 'owed' AND before.lane = m.lane
					AND (before.due, before.id) < (m.due, m.id))
			ORDER BY due, id`+atMost(limit), now.Unix(), now.Unix())
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}
