package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"cowork/storage"
)

// A message with a file goes in steps of its own: its bytes are uploaded, which
// nobody sees, and then the file is shared, which everybody does. The ID that
// Slack gives the file is kept in between, and Slack shares a file once: what a
// post can only hope for, a file is sure of. If the outcome of sharing is
// unknown, the conversation is read back for that ID, and if it is not there,
// the same file is shared again; had it been there all the same, unseen yet,
// Slack refuses and nothing is doubled.
//
// One thing is left to chance. A refusal also comes when Slack threw the upload
// away, and Slack does not say which it was. So the conversation is read back
// for a minute, and only then the file is uploaded anew. Should a share become
// visible later than that, people see the same file twice; it has the same UID
// and SEQUENCE, and no calendar makes two entries of it.

// CalendarFile makes a message of the outbox one with the calendar file of its
// duo, written when it is uploaded.
type CalendarFile struct {
	Sequence int  `json:"sequence"`
	Off      bool `json:"off,omitempty"`
}

// planFile decides what the next call for a row with a file is.
func planFile(l *letter) {
	switch {
	case l.channel == "":
		l.step = openFirst // a file goes into a conversation, never to a person by their ID
	case l.File == "":
		l.step = uploadIt
	case l.Doubt:
		l.step = lookFirst
	default:
		l.step = shareIt
	}
}

// upload writes the file of a row and gives it to Slack.
func (o *outbox) upload(ctx context.Context, l letter, m Message) error {
	if m.Calendar == nil {
		return o.dies(ctx, l, "unreadable_body")
	}
	event, file, err := o.bot.calendarFile(ctx, l.Message, *m.Calendar)
	if none(err) {
		return o.dies(ctx, l, "no_duo")
	}
	if err != nil {
		return err
	}
	id, err := o.bot.client.upload(ctx, calendarName(event), file)
	if err != nil {
		return o.failed(ctx, l, err)
	}
	o.bot.meters.delivered(l.step, verdict{outcome: stored})
	return o.keep(ctx, func(tx *storage.Tx) error { return tx.Uploaded(l.ID, id) })
}

// share puts the file of a row where people see it.
func (o *outbox) share(ctx context.Context, l letter, m Message) error {
	if err := o.keep(ctx, func(tx *storage.Tx) error { return tx.MarkDoubt(l.ID) }); err != nil {
		return err
	}
	if err := o.bot.client.share(ctx, l.channel, l.File, m.Text); err != nil {
		return o.failed(ctx, l, err)
	}
	return o.sent(ctx, l, l.channel, l.File)
}

// spentCodes are what Slack says of a file that it does not have to share: it
// was shared before, or thrown away.
var spentCodes = set("file_not_found", "file_deleted", "invalid_file", "file_already_shared")

// looksForAFile is how many attempts a file is looked for that Slack says it
// does not have.
const looksForAFile = 6

// notFound is what follows when a row is not in its conversation.
func (o *outbox) notFound(ctx context.Context, l letter) error {
	if !spentCodes[l.Error] {
		return o.keep(ctx, func(tx *storage.Tx) error { return tx.ClearDoubt(l.ID) })
	}
	if l.Attempts < looksForAFile {
		retry := o.bot.now().Add(backoff(l.Attempts, o.bot.opt.Seed()))
		o.hold(l.ID, retry)
		return o.keep(ctx, func(tx *storage.Tx) error { return tx.Failed(l.ID, l.Error, retry) })
	}
	return o.keep(ctx, func(tx *storage.Tx) error { return tx.UploadAnew(l.ID) })
}

// upload gives Slack the bytes of a file, and returns its ID. Nobody sees it
// yet, and Slack forgets it if it is not shared.
func (c *client) upload(ctx context.Context, name string, file []byte) (id string, err error) {
	u, err := c.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: name, FileSize: len(file)})
	if err != nil {
		return "", err
	}
	if u == nil || u.FileID == "" || u.UploadURL == "" {
		return "", errNoReceipt
	}
	return u.FileID, c.put(ctx, u.UploadURL, file)
}

// put sends the bytes of a file to the address that Slack gave for it, raw,
// which Slack takes as well as a form. slack-go would send our token along,
// which the address does not need, and would not read the answer: of a refusal
// with status 200 it makes a success.
// https://docs.slack.dev/messaging/working-with-files
func (c *client) put(ctx context.Context, address string, file []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(file))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		if seconds, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && resp.StatusCode == http.StatusTooManyRequests {
			return &slack.RateLimitedError{RetryAfter: time.Duration(seconds) * time.Second}
		}
		return slack.StatusCodeError{Code: resp.StatusCode, Status: resp.Status}
	}
	said, err := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	if err != nil {
		return err
	}
	var refused struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	switch {
	case json.Unmarshal(said, &refused) != nil || refused.OK == nil || *refused.OK: // "OK - 431"
		return nil
	case refused.Error == "":
		return errNoReceipt
	}
	return slack.SlackErrorResponse{Err: refused.Error}
}

// share puts an uploaded file into a conversation, with a text.
func (c *client) share(ctx context.Context, channel, file, text string) error {
	r, err := c.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
		Files: []slack.FileSummary{{ID: file}}, Channel: channel, InitialComment: text,
	})
	if err == nil && (r == nil || len(r.Files) == 0) {
		err = errNoReceipt
	}
	return err
}
