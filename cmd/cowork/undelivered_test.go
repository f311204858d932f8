package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cowork/storage"
)

// The operator sees what Slack did not take, and has it tried again; what was
// for somebody who left, or is older than a month, is not among it.
func TestUndelivered(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cowork.db")
	store, err := storage.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	now := time.Now()
	err = store.Write(t.Context(), func(tx *storage.Tx) error {
		if err := tx.SavePerson(storage.Person{ID: "U1", Name: "Ada xoxb-1234", TZ: "UTC", SeenAt: now}); err != nil {
			return err
		}
		for i, m := range []storage.Message{
			{Key: "silence:U1:1", Lane: "U1", Error: "messages_tab_disabled", Due: now},
			{Key: "silence:U2:1", Lane: "U2", Error: "user_disabled", Due: now},
			{Key: "silence:U1:0", Lane: "U1", Error: "msg_too_long", Due: now.Add(-60 * 24 * time.Hour)},
			{Key: "invite:gone:U1", Lane: "U1", Error: "is_archived", About: "gone", Due: now},
		} {
			m.Method, m.Body = storage.Post, []byte("{}")
			if _, err := tx.Owe(m); err != nil {
				return err
			}
			if err := tx.Dead(storage.MessageID(i+1), m.Error); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	says := func(args ...string) string {
		t.Helper()
		var out bytes.Buffer
		if err := run(t.Context(), append([]string{"undelivered", "--db", path}, args...), fromEnvironment, &out, &out); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	list := says()
	for _, want := range []string{"silence", "Ada xoxb-…", "messages_tab_disabled", "is_archived  (over)"} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %q:\n%s", want, list)
		}
	}
	for _, not := range []string{"user_disabled", "msg_too_long", "1234"} {
		if strings.Contains(list, not) {
			t.Errorf("the list has %q:\n%s", not, list)
		}
	}
	if said := says("--retry"); !strings.Contains(said, "1 message is sent again") || !strings.Contains(said, "1 message is left") {
		t.Error(said)
	}
	var m storage.Message
	if err := store.Read(t.Context(), func(tx *storage.Tx) (err error) { m, err = tx.Message("silence:U1:1"); return err }); err != nil || m.State != storage.Owed || m.Attempts != 0 {
		t.Errorf("%+v, %v", m, err)
	}
	if list := says(); strings.Contains(list, "silence") {
		t.Error(list)
	}
}
