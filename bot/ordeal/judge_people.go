package ordeal

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cowork/bot/fakeslack"
)

// judgePeople compares what the bot knows of people with what they are: two
// days after the last trouble it has read the list again.
func (w *world) judgePeople(q query) {
	real := map[string]fakeslack.Person{}
	for _, p := range w.slack.People() {
		real[p.ID] = p
	}
	q.rows(`SELECT id, name, deleted, guest FROM person`, func(row []string) {
		p, is := real[row[0]]
		if !is {
			return
		}
		if (row[2] == "1") != p.Deleted || !p.Deleted && ((row[3] == "1") != p.IsGuest || row[1] != p.Name) {
			w.breaks("9: the bot has %v for %s, who is %+v", row, row[0], p)
		}
	})
	q.rows(`SELECT p.id FROM seat s JOIN duo d ON d.id = s.duo JOIN person p ON p.id = s.person WHERE p.guest = 1 AND d.state = 'proposed'`, func(row []string) {
		w.breaks("9: the guest %s waits for an answer", row[0])
	})
}

// judgeAnswers looks for answers that nobody gave: behind each there must be a
// click of that person, about that duo.
func (w *world) judgeAnswers(q query) {
	pressed := func(who, duo string, any ...string) bool {
		return !slices.Contains(w.people, who) || slices.ContainsFunc(any, func(action string) bool { return w.pressed[press{who, action, duo}] })
	}
	q.rows(`SELECT duo, person, answer, checkin FROM seat`, func(row []string) {
		duo, who := row[0], row[1]
		if row[2] == "accept" && !pressed(who, duo, "duo_accept") {
			w.breaks("7: %s accepted %s without a click", who, duo)
		}
		if row[3] != "" && !pressed(who, duo, "checkin_met", "checkin_missed", "checkin_place") {
			w.breaks("7: %s told of %s without a click", who, duo)
		}
	})
}

// judgeForgotten looks for what is left of people who wanted to be forgotten
// and did nothing since. That they are in the workspace is no secret.
func (w *world) judgeForgotten(q query) {
	for _, who := range slices.Sorted(maps.Keys(w.forgotten)) {
		for _, table := range []string{"member", "profile", "home", "hours", "says", "seat", "rest", "venue_change", "wish"} {
			q.none("11: something of "+who+" is left in "+table, fmt.Sprintf(`SELECT count(*) FROM %s WHERE person = '%s' HAVING count(*) > 0`, table, who))
		}
		q.none("11: an avoid of "+who, fmt.Sprintf(`SELECT person FROM says WHERE other = '%s' AND at < %d`, who, w.forgotten[who].Unix()))
		q.none("11: a message to "+who+" is owed", fmt.Sprintf(`SELECT key FROM outbox WHERE state = 'owed' AND lane = '%s'`, who))
	}
}

// judgeHomes looks for addresses that are still to be read: only partners of a
// session to come may, in the conversation of the duo.
func (w *world) judgeHomes(q query, seen map[string]sight) {
	may := map[string]bool{} // host and members
	q.rows(fmt.Sprintf(`SELECT d.host, s.person, d.id FROM duo d JOIN seat s ON s.duo = d.id
		WHERE d.state = 'confirmed' AND d.place = 1 AND d.ends_at > %d ORDER BY d.id, s.person`, w.clock.Now().Unix()-60), func(row []string) {
		may[row[2]+" "+row[0]] = true
	})
	lanes := map[string]bool{}
	for key := range may {
		duo, host, _ := strings.Cut(key, " ")
		var in []string
		q.rows(`SELECT person FROM seat WHERE duo = '`+duo+`'`, func(row []string) { in = append(in, row[0]) })
		slices.Sort(in)
		lanes[host+":"+strings.Join(in, ",")] = true
	}
	for _, at := range slices.Sorted(maps.Keys(seen)) {
		m := seen[at]
		text := m.Fallback + string(m.Blocks)
		if !strings.Contains(text, secretWord) {
			continue
		}
		in := slices.Sorted(slices.Values(w.members[m.Channel]))
		for _, who := range w.people {
			if strings.Contains(text, address(who)) && !lanes[who+":"+strings.Join(in, ",")] {
				w.breaks("4: %v still read where %s lives", in, who)
			}
		}
	}
}

// sight is a message of the bot's as somebody sees it.
type sight struct {
	fakeslack.Message
	mark string // of the row in the outbox, "" if it is the answer to something
}

// seenMessages collects what everybody sees, each message once.
func (w *world) seenMessages() map[string]sight {
	seen := map[string]sight{}
	for _, who := range w.people {
		for _, m := range w.slack.AllMessages(who) {
			if m.User != w.slack.BotUserID() {
				continue
			}
			s := sight{Message: m}
			var meta struct {
				Kind    string            `json:"event_type"`
				Payload map[string]string `json:"event_payload"`
			}
			if json.Unmarshal(m.Metadata, &meta) == nil {
				s.mark = meta.Payload["key"]
			}
			for _, f := range m.Files {
				s.mark = f.ID // a file has no metadata; its ID is its mark
			}
			seen[m.Channel+" "+m.TS] = s
		}
	}
	return seen
}
