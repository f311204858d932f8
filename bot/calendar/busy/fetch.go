package busy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Fetcher gets a calendar from an address that somebody typed. It is made to
// be pointed at things it must not reach: it speaks https alone, to public
// addresses alone, and gives up early.
//
// Whom it talks to is decided when it dials, by the number that the name was
// resolved to for that very connection, so that a name which answers
// differently the second time gains nothing. Redirects are dialled the same
// way. It uses no proxy, which would dial in its stead, keeps no cookies, takes
// no compressed answers, and tells nobody who asks.
//
// The zero value is strict. The fields are for those who have a server of their
// own to talk to.
type Fetcher struct {
	Roots  *x509.CertPool             // who may sign certificates; nil: whom the machine trusts
	Permit func(netip.AddrPort) error // whom it may talk to; nil: Public
	Limit  time.Duration              // for everything; 0: 15 s
}

const (
	largestFile     = 8 << 20
	mostRedirects   = 3
	longestAddress  = 2000
	longestHeader   = 64 << 10
	usualLimit      = 15 * time.Second
	handshakeLimit  = 5 * time.Second
	connectionLimit = 5 * time.Second
)

// The errors of an address. None holds the address.
var (
	ErrAddress     = errors.New("this is no https address of a calendar")
	ErrForbidden   = errors.New("this address leads into a private network")
	ErrUnreachable = errors.New("nothing answers at this address")
	ErrRefused     = errors.New("the address answers, and does not give a calendar")
	ErrTooLarge    = errors.New("the calendar is too large")
)

// Address reads an address as people copy it: https, or webcal, which is the
// same in the mouth of a calendar program.
func Address(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if rest, ok := strings.CutPrefix(typed, "webcal://"); ok {
		typed = "https://" + rest
	}
	u, err := url.Parse(typed)
	if err != nil || len(typed) > longestAddress || !fine(u) {
		return "", ErrAddress
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && Public(netip.AddrPortFrom(ip, 443)) != nil {
		return "", ErrForbidden
	}
	return u.String(), nil
}

// fine reports whether an address is one to ask at all.
func fine(u *url.URL) bool {
	return u.Scheme == "https" && u.Hostname() != "" && u.User == nil && u.Opaque == ""
}

// Fetch gets what is at an address.
func (f Fetcher) Fetch(ctx context.Context, address string) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil || !fine(u) {
		return nil, ErrAddress
	}
	limit := f.Limit
	if limit == 0 {
		limit = usualLimit
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, ErrAddress
	}
	req.Header.Set("User-Agent", "cowork")
	req.Header.Set("Accept", "text/calendar")
	client := f.client()
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	switch {
	case errors.Is(err, ErrForbidden):
		return nil, ErrForbidden
	case errors.Is(err, ErrAddress):
		return nil, ErrAddress
	case err != nil:
		return nil, ErrUnreachable // what it says holds the address
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, ErrRefused
	}
	if resp.ContentLength > largestFile {
		return nil, ErrTooLarge
	}
	file, err := io.ReadAll(io.LimitReader(resp.Body, largestFile+1))
	switch {
	case len(file) > largestFile:
		return nil, ErrTooLarge
	case err != nil:
		return nil, ErrUnreachable
	}
	return file, nil
}

// client is one for a single fetch.
func (f Fetcher) client() *http.Client {
	permit := f.Permit
	if permit == nil {
		permit = Public
	}
	dialer := &net.Dialer{Timeout: connectionLimit, Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return ErrForbidden
		}
		return permit(at)
	}}
	return &http.Client{
		Transport: &http.Transport{
			Proxy: nil, DialContext: dialer.DialContext, TLSHandshakeTimeout: handshakeLimit,
			TLSClientConfig:    &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: f.Roots},
			DisableCompression: true, DisableKeepAlives: true, MaxResponseHeaderBytes: longestHeader,
		},
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			req.Header.Del("Referer")
			if len(via) > mostRedirects || !fine(req.URL) {
				return ErrAddress
			}
			return nil
		},
	}
}

// Public permits the usual port of https at addresses of the open internet:
// none of this machine, of a private or local network, or that leads to such a
// one by being written in another way.
func Public(at netip.AddrPort) error {
	ip := at.Addr().Unmap()
	if at.Port() != 443 || !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Zone() != "" {
		return fmt.Errorf("%w", ErrForbidden)
	}
	for _, reserved := range reserved {
		if reserved.Contains(ip) {
			return fmt.Errorf("%w", ErrForbidden)
		}
	}
	return nil
}

// reserved is what IANA's registries of special-purpose addresses do not call
// globally reachable, as far as net/netip does not know it, and the ranges of
// IPv6 that have an address of IPv4 in them.
var reserved = func() (all []netip.Prefix) {
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}()
