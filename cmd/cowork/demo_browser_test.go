package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"cowork/cmd/cowork/demo"
	"cowork/storage"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The page as people see it, in a real browser. To look at each step, and to
// make the pictures of the README anew:
//
//	go test ./cmd/cowork -run TestDemoBrowser -screenshots demo/screenshots

var screenshots = flag.String("screenshots", "", "keep a picture of each step of the demo in this folder")

// browsers are the names under which Chromium goes.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"}

// browserPatience is how long a step may take.
const browserPatience = 20 * time.Second

// launch starts a browser, or skips the test where there is none.
func launch(t *testing.T) context.Context {
	t.Helper()
	i := slices.IndexFunc(browsers, func(name string) bool { _, err := exec.LookPath(name); return err == nil })
	if i < 0 {
		t.Skipf("there is no browser here, so the page is not tested as people see it; on Debian: apt-get install chromium (looked for %s)", strings.Join(browsers, ", "))
	}
	path, err := exec.LookPath(browsers[i])
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(browserPatience),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, quit := chromedp.NewContext(allocator)
	t.Cleanup(quit)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("%s does not start: %v", path, err)
	}
	return ctx
}

// A window is one window of the browser, in which somebody is a person.
type window struct {
	*testing.T
	ctx  context.Context
	base string
}

func newWindow(t *testing.T, browser context.Context, base string) *window {
	t.Helper()
	ctx, shut := chromedp.NewContext(browser)
	t.Cleanup(shut)
	if err := chromedp.Do(ctx); err != nil { // its context has no timeout: with it the window would end
		t.Fatal(err)
	}
	w := &window{t, ctx, base}
	w.size(1280, 800)
	return w
}

// run does steps in the window, which comes to the front.
func (w *window) run(what string, steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, browserPatience)
	defer cancel()
	front := chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.BringToFront, cdp.Empty{})
		return err
	})
	if err := chromedp.Do(ctx, append([]chromedp.Action[chromedp.Void]{front}, steps...)...); err != nil {
		w.Fatalf("%s: %v\nthe page says: %.1200s", what, err, w.text("#main"))
	}
}

// tell asks the page for something, in JavaScript.
func tell[T any](w *window, script string) T {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, browserPatience)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		w.Fatalf("%s: %v", script, err)
	}
	return got
}

// text is what is read in a part of the page.
func (w *window) text(selector string) string {
	w.Helper()
	return tell[string](w, fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector))
}

// until waits until something is so on the page.
func (w *window) until(what, script string) {
	w.Helper()
	deadline := time.Now().Add(browserPatience)
	for ; !tell[bool](w, "Boolean("+script+")"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.Fatalf("%s: it never came\nthe page says: %.1200s", what, w.text("#main"))
		}
	}
}

// reads waits until a part of the page has these words in it.
func (w *window) reads(selector, words string) {
	w.Helper()
	w.until(words, fmt.Sprintf(`document.querySelector(%q)?.innerText.includes(%q)`, selector, words))
}

// be opens the page of a person.
func (w *window) be(person string) {
	w.Helper()
	w.run("open", chromedp.Navigate(w.base+"/as/"+person))
	w.until("the script", `document.documentElement.dataset.ready`)
}

