package busy

import (
	"compress/gzip"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// server is a calendar server on this machine, and a fetcher that may talk to
// it and to nothing else.
func server(t *testing.T, handle http.HandlerFunc) (Fetcher, string) {
	t.Helper()
	s := httptest.NewTLSServer(handle)
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	own := netip.MustParseAddrPort(s.Listener.Addr().String())
	return Fetcher{Roots: roots, Limit: 5 * time.Second, Permit: func(at netip.AddrPort) error {
		if at != own {
			return ErrForbidden
		}
		return nil
	}}, s.URL
}

func TestFetch(t *testing.T) {
	f, at := server(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/fine":
			if r.Header.Get("Cookie") != "" || r.Header.Get("Accept-Encoding") != "" {
				t.Errorf("it is asked with %v", r.Header)
			}
			fmt.Fprint(w, "BEGIN:VCALENDAR")
		case "/once":
			http.Redirect(w, r, "/fine", http.StatusFound)
		case "/circle":
			http.Redirect(w, r, "/circle", http.StatusFound)
		case "/down":
			http.Redirect(w, r, "http://"+r.Host+"/fine", http.StatusFound)
		case "/inside":
			http.Redirect(w, r, "https://127.0.0.1:1/fine", http.StatusFound)
		case "/meta":
			http.Redirect(w, r, "https://169.254.169.254/latest/meta-data", http.StatusFound)
		case "/large":
			for range 9 {
				_, _ = w.Write(make([]byte, 1<<20))
			}
		case "/said":
			w.Header().Set("Content-Length", fmt.Sprint(1<<40))
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			_, _ = z.Write(make([]byte, 16<<20))
			_ = z.Close()
		case "/slow":
			<-r.Context().Done()
		default:
			http.NotFound(w, r)
		}
	})
	for path, want := range map[string]error{
		"/fine": nil, "/once": nil, "/circle": ErrAddress, "/down": ErrAddress, "/inside": ErrForbidden, "/meta": ErrForbidden,
		"/large": ErrTooLarge, "/said": ErrTooLarge, "/gone": ErrRefused, "/bomb": nil,
	} {
		file, err := f.Fetch(t.Context(), at+path)
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "127.") {
			t.Errorf("%s: the error tells the address: %v", path, err)
		}
		if path == "/bomb" && len(file) > 1<<20 {
			t.Errorf("a bomb went off: %d bytes", len(file))
		}
	}
	f.Limit = 50 * time.Millisecond
	if _, err := f.Fetch(t.Context(), at+"/slow"); !errors.Is(err, ErrUnreachable) {
		t.Errorf("a slow server: %v", err)
	}
}

// TestFetchIsStrictByItself: without a word, nothing of this machine is
// reached, by number or by name, and nobody unknown is trusted.
func TestFetchIsStrictByItself(t *testing.T) {
	reached := false
	_, at := server(t, func(http.ResponseWriter, *http.Request) { reached = true })
	_, port, err := net.SplitHostPort(strings.TrimPrefix(at, "https://"))
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{at, "https://localhost:" + port, "https://[::1]:" + port, "https://127.0.0.1", "https://localhost", "https://[::ffff:127.0.0.1]", "https://0.0.0.0", "https://2130706433"} {
		if _, err := (Fetcher{}).Fetch(t.Context(), address); !errors.Is(err, ErrForbidden) && !errors.Is(err, ErrUnreachable) {
			t.Errorf("%s: %v", address, err)
		}
	}
	if reached {
		t.Error("a server of this machine was reached")
	}
	for _, address := range []string{"http://example.com/a.ics", "ftp://example.com", "file:///etc/passwd", "https://me:secret@example.com", "https://", "webcal://example.com", "gopher:x"} {
		if _, err := (Fetcher{}).Fetch(t.Context(), address); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", address, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (Fetcher{}).Fetch(ctx, "https://192.0.2.1"); err == nil {
		t.Error("it goes on after it was told to stop")
	}
}

// TestRebinding: the name that was fine when it was typed leads to this
// machine when it is dialled. The dialler asks about the number, and refuses.
func TestRebinding(t *testing.T) {
	f, at := server(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "BEGIN:VCALENDAR") })
	f.Permit = nil
	_, port, _ := strings.Cut(strings.TrimPrefix(at, "https://"), ":")
	if _, err := Address("https://localhost:" + port); err != nil {
		t.Fatalf("the name itself is fine: %v", err)
	}
	if _, err := f.Fetch(t.Context(), "https://localhost:"+port); !errors.Is(err, ErrForbidden) {
		t.Errorf("what it resolves to: %v", err)
	}
}

func TestPublic(t *testing.T) {
	for _, c := range []struct {
		at   string
		fine bool
	}{
		{"93.184.216.34:443", true}, {"[2606:2800:220:1:248:1893:25c8:1946]:443", true},
		{"93.184.216.34:80", false}, {"93.184.216.34:8443", false}, {"93.184.216.34:22", false},
		{"127.0.0.1:443", false}, {"127.8.8.8:443", false}, {"10.0.0.1:443", false}, {"172.16.0.1:443", false}, {"192.168.1.1:443", false},
		{"169.254.169.254:443", false}, {"100.64.0.1:443", false}, {"0.0.0.0:443", false}, {"255.255.255.255:443", false}, {"224.0.0.1:443", false},
		{"198.18.0.1:443", false}, {"192.0.2.1:443", false}, {"203.0.113.9:443", false}, {"240.0.0.1:443", false}, {"192.0.0.8:443", false},
		{"[::1]:443", false}, {"[::]:443", false}, {"[fe80::1]:443", false}, {"[fe80::1%eth0]:443", false}, {"[fc00::1]:443", false}, {"[fd12::1]:443", false},
		{"[ff02::1]:443", false}, {"[::ffff:127.0.0.1]:443", false}, {"[::ffff:10.0.0.1]:443", false}, {"[::7f00:1]:443", false},
		{"[64:ff9b::7f00:1]:443", false}, {"[2002:7f00:1::]:443", false}, {"[2001::1]:443", false}, {"[2001:db8::1]:443", false}, {"[fec0::1]:443", false},
	} {
		if err := Public(netip.MustParseAddrPort(c.at)); (err == nil) != c.fine {
			t.Errorf("%s: %v", c.at, err)
		}
	}
}

func TestAddress(t *testing.T) {
	for typed, want := range map[string]string{
		" https://calendar.example.com/private-ab12/basic.ics ": "https://calendar.example.com/private-ab12/basic.ics",
		"webcal://p01.example.com/x?y=1":                        "https://p01.example.com/x?y=1",
		"http://calendar.example.com":                           "", "calendar.example.com": "", "": "", "https://me@example.com": "",
		"https://10.0.0.1/x": "", "https://[::1]/": "", "https://" + strings.Repeat("a", 3000): "", "https://a b": "",
	} {
		if got, err := Address(typed); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
}
