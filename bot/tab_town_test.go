package bot

import (
	"cowork/bot/fakeslack"
	"strings"
)

// opensHome opens somebody's home tab and returns what is there then.
func (w *town) opensHome(who string) string {
	w.t.Helper()
	if _, err := w.slack.OpenHome(soon(w.t), who); err != nil {
		w.t.Fatal(err)
	}
	w.rest()
	return w.home(who)
}

// tells types a text and waits for all that follows.
func (w *town) tells(who, text string) {
	w.t.Helper()
	w.says(who, text)
	w.rest()
}

// home is what somebody's home tab shows now.
func (w *town) home(who string) string {
	if view := w.slack.Home(who); view != nil {
		return view.Text
	}
	return ""
}

// atHome clicks something on somebody's home tab.
func (w *town) atHome(who, label string, how ...fakeslack.How) {
	w.t.Helper()
	if _, err := w.slack.ClickHome(soon(w.t), who, label, how...); err != nil {
		w.t.Fatalf("%s clicks %q at home: %v; the tab is\n%s", who, label, err, w.home(who))
	}
	w.rest()
}

// published counts how often a home tab was published, for one person or "".
func (w *town) published(who string) (n int) {
	for _, c := range w.slack.Calls() {
		if c.Method == publishMethod && (who == "" || c.Args["user_id"] == who) {
			n++
		}
	}
	return n
}

func (w *town) homeHas(who string, wants ...string) {
	w.t.Helper()
	for _, want := range wants {
		if !strings.Contains(w.home(who), want) {
			w.t.Errorf("the home tab of %s lacks %q:\n%s", who, want, w.home(who))
		}
	}
}
