package fakeslack

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Files come to Slack in three steps: files.getUploadURLExternal gives an ID and an address, the bytes are posted to that
// address, and files.completeUploadExternal puts the file into a conversation, once. An upload that is never completed is
// seen by nobody.

// A file is one that was uploaded or is about to be.
type file struct {
	id       string
	name     string
	title    string
	length   int
	key      string // the end of its upload address
	content  []byte
	uploaded bool
	complete bool
}

// A File is one as a person sees it in a message.
type File struct {
	ID      string
	Name    string
	Title   string
	Content []byte
}

const (
	largestFile  = 1 << 20 // Slack takes a gigabyte; nothing here is near that
	mostChannels = 100
)

// shareable is what files.completeUploadExternal takes as a conversation: an ID of one, never of a person.
var shareable = regexp.MustCompile(`^[CGDZ][A-Z0-9]{2,}$`)

func init() {
	for _, m := range []*method{
		{name: "files.getUploadURLExternal", token: botToken, scope: "files:write", tier: 100, read: true,
			args: []string{"filename", "length", "alt_txt", "snippet_type"}, must: []string{"filename", "length"}, do: (*Slack).getUploadURL},
		{name: "files.completeUploadExternal", token: botToken, scope: "files:write", tier: 100,
			args: []string{"files", "channel_id", "channels", "initial_comment", "blocks", "thread_ts", "username", "icon_url", "icon_emoji"},
			must: []string{"files"}, do: (*Slack).completeUpload},
	} {
		methods[m.name] = m
	}
}

func (s *Slack) getUploadURL(r *request) answer {
	length, err := strconv.Atoi(r.args["length"])
	switch {
	case err != nil || length < 0:
		s.violate("%s: length %q", r.method, r.args["length"])
		return refuse("invalid_arguments")
	case length == 0:
		s.violate("%s: a file of nothing", r.method)
		return refuse("missing_argument")
	case length > largestFile:
		return refuse("file_upload_size_restricted")
	case len(r.args["alt_txt"]) > 1000:
		return refuse("alt_txt_too_large")
	}
	f := &file{id: s.id("F", s.count("file")), name: path.Base(r.args["filename"]), length: length, key: s.uuid("upload", s.count("upload"))}
	s.files[f.id] = f
	return answer{"ok": true, "upload_url": s.path("upload", "v1", f.key), "file_id": f.id}
}

// serveUpload takes the bytes of a file, raw or as a form. Faults find it under the name "upload_url".
func (s *Slack) serveUpload(w http.ResponseWriter, hr *http.Request) {
	if !s.enter() {
		return
	}
	defer s.waits.Done()
	body, err := uploaded(hr)
	s.mu.Lock()
	s.busy++
	call := Call{Method: "upload_url", Args: map[string]string{}, Token: "none", At: s.clock.Now()}
	fault := s.faultFor(call)
	call.Fault = fault.name
	reply := &response{status: http.StatusOK, header: http.Header{}}
	if fault.performs {
		s.takeFile(hr, body, err, reply)
	}
	fault.distort(reply)
	call.Status, call.OK = reply.status, reply.status == http.StatusOK
	s.calls = append(s.calls, call)
	s.exchangeOf(call, reply)
	s.mu.Unlock()
	s.answer(w, hr, reply, fault)
	s.mu.Lock()
	s.busy--
	s.tell(Event{Kind: "call", Detail: "upload_url"})
	s.mu.Unlock()
}

// uploaded reads the bytes of an upload: the body, or the one file of a multipart form, whatever its field is called.
func uploaded(hr *http.Request) ([]byte, error) {
	kind, params, _ := mime.ParseMediaType(hr.Header.Get("Content-Type"))
	hr.Body = io.NopCloser(io.LimitReader(hr.Body, maxBody))
	if kind != "multipart/form-data" || params["boundary"] == "" {
		return io.ReadAll(hr.Body)
	}
	form, err := hr.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		part, err := form.NextPart()
		if err != nil {
			return nil, fmt.Errorf("the form has no file: %w", err)
		}
		if part.FileName() != "" {
			return io.ReadAll(part)
		}
	}
}

