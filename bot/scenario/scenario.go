// Package scenario plays stories: readable text files in which people type and
// click on a local Slack, time passes, and under each line stands what each
// person then sees. The bot in them is the real one, over real Socket Mode; it
// is handed in, so that a story knows nothing but what people on Slack see.
//
//	for _, story := range scenario.Stories() {
//		beats, err := story.Play(ctx, manifest, start, nil)
//		...
//		fmt.Println(story.Script(beats) == story.Text) // does everybody see what the file says?
//	}
//
// # The language
//
// A story begins with who is in it and when it begins, one directive a line:
//
//	title: A month in town
//	about: Four people join and find their rhythm.
//	person Ada, Europe/Vienna
//	person Eve, Europe/Vienna, admin
//	person Fay, Asia/Tokyo, later
//	schedule: 0 9 * * MON
//	venues:
//	- name,type,lat,lon
//	- Café Nord,cafe,47.81,13.04
//	begin 2026-03-05 10:00 Europe/Vienna
//
// After a name stand a time zone, a locale such as fr-FR (en-US if there is
// none), and any of admin, guest, bot, gone (deactivated) and later (comes in
// the course of the story). Then things happen:
//
//	Ada types /cowork join
//	Ada types in #general: /cowork join
//	Eve types in #general: /invite @cowork
//	Ada clicks Accept               the newest such button that Ada sees
//	Ada clicks Accept again         the one clicked last, even if it is gone
//	Ada clicks an old Accept        the first such button that Ada was ever shown
//	Eve clicks Ada's Accept         a button that was never Eve's
//	Ada chooses Café Nord in Where  an option of a select; several with " | "
//	Ada submits the form            fields follow as lines "- Label: value"
//	Ada closes the form
//	Ada opens the home tab
//	Ada leaves the workspace
//	Fay joins the workspace
//	Ada moves to Asia/Tokyo
//	Ada turns to fr-FR              in which she reads Slack from now on
//	the bot stops
//	the bot starts
//	Slack …                         trouble: one of Troubles
//	at Monday 09:00                 time passes until then
//	at 2026-03-09 09:00
//
// Several people can do the same: "Ada, Ben and Cleo type /cowork join". A line
// that begins with "quietly" is played and not printed. A line that begins with > is for the reader and is printed; one that begins
// with # is for the writer and is not. Indented lines are what people see.
// They are written by the player: go test -update rewrites them, and the rule
// is to rewrite only what you understand.
package scenario

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"
)

// Story is one story, parsed.
type Story struct {
	Name  string // as in cowork story NAME
	Title string
	About string
	File  string // its name in the directory stories, "" for one from elsewhere
	Text  string // the file

	people   []person
	schedule string
	venues   []string // CSV lines
	begin    time.Time
	zone     *time.Location
	steps    []step
}

type person struct {
	name  string
	tz    string
	lang  string // locale, "" for that of most people
	admin bool
	guest bool
	bot   bool
	gone  bool
	later bool
}

// Setup is what a story wants a bot for.
type Setup struct {
	APIURL   string
	AppToken string
	BotToken string
	DB       string // path of the database; the same one when the bot starts again
	Now      func() time.Time
	Schedule string
	Zone     string
	Venues   string // CSV as cowork places import takes it, or ""
}

// Bot is a running bot.
type Bot interface {
	// Settle waits for what is in hand, and does and sends all that is due now.
	// It reports when the next message that had to wait may go, zero for none.
	Settle(context.Context) (next time.Time, err error)
	// Due is when the next thing is due that is not due yet, zero for nothing.
	Due(context.Context) (time.Time, error)
	// Close stops the bot as SIGTERM would.
	Close() error
}

// Start starts a bot.
type Start func(context.Context, Setup) (Bot, error)

//go:embed stories/*.txt
var files embed.FS

// Stories are the stories that come with the program, in the order in which
// they are best read.
func Stories() []*Story {
	names, err := fs.Glob(files, "stories/*.txt")
	if err != nil {
		panic(err) // the pattern above is fine
	}
	var all []*Story
	for _, name := range names {
		text, err := files.ReadFile(name)
		if err != nil {
			panic(err) // it was just listed
		}
		story, err := Parse(nameOf(name), string(text))
		if err != nil {
			panic(fmt.Sprintf("%s: %v", name, err)) // a test parses them all
		}
		story.File = path.Base(name)
		all = append(all, story)
	}
	return all
}

// nameOf takes the place in the order and the ending from a file's name.
func nameOf(file string) string {
	name := strings.TrimSuffix(path.Base(file), ".txt")
	if number, rest, found := strings.Cut(name, "-"); found && strings.Trim(number, "0123456789") == "" {
		return rest
	}
	return name
}
