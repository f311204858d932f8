package ordeal

import (
	"bytes"
	"encoding/json"
	"net/url"
	"time"
)

// pump hands the bot what Slack sent, and reports whether there was anything.
// What is there in the same moment may come in another order.
func (w *world) pump() (any bool) {
	l := w.life
	var frames [][]byte
	for {
		frame, ok := l.line.Frame()
		if !ok {
			break
		}
		frames = append(frames, frame)
	}
	if len(frames) > 1 && !w.calm && w.chance(0.2) {
		w.note("%d envelopes come in another order", len(frames))
		w.rand.Shuffle(len(frames), func(i, j int) { frames[i], frames[j] = frames[j], frames[i] })
	}
	for _, frame := range frames {
		w.seen.Envelopes++
		w.hears(l, frame)
		l.bot.Hear(frame, w.receiver(l, frame))
	}
	return len(frames) > 0
}

// receiver takes the receipt of a frame to Slack, or loses it, and looks at
// what it says.
func (w *world) receiver(l *life, frame []byte) func([]byte) {
	line, id, forgets := l.line, envelopeID(frame), w.forgetting(frame)
	command := bytes.Contains(frame, []byte(`"slash_commands"`))
	return func(receipt []byte) {
		if forgets != "" {
			w.forgot[forgets] = true
		}
		if l.dead.Load() {
			return
		}
		if change := w.year.mutant.receipts; change != nil {
			if receipt = change(w, receipt); receipt == nil {
				return
			}
		}
		if forgets != "" && !w.sick {
			w.forgotten[forgets] = w.clock.Now()
		}
		if w.killAtAck {
			w.killAtAck, w.killIn = false, 1
			w.fell("a crash between commit and receipt")
			w.later(w.between(time.Second, time.Hour), func() { w.redeliver(1) })
			l.point("a receipt is given")
			return
		}
		if command && !bytes.Contains(frame, []byte(`"text":"profile"`)) {
			w.wordless(id, frame, receipt)
		}
		switch {
		case !w.calm && w.chance(w.lossy):
			w.lost[id] = true
			w.fell("a receipt is lost or late")
			w.note("a receipt is lost")
			if w.chance(0.5) { // or late
				w.later(4*time.Second, func() { line.Ack(receipt) })
			}
		default:
			line.Ack(receipt)
		}
	}
}

// wordless looks whether a command is answered in words: with the receipt, or
// afterwards by its response URL, where Slack had to be asked who it is. One that
// comes again may get a bare receipt: who was forgotten meanwhile, their answers
// were too.
func (w *world) wordless(id string, frame, receipt []byte) {
	switch {
	case bytes.Contains(receipt, []byte(`"text"`)):
		w.answered[id] = true
	case !w.answered[id]:
		_, address, _ := bytes.Cut(frame, []byte(`"response_url":"`))
		address, _, _ = bytes.Cut(address, []byte(`"`))
		at, err := url.Parse(string(address))
		if err != nil {
			w.breaks("a command without a response URL: %s", frame)
			return
		}
		w.awaited[at.Path] = id
	}
}

// spoken notes that the bot answered by a response URL.
func (w *world) spoken(path string) {
	if id := w.awaited[path]; id != "" {
		w.answered[id] = true
		delete(w.awaited, path)
	}
}

// envelopeID reads the ID of a frame, "" if it has none.
func envelopeID(frame []byte) string {
	_, rest, _ := bytes.Cut(frame, []byte(`"envelope_id":"`))
	id, _, _ := bytes.Cut(rest, []byte(`"`))
	return string(id)
}

// hears keeps which life heard of a trigger.
func (w *world) hears(l *life, frame []byte) {
	_, rest, is := bytes.Cut(frame, []byte(`"trigger_id":"`))
	if !is {
		return
	}
	trigger, _, _ := bytes.Cut(rest, []byte(`"`))
	if w.heard[string(trigger)] == nil {
		w.heard[string(trigger)] = map[*life]bool{}
	}
	w.heard[string(trigger)][l] = true
}

// forgetting is who wants to be forgotten with a frame, "" for nobody. Who does
// anything afterwards is known again.
func (w *world) forgetting(frame []byte) string {
	if bytes.Contains(frame, []byte(`"events_api"`)) {
		return ""
	}
	for who := range w.forgotten {
		if bytes.Contains(frame, []byte(`"`+who+`"`)) {
			delete(w.forgotten, who)
		}
	}
	if !bytes.Contains(frame, []byte(`"forget_me"`)) {
		return ""
	}
	var f struct {
		ID      string `json:"envelope_id"`
		Payload struct {
			User    struct{ ID string }
			Actions []struct {
				Action string `json:"action_id"`
			}
		}
	}
	if json.Unmarshal(frame, &f) != nil || len(f.Payload.Actions) == 0 || f.Payload.Actions[0].Action != "forget_me" || w.forgets[f.ID] {
		return ""
	}
	w.forgets[f.ID] = true
	return f.Payload.User.ID
}

// nonsense sends what no client knows, and events that lack what they should
// have.
func (w *world) nonsense() {
	w.fell("nonsense")
	w.note("Slack talks nonsense")
	switch w.rand.IntN(5) {
	case 0:
		w.slack.SendEvent(map[string]any{"type": "brand_new", "user": 7})
	case 1:
		w.slack.SendEvent(map[string]any{"type": "team_join"})
	case 2:
		w.slack.SendEvent(map[string]any{"type": "user_change", "user": map[string]any{"id": ""}})
	case 3:
		w.slack.SendEvent(map[string]any{"type": "app_home_opened", "user": nil, "tab": "home"})
	case 4:
		w.slack.SendEnvelope("brand_new", map[string]any{"what": []any{1, nil}})
	}
}

// goes ends the line in one of the ways in which a connection can.
func (w *world) goes() {
	if w.chance(0.5) {
		w.fell("the line is cut")
		w.slack.DropConnections()
	} else {
		w.fell("the line hangs up")
		w.slack.HangUp()
	}
	w.note("the line is gone")
}

// fell counts trouble of a kind.
func (w *world) fell(kind string) { w.seen.Troubles[kind]++ }
