package fakeslack

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"cowork/bot/fakeslack/blockkit"
)

// A view is a modal or a home tab as one person has it.
type view struct {
	id       string
	kind     string
	owner    string
	body     map[string]any // the fields that the app gave, blocks excepted
	blocks   json.RawMessage
	parsed   json.RawMessage    // the blocks that elements are of
	elements []blockkit.Element // see parts
	typed    typed
	hash     string
	root     string
	previous string
	external string
}

// A trigger lets the app open one modal for the person who acted, within three seconds.
type trigger struct {
	user   string
	view   string // the modal in which the person acted, if any
	issued time.Time
	used   bool
}

const (
	triggerLife  = 3 * time.Second
	deepestStack = 3
)

// newTrigger issues a trigger ID. The caller holds s.mu.
func (s *Slack) newTrigger(user, viewID string) string {
	id := fmt.Sprintf("%s.%s.%s", s.count("trigger"), s.teamID, s.id("", "trigger", s.count("trigger")))
	s.triggers[id] = &trigger{user: user, view: viewID, issued: s.clock.Now()}
	return id
}

// trigger finds the trigger of a call; it is used up only once the view has turned out to be fine.
func (s *Slack) trigger(r *request) (*trigger, answer) {
	t := s.triggers[r.args["trigger_id"]]
	switch {
	case t == nil:
		s.violate("%s: trigger %q was never issued", r.method, r.args["trigger_id"])
		return nil, refuse("invalid_trigger_id")
	case t.used:
		s.violate("%s: trigger used twice: %s", r.method, r.args["trigger_id"])
		return nil, refuse("exchanged_trigger_id")
	case s.clock.Now().Sub(t.issued) > triggerLife:
		return nil, refuse("expired_trigger_id")
	}
	return t, nil
}

// readView checks the view of a call and makes it; where names the call in violations.
func (s *Slack) readView(where, raw, kind, owner string) (*view, answer) {
	var fields map[string]json.RawMessage
	if json.Unmarshal([]byte(raw), &fields) != nil {
		s.violate("%s: the view is no JSON object", where)
		return nil, refuseFor("invalid_arguments", "must provide an object [json-pointer:/view]")
	}
	if len(raw) > blockkit.MaxViewBytes {
		s.violate("%s: a view of %d bytes", where, len(raw))
		return nil, refuse(blockkit.ViewTooLarge)
	}
	blocks := fields["blocks"]
	delete(fields, "blocks")
	body := map[string]any{}
	for name, value := range fields {
		var v any
		_ = json.Unmarshal(value, &v) // it is part of what could be read
		body[name] = v
	}
	broken := blockkit.ValidateView(json.RawMessage(raw))
	if text(body, "type") != kind && len(broken) == 0 {
		broken = []string{"must be a valid enum value [json-pointer:/view/type]"}
	}
	if len(broken) > 0 {
		s.violate("%s: invalid view: %s", where, strings.Join(broken, "; "))
		return nil, refuseFor("invalid_arguments", broken...)
	}
	if external := text(body, "external_id"); external != "" && s.externals[external] != "" {
		return nil, refuse("duplicate_external_id")
	}
	v := &view{id: s.id("V", "view", s.count("view")), kind: kind, owner: owner, body: body,
		blocks: s.withIDs(blocks), typed: typed{}, external: text(body, "external_id")}
	v.root = v.id
	s.rehash(v)
	return v, nil
}

func (s *Slack) rehash(v *view) {
	v.hash = fmt.Sprintf("%d.%s", s.clock.Now().Unix(), s.id("", "hash", s.count("hash"))[:8])
}

// values is the state of a view as interactions show it.
func (v *view) values() json.RawMessage { return blockkit.State(v.parts(), v.typed) }

// parts is what can be filled in and clicked, read once for the same blocks.
func (v *view) parts() []blockkit.Element {
	if len(v.blocks) == 0 || len(v.parsed) != len(v.blocks) || &v.parsed[0] != &v.blocks[0] {
		v.parsed, v.elements = v.blocks, blockkit.Elements(v.blocks)
	}
	return v.elements
}

// keep makes a view known under its IDs.
func (s *Slack) keep(v *view) {
	s.views[v.id] = v
	if v.external != "" {
		s.externals[v.external] = v.id
	}
}

// forget makes a closed view unknown.
func (s *Slack) forget(v *view) {
	delete(s.views, v.id)
	if s.externals[v.external] == v.id {
		delete(s.externals, v.external)
	}
}

func (s *Slack) viewsOpen(r *request) answer {
	t, refused := s.trigger(r)
	if refused != nil {
		return refused
	}
	v, refused := s.readView(r.method, r.args["view"], "modal", t.user)
	if refused != nil {
		return refused
	}
	p := s.people[t.user]
	if s.onStack(p, t.view) == nil {
		s.clearModals(p)
	}
	return s.stack(t, p, v)
}

