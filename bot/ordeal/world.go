// Package ordeal plays workspace-years: the bot, its SQLite file and the local
// Slack under a simulated clock, with people who do what people do and trouble
// of every kind, all of it drawn from one seed.
//
//	o, err := ordeal.Play(ctx, ordeal.Year{Seed: 7, Manifest: manifest, Dir: dir})
//	// err names every broken promise; the same seed breaks it again
//
// What happens is a function of the seed: the bot is driven (bot.Options), so
// that it does one thing after the other, its calls reach the local Slack
// without a network, and its clock and chance are the simulation's.
//
// A crash is a copy. At any point at which the bot looks at the clock, logs,
// draws a number or makes a call, also within a transaction, the files of the
// database can be copied as they are; the bot then goes on as a ghost, whose
// calls reach nobody, and the next one starts from the copy. That is what the
// file would be if the process had ended there.
package ordeal

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"cowork/bot"
	"cowork/bot/fakeslack"
	"cowork/storage"
	"cowork/storage/seal"
)

// Year says what to play.
type Year struct {
	Seed     uint64
	Manifest []byte
	Dir      string        // for the database; emptied again
	Length   time.Duration // 365 days when zero
	People   int           // to begin with; drawn when zero
	Calm     bool          // no trouble at all
	Diary    io.Writer     // gets a line for each thing that happens; nil: nobody

	plot   func(*world) // what else will happen
	mutant mutant       // what is wrong with the bot, to see that it is noticed
}

// mutant is a bot that breaks a promise: how its calls and receipts are changed
// on their way, and what is in its file at the end. Nil changes nothing.
type mutant struct {
	calls    func(*world, *http.Request, string, url.Values) (*http.Response, error) // nil, nil: as it is
	receipts func(*world, []byte) []byte                                             // nil: there is none
	file     func(*world, *sql.DB) error
}

// world is a year under way.
type world struct {
	year   Year
	rand   *rand.Rand // what happens
	ids    *rand.ChaCha8
	clock  *fakeslack.Clock
	slack  *fakeslack.Slack
	start  time.Time
	zone   string
	cron   string
	skew   time.Duration // how far the bot's clock is off
	diary  hash.Hash
	seen   Outcome
	broken []string

	life     *life // nil while the bot is down
	file     string
	copies   int
	ledger   bool          // the file keeps what is pruned
	wake     time.Time     // when the bot wants to be looked at
	restless time.Time     // when it wants to see more of the list of users
	due      time.Time     // when its next round opens, by its clock
	there    map[int64]int // who could be in the round of each due time
	back     time.Time     // when it is started again
	agenda   agenda

	keys        seal.Keys
	pressed     map[press]bool
	forgotten   map[string]time.Time // who is, and did nothing since
	forgot      map[string]bool      // who ever wanted to be
	forgets     map[string]bool      // envelopes with which somebody wanted to be
	people      []string
	most        int                 // of them there will ever be
	members     map[string][]string // of each conversation with the bot
	letters     []letter
	storm       float64                   // the share of calls that go wrong
	lossy       float64                   // the share of receipts that get lost
	lost        map[string]bool           // envelopes of which a receipt never arrived or came too late
	answered    map[string]bool           // commands that were answered with words
	awaited     map[string]string         // those that this life must still answer, their IDs by the path of their response URL
	heard       map[string]map[*life]bool // which lives heard of a trigger
	killIn      int                       // points until the bot is killed; 0: not
	killAtRound int                       // the same, counted from the opening of the next round
	killAtAck   bool                      // the same, when the next receipt is given
	sickIn      int                       // calls until nothing can be written any more; 0: not
	sick        bool                      // nothing can be written
	ills        []span                    // when that was so
	installed   time.Time                 // when the app that was thrown out is installed again
	away        time.Duration             // how long the next crash keeps the bot down; 0: drawn
	deaf        time.Time
	calm        bool // the trouble is over
	downs       []span
	mute        bool    // nobody answers
	timeouts    float64 // the share of posts that are stored and then time out
	kills       int     // how many more a siege wants
	skewed      bool
}

// span is a time in which the bot was down.
type span struct{ from, until time.Time }

// life is one process.
type life struct {
	world *world
	bot   *bot.Bot
	store *storage.Store
	line  *fakeslack.Line
	ctx   context.Context
	dead  atomic.Bool
	epoch time.Time // what the clock shows once it is dead
}

