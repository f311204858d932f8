package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// monitor serves health and metrics at an address until stop is called. They
// tell nothing about people, but anybody who can reach the address can read
// them, which is said when that is more than this machine.
func monitor(address string, pages http.Handler, log *slog.Logger) (stop func(), err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("COWORK_LISTEN: nothing can listen at %s: %w; choose another port, or unset it", address, err)
	}
	at := listener.Addr().(*net.TCPAddr)
	if !at.IP.IsLoopback() {
		log.Warn("health and metrics can be read from other machines; 127.0.0.1 in COWORK_LISTEN keeps them on this one", "address", at.String())
	}
	log.Info("health and metrics are served", "address", at.String())
	server := &http.Server{Handler: pages, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 15 * time.Second}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(listener); err != http.ErrServerClosed {
			log.Error("health and metrics are not served any more", "error", err)
		}
	}()
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond) // out of the ten seconds that a stop may take
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
		<-ended
	}, nil
}
