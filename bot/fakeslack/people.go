package fakeslack

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Person is somebody, or some bot, in the workspace. Missing fields get sensible values: an ID, the name as real name, UTC,
// en-US.
type Person struct {
	ID       string
	Name     string // the display name and, in lower case, the handle after @
	RealName string
	TZ       string
	Locale   string

	IsBot              bool
	IsGuest            bool // is_restricted
	SingleChannelGuest bool // is_ultra_restricted, which implies IsGuest
	External           bool // of another workspace
	Invisible          bool // the app's user may not see this person
	Deleted            bool
	Admin              bool
	Owner              bool
}

type person struct {
	Person
	updated int64
	modals  []*view
	home    *view
}

// handle is what others type after @.
func (p *person) handle() string {
	return strings.ToLower(strings.ReplaceAll(p.Name, " ", "."))
}

// AddPerson puts somebody into the workspace and reports the ID. Whoever is added before the app has first connected has
// always been there; later, the app is told by team_join. Adding an ID that exists replaces that person.
func (s *Slack) AddPerson(p Person) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	added := s.addPerson(p)
	if s.connected {
		s.emit("team_join", "", payload{"type": "team_join", "user": s.userObject(added, false)})
	}
	return added.ID
}

func (s *Slack) addPerson(p Person) *person {
	if p.ID == "" {
		p.ID = s.id("U", "person", s.count("person"))
	}
	if p.Name == "" {
		p.Name = strings.ToLower(p.ID)
	}
	if p.RealName == "" {
		p.RealName = p.Name
	}
	if p.TZ == "" {
		p.TZ = "UTC"
	}
	if p.Locale == "" {
		p.Locale = "en-US"
	}
	p.IsGuest = p.IsGuest || p.SingleChannelGuest
	p.Admin = p.Admin || p.Owner
	added := &person{Person: p, updated: s.clock.Now().Unix()}
	if s.people[p.ID] == nil {
		s.order = append(s.order, p.ID)
	}
	s.people[p.ID] = added
	s.tell(Event{Kind: "person", User: p.ID})
	return added
}

// People reports everybody in the workspace except Slackbot and the app's bot, in the order in which they came.
func (s *Slack) People() []Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Person
	for _, id := range s.order {
		if id != s.botUserID && id != "USLACKBOT" {
			all = append(all, s.people[id].Person)
		}
	}
	return all
}

// Change changes a person and tells the app by user_change, which says the locale, as team_join does not. The ID cannot be
// changed.
func (s *Slack) Change(userID string, change func(*Person)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[userID]
	if p == nil {
		return fmt.Errorf("fakeslack: there is no person %s", userID)
	}
	change(&p.Person)
	p.ID, p.updated = userID, s.clock.Now().Unix()
	s.tell(Event{Kind: "person", User: userID})
	s.emit("user_change", "", payload{"type": "user_change", "user": s.userObject(p, true), "cache_ts": p.updated})
	return nil
}

// Deactivate closes a person's account, as an admin would. Their modals close and they leave all channels.
func (s *Slack) Deactivate(userID string) error {
	err := s.Change(userID, func(p *Person) { p.Deleted = true })
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.people[userID]; p != nil {
		s.clearModals(p)
		for _, c := range s.conversations {
			if c.kind == channelKind || c.kind == privateKind {
				c.members = slices.DeleteFunc(c.members, func(id string) bool { return id == userID })
			}
		}
	}
	return err
}

// Reactivate opens a person's account again.
func (s *Slack) Reactivate(userID string) error {
	return s.Change(userID, func(p *Person) { p.Deleted = false })
}

// SetTZ moves a person to a time zone by its IANA name.
func (s *Slack) SetTZ(userID, tz string) error {
	return s.Change(userID, func(p *Person) { p.TZ = tz })
}

// SetLocale has a person read Slack in another language, such as fr-FR.
func (s *Slack) SetLocale(userID, locale string) error {
	return s.Change(userID, func(p *Person) { p.Locale = locale })
}

// Rename changes a person's display name.
func (s *Slack) Rename(userID, name string) error {
	return s.Change(userID, func(p *Person) { p.Name = name })
}

// userObject is a person as users.info, users.list and events show them. Somebody deactivated has no time zone and no roles.
func (s *Slack) userObject(p *person, locale bool) payload {
	team := s.teamID
	if p.External {
		team = s.id("T", "other team")
	}
	u := payload{
		"id": p.ID, "team_id": team, "name": p.handle(), "deleted": p.Deleted, "is_bot": p.IsBot, "is_app_user": false,
		"updated": p.updated,
		"profile": payload{
			"title": "", "phone": "", "skype": "", "real_name": p.RealName, "real_name_normalized": p.RealName,
			"display_name": p.Name, "display_name_normalized": p.Name, "status_text": "", "status_emoji": "",
			"status_expiration": 0, "avatar_hash": "", "team": team,
		},
	}
	if p.ID == s.botUserID {
		u["profile"].(payload)["api_app_id"], u["profile"].(payload)["bot_id"] = s.appID, s.botID
	}
	if p.External {
		u["is_stranger"] = true
	}
	if p.Deleted {
		return u
	}
	u["real_name"], u["color"], u["is_email_confirmed"], u["who_can_share_contact_card"] = p.RealName, "9f69e7", true, "EVERYONE"
	u["is_admin"], u["is_owner"], u["is_primary_owner"] = p.Admin, p.Owner, false
	u["is_restricted"], u["is_ultra_restricted"] = p.IsGuest, p.SingleChannelGuest
	if zone := s.zone(p.TZ); zone != nil {
		name, offset := s.clock.Now().In(zone).Zone()
		u["tz"], u["tz_label"], u["tz_offset"] = p.TZ, name, offset
	}
	if locale {
		u["locale"] = p.Locale
	}
	return u
}

// zone is a time zone by its name, or nil. The caller holds s.mu.
func (s *Slack) zone(name string) *time.Location {
	zone, asked := s.zones[name]
	if !asked {
		zone, _ = time.LoadLocation(name)
		s.zones[name] = zone
	}
	return zone
}

// nameOf is what people see for a user ID.
func (s *Slack) nameOf(id string) string {
	if p := s.people[id]; p != nil {
		return p.Name
	}
	return id
}
