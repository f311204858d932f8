package fakeslack_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cowork/bot/fakeslack"
)

func TestOpenRefusals(t *testing.T) {
	s := town(t)
	var nine []string
	for i := range 9 {
		nine = append(nine, s.AddPerson(fakeslack.Person{Name: fmt.Sprint("p", i)}))
	}
	for _, c := range []struct{ code, name, value string }{
		{"!users_list_not_supplied", "return_im", "true"},
		{"not_enough_users", "users", ""},
		{"not_enough_users", "users", s.BotUserID()},
		{"too_many_users", "users", strings.Join(nine, ",")},
		{"user_not_found", "users", "U1,UNOBODY"},
		{"user_not_visible", "users", "UHIDDEN"},
		{"user_disabled", "users", "U1,UGONE"},
		{"cannot_dm_bot", "users", "UBOT"},
		{"cannot_dm_bot", "users", "USLACKBOT"},
		{"invalid_user_combination", "users", "U1,UELSE"},
		{"channel_not_found", "channel", "DNOWHERE"},
		{"method_not_supported_for_channel_type", "channel", "CIN"},
	} {
		refused(t, s, c.code, "conversations.open", c.name, c.value)
	}
	refused(t, s, "channel_not_found", "conversations.open", "users", "U1", "prevent_creation", "true")
}

func TestTheSamePeopleHaveTheSameConversation(t *testing.T) {
	s := town(t)
	id := func(args ...string) string {
		return in(must(t, s, "conversations.open", args...), "channel", "id").(string)
	}
	duo := id("users", "U1,U2")
	for _, users := range []string{"U2,U1", "U1, U2", "U1,U2," + s.BotUserID()} {
		if got := id("users", users); got != duo {
			t.Errorf("%s: %s, want %s", users, got, duo)
		}
	}
	if got := id("channel", duo); got != duo {
		t.Errorf("by ID: %s", got)
	}
	if one := id("users", "U1"); one != s.Direct("U1") || one == id("users", "U2") {
		t.Errorf("DM = %s", one)
	}
	answer := must(t, s, "conversations.open", "users", "U2,U1", "return_im", "true")
	if answer["already_open"] != true || in(answer, "channel", "is_mpim") != true ||
		in(answer, "channel", "name") != "mpdm-ada--emmy--duo-1" {
		t.Errorf("answer = %v", answer)
	}
	if got := s.Conversations("U1"); len(got) != 4 { // channels only: opening is silent
		t.Errorf("conversations = %+v", got)
	}
	must(t, s, "chat.postMessage", "channel", duo, "text", "You two")
	if got := s.Conversations("U2"); len(got) != 2 || got[1].ID != duo || got[1].Name != "ada, duo" {
		t.Errorf("conversations = %+v", got)
	}
}

func TestBotIsRemoved(t *testing.T) {
	s := town(t)
	duo := in(must(t, s, "conversations.open", "users", "U1,U2"), "channel", "id").(string)
	for _, c := range []string{duo, "CIN"} {
		if err := s.Leave(c, s.BotUserID()); err != nil {
			t.Fatal(err)
		}
	}
	refused(t, s, "channel_not_found", "chat.postMessage", "channel", duo, "text", "x")
	refused(t, s, "not_in_channel", "chat.postMessage", "channel", "CIN", "text", "x")
}

