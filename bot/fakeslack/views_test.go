package fakeslack_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cowork/bot/fakeslack"
)

// modal is a modal with one text field and whatever else is given as JSON members.
func modal(title string, more ...string) string {
	members := append([]string{`"type":"modal"`, `"title":{"type":"plain_text","text":"` + title + `"}`,
		`"submit":{"type":"plain_text","text":"Save"}`,
		`"blocks":[{"type":"input","block_id":"b","label":{"type":"plain_text","text":"Field"},` +
			`"element":{"type":"plain_text_input","action_id":"a","initial_value":"maths"}}]`}, more...)
	return "{" + strings.Join(members, ",") + "}"
}

// trigger makes a person use the command and reports the trigger that comes of it.
func trigger(t *testing.T, s *fakeslack.Slack, a *app) string {
	t.Helper()
	done := background(func() (fakeslack.Reply, error) { return s.Type(soon(t), "U1", "", "/duo") })
	frame := a.next()
	a.ack(frame)
	if got := <-done; got.err != nil {
		t.Fatal(got.err)
	}
	return in(frame, "payload", "trigger_id").(string)
}

func TestTriggers(t *testing.T) {
	s, clock := start(t)
	a := connect(t, s)
	refused(t, s, "!invalid_trigger_id", "views.open", "trigger_id", "1.2.3", "view", modal("One"))

	first := trigger(t, s, a)
	refused(t, s, "!invalid_arguments", "views.open", "trigger_id", first, "view", `{"type":"modal"}`)
	refused(t, s, "!invalid_arguments", "views.open", "trigger_id", first, "view", "[]")
	clock.Advance(3 * time.Second)
	must(t, s, "views.open", "trigger_id", first, "view", modal("One")) // a bad view did not use it up
	refused(t, s, "!exchanged_trigger_id", "views.open", "trigger_id", first, "view", modal("Two"))

	second := trigger(t, s, a)
	clock.Advance(3*time.Second + 1)
	refused(t, s, "expired_trigger_id", "views.open", "trigger_id", second, "view", modal("Two"))
	refused(t, s, "not_found", "views.push", "trigger_id", trigger(t, s, a), "view", modal("Two"))
	if got := s.Modal("U1"); got == nil || got.Title != "One" || got.Depth != 1 {
		t.Errorf("modal = %+v", got)
	}
}

func TestViewRefusals(t *testing.T) {
	s, _ := start(t)
	a := connect(t, s)
	open := func(view string) object {
		t.Helper()
		_, _, answer := post(t, s, "views.open", "trigger_id", trigger(t, s, a), "view", view)
		return answer
	}
	noSubmit := strings.Replace(modal("One"), `"submit":{"type":"plain_text","text":"Save"},`, "", 1)
	for _, c := range []struct{ name, view, code string }{
		{"a title too long", modal(strings.Repeat("x", 25)), "invalid_arguments"},
		{"no submit", noSubmit, "invalid_arguments"},
		{"a home tab", `{"type":"home","blocks":` + section + `}`, "invalid_arguments"},
		{"too large", modal("One", `"private_metadata":"`+strings.Repeat("x", 250_000)+`"`), "view_too_large"},
	} {
		answer := open(c.view)
		if answer["error"] != c.code || len(s.ForgiveViolations()) != 1 {
			t.Errorf("%s: %v", c.name, answer)
		}
	}
	if answer := open(modal("One", `"external_id":"mine"`)); answer["ok"] != true {
		t.Errorf("an external ID: %v", answer)
	}
	if answer := open(modal("Two", `"external_id":"mine"`)); answer["error"] != "duplicate_external_id" {
		t.Errorf("the same external ID: %v", answer)
	}
	must(t, s, "views.update", "external_id", "mine", "view", modal("Three", `"external_id":"mine"`))
	if got := s.Modal("U1").Title; got != "Three" {
		t.Errorf("title = %q", got)
	}
}

// TestUpdateKeepsWhatWasTyped: fields that stay keep what is in them.
func TestUpdateKeepsWhatWasTyped(t *testing.T) {
	s, _ := start(t)
	a := connect(t, s)
	opened := must(t, s, "views.open", "trigger_id", trigger(t, s, a), "view", modal("One"))
	id, hash := in(opened, "view", "id").(string), in(opened, "view", "hash").(string)
	if got := in(opened, "view", "state", "values"); len(got.(object)) != 0 {
		t.Errorf("state = %v", got)
	}
	if got := s.Modal("U1").Values["b"]["a"]["value"]; got != "maths" {
		t.Errorf("at first: %v", got)
	}
	if _, err := s.Fill(soon(t), "U1", "Field", "weaving"); err != nil {
		t.Fatal(err)
	}
	must(t, s, "views.update", "view_id", id, "hash", hash, "view", modal("Two"))
	if got := s.Modal("U1"); got.Title != "Two" || got.Values["b"]["a"]["value"] != "weaving" {
		t.Errorf("afterwards: %+v", got)
	}
	refused(t, s, "hash_conflict", "views.update", "view_id", id, "hash", hash, "view", modal("Three"))
	refused(t, s, "!invalid_arguments", "views.update", "view_id", id, "view", "{}")
	refused(t, s, "!invalid_arguments", "views.update", "view", modal("Three"))
	if _, err := s.CloseModal(soon(t), "U1"); err != nil {
		t.Fatal(err)
	}
	refused(t, s, "not_found", "views.update", "view_id", id, "view", modal("Three"))
}

