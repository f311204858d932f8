package main

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The page as people see it, in a real browser. To look at each step, and to
// make the pictures of the README anew:
//
//	go test ./cmd/cowork -run TestDemoBrowser -screenshots DIR
//	go test ./cmd/cowork -run TestDemoBrowser -update

var screenshots = flag.String("screenshots", "", "keep a picture of each step of the demo in this folder")

// inReadme are the pictures that the README shows.
var inReadme = []string{"invitation", "plan", "phone"}

// browsers are the names under which Chromium goes.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "headless-shell"}

// launch starts a browser, or skips the test where there is none.
func launch(t *testing.T) context.Context {
	t.Helper()
	if raced {
		t.Skip("left out with the race detector: the page's handlers are tested with it, the browser without")
	}
	i := slices.IndexFunc(browsers, func(name string) bool { _, err := exec.LookPath(name); return err == nil })
	if i < 0 {
		t.Skipf("there is no browser here, so the page is not tested as people see it; on Debian: apt-get install chromium (looked for %s)", strings.Join(browsers, ", "))
	}
	path, err := exec.LookPath(browsers[i])
	if err != nil {
		t.Fatal(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.UserDataDir(t.TempDir()), chromedp.WSURLReadTimeout(patience),
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
	ctx, cancel := context.WithTimeout(w.ctx, patience)
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
	ctx, cancel := context.WithTimeout(w.ctx, patience)
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
	late, look := time.After(patience), time.NewTicker(20*time.Millisecond)
	defer look.Stop()
	for !tell[bool](w, "Boolean("+script+")") {
		select {
		case <-look.C:
		case <-late:
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
	// Found again at each try: what the page draws anew meanwhile is another button.
	w.run("click on "+label, chromedp.Click(chromedp.JSPath(`(() => { const found = `+find+`; found?.scrollIntoView({block: "center"}); return found ?? null; })()`)))
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
	number, title, _ := strings.Cut(name, "-")
	var files []string
	if *screenshots != "" {
		files = append(files, filepath.Join(*screenshots, number+"-"+title+".png"))
	}
	if *update && slices.Contains(inReadme, title) {
		files = append(files, filepath.Join("demo", "screenshots", title+".png"))
	}
	if len(files) == 0 {
		return
	}
	w.until("stillness", `!document.body.classList.contains("busy")`)
	w.run("stillness", chromedp.Evaluate[chromedp.Void](`Promise.all([...document.getAnimations()].map((a) => a.finished))`, chromedp.EvalAwaitPromise))
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.Fatal(err)
	}
	picture = lighter(w.T, picture)
	for _, file := range files {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			w.Fatal(err)
		}
		if err := os.WriteFile(file, picture, 0o644); err != nil {
			w.Fatal(err)
		}
	}
}

// lighter is a picture of a page in its 256 commonest colours: nobody sees the
// difference, and it weighs a third.
func lighter(t *testing.T, picture []byte) []byte {
	t.Helper()
	from, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	size := from.Bounds()
	count := map[color.RGBA]int{}
	for y := size.Min.Y; y < size.Max.Y; y++ {
		for x := size.Min.X; x < size.Max.X; x++ {
			count[color.RGBAModel.Convert(from.At(x, y)).(color.RGBA)]++
		}
	}
	common := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(count[b], count[a]), slices.Compare([]byte{a.R, a.G, a.B}, []byte{b.R, b.G, b.B}))
	})
	var palette color.Palette
	for _, c := range common[:min(256, len(common))] {
		palette = append(palette, c)
	}
	nearest := map[color.RGBA]uint8{}
	to := image.NewPaletted(size, palette)
	for y := size.Min.Y; y < size.Max.Y; y++ {
		for x := size.Min.X; x < size.Max.X; x++ {
			c := color.RGBAModel.Convert(from.At(x, y)).(color.RGBA)
			i, known := nearest[c]
			if !known {
				i = uint8(palette.Index(c))
				nearest[c] = i
			}
			to.SetColorIndex(x, y, i)
		}
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, to); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
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