func TestHistory(t *testing.T) {
	s := town(t)
	var sent []string
	for i := range 5 {
		sent = append(sent, must(t, s, "chat.postMessage", "channel", "U1", "text", fmt.Sprint(i))["ts"].(string))
	}
	dm := s.Direct("U1")
	texts := func(args ...string) (texts string, next string) {
		t.Helper()
		answer := must(t, s, "conversations.history", append(args, "channel", dm)...)
		for _, m := range answer["messages"].([]any) {
			texts += m.(object)["text"].(string)
		}
		return texts, in(answer, "response_metadata", "next_cursor").(string)
	}
	for _, c := range []struct {
		want string
		args []string
	}{
		{"43210", nil},
		{"43", []string{"limit", "2"}},
		{"43", []string{"oldest", sent[2]}},
		{"432", []string{"oldest", sent[2], "inclusive", "1"}},
		{"10", []string{"latest", sent[2]}},
		{"2", []string{"latest", sent[2], "oldest", sent[2], "inclusive", "true"}},
	} {
		if got, _ := texts(c.args...); got != c.want {
			t.Errorf("%q: %s, want %s", c.args, got, c.want)
		}
	}
	all, cursor := texts("limit", "2")
	for cursor != "" {
		var page string
		page, cursor = texts("limit", "2", "cursor", cursor)
		all += page
	}
	if all != "43210" {
		t.Errorf("by pages: %s", all)
	}
	refused(t, s, "invalid_cursor", "conversations.history", "channel", dm, "cursor", "nonsense")
	refused(t, s, "invalid_limit", "conversations.history", "channel", dm, "limit", "1000")
	refused(t, s, "channel_not_found", "conversations.history", "channel", "DNOWHERE")
}

func TestUserPages(t *testing.T) {
	s := town(t, func(c *fakeslack.Config) { c.ListAll = 5 })
	refused(t, s, "!limit_required", "users.list")
	list := func(args ...string) (ids []string, next string) {
		t.Helper()
		answer := must(t, s, "users.list", args...)
		for _, m := range answer["members"].([]any) {
			ids = append(ids, m.(object)["id"].(string))
		}
		return ids, in(answer, "response_metadata", "next_cursor").(string)
	}
	s.Inject("users.list", 1, fakeslack.ShortPage(0))
	ids, cursor := list("limit", "3")
	if len(ids) != 0 || cursor == "" {
		t.Errorf("the empty page has %v and %q", ids, cursor)
	}
	s.Inject("users.list", 1, fakeslack.ShortPage(1))
	for cursor != "" {
		var page []string
		page, cursor = list("limit", "3", "cursor", cursor)
		ids = append(ids, page...)
	}
	if diff := cmp.Diff([]string{"USLACKBOT", s.BotUserID(), "U1", "U2", "UGONE", "UBOT", "UELSE"}, ids); diff != "" {
		t.Error(diff)
	}
	gone := in(must(t, s, "users.info", "user", "UGONE"), "user").(object)
	if gone["deleted"] != true || gone["tz"] != nil {
		t.Errorf("somebody deactivated: %v", gone)
	}
	if with := in(must(t, s, "users.info", "user", "U1", "include_locale", "true"), "user", "locale"); with != "de-AT" {
		t.Errorf("locale = %v", with)
	}
	if without := in(must(t, s, "users.info", "user", "U1"), "user", "locale"); without != nil {
		t.Errorf("locale = %v", without)
	}
	refused(t, s, "user_not_found", "users.info", "user", "UNOBODY")
	refused(t, s, "user_not_visible", "users.info", "user", "UHIDDEN")
}

func TestMembers(t *testing.T) {
	s := town(t)
	answer := must(t, s, "conversations.members", "channel", "CIN", "limit", "2")
	rest := must(t, s, "conversations.members", "channel", "CIN", "cursor",
		in(answer, "response_metadata", "next_cursor").(string))
	got := append(answer["members"].([]any), rest["members"].([]any)...)
	if diff := cmp.Diff([]any{"U1", "U2", s.BotUserID()}, got); diff != "" {
		t.Error(diff)
	}
	info := must(t, s, "conversations.info", "channel", "CIN", "include_num_members", "true")
	if in(info, "channel", "num_members") != 3.0 || in(info, "channel", "is_channel") != true {
		t.Errorf("info = %v", info)
	}
	refused(t, s, "channel_not_found", "conversations.info", "channel", "CPRIVATE")
}
