package catalogue

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxFeature bounds one feature of a JSON file. The outline of a large park
// has a few hundred kilobytes.
const maxFeature = 4 << 20

var errTooLarge = fmt.Errorf("one feature has more than %d MB", maxFeature>>20)

// readJSON streams the objects of the list that stands under the key of the
// file's outer object.
func (s *session) readJSON(list string, take func(json.RawMessage) error) error {
	file, err := s.open()
	if err != nil {
		return err
	}
	defer file.Close()
	// The decoder reads ahead by a few kilobytes; guard stops it from
	// collecting one hostile value without end.
	guard := &guardedReader{in: bufio.NewReaderSize(file, 64<<10), left: maxFeature}
	dec := json.NewDecoder(guard)
	err = s.streamList(dec, guard, list, take)
	if err == nil {
		return nil
	}
	var kept *keepError
	if errors.As(err, &kept) || s.ctx.Err() != nil {
		return err
	}
	offset := dec.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		offset = max(offset, syntax.Offset-1)
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = errors.New("the file ends too early; was it cut off?")
	}
	return &Error{File: s.path, Line: s.lineAt(offset), Err: err}
}

func (s *session) streamList(dec *json.Decoder, guard *guardedReader, list string, take func(json.RawMessage) error) error {
	if err := wantDelim(dec, '{', "an object with a list of "+list); err != nil {
		return err
	}
	found := false
	for dec.More() {
		guard.left = maxFeature
		key, err := dec.Token()
		if err != nil {
			return err
		}
		if key != list || found {
			var rest json.RawMessage
			if err := dec.Decode(&rest); err != nil {
				return err
			}
			continue
		}
		found = true
		if err := wantDelim(dec, '[', "a list of "+list); err != nil {
			return err
		}
		for dec.More() {
			guard.left = maxFeature
			var raw json.RawMessage
			if err := dec.Decode(&raw); err != nil {
				return err
			}
			if err := take(raw); err != nil {
				return err
			}
		}
		if _, err := dec.Token(); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	if !found {
		return fmt.Errorf("there is no list of %s in it", list)
	}
	return nil
}

func wantDelim(dec *json.Decoder, want json.Delim, what string) error {
	t, err := dec.Token()
	if err != nil {
		return err
	}
	if t != want {
		return fmt.Errorf("expected %s, found %v", what, t)
	}
	return nil
}

// guardedReader hands on bytes until left is used up.
type guardedReader struct {
	in   io.Reader
	left int
}

func (g *guardedReader) Read(p []byte) (int, error) {
	if g.left <= 0 {
		return 0, errTooLarge
	}
	n, err := g.in.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err
}

// lineAt counts the lines up to a byte offset by reading the file again.
func (s *session) lineAt(offset int64) int {
	file, err := s.open()
	if err != nil {
		return 0
	}
	defer file.Close()
	in, line := bufio.NewReader(io.LimitReader(file, offset)), 1
	for {
		b, err := in.ReadByte()
		if err != nil {
			return line
		}
		if b == '\n' {
			line++
		}
	}
}

// sniffJSON tells GeoJSON from the Overpass API's JSON, both of which people
// save as .json.
func (s *session) sniffJSON() error {
	geo, err := s.hasKey("features")
	if err != nil {
		return err
	}
	if geo {
		return s.readJSON("features", s.feature)
	}
	return s.readJSON("elements", s.element)
}

// hasKey reports whether the file's outer object has the key before any other
// list.
func (s *session) hasKey(want string) (bool, error) {
	file, err := s.open()
	if err != nil {
		return false, err
	}
	defer file.Close()
	dec := json.NewDecoder(&guardedReader{in: file, left: maxFeature})
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return false, nil
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return false, nil
		}
		if key == want {
			return true, nil
		}
		if key == "elements" {
			return false, nil
		}
		var rest json.RawMessage
		if dec.Decode(&rest) != nil {
			return false, nil
		}
	}
	return false, nil
}
