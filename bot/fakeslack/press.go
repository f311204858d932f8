package fakeslack

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"cowork/bot/fakeslack/blockkit"
)

// Press sends a click on an element as it once was in a message, whether or not the person still sees it there, or ever did: a
// client that lags behind, a replay, somebody who tries. The message may be missing, the conversation is one of theirs. Nothing
// asks first.
func (s *Slack) Press(ctx context.Context, userID, channel, ts string, e blockkit.Element, how ...How) (Reply, error) {
	return s.act(ctx, userID, channel, func(p *person, c *conversation) (*envelope, Reply, error) {
		var v blockkit.Value
		if e.HoldsValue() || e.Type == "overflow" {
			var err error
			if v, err = s.choose(e, clickingFrom(how).chosen); err != nil {
				return nil, Reply{}, err
			}
		}
		body := s.interaction("block_actions", p, "")
		body["container"] = payload{"type": "message", "message_ts": ts, "channel_id": c.id, "is_ephemeral": false}
		body["channel"] = payload{"id": c.id, "name": c.commandName()}
		var m *message
		if i := slices.IndexFunc(c.messages, func(m *message) bool { return m.ts == ts }); i >= 0 {
			m = c.messages[i]
			body["message"] = s.messageObject(m)
		}
		body["state"] = payload{"values": payload{}}
		body["response_url"] = s.newResponseURL("actions", p.ID, c, m)
		body["actions"] = []json.RawMessage{blockkit.Action(e, v, s.ts())}
		return s.interactive(p, c.id, fmt.Sprintf("stale click on %q by %s", e.Label, p.ID), body), Reply{}, nil
	})
}