// click clicks on the last thing within a part of the page that reads so.
func (w *window) click(within, label string) {
	w.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll(%q)].flatMap((p) => [...p.querySelectorAll("button, a, summary")])
		.filter((b) => b.offsetParent && (b.innerText.replace(/^[^\p{L}\d+]+/u, "").startsWith(%q) || b.getAttribute("aria-label") === %q)).at(-1)`, within, label, label)
	w.until("a button "+label, find)
	tell[bool](w, `(() => { const found = `+find+`; document.querySelectorAll("[data-target]").forEach((e) => delete e.dataset.target);
		found.scrollIntoView({block: "center"}); found.dataset.target = "yes"; return true; })()`)
	w.run("click on "+label, chromedp.Click(chromedp.CSS(`[data-target="yes"]`)))
	w.until("an answer to "+label, `!document.body.classList.contains("busy")`)
}

// say types into the composer.
func (w *window) say(keys string) {
	w.Helper()
	w.run("type "+keys, chromedp.SendKeys(chromedp.CSS("#text"), keys))
}

// fill replaces what stands in a field of the form in front.
func (w *window) fill(label, value string) {
	w.Helper()
	id := tell[string](w, fmt.Sprintf(`[...document.querySelectorAll("#modal label")].find((l) => l.innerText.startsWith(%q)).htmlFor`, label))
	w.run("fill in "+label, chromedp.Clear(chromedp.CSS("#"+id)), chromedp.SendKeys(chromedp.CSS("#"+id), value))
}

func (w *window) size(width, height int64, options ...chromedp.EmulateViewportOption) {
	w.Helper()
	w.run("size", chromedp.EmulateViewport(width, height, options...))
}

// scheme makes the page light or dark.
func (w *window) scheme(name string) {
	w.Helper()
	w.run(name, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
		})
		return err
	}))
}

// shot keeps a picture of the window, where somebody wants to look at it.
func (w *window) shot(name string) {
	w.Helper()
	if *screenshots == "" {
		return
	}
	w.until("stillness", `!document.body.classList.contains("busy")`)
	w.run("stillness", chromedp.Evaluate[chromedp.Void](`Promise.all([...document.getAnimations()].map((a) => a.finished))`, chromedp.EvalAwaitPromise))
	ctx, cancel := context.WithTimeout(w.ctx, browserPatience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.Fatal(err)
	}
	if err := os.MkdirAll(*screenshots, 0o755); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), picture, 0o644); err != nil {
		w.Fatal(err)
	}
}

// sane holds whatever is shown to what must always be so.
func (w *window) sane() {
	w.Helper()
	if wide := tell[int](w, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
		w.Errorf("%d px stick out to the right", wide)
	}
	if twice := tell[string](w, `(() => { const ids = [...document.querySelectorAll("[id]")].map((e) => e.id); return ids.find((id, i) => ids.indexOf(id) !== i) ?? ""; })()`); twice != "" {
		w.Errorf("the ID %q is there twice", twice)
	}
}

// TestDemoBrowser plays what a newcomer would try.
func TestDemoBrowser(t *testing.T) {
	browser := launch(t)
	d, v := stageDemo(t, func(o *demo.Options) { o.People, o.Still = 13, false })
	w := newWindow(t, browser, v.base)
	people := d.Slack().People()
	nora := people[11]

	// Nora joins, with the keyboard alone, and says how she works.
	w.be(nora.ID)
	w.reads("#main", "Nothing yet")
	w.say("/cowork jo")
	w.until("a suggestion", `!document.querySelector("#suggest").hidden && document.querySelector("#suggest").innerText.includes("/cowork join")`)
	w.shot("01-suggestions")
	w.say("\t\r")
	w.reads("#messages", "You are in")
	w.shot("02-joined")
	w.say("/cowork profile\r")
	w.reads("#modal", "Your profile")
	w.until("the focus", `document.querySelector("#modal").contains(document.activeElement)`)
	w.fill("Where you live", "Salzburg, Maxglan")
	w.fill("Coordinates", "near the river")
	w.click("#modal", "Save")
	w.reads("#modal .wrong", "Two numbers with a comma")
	if typed := tell[string](w, `[...document.querySelectorAll("#modal input")].map((i) => i.value).join("|")`); !strings.Contains(typed, "near the river") || !strings.Contains(typed, "Salzburg, Maxglan") {
		t.Errorf("what was typed is gone: %s", typed)
	}
	w.shot("03-profile-invalid")
	w.fill("Coordinates", "47.80, 13.01")
	w.click("#modal", "Save")
	w.until("the form to close", `!document.querySelector("#modal")`)
	w.shot("04-profile-saved")

	// Monday, nine o'clock: everybody is asked.
	w.click("#top", "Next due")
	w.reads("#clock", "09:00")
	duo, spare := planned(t, d)
	one, other := string(duo.Seats[0].Member), string(duo.Seats[1].Member)
	w.be(one)
	w.reads("#messages li:last-child", "Your match for this round")
	w.sane()
	w.shot("05-invitation")

	// Two people in two windows: one accepts, the other skips, and somebody else steps in at once.
	w.click("#messages li:last-child", "Accept")
	w.reads("#messages li:last-child", "accepted")
	w2 := newWindow(t, browser, v.base)
	w2.be(other)
	w2.click("#messages li:last-child", "Skip this round")
	w2.reads("#messages li:last-child", "You are skipping this round")
	w2.shot("06-skipped")
	w.reads("#messages", "This match fell through")
	w.reads("#messages li:last-child", "Your match for this round")
	w.shot("07-rematch")
	w2.be(spare)
	w2.reads("#messages li:last-child", "somebody became free after all")
	w2.click("#messages li:last-child", "Accept")
	w.click("#messages li:last-child", "Accept")
	w.reads("#messages li:last-child", "It is settled")

	// The conversation of both, with a dialog that asks first.
	name := nameOf(d, spare)
	w.until("the conversation", fmt.Sprintf(`[...document.querySelectorAll("#channels a.fresh")].some((a) => a.innerText.includes(%q))`, name))
	w.click("#channels", name)
	w.reads("#messages", "you both accepted")
	w.click("#messages", "Something came up")
	w.reads("#ask", "Call the session off?")
	w.shot("08-confirm-dialog")
	w.click("#ask", "Keep it")
	w.until("the dialog to close", `!document.querySelector("#ask")`)
	w.say("See you there, I'll bring cake <b>and</b> *coffee* :coffee:\r")
	w.reads("#messages", "I'll bring cake <b>and</b> coffee ☕")
	w.shot("09-agreed")
	w2.until("the same conversation", fmt.Sprintf(`[...document.querySelectorAll("#channels a.fresh")].some((a) => a.innerText.includes(%q))`, nameOf(d, one)))

	// The home tab, and what is behind.
	w.click("#channels", "cowork")
	w.click(".tabs", "Home")
	w.reads("#home", "Coworking, two by two")
	w.shot("10-home")
	w.scheme("dark")
	w.shot("11-home-dark")
	w.scheme("light")
	w.click(".tabs", "Messages")
	w.click("#behind", "What the bot did")
	w.click("#behind", "Start here")
	w.click("#behind", "Round and plan")
	w.reads("#b-round", "Score")
	w.reads("#b-round", "confirmed")
	w.shot("12-plan")
	w.click("#behind", "Round and plan")
	w.click("#behind", "Envelopes and calls")
	w.reads("#b-wire", "chat.postMessage")
	w.shot("13-wire")
	w.click("#behind", "Envelopes and calls")

	// Trouble, and the way out of it.
	w.click("#behind", "Trouble")
	w.click("#b-trouble", "Failing Slack")
	w.reads("#b-trouble", "Failing Slack: on")
	w.click("#b-trouble", "Failing Slack")
	w.until("the end of it", `!document.querySelector("#b-trouble").innerText.includes(": on")`)
	w.click("#b-trouble", "Restart the bot")
	w.reads("#note", "restarted")
	w.shot("14-trouble")
	w.click("#behind", "Trouble")

	// On to the day, and after it.
	for range 60 {
		if strings.Contains(w.text("#messages li:last-child"), "Did you and") {
			break
		}
		before := w.text("#clock")
		w.click("#top", "Next due")
		w.until("time to pass", fmt.Sprintf(`document.querySelector("#clock").innerText !== %q`, before))
	}
	w.reads("#messages li:last-child", "Did you and")
	w.shot("15-checkin")
	w.click("#messages li:last-child", "Yes, we did")
	w.reads("#messages li:last-child", "Good to hear")
	w.shot("16-met")
	w.scheme("dark")
	w.shot("17-dark")
	w.scheme("light")

	// On a phone.
	w.size(390, 844, chromedp.EmulateMobile)
	w.be(one)
	w.sane()
	w.shot("18-phone")
	w.say("/cowork profile\r")
	w.reads("#modal", "Your profile")
	w.sane()
	w.shot("19-phone-form")
	w.run("escape", chromedp.KeyEvent("\x1b"))
	w.until("the form to close", `!document.querySelector("#modal")`)
}

// TestDemoManyMessages: a thousand messages in one conversation scroll
// smoothly, and the page that shows them stays light.
func TestDemoManyMessages(t *testing.T) {
	browser := launch(t)
	d, v := stageDemo(t, func(o *demo.Options) { o.People = 2 })
	ada, ben := d.Slack().People()[0].ID, d.Slack().People()[1].ID
	for i := range 1000 {
		who := []string{ada, ben}[i/3%2]
		if _, err := d.Slack().Type(t.Context(), who, "C0GENERAL", fmt.Sprintf("Message %d: *half* a _day_ at the library, and then <lunch> with @Ben :coffee:", i)); err != nil {
			t.Fatal(err)
		}
	}
	w := newWindow(t, browser, v.base)
	w.run("open", chromedp.Navigate(v.base+"/as/"+ada+"/c/C0GENERAL"))
	w.reads("#messages", "Message 999")
	if n := tell[int](w, `document.querySelectorAll(".message").length`); n > 100 {
		t.Errorf("%d messages at once", n)
	}
	for i := 0; i < 12 && tell[int](w, `document.querySelectorAll(".message").length`) < 1000; i++ {
		before := tell[int](w, `document.querySelectorAll(".message").length`)
		w.run("scroll up", chromedp.Evaluate[chromedp.Void](`document.querySelector("#scroll").scrollTop = 0; void 0`))
		w.until("earlier messages", fmt.Sprintf(`document.querySelectorAll(".message").length > %d`, before))
	}
	w.until("the first one", `document.querySelector("#messages").textContent.includes("Message 0:")`) // what is out of sight has no innerText
	for what, weighs := range map[string]int{
		"the page":    tell[int](w, `Math.max(...performance.getEntriesByType("navigation").map((e) => e.transferSize))`),
		"all of them": tell[int](w, `Math.max(...performance.getEntriesByType("resource").map((e) => e.transferSize))`),
	} {
		t.Logf("%s: %d bytes over the wire", what, weighs)
		if weighs <= 0 || weighs > 200_000 {
			t.Errorf("%s: %d bytes over the wire", what, weighs)
		}
	}
	frames := tell[[]float64](w, `new Promise((done) => {
		const s = document.querySelector("#scroll"), took = [];
		s.scrollTop = s.scrollHeight;
		let last = performance.now();
		const step = (now) => {
			took.push(now - last); last = now;
			s.scrollTop -= 400;
			if (took.length < 150 && s.scrollTop > 0) requestAnimationFrame(step); else done(took.slice(1));
		};
		requestAnimationFrame(step);
	})`)
	slices.Sort(frames)
	half, most := frames[len(frames)/2], frames[len(frames)*95/100]
	t.Logf("%d frames while scrolling: half of them in %.1f ms, 95%% in %.1f ms", len(frames), half, most)
	if half > 50 { // 16.7 on an idle machine; tests share theirs
		t.Errorf("half of the frames take longer than %.0f ms", half)
	}
}

// planned is a duo of the open round whose members live in the same town as
// somebody who rests, and who that is.
func planned(t *testing.T, d *demo.Demo) (duo storage.Duo, spare string) {
	t.Helper()
	err := d.Store().Read(t.Context(), func(tx *storage.Tx) error {
		circles, err := tx.Circles()
		if err != nil {
			return err
		}
		round, err := tx.LastRound(circles[0].ID)
		if err != nil {
			return err
		}
		rests, err := tx.Rests(round.ID)
		if err != nil {
			return err
		}
		duos, err := tx.DuosOfRound(round.ID)
		if err != nil {
			return err
		}
		if len(rests) != 1 || len(duos) == 0 {
			return fmt.Errorf("%d duos, %d rest", len(duos), len(rests))
		}
		spare = string(rests[0].Member)
		for _, duo = range duos {
			if zoneOf(d, string(duo.Seats[0].Member)) == zoneOf(d, spare) {
				return nil
			}
		}
		return errors.New("nobody lives where somebody rests")
	})
	if err != nil {
		t.Fatal(err)
	}
	return duo, spare
}

func zoneOf(d *demo.Demo, id string) string {
	for _, p := range d.Slack().People() {
		if p.ID == id {
			return p.TZ
		}
	}
	return ""
}

func nameOf(d *demo.Demo, id string) string {
	for _, p := range d.Slack().People() {
		if p.ID == id {
			return p.Name
		}
	}
	return ""
}