// TestStack pushes modals until Slack refuses, and closes them from the top.
func TestStack(t *testing.T) {
	s, _ := start(t)
	a := connect(t, s)
	button := `"blocks":[{"type":"actions","elements":[{"type":"button","action_id":"more",` +
		`"text":{"type":"plain_text","text":"More"}}]}]`
	view := func(title string) string {
		return `{"type":"modal","title":{"type":"plain_text","text":"` + title + `"},` + button + `}`
	}
	first := must(t, s, "views.open", "trigger_id", trigger(t, s, a), "view", view("1"))
	for _, title := range []string{"2", "3", "4"} {
		done := background(func() (fakeslack.Reply, error) { return s.ClickModal(soon(t), "U1", "More") })
		frame := a.next()
		a.ack(frame)
		<-done
		for _, name := range []string{"channel", "message", "response_url"} {
			if _, given := in(frame, "payload").(object)[name]; given {
				t.Errorf("a click in a modal has a %s", name)
			}
		}
		_, _, answer := post(t, s, "views.push", "trigger_id", in(frame, "payload", "trigger_id").(string), "view", view(title))
		if title == "4" {
			if answer["error"] != "push_limit_reached" {
				t.Errorf("the fourth: %v", answer)
			}
			continue
		}
		if answer["ok"] != true || in(answer, "view", "root_view_id") != in(first, "view", "id") ||
			in(answer, "view", "previous_view_id") != in(frame, "payload", "view", "id") {
			t.Errorf("push: %v", answer)
		}
	}
	var titles []string
	for s.Modal("U1") != nil {
		titles = append(titles, s.Modal("U1").Title)
		if _, err := s.CloseModal(soon(t), "U1"); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"3", "2", "1"}, titles); diff != "" {
		t.Error(diff)
	}
}

func TestClosingIsTold(t *testing.T) {
	for _, clear := range []bool{false, true} {
		s, _ := start(t)
		a := connect(t, s)
		more := []string{`"notify_on_close":true`}
		if clear {
			more = append(more, `"clear_on_close":true`)
		}
		must(t, s, "views.open", "trigger_id", trigger(t, s, a), "view", modal("One", more...))
		done := background(func() (fakeslack.Reply, error) { return s.CloseModal(soon(t), "U1") })
		frame := a.next()
		a.ack(frame)
		<-done
		if in(frame, "payload", "type") != "view_closed" || in(frame, "payload", "is_cleared") != clear {
			t.Errorf("frame = %v", frame)
		}
	}
}

func TestHomeTab(t *testing.T) {
	s, _ := start(t)
	a := connect(t, s)
	home := func(text string) string {
		return `{"type":"home","blocks":` + strings.Replace(section, "Hello", text, 1) + `}`
	}
	open := func() object {
		t.Helper()
		done := background(func() (fakeslack.Reply, error) { return s.OpenHome(soon(t), "U1") })
		frame := a.next()
		a.ack(frame)
		<-done
		return in(frame, "payload", "event").(object)
	}
	if event := open(); event["view"] != nil || event["tab"] != "home" || event["channel"] != s.Direct("U1") {
		t.Errorf("event = %v", event)
	}
	first := must(t, s, "views.publish", "user_id", "U1", "view", home("one"))
	must(t, s, "views.publish", "user_id", "U1", "view", home("two"))
	refused(t, s, "hash_conflict", "views.publish", "user_id", "U1", "hash", in(first, "view", "hash").(string), "view", home("x"))
	refused(t, s, "user_not_found", "views.publish", "user_id", "U0", "view", home("x"))
	refused(t, s, "!invalid_arguments", "views.publish", "user_id", "U1", "view", modal("x"))
	if event := open(); in(event, "view", "id") != in(first, "view", "id") || s.Home("U1").Text != "two" || s.Home("U2") != nil {
		t.Errorf("event = %v, home %+v", event, s.Home("U1"))
	}
	s.SetHomeTab(false)
	if _, err := s.OpenHome(soon(t), "U1"); err == nil {
		t.Error("a tab that is off was opened")
	}
}
