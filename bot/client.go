package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// client is what of Slack's Web API the bot uses. Each call has a time limit
// and is made once: slack-go's own retries are off, because they hold a
// goroutine for each call and would post a message twice when the first answer
// was lost. Its errors are for judge.
type client struct {
	api  *slack.Client
	http *http.Client
}

// callTimeout bounds one call; slack-go's default client has no limit at all.
const callTimeout = 20 * time.Second

func newClient(opt Options, timeout time.Duration) *client {
	hc := &http.Client{Timeout: timeout, Transport: opt.Transport}
	if hc.Transport == nil {
		hc.Transport = newTransport()
	}
	return &client{http: hc, api: newAPI(opt, hc)}
}

func newTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = callsAtOnce
	return t
}

// newAPI makes a slack.Client that logs nothing: what it would log contains
// what people wrote.
func newAPI(opt Options, hc *http.Client) *slack.Client {
	return slack.New(opt.BotToken,
		slack.OptionAppLevelToken(opt.AppToken),
		slack.OptionAPIURL(opt.APIURL),
		slack.OptionHTTPClient(hc),
		slack.OptionLog(log.New(io.Discard, "", 0)))
}

// Identity is who the bot is in which workspace.
type Identity struct {
	Team, TeamID string
	User, BotID  string   // the bot's own user ID and bot ID
	URL          string   // of the workspace
	Scopes       []string // granted to the bot token, as Slack lists them
}

func (c *client) whoami(ctx context.Context) (Identity, error) {
	r, err := c.api.AuthTestContext(ctx)
	if err != nil {
		return Identity{}, err
	}
	if r.UserID == "" {
		return Identity{}, errNoReceipt
	}
	id := Identity{Team: r.Team, TeamID: r.TeamID, User: r.UserID, BotID: r.BotID, URL: r.URL}
	for scope := range strings.SplitSeq(r.Header.Get("X-OAuth-Scopes"), ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			id.Scopes = append(id.Scopes, scope)
		}
	}
	return id, nil
}

// markType is the event type of the metadata that each post of the outbox
// carries, so that a post with an unknown outcome can be found again.
const markType = "cowork_outbox"

// post sends a message to a conversation, or to a person by their user ID, and
// returns where it is. The mark is put into its metadata.
func (c *client) post(ctx context.Context, to string, m Message, mark string) (channel, ts string, err error) {
	options := []slack.MsgOption{
		slack.MsgOptionText(m.Text, false),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if len(m.Blocks.BlockSet) > 0 {
		options = append(options, slack.MsgOptionBlocks(m.Blocks.BlockSet...))
	}
	if mark != "" {
		options = append(options, slack.MsgOptionMetadata(slack.SlackMetadata{
			EventType: markType, EventPayload: map[string]any{"key": mark},
		}))
	}
	channel, ts, err = c.api.PostMessageContext(ctx, to, options...)
	if err == nil && (channel == "" || ts == "") {
		err = errNoReceipt
	}
	return channel, ts, err
}

// update changes a message of ours to say something else. Doing it again
// changes nothing. A message without blocks loses those that it had.
func (c *client) update(ctx context.Context, channel, ts string, m Message) error {
	_, got, _, err := c.api.UpdateMessageContext(ctx, channel, ts,
		slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks.BlockSet...))
	if err == nil && got == "" {
		err = errNoReceipt
	}
	return err
}

// open returns the conversation with these people, which Slack makes when
// there is none; people see nothing of it until something is posted.
func (c *client) open(ctx context.Context, people []string) (channel string, err error) {
	ch, _, _, err := c.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: people})
	switch {
	case err != nil:
		return "", err
	case ch == nil || ch.ID == "":
		return "", errNoReceipt
	}
	return ch.ID, nil
}

// found says where a message with a mark, or with files, is.
type found struct {
	mark, ts string
	files    []string // their IDs
}

