package fakeslack

import (
	"encoding/base64"
	"slices"
	"strings"
)

func (s *Slack) usersInfo(r *request) answer {
	p := s.people[r.args["user"]]
	switch {
	case p == nil:
		return refuse("user_not_found")
	case p.Invisible:
		return refuse("user_not_visible")
	}
	return answer{"ok": true, "user": s.userObject(p, r.flag("include_locale"))}
}

func (s *Slack) usersList(r *request) answer {
	var ids []string
	for _, id := range s.order {
		if !s.people[id].Invisible {
			ids = append(ids, id)
		}
	}
	limit, code := r.limit(0, 1000)
	switch {
	case code != "":
		return refuse(code)
	case limit == 0 && len(ids) > s.cfg.ListAll:
		s.violate("users.list: %d people without a limit", len(ids))
		return refuse("limit_required")
	case limit == 0:
		limit = len(ids)
	}
	page, next, code := r.paginate(ids, "user", limit)
	if code != "" {
		return refuse(code)
	}
	members := []payload{}
	for _, id := range page {
		members = append(members, s.userObject(s.people[id], r.flag("include_locale")))
	}
	return answer{"ok": true, "members": members, "cache_ts": s.clock.Now().Unix(),
		"response_metadata": payload{"next_cursor": next}}
}

// paginate cuts a page out of ids. A cursor names the first ID of the next page, as Slack's do; when that ID is gone, the
// cursor is invalid.
func (r *request) paginate(ids []string, kind string, limit int) (page []string, next, code string) {
	from := 0
	if cursor := r.args["cursor"]; cursor != "" {
		text, err := base64.StdEncoding.DecodeString(cursor)
		id, ours := strings.CutPrefix(string(text), kind+":")
		if from = slices.Index(ids, id); err != nil || !ours || from < 0 {
			return nil, "", "invalid_cursor"
		}
	}
	if r.page != nil {
		limit = min(limit, *r.page)
	}
	to := min(from+limit, len(ids))
	if to < len(ids) {
		next = base64.StdEncoding.EncodeToString([]byte(kind + ":" + ids[to]))
	}
	return ids[from:to], next, ""
}
