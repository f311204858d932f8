package bot

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"cowork/storage"
)

// The outbox delivers what the store says is owed, exactly once as a person
// sees it, although Slack has no way to say "this once".
//
// Each message goes through small steps, one call of Slack each: open the
// conversation if it is not known, look for the message if an earlier attempt
// may have been stored, post or update. What a step found is kept before the
// next one, so that a crash at any point resumes with the right one. Before a
// post the row is marked as in doubt; the mark goes when Slack refused. A post
// whose outcome is unknown (timeout, reset, 5xx, crash) leaves the row in
// doubt, and a row in doubt is looked for in the conversation, by the mark in
// its metadata, before it is posted again.
//
// The rows of one conversation go in order, those of different ones side by
// side, each step when its method's gate and its conversation's let it.

// errand of the postman: what the next call for a row is.
type step int

const (
	postIt step = iota
	updateIt
	openFirst
	lookFirst
	uploadIt
	shareIt
	steps = iota
)

// method is the method of the Web API that a step calls.
func (s step) method() string {
	return [...]string{"chat.postMessage", "chat.update", "conversations.open", "conversations.history",
		"files.getUploadURLExternal", "files.completeUploadExternal"}[s]
}

// load is how many lanes of each need one look at the outbox considers: more
// than Slack takes at once, those that were written to in the last second
// included.
const load = 64

// little is how much may be owed for one question about all needs to be enough.
// Mostly nothing is.
const little = 8

type outbox struct {
	bot   *Bot
	pace  *pace
	posts *lanes // steps under way, by lane of the outbox

	mu     sync.Mutex
	flying map[string]bool                 // lanes with a step under way
	calls  [steps]int                      // of each step, how many are under way
	held   map[storage.MessageID]time.Time // rows that wait for another attempt

	ahead ahead
}

func newOutbox(b *Bot, posts *lanes) *outbox {
	return &outbox{
		bot: b, pace: newPace(), posts: posts,
		flying: map[string]bool{}, held: map[storage.MessageID]time.Time{},
		ahead: ahead{spared: map[string]time.Time{}},
	}
}

// Deliver sends everything that is due at now and not held by a gate, brings
// home tabs up to date, and waits for the outcomes. Next is when a row that is due already may go, the
// zero time if none is held. The error is the store's; what Slack answers is
// kept in the rows.
func (b *Bot) Deliver(ctx context.Context, now time.Time) (next time.Time, err error) {
	b.beating.Lock()
	defer b.beating.Unlock()
	return b.drain(ctx, now)
}

// look starts the next step of each lane whose turn it is, without waiting for
// the outcome, and returns how many it started and when a held row may go.
func (o *outbox) look(ctx context.Context, tx *storage.Tx, now time.Time) (started int, next time.Time, err error) {
	owed, shut, err := o.waiting(tx, now)
	if err != nil {
		return 0, next, err
	}
	for _, at := range shut {
		next = sooner(next, at)
	}
	for _, m := range owed {
		if o.isFlying(m.Lane) {
			continue
		}
		l, err := o.plan(tx, m, now)
		if err != nil {
			return started, next, err
		}
		if o.busy(l.step) {
			continue // whatever lands has us look again
		}
		if at, ok := o.mayGo(l, now); !ok {
			next = sooner(next, at)
			continue
		}
		if o.start(ctx, l) {
			started++
		}
	}
	begun, err := o.openAhead(ctx, tx, now)
	if begun {
		started++
	}
	return started, sooner(next, o.heldUntil(now)), err
}

// heldUntil is when the first of the rows that wait for another attempt may go,
// the zero time if none waits.
func (o *outbox) heldUntil(now time.Time) (next time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for id, at := range o.held {
		if at.After(now) {
			next = sooner(next, at)
		} else {
			delete(o.held, id) // sent by now, or withdrawn
		}
	}
	return next
}

// mayGo takes the gates that a step goes through, and says when it may go if it
// may not now. A step that ends without a call of Slack's goes through none.
func (o *outbox) mayGo(l letter, now time.Time) (at time.Time, ok bool) {
	talk := ""
	switch {
	case l.lost != "" || l.unsure():
		return now, true
	case l.step == postIt || l.step == shareIt:
		talk = l.Lane
	}
	return o.pace.take(l.step.method(), talk, now)
}