// takeFile keeps what was uploaded. The caller holds s.mu.
func (s *Slack) takeFile(hr *http.Request, body []byte, err error, reply *response) {
	refused := func(status int, text string) {
		s.violate("upload_url: %s", text)
		reply.status, reply.body = status, []byte(text)
		reply.header.Set("Content-Type", "text/plain; charset=utf-8")
	}
	var f *file
	for _, known := range s.files {
		if "/upload/v1/"+known.key == hr.URL.Path {
			f = known
		}
	}
	switch {
	case hr.Method != http.MethodPost:
		refused(http.StatusMethodNotAllowed, "wants a POST")
	case f == nil || f.complete:
		refused(http.StatusNotFound, "this address is for no upload")
	case err != nil:
		refused(http.StatusBadRequest, err.Error())
	case len(body) != f.length:
		refused(http.StatusBadRequest, fmt.Sprintf("%d bytes came of a file of %d", len(body), f.length))
	default:
		f.content, f.uploaded = body, true
		reply.header.Set("Content-Type", "text/plain; charset=utf-8")
		reply.body = fmt.Appendf(nil, "OK - %d", len(body))
	}
}

// completeUpload puts files into a conversation. A file that is there already is refused: the method can only be called once
// for each.
func (s *Slack) completeUpload(r *request) answer {
	var given []struct {
		ID            string `json:"id"`
		Title         string `json:"title"`
		HighlightType string `json:"highlight_type"`
	}
	if json.Unmarshal([]byte(r.args["files"]), &given) != nil || len(given) == 0 {
		s.violate("%s: files are no JSON array", r.method)
		return refuse("invalid_arguments")
	}
	channels := slices.DeleteFunc(strings.Split(r.args["channels"]+","+r.args["channel_id"], ","), func(c string) bool { return c == "" })
	if len(channels) > mostChannels {
		return refuse("invalid_arguments")
	}
	var files []*file
	for _, g := range given {
		f := s.files[g.ID]
		if f == nil || !f.uploaded || f.complete {
			return refuse("file_not_found")
		}
		files = append(files, f)
	}
	content, refused := s.readContent(r.method, map[string]string{"blocks": r.args["blocks"]})
	if refused != nil {
		return refused
	}
	var into []*conversation
	for _, id := range channels {
		if !shareable.MatchString(id) {
			s.violate("%s: %q is no conversation", r.method, id)
			return refuse("invalid_arguments")
		}
		c, refused := s.writable(id, false)
		if refused != nil {
			return refused
		}
		into = append(into, c)
	}
	var done []payload
	for i, f := range files {
		f.complete, f.title = true, given[i].Title
		if f.title == "" {
			f.title = f.name
		}
		done = append(done, payload{"id": f.id, "title": f.title})
	}
	for _, c := range into {
		m := &message{user: s.botUserID, byApp: true, thread: r.args["thread_ts"], text: r.args["initial_comment"], files: files}
		if m.text == "" {
			m.blocks = content.blocks
		}
		s.add(c, m)
		s.said(c, m)
	}
	return answer{"ok": true, "files": done}
}

// fileObjects are the files of a message as the API shows them.
func (s *Slack) fileObjects(m *message) (all []payload) {
	for _, f := range m.files {
		all = append(all, payload{"id": f.id, "name": f.name, "title": f.title, "size": len(f.content), "mode": "hosted",
			"user": s.botUserID, "is_external": false, "is_public": false, "created": s.clock.Now().Unix(),
			"url_private": s.path("files-pri", f.id), "permalink": s.path("files", f.id)})
	}
	return all
}

// filesOf are the files of a message as a person sees them.
func filesOf(m *message) (all []File) {
	for _, f := range m.files {
		all = append(all, File{f.id, f.name, f.title, slices.Clone(f.content)})
	}
	return all
}