// marks reads one page of a conversation back, from an instant on, and returns
// the marks that the bot's own posts carry. Next is "" after the last page.
func (c *client) marks(ctx context.Context, channel string, from time.Time, cursor string) (marks []found, next string, err error) {
	r, err := c.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
		ChannelID: channel, Cursor: cursor, Inclusive: true, Limit: 200, IncludeAllMetadata: true,
		Oldest: strconv.FormatInt(from.Unix(), 10) + ".000000",
	})
	if err != nil {
		return nil, "", err
	}
	if !r.Ok {
		return nil, "", errNoReceipt
	}
	for _, m := range r.Messages {
		mark, _ := m.Metadata.EventPayload["key"].(string)
		if m.Metadata.EventType != markType {
			mark = ""
		}
		var files []string
		for _, f := range m.Files {
			files = append(files, f.ID)
		}
		if mark != "" || len(files) > 0 {
			marks = append(marks, found{mark, m.Timestamp, files})
		}
	}
	return marks, r.ResponseMetaData.NextCursor, nil
}

// person asks for one user.
func (c *client) person(ctx context.Context, id string) (*slack.User, error) {
	u, err := c.api.GetUserInfoContext(ctx, id)
	if err == nil && (u == nil || u.ID == "") {
		err = errNoReceipt
	}
	if err != nil {
		return nil, err
	}
	return u, nil
}

// people asks for one page of everybody in the workspace, and for the cursor
// of the next, "" after the last one. It never waits inside, as slack-go's
// GetUsers does.
func (c *client) people(ctx context.Context, cursor string) (users []slack.User, next string, err error) {
	page, err := c.api.GetUsersPaginated(slack.GetUsersOptionLimit(200), slack.GetUsersOptionCursor(cursor)).Next(ctx)
	if err != nil {
		return nil, "", err
	}
	if len(page.Users) == 0 && page.Cursor == "" && cursor == "" {
		return nil, "", errNoReceipt // there is always the bot itself
	}
	return page.Users, page.Cursor, nil
}

// openView opens a modal while the trigger lives, which is three seconds.
func (c *client) openView(ctx context.Context, trigger string, v slack.ModalViewRequest) error {
	r, err := c.api.OpenViewContext(ctx, trigger, v)
	return viewReceipt(r, err)
}

// updateView changes an open modal.
func (c *client) updateView(ctx context.Context, viewID, hash string, v slack.ModalViewRequest) error {
	r, err := c.api.UpdateViewContext(ctx, v, "", hash, viewID)
	return viewReceipt(r, err)
}

// updateNamedView changes an open modal that was given a name.
func (c *client) updateNamedView(ctx context.Context, name string, v slack.ModalViewRequest) error {
	r, err := c.api.UpdateViewContext(ctx, v, name, "", "")
	return viewReceipt(r, err)
}

// publishView changes a person's home tab if the view that is there has that
// hash ("": whatever is there), and returns the hash of the new one.
func (c *client) publishView(ctx context.Context, person, hash string, v slack.HomeTabViewRequest) (string, error) {
	request := slack.PublishViewContextRequest{UserID: person, View: v}
	if hash != "" {
		request.Hash = &hash
	}
	r, err := c.api.PublishViewContext(ctx, request)
	if err := viewReceipt(r, err); err != nil {
		return "", err
	}
	return r.Hash, nil
}

func viewReceipt(r *slack.ViewResponse, err error) error {
	if err == nil && (r == nil || r.ID == "") {
		return errNoReceipt
	}
	return err
}

// respond answers a person by the response URL of what they did, which works
// five times in half an hour. The URL is a secret and stays out of the error.
func (c *client) respond(ctx context.Context, url string, m Message) error {
	if url == "" {
		return errors.New("no response URL")
	}
	w := &slack.WebhookMessage{
		Text: m.Text, ResponseType: slack.ResponseTypeEphemeral, ReplaceOriginal: m.Replace,
	}
	if len(m.Blocks.BlockSet) > 0 {
		w.Blocks = &m.Blocks
	}
	if err := slack.PostWebhookCustomHTTPContext(ctx, url, c.http, w); err != nil {
		return fmt.Errorf("answering by response URL: %s", redacted(err))
	}
	return nil
}
