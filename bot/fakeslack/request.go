package fakeslack

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A request is a call as the methods read it, whichever way its arguments and its token came.
type request struct {
	method      string
	verb        string
	args        map[string]string
	token       string
	tokenInBody bool
	tokenKind   string
	granted     []string
	page        *int   // see ShortPage
	trouble     string // a Slack error for a body that cannot be read
}

// maxBody is more than any call that Slack would take.
const maxBody = 2 << 20

// parseRequest reads the arguments from the query, a form or a JSON object, and the token from the Authorization header or
// the field "token" of a form. A token in a JSON body is not looked at, as with Slack, and so is an unknown argument there.
// Arrays and objects in JSON become their JSON text, which is what a form would carry.
func parseRequest(hr *http.Request) *request {
	r := &request{method: strings.TrimPrefix(hr.URL.Path, "/api/"), verb: hr.Method, args: map[string]string{}}
	body, err := io.ReadAll(io.LimitReader(hr.Body, maxBody+1))
	if err != nil || len(body) > maxBody {
		r.trouble = "request_timeout"
		return r
	}
	r.take(hr.URL.Query())
	kind, _, err := mime.ParseMediaType(hr.Header.Get("Content-Type"))
	switch {
	case len(body) == 0:
	case err != nil:
		r.trouble = "missing_post_type"
	case kind == "application/json":
		r.takeJSON(body)
	case kind == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			r.trouble = "invalid_form_data"
		}
		r.take(form)
	case kind == "multipart/form-data":
		r.takeMultipart(hr, body)
	default:
		r.trouble = "invalid_post_type"
	}
	if bearer, found := strings.CutPrefix(hr.Header.Get("Authorization"), "Bearer "); found {
		r.token, r.tokenInBody = strings.TrimSpace(bearer), false
	}
	return r
}

func (r *request) take(form url.Values) {
	for name, values := range form {
		if name == "token" {
			r.token, r.tokenInBody = values[0], true
		} else {
			r.args[name] = values[0]
		}
	}
}

func (r *request) takeJSON(body []byte) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		r.trouble = "invalid_json"
		return
	}
	for name, raw := range fields {
		var text string
		if string(raw) == "null" {
			continue
		}
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		r.args[name] = text
	}
}

func (r *request) takeMultipart(hr *http.Request, body []byte) {
	copied := hr.Clone(hr.Context())
	copied.Body = io.NopCloser(strings.NewReader(string(body)))
	if err := copied.ParseMultipartForm(maxBody); err != nil {
		r.trouble = "invalid_form_data"
		return
	}
	r.take(copied.MultipartForm.Value)
}

// flag reads a boolean argument in every spelling that clients use.
func (r *request) flag(name string) bool {
	on, _ := strconv.ParseBool(r.args[name])
	return on
}

// limit reads the page size; 0 and nothing are the default. The code is empty when it is fine.
func (r *request) limit(fallback, most int) (n int, code string) {
	text := r.args["limit"]
	if text == "" || text == "0" {
		return fallback, ""
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, "invalid_limit"
	}
	return n, ""
}
