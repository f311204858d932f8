package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestMonitor(t *testing.T) {
	pages := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "pages") })
	for _, test := range []struct {
		address string
		warned  bool
	}{{"127.0.0.1:0", false}, {"[::1]:0", false}, {"0.0.0.0:0", true}, {":0", true}} {
		t.Run(test.address, func(t *testing.T) {
			var said bytes.Buffer
			stop, err := monitor(test.address, pages, slog.New(slog.NewTextHandler(&said, nil)))
			if err != nil && test.address == "[::1]:0" {
				t.Skip("this machine has no IPv6")
			}
			if err != nil {
				t.Fatal(err)
			}
			port := regexp.MustCompile(`address="?\S*:(\d+)`).FindStringSubmatch(said.String())
			host := "127.0.0.1:"
			if strings.HasPrefix(test.address, "[") {
				host = "[::1]:"
			}
			resp, err := http.Get("http://" + host + port[1] + "/")
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			if string(body) != "pages" {
				t.Errorf("got %q", body)
			}
			if warned := strings.Contains(said.String(), "level=WARN"); warned != test.warned {
				t.Errorf("warned: %v\n%s", warned, said.String())
			}
			http.DefaultClient.CloseIdleConnections()
			stop()
			if _, err := http.Get("http://" + host + port[1] + "/"); err == nil {
				t.Error("it is served still")
			}
		})
	}
}

func TestMonitorSaysWhatIsWrong(t *testing.T) {
	for _, address := range []string{"256.0.0.1:80", "127.0.0.1:99999"} {
		if _, err := monitor(address, http.NotFoundHandler(), slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "COWORK_LISTEN") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
