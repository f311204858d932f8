package fakeslack

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Config is what a local Slack starts from. Only Manifest is required.
type Config struct {
	// Manifest is the text of the app's manifest.yml. Scopes, commands, events and tabs are taken from it.
	Manifest []byte
	// Clock gives the time; nil is the machine's own.
	Clock *Clock
	// Seed varies IDs and the choice of a connection for each payload.
	Seed uint64
	// Addr is where to listen; "" is a free port on 127.0.0.1.
	Addr string

	// NoRateLimits switches the rate limits off, for stories whose clock stands still while the app writes to many people.
	NoRateLimits bool
	// RetryAfterFloor is the least that a rate-limited answer says in Retry-After. Slack often says 30 s at once.
	RetryAfterFloor time.Duration
	// Tiers overrides the calls a minute of a method, e.g. {"apps.connections.open": 1}.
	Tiers map[string]int

	// Bursts overrides how many calls of a method may come at once when there were none for a while.
	Bursts map[string]int
	// UnknownFields adds fields that no client knows to every envelope and every answer.
	UnknownFields bool

	// PingEvery is the time between pings on a socket; 10 s when zero. Always real time.
	PingEvery time.Duration
	// Patience is how long, in real time, an ack is waited for while a manual clock stands still; 10 s when zero. On the
	// machine's clock the three seconds alone count.
	Patience time.Duration
	// StrictAckConn counts an ack on another connection than the one that delivered as unknown. What Slack does is not known.
	StrictAckConn bool
	// EventsPerHour is how many events the app gets in an hour before Slack says app_rate_limited instead; 30,000 when zero.
	EventsPerHour int
	// Forgetful remembers no exchanges, for simulations in which nobody looks behind the scenes.
	Forgetful bool
	// ListAll is how many people users.list gives without a limit before it says limit_required; 1000 when zero.
	ListAll int
}

// A Slack is one running local Slack with one workspace and one app in it. All methods are safe for concurrent use.
type Slack struct {
	cfg      Config
	clock    *Clock
	manifest *manifest
	server   *http.Server
	address  string
	base     context.Context
	closing  context.CancelFunc
	waits    sync.WaitGroup
	subs     *subscriptions

	mu            sync.Mutex
	closed        bool
	changed       chan struct{}
	changes       uint64
	busy          int // calls under way
	pending       int // envelopes that wait for an ack
	rand          *rand.Rand
	counts        map[string]int
	lastTS        int64
	teamID        string
	appID         string
	botID         string
	botUserID     string
	tokens        map[string]*token
	messagesTab   bool
	homeTab       bool
	people        map[string]*person
	order         []string
	conversations map[string]*conversation
	calls         []Call
	exchanges     []*Exchange
	violations    []string
	failures      []Failure
	buckets       map[string]*bucket
	faults        []*injected
	triggers      map[string]*trigger
	views         map[string]*view
	externals     map[string]string
	zones         map[string]*time.Location
	responses     map[string]*responseURL
	files         map[string]*file
	tickets       map[string]*ticket
	conns         []*conn
	connected     bool
	envelopes     map[string]*envelope
	sent          []*envelope
	held          []*envelope
	holding       bool
	refuseSockets string
	eventHour     time.Time
	eventsSent    int
}

