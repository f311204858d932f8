package demo

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/subtle"
	"embed"
	"html/template"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"
)

//go:embed page
var files embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"item": func(it item, p *page) map[string]any { return map[string]any{"It": it, "Page": p} },
	"boxes": func(c control, kind string, picks []choice) map[string]any {
		return map[string]any{"c": c, "kind": kind, "picks": picks}
	},
}).ParseFS(files, "page/*.html"))

// policy lets a page load nothing from elsewhere and run no script and no
// style that is written into it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'"

// Handler answers the browser. addr is where it listens: requests that name
// another host are refused, because some page may have led a browser here by
// a name of its own.
func (d *Demo) Handler(addr net.Addr) http.Handler {
	mux := http.NewServeMux()
	static, _ := fs.Sub(files, "page")
	for _, name := range []string{"demo.css", "demo.js", "icon.svg"} {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "no-cache")
			http.ServeFileFS(w, r, static, name)
		})
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/as/"+d.first, http.StatusSeeOther)
	})
	mux.HandleFunc("GET /as/{who}", func(w http.ResponseWriter, r *http.Request) {
		who := r.PathValue("who")
		if !d.stage.present(who) {
			d.missing(w, r)
			return
		}
		http.Redirect(w, r, "/as/"+who+"/c/"+d.stage.slack.Direct(who), http.StatusSeeOther)
	})
	mux.HandleFunc("GET /as/{who}/c/{channel}", d.conversation)
	mux.HandleFunc("GET /as/{who}/home", d.home)
	mux.HandleFunc("GET /feed", d.follow)
	mux.HandleFunc("POST /as/{who}/act", d.act)
	mux.HandleFunc("POST /clock", d.moveClock)
	mux.HandleFunc("POST /trouble", d.makeTrouble)
	mux.HandleFunc("/", d.missing)
	return d.guard(addr, mux)
}

// largestForm is how much a form may send.
const largestForm = 256 << 10

// guard refuses what does not come from the page itself.
func (d *Demo) guard(addr net.Addr, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if !hosts(addr, r.Host) {
			http.Error(w, "This is not the address of this page. It is printed where it was started.", http.StatusMisdirectedRequest)
			return
		}
		site := r.Header.Get("Sec-Fetch-Site")
		origin := r.Header.Get("Origin")
		visit := r.Method == http.MethodGet && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
		own := (site == "" || site == "same-origin" || site == "none" || visit) && (origin == "" || origin == "http://"+r.Host)
		if !own {
			http.Error(w, "Other pages have no business here.", http.StatusForbidden)
			return
		}
		switch r.Method {
		case http.MethodGet, http.MethodHead:
		case http.MethodPost:
			r.Body = http.MaxBytesReader(w, r.Body, largestForm)
			if err := r.ParseForm(); err != nil {
				http.Error(w, "That is too much, or no form.", http.StatusBadRequest)
				return
			}
			if subtle.ConstantTimeCompare([]byte(r.PostForm.Get("token")), []byte(d.token)) != 1 {
				http.Error(w, "This form is of another run of the demo. Please load the page again.", http.StatusForbidden)
				return
			}
		default:
			http.Error(w, "Only GET and POST work here.", http.StatusMethodNotAllowed)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hosts reports whether a Host header names the address that is listened on.
// Names other than localhost never do; addresses do when they are the one, or
// any if all are listened on.
func hosts(addr net.Addr, host string) bool {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return false
	}
	at := tcp.AddrPort()
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = host, "80"
	}
	if port != (&net.TCPAddr{Port: int(at.Port())}).String()[1:] {
		return false
	}
	if name == "localhost" {
		return at.Addr().Unmap().IsLoopback() || at.Addr().IsUnspecified()
	}
	ip, err := netip.ParseAddr(name)
	if err != nil {
		return false
	}
	return at.Addr().IsUnspecified() || ip.Unmap() == at.Addr().Unmap()
}

// missing says kindly that there is nothing.
func (d *Demo) missing(w http.ResponseWriter, r *http.Request) {
	d.show(w, r, http.StatusNotFound, "missing.html", map[string]string{"First": d.first})
}

// show writes a page in one piece, so that a mistake in it is an error and not
// half a page.
func (d *Demo) show(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	var page bytes.Buffer
	if err := templates.ExecuteTemplate(&page, name, data); err != nil {
		d.log.Error("a page cannot be drawn", "page", name, "error", err)
		http.Error(w, "This page cannot be drawn. What went wrong stands where the demo was started.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Vary", "Accept-Encoding")
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.WriteHeader(status)
		_, _ = w.Write(page.Bytes())
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	small := gzip.NewWriter(w)
	_, _ = small.Write(page.Bytes())
	_ = small.Close()
}

// present reports whether somebody of the workspace can be played.
func (s *stage) present(who string) bool {
	for _, p := range s.slack.People() {
		if p.ID == who {
			return !p.IsBot && !p.Deleted
		}
	}
	return false
}

// zoneOf is the time zone that a person lives in.
func (s *stage) zoneOf(who string) *time.Location {
	for _, p := range s.slack.People() {
		if p.ID == who {
			if zone, err := time.LoadLocation(p.TZ); err == nil {
				return zone
			}
		}
	}
	return time.UTC
}

// steps are how far the clock can be moved.
var steps = []struct {
	Name, Label string
	By          time.Duration
}{
	{"next", "Next due", 0}, {"hour", "+1 hour", time.Hour}, {"day", "+1 day", 24 * time.Hour}, {"week", "+1 week", 7 * 24 * time.Hour},
}

// moveClock is POST /clock.
func (d *Demo) moveClock(w http.ResponseWriter, r *http.Request) {
	who := r.PostForm.Get("who")
	i := slices.IndexFunc(steps, func(s struct {
		Name, Label string
		By          time.Duration
	}) bool {
		return s.Name == r.PostForm.Get("to")
	})
	if i < 0 {
		http.Error(w, "The clock cannot be moved there.", http.StatusBadRequest)
		return
	}
	until := d.stage.clock.Now().Add(steps[i].By)
	if steps[i].Name == "next" {
		next, _, err := d.stage.nextDue(r.Context())
		if err != nil || next.IsZero() {
			d.memory.note(who, "Nothing is due.")
		}
		if !next.IsZero() {
			until = next
		}
	}
	// Whoever leaves the page meanwhile does not stop time halfway.
	if err := d.stage.advance(context.WithoutCancel(r.Context()), until); err != nil {
		d.memory.note(who, err.Error())
	}
	d.feed.tell()
	http.Redirect(w, r, local(r.PostForm.Get("back"), "/"), http.StatusSeeOther)
}

// makeTrouble is POST /trouble.
func (d *Demo) makeTrouble(w http.ResponseWriter, r *http.Request) {
	who := r.PostForm.Get("who")
	said, err := d.stage.stir(context.WithoutCancel(r.Context()), r.PostForm.Get("what"))
	if err != nil {
		said = err.Error()
	}
	d.memory.note(who, said)
	d.feed.tell()
	http.Redirect(w, r, local(r.PostForm.Get("back"), "/"), http.StatusSeeOther)
}