// errDead is what a ghost gets instead of an answer.
var errDead = errors.New("the process is dead")

var schedules = []string{"0 9 * * MON", "0 9 * * MON", "30 2 * * SUN", "15 17 * * THU", "@weekly", "0 8 1,15 * *", "0 9 * * MON,THU"}
var zones = []string{"UTC", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago", "Pacific/Auckland"}

func newWorld(y Year) (*world, error) {
	if y.Length == 0 {
		y.Length = 365 * 24 * time.Hour
	}
	if y.Diary == nil {
		y.Diary = io.Discard
	}
	w := &world{year: y, rand: rand.New(rand.NewPCG(y.Seed, 0x0dea1)), diary: sha256.New(), members: map[string][]string{}, pressed: map[press]bool{}, forgotten: map[string]time.Time{}, forgets: map[string]bool{}, forgot: map[string]bool{}, there: map[int64]int{}, heard: map[string]map[*life]bool{}, lost: map[string]bool{}, answered: map[string]bool{}, awaited: map[string]string{}, calm: y.Calm}
	var key [32]byte
	copy(key[:], fmt.Sprintf("ordeal %d", y.Seed))
	w.seen.Troubles = map[string]int{}
	w.ids = rand.NewChaCha8(key)
	w.start = time.Date(2026+w.rand.IntN(3), time.Month(1+w.rand.IntN(12)), 1+w.rand.IntN(28), w.rand.IntN(24), w.rand.IntN(60), 0, 0, time.UTC)
	w.zone, w.cron = pick(w.rand, zones), pick(w.rand, schedules)
	w.clock = fakeslack.NewClock(w.start)
	var err error
	w.slack, err = fakeslack.Start(fakeslack.Config{
		Manifest: y.Manifest, Clock: w.clock, Seed: y.Seed, Patience: time.Hour,
		Forgetful: true, NoRateLimits: w.rand.IntN(2) == 0, UnknownFields: w.rand.IntN(4) == 0,
	})
	if err != nil {
		return nil, err
	}
	w.file = w.path()
	sealing, err := seal.New() // the only thing that is not drawn from the seed: nothing depends on it
	if err != nil {
		return nil, err
	}
	w.keys, err = seal.Parse(sealing)
	return w, err
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func (w *world) path() string {
	w.copies++
	return filepath.Join(w.year.Dir, fmt.Sprintf("cowork-%d.db", w.copies))
}

func (w *world) chance(share float64) bool { return w.rand.Float64() < share }

// note writes a line into the diary, which is the year's fingerprint too.
func (w *world) note(format string, args ...any) {
	line := w.clock.Now().Format("2006-01-02 15:04:05 ") + fmt.Sprintf(format, args...) + "\n"
	_, _ = io.WriteString(w.diary, line)
	_, _ = io.WriteString(w.year.Diary, line)
}

// breaks records a broken promise.
func (w *world) breaks(format string, args ...any) {
	said := fmt.Sprintf(format, args...)
	w.broken = append(w.broken, w.clock.Now().Format("2006-01-02 15:04:05: ")+said)
	w.note("BROKEN %s", said)
}

// boot starts a process on the file.
func (w *world) boot(ctx context.Context) error {
	l := &life{world: w}
	l.ctx = mortal{ctx, &l.dead}
	var err error
	if l.store, err = storage.Open(ctx, w.file); err != nil {
		return err
	}
	if err := w.keepLedger(ctx); err != nil {
		return err
	}
	seeds := rand.New(rand.NewPCG(w.year.Seed, uint64(w.copies)))
	l.bot, err = bot.New(bot.Options{
		Store: l.store, AppToken: w.slack.AppToken(), BotToken: w.slack.BotToken(), APIURL: w.slack.URL(),
		Now: l.now, Seed: func() uint64 { l.point("a seed is drawn"); return seeds.Uint64() }, IDs: l, Log: slog.New(l),
		Transport: l, Driven: true, Keys: w.keys, Schedule: w.cron, TimeZone: w.zone,
	})
	if err != nil {
		return err
	}
	l.line = w.slack.Plug()
	w.life = l
	w.wake = w.clock.Now()
	w.note("the bot starts, life %d", w.copies)
	return nil
}

// now is the bot's clock.
func (l *life) now() time.Time {
	l.point("the clock is read")
	if l.dead.Load() {
		return l.epoch
	}
	return l.world.clock.Now().Add(l.world.skew)
}

// Read draws what the IDs of duos are made of.
func (l *life) Read(b []byte) (int, error) {
	l.point("an ID is drawn")
	return l.world.ids.Read(b)
}

// point is where a process can die.
func (l *life) point(where string) {
	w := l.world
	if l.dead.Load() || w.killIn == 0 {
		return
	}
	if w.killIn--; w.killIn > 0 {
		return
	}
	l.epoch = w.clock.Now().Add(w.skew)
	l.dead.Store(true)
	w.seen.Kills++
	w.fell("a crash")
	w.note("killed where %s", where)
	next := w.path()
	for _, suffix := range []string{"", "-wal"} {
		if err := copyFile(w.file+suffix, next+suffix); err != nil {
			w.breaks("the file cannot be copied: %v", err)
		}
	}
}

// mortal is the context of a life. It ends with it and closes no channel: for
// each query and call, a goroutine would wait for that.
type mortal struct {
	context.Context
	dead *atomic.Bool
}

// Done is never closed.
func (m mortal) Done() <-chan struct{} { return nil }

// Err tells that the life is over.
func (m mortal) Err() error {
	if m.dead.Load() {
		return context.Canceled
	}
	return m.Context.Err()
}

// copyFile copies a file, if there is one, within the system where that can.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// mostAhead is how large what is not yet in the database itself may become
// before it is put there: SQLite would let it grow to eight times that, all of
// which would be copied by each crash and read by each next life.
const mostAhead = 512 << 10

// tidy puts into the database what was written ahead of it, if that is much.
func (w *world) tidy(ctx context.Context) {
	if ahead, err := os.Stat(w.file + "-wal"); w.sick || err != nil || ahead.Size() < mostAhead {
		return
	}
	if err := w.life.store.Checkpoint(ctx); err != nil {
		w.breaks("the database cannot be tidied: %v", err)
	}
}

// bury ends a process that was killed, and makes its copy the file. What it left
// is removed before it is closed, so that SQLite does not put it in order first.
func (w *world) bury() {
	l := w.life
	w.life = nil
	clear(w.awaited)
	w.healed()
	l.line.Unplug()
	removeDatabase(w.file)
	if err := l.store.Close(); err != nil {
		w.breaks("the store of a ghost cannot be closed: %v", err)
	}
	w.file = filepath.Join(w.year.Dir, fmt.Sprintf("cowork-%d.db", w.copies))
}

// stop ends a process in an orderly way.
func (w *world) stop() error {
	if w.life == nil {
		return nil
	}
	l := w.life
	w.life = nil
	clear(w.awaited)
	l.line.Unplug()
	return l.store.Close()
}

func removeDatabase(file string) {
	for _, suffix := range []string{"", "-wal", "-shm", ".lock"} {
		_ = os.Remove(file + suffix)
	}
}

// Enabled, Handle, WithAttrs and WithGroup make a life the handler of its
// bot's log: a place to die in, and words to judge.

// Enabled reports that everything is logged.
func (l *life) Enabled(context.Context, slog.Level) bool { return true }

// Handle judges one line.
func (l *life) Handle(_ context.Context, r slog.Record) error {
	l.point("a line is logged")
	if l.dead.Load() {
		return nil
	}
	var b strings.Builder
	b.WriteString(r.Message)
	r.Attrs(func(a slog.Attr) bool {
		if a.Key != "stack" {
			fmt.Fprintf(&b, " %s=%v", a.Key, a.Value)
		}
		return true
	})
	line := b.String()
	if strings.Contains(line, "panicked") {
		l.world.breaks("%s\n%v", line, r)
	}
	if strings.Contains(line, secretWord) || strings.Contains(line, "xoxb-") || strings.Contains(line, "xapp-") {
		l.world.breaks("the log tells a secret: %s", line)
	}
	if strings.HasPrefix(line, "the database cannot be written to") {
		l.world.fell("the bot notices that nothing can be kept")
	}
	fmt.Fprintf(l.world.year.Diary, "    log: %s\n", line)
	return nil
}

// WithAttrs is not used by the bot.
func (l *life) WithAttrs([]slog.Attr) slog.Handler { return l }

// WithGroup is not used by the bot.
func (l *life) WithGroup(string) slog.Handler { return l }