// Start starts a local Slack. It fails when the manifest is one that Slack would refuse or when it cannot listen.
func Start(cfg Config) (*Slack, error) {
	m, err := parseManifest(cfg.Manifest)
	if err != nil {
		return nil, err
	}
	if cfg.Clock == nil {
		cfg.Clock = &Clock{wall: true}
	}
	if cfg.PingEvery == 0 {
		cfg.PingEvery = 10 * time.Second
	}
	if cfg.Patience == 0 {
		cfg.Patience = 10 * time.Second
	}
	if cfg.EventsPerHour == 0 {
		cfg.EventsPerHour = 30_000
	}
	if cfg.ListAll == 0 {
		cfg.ListAll = 1000
	}
	if cfg.Addr == "" {
		cfg.Addr = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", cfg.Addr)
	if err != nil {
		return nil, fmt.Errorf("fakeslack: %w", err)
	}
	s := &Slack{
		cfg: cfg, clock: cfg.Clock, manifest: m, address: listener.Addr().String(), subs: newSubscriptions(),
		changed: make(chan struct{}), rand: rand.New(rand.NewPCG(cfg.Seed, 0x51ac)), counts: map[string]int{},
		people: map[string]*person{}, conversations: map[string]*conversation{}, buckets: map[string]*bucket{},
		triggers: map[string]*trigger{}, views: map[string]*view{}, externals: map[string]string{}, zones: map[string]*time.Location{},
		responses: map[string]*responseURL{}, files: map[string]*file{}, tickets: map[string]*ticket{}, envelopes: map[string]*envelope{},
		messagesTab: m.Features.AppHome.Messages, homeTab: m.Features.AppHome.Home,
	}
	s.base, s.closing = context.WithCancel(context.Background())
	s.install()
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", s.serveAPI)
	mux.HandleFunc("/link/", s.serveSocket)
	mux.HandleFunc("/upload/", s.serveUpload)
	mux.HandleFunc("/commands/", s.serveResponseURL)
	mux.HandleFunc("/actions/", s.serveResponseURL)
	s.server = &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, wireKey{}, c)
		},
	}
	s.waits.Go(func() { _ = s.server.Serve(&wireListener{listener}) })
	return s, nil
}

// install creates the team, the app, its bot user and its two tokens.
func (s *Slack) install() {
	s.teamID, s.appID = s.id("T", "team"), s.id("A", "app")
	s.botID, s.botUserID = s.id("B", "bot"), s.id("U", "bot")
	granted := s.manifest.OAuth.Scopes.Bot
	s.tokens = map[string]*token{
		"xoxb-" + s.id("", "bot token"): {kind: botToken, scopes: granted},
		"xapp-" + s.id("", "app token"): {kind: appToken, scopes: []string{"connections:write"}},
	}
	s.addPerson(Person{ID: "USLACKBOT", Name: "slackbot", RealName: "Slackbot", TZ: "America/Los_Angeles", Locale: "en-US"})
	s.addPerson(Person{ID: s.botUserID, Name: s.manifest.Features.BotUser.Name, RealName: s.manifest.Features.BotUser.Name,
		TZ: "America/Los_Angeles", Locale: "en-US", IsBot: true})
}

// Close stops the server, drops all connections and waits for everything that it started. Closing twice is fine.
func (s *Slack) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	for _, e := range s.envelopes {
		s.conclude(e)
		e.finish(failClosed)
	}
	conns := append([]*conn(nil), s.conns...)
	s.mu.Unlock()
	s.closing()
	for _, c := range conns {
		c.drop()
	}
	err := s.server.Close()
	s.waits.Wait()
	s.subs.close()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// URL is the base of the Web API, ending in a slash, as clients want it.
func (s *Slack) URL() string { return "http://" + s.address + "/api/" }

// TeamID is the workspace's ID.
func (s *Slack) TeamID() string { return s.teamID }

// AppID is the app's ID.
func (s *Slack) AppID() string { return s.appID }

// BotUserID is the user ID of the app's bot.
func (s *Slack) BotUserID() string { return s.botUserID }

// BotToken is the app's xoxb token.
func (s *Slack) BotToken() string { return s.tokenOf(botToken) }

// AppToken is the app's xapp token, for Socket Mode.
func (s *Slack) AppToken() string { return s.tokenOf(appToken) }

// Now is the time on the clock.
func (s *Slack) Now() time.Time { return s.clock.Now() }

// teamDomain is the workspace's name in URLs.
const teamDomain = "duo-town"

func (s *Slack) path(parts ...string) string {
	return "http://" + s.address + "/" + strings.Join(parts, "/")
}