func (s *Slack) viewsPush(r *request) answer {
	t, refused := s.trigger(r)
	if refused != nil {
		return refused
	}
	p := s.people[t.user]
	if s.onStack(p, t.view) == nil {
		return refuse("not_found")
	}
	v, refused := s.readView(r.method, r.args["view"], "modal", t.user)
	if refused != nil {
		return refused
	}
	return s.stack(t, p, v)
}

// stack puts a modal on top of the ones that a person has open.
func (s *Slack) stack(t *trigger, p *person, v *view) answer {
	if len(p.modals) >= deepestStack {
		return refuse("push_limit_reached")
	}
	if t != nil {
		t.used = true
	}
	if top := p.top(); top != nil {
		v.root, v.previous = top.root, top.id
	}
	p.modals = append(p.modals, v)
	s.keep(v)
	s.tell(Event{Kind: "modal", User: p.ID, Detail: v.id})
	return answer{"ok": true, "view": s.viewObject(v, true)}
}

func (p *person) top() *view {
	if len(p.modals) == 0 {
		return nil
	}
	return p.modals[len(p.modals)-1]
}

func (s *Slack) onStack(p *person, viewID string) *view {
	for _, v := range p.modals {
		if v.id == viewID {
			return v
		}
	}
	return nil
}

func (s *Slack) clearModals(p *person) {
	for len(p.modals) > 0 {
		s.popModal(p)
	}
}

func (s *Slack) popModal(p *person) {
	if top := p.top(); top != nil {
		p.modals = p.modals[:len(p.modals)-1]
		s.forget(top)
		s.tell(Event{Kind: "modal_closed", User: p.ID, Detail: top.id})
	}
}

func (s *Slack) viewsUpdate(r *request) answer {
	id := r.args["view_id"]
	if id == "" {
		id = s.externals[r.args["external_id"]]
	}
	if r.args["view_id"] == "" && r.args["external_id"] == "" {
		s.violate("views.update: neither view_id nor external_id")
		return refuseFor("invalid_arguments", "missing required field: view_id")
	}
	old := s.views[id]
	if old == nil {
		return refuse("not_found")
	}
	if hash := r.args["hash"]; hash != "" && hash != old.hash {
		return refuse("hash_conflict")
	}
	if refused := s.replace(r.method, old, r.args["view"]); refused != nil {
		return refused
	}
	return answer{"ok": true, "view": s.viewObject(old, true)}
}

// replace gives an open view a new body; what the person typed into elements that stay is kept.
func (s *Slack) replace(where string, old *view, raw string) answer {
	delete(s.externals, old.external)
	fresh, refused := s.readView(where, raw, old.kind, old.owner)
	if refused != nil {
		s.keep(old)
		return refused
	}
	old.body, old.blocks, old.hash, old.external = fresh.body, fresh.blocks, fresh.hash, fresh.external
	s.keep(old)
	s.tell(Event{Kind: old.kind, User: old.owner, Detail: old.id})
	return nil
}

func (s *Slack) viewsPublish(r *request) answer {
	p := s.people[r.args["user_id"]]
	switch {
	case !s.homeTab:
		return refuse("not_enabled")
	case p == nil:
		return refuse("user_not_found")
	case r.args["hash"] != "" && (p.home == nil || p.home.hash != r.args["hash"]):
		return refuse("hash_conflict")
	}
	if p.home != nil {
		if refused := s.replace(r.method, p.home, r.args["view"]); refused != nil {
			return refused
		}
		return answer{"ok": true, "view": s.viewObject(p.home, true)}
	}
	v, refused := s.readView(r.method, r.args["view"], "home", p.ID)
	if refused != nil {
		return refused
	}
	p.home = v
	s.keep(v)
	s.tell(Event{Kind: "home", User: p.ID, Detail: v.id})
	return answer{"ok": true, "view": s.viewObject(v, true)}
}

// viewObject is a view as the API and interactions show it. Answers of the API (bare) carry no state.
func (s *Slack) viewObject(v *view, bare bool) payload {
	o := payload{"title": nil, "close": nil, "submit": nil, "private_metadata": "", "callback_id": "", "external_id": "",
		"clear_on_close": false, "notify_on_close": false}
	for name, value := range v.body {
		o[name] = value
	}
	o["id"], o["team_id"], o["type"], o["blocks"], o["hash"] = v.id, s.teamID, v.kind, v.blocks, v.hash
	o["root_view_id"], o["previous_view_id"] = v.root, nil
	if v.previous != "" {
		o["previous_view_id"] = v.previous
	}
	o["app_id"], o["app_installed_team_id"], o["bot_id"] = s.appID, s.teamID, s.botID
	if bare {
		o["state"] = payload{"values": payload{}}
	} else {
		o["state"] = payload{"values": v.values()}
	}
	return o
}