// waiting is what may be sent now, of each need as much as Slack could let
// through at once beside what is under way, longest due first. Where all
// methods of a need are shut and something waits for them, shut is when they
// open.
func (o *outbox) waiting(tx *storage.Tx, now time.Time) (owed []storage.Message, shut []time.Time, err error) {
	if owed, err = tx.Owed(now, little+1); err != nil || len(owed) <= little {
		return owed, nil, err
	}
	owed = nil
	under := o.underWay()
	for _, need := range storage.Needs {
		opens, limit := o.opens(need, now), load+under
		if opens.After(now) {
			limit = 1
		}
		found, err := tx.OwedFor(need, now, limit)
		switch {
		case err != nil:
			return nil, nil, err
		case !opens.After(now):
			owed = append(owed, found...)
		case len(found) > 0:
			shut = append(shut, opens)
		}
	}
	slices.SortFunc(owed, func(a, b storage.Message) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
	return owed, shut, nil
}

// opens is when the first of the methods that serve a need may be called.
func (o *outbox) opens(need storage.Need, now time.Time) (at time.Time) {
	for i, s := range stepsFor[need] {
		if t := o.pace.at(s.method(), now); i == 0 || t.Before(at) {
			at = t
		}
	}
	return at
}

// stepsFor is which steps a row may take next, by what it needs.
var stepsFor = map[storage.Need][]step{
	storage.ToBeChanged:  {updateIt},
	storage.ToBePosted:   {postIt},
	storage.ToBeUploaded: {uploadIt},
	storage.ToBeShared:   {shareIt},
	storage.ToBeOpened:   {openFirst},
	storage.ToBeFound:    {openFirst, lookFirst},
}

// letter is a row with what its next step needs.
type letter struct {
	storage.Message
	step    step
	channel string // where it goes, "" if that is not known yet
	ts      string // update: the message to change
	lost    string // update: why there is none to change
}

// unsure reports whether it stays unknown what became of a post: channels
// are not read back, conversations of several are.
func (l *letter) unsure() bool {
	return l.step == lookFirst && len(peopleOf(l.Lane)) == 0 && !strings.HasPrefix(l.Lane, storage.Orphaned)
}

// plan decides what the next call for a row is.
func (o *outbox) plan(tx *storage.Tx, m storage.Message, now time.Time) (letter, error) {
	l := letter{Message: m}
	if m.Method == storage.Update {
		l.step = updateIt
		target, err := tx.Message(m.Target)
		switch {
		case errors.Is(err, storage.ErrNotFound):
			l.lost = "no_target"
		case err != nil:
			return l, err
		case target.State == storage.Sent:
			l.channel, l.ts = target.Channel, target.TS
		case target.State == storage.Owed:
			l.lost = "target_owed"
		default:
			l.lost = "target_" + string(target.State)
		}
		return l, nil
	}
	var err error
	if l.channel, err = whereabouts(tx, m.Lane); err != nil {
		return l, err
	}
	if m.Attached {
		planFile(&l)
		return l, nil
	}
	switch {
	case l.channel == "" && (m.Doubt || len(peopleOf(m.Lane)) > 1):
		l.step = openFirst // one person can be posted to by their ID, but not read back
	case m.Doubt:
		l.step = lookFirst
	default:
		l.step = postIt
	}
	return l, nil
}

// whereabouts is the channel of a lane, "" if it is not known yet.
func whereabouts(tx *storage.Tx, lane string) (string, error) {
	if channel, orphaned := strings.CutPrefix(lane, storage.Orphaned); orphaned {
		return channel, nil
	}
	if len(peopleOf(lane)) == 0 {
		return lane, nil
	}
	channel, err := tx.Conversation(lane)
	if errors.Is(err, storage.ErrNotFound) {
		return "", nil
	}
	return channel, err
}

// peopleOf is whom a lane is a conversation with; nobody if it is a channel.
func peopleOf(lane string) []string {
	if strings.HasPrefix(lane, "U") || strings.HasPrefix(lane, "W") {
		return strings.Split(lane, ",")
	}
	return nil
}

// mark is how a post is found again: a digest of its key, because anybody in
// the workspace can read the metadata of a message.
func mark(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:12])
}

const (
	firstWait = 2 * time.Second // also gives a post with an unknown outcome time to appear
	lastWait  = 5 * time.Minute
)

// backoff is how long to wait after so many failed attempts: twice as long
// each time, up to lastWait, and between half of that and all of it by chance,
// so that what failed together does not come back together.
func backoff(attempts int, seed uint64) time.Duration {
	wait := lastWait
	if attempts < 8 {
		wait = min(firstWait<<attempts, lastWait)
	}
	chance := rand.New(rand.NewPCG(seed, uint64(attempts)))
	return max(firstWait, wait/2+time.Duration(chance.Int64N(int64(wait/2)+1)))
}
