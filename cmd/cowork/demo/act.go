package demo

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"cowork/bot/fakeslack"
	"cowork/bot/fakeslack/blockkit"
)

// perform has a person do what a form says, and leaves what they are told in
// the memory.
func (d *Demo) perform(ctx context.Context, who string, form url.Values) {
	ctx, cancel := context.WithTimeout(ctx, d.stage.patience)
	defer cancel()
	d.stage.gate.RLock()
	defer d.stage.gate.RUnlock()
	d.memory.put(who, nil)
	reply, err := d.carryOut(ctx, who, form)
	switch {
	case err != nil:
		d.memory.note(who, strings.TrimPrefix(err.Error(), "fakeslack: "))
	case reply.Failure != "":
		d.memory.note(who, reply.Failure)
	}
	if form.Get("on") == "modal" {
		d.memory.complain(who, reply.Errors)
	}
	// What follows an answer, such as a form that opens, is nearly always there
	// within this; when it is not, the page that follows along gets it later.
	last, stop := context.WithTimeout(ctx, d.stage.patience/20)
	defer stop()
	_ = d.stage.slack.Settle(last, 2*quiet)
}

// carryOut does one thing.
func (d *Demo) carryOut(ctx context.Context, who string, form url.Values) (reply fakeslack.Reply, err error) {
	slack := d.stage.slack
	channel, ts := form.Get("channel"), form.Get("ts")
	switch form.Get("do") {
	case "say":
		text := strings.TrimSpace(form.Get("text"))
		if text == "" {
			return reply, nil
		}
		return slack.Type(ctx, who, channel, text)
	case "open-home":
		return slack.OpenHome(ctx, who)
	case "open-messages":
		return slack.OpenMessages(ctx, who)
	case "close":
		return slack.CloseModal(ctx, who)
	case "submit":
		fields, err := d.fields(who, form)
		if err != nil {
			return reply, err
		}
		return slack.Submit(ctx, who, fields)
	}
	// block, action and, in an overflow menu, what was picked
	do := strings.SplitN(form.Get("do"), "|", 3)
	if len(do) < 2 {
		return reply, fmt.Errorf("there is nothing called %q to do", do[0])
	}
	blockID, actionID := do[0], do[1]
	var elements []blockkit.Element
	switch form.Get("on") {
	case "home":
		if v := slack.Home(who); v != nil {
			elements = v.Elements()
		}
	case "modal":
		if v := slack.Modal(who); v != nil {
			elements = v.Elements()
		}
	default:
		for _, m := range slack.Messages(who, channel) {
			if m.TS == ts {
				elements = m.Elements()
			}
		}
	}
	key := blockkit.Key{BlockID: blockID, ActionID: actionID}
	i := slices.IndexFunc(elements, func(e blockkit.Element) bool { return e.Key() == key })
	if i < 0 {
		return reply, fmt.Errorf("that is not there any more; the page shows what is")
	}
	e := elements[i]
	if e.Confirm != nil && form.Get("sure") == "" {
		d.memory.put(who, ask(e, form))
		return reply, nil
	}
	chosen, err := d.picked(who, e, form)
	if err != nil {
		return reply, err
	}
	if e.Type == "overflow" {
		chosen = do[2:]
	}
	how := []fakeslack.How{fakeslack.InBlock(blockID), fakeslack.Choose(chosen...)}
	if form.Get("sure") == "no" {
		how = append(how, fakeslack.Deny())
	}
	switch form.Get("on") {
	case "home":
		return slack.ClickHome(ctx, who, actionID, how...)
	case "modal":
		if err := d.keep(ctx, who, elements, form); err != nil {
			return reply, err
		}
		return slack.ClickModal(ctx, who, actionID, how...)
	}
	return slack.Click(ctx, who, channel, ts, actionID, how...)
}

// ask is the dialog that comes before an action.
func ask(e blockkit.Element, form url.Values) *question {
	q := &question{Title: e.Confirm.Title, Text: e.Confirm.Text, Yes: e.Confirm.Confirm, No: e.Confirm.Deny,
		Danger: e.Confirm.Style == "danger" || e.Style == "danger", Form: map[string][]string{}}
	for name, values := range form {
		if name != "token" && name != "sure" {
			q.Form[name] = values
		}
	}
	return q
}

// picked is what was put into an element, in the form that sent it.
func (d *Demo) picked(who string, e blockkit.Element, form url.Values) ([]string, error) {
	var chosen []string
	for _, v := range form["f|"+e.BlockID+"|"+e.ActionID] {
		if v != "" {
			chosen = append(chosen, strings.ReplaceAll(v, "\r\n", "\n"))
		}
	}
	if e.Type == "datetimepicker" && len(chosen) == 1 {
		at, err := time.ParseInLocation("2006-01-02T15:04", chosen[0], d.stage.zoneOf(who))
		if err != nil {
			return nil, fmt.Errorf("that is no date and time")
		}
		chosen[0] = strconv.FormatInt(at.Unix(), 10)
	}
	return chosen, nil
}

// fields is everything that was put into the inputs of the modal.
func (d *Demo) fields(who string, form url.Values) (fakeslack.Fields, error) {
	v := d.stage.slack.Modal(who)
	if v == nil {
		return nil, fmt.Errorf("that form is closed already")
	}
	fields := fakeslack.Fields{}
	for _, e := range v.Elements() {
		if !e.InInput() {
			continue
		}
		chosen, err := d.picked(who, e, form)
		if err != nil {
			return nil, err
		}
		fields[e.BlockID] = chosen
	}
	return fields, nil
}

// keep puts what was typed into the inputs of a modal before one of its
// buttons is pressed, so that the app sees it and nothing is lost.
func (d *Demo) keep(ctx context.Context, who string, elements []blockkit.Element, form url.Values) error {
	for _, e := range elements {
		if _, sent := form["f|"+e.BlockID+"|"+e.ActionID]; !sent || !e.InInput() || e.DispatchAction {
			continue
		}
		chosen, err := d.picked(who, e, form)
		if err != nil {
			return err
		}
		if _, err := d.stage.slack.ClickModal(ctx, who, e.ActionID, fakeslack.InBlock(e.BlockID), fakeslack.Choose(chosen...)); err != nil {
			return err
		}
	}
	return nil
}

// act is POST /as/{who}/act: one thing that a person does.
func (d *Demo) act(w http.ResponseWriter, r *http.Request) {
	who := r.PathValue("who")
	if !d.stage.present(who) {
		d.missing(w, r)
		return
	}
	d.perform(context.WithoutCancel(r.Context()), who, r.PostForm)
	back := r.PostForm.Get("back")
	switch r.PostForm.Get("do") {
	case "open-home":
		back = "/as/" + who + "/home"
	case "open-messages":
		back = "/as/" + who + "/c/" + d.stage.slack.Direct(who)
	}
	http.Redirect(w, r, local(back, "/as/"+who), http.StatusSeeOther)
}

// local is a path of this page to go back to, or else another one.
func local(back, otherwise string) string {
	if !strings.HasPrefix(back, "/as/") || strings.ContainsAny(back, "\\\r\n") || strings.Contains(back, "//") {
		return otherwise
	}
	return back
}
