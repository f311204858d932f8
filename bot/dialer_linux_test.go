package bot

import (
	"net"
	"syscall"
	"testing"
	"time"
)

// A peer that vanished without a word is noticed within twenty seconds: it is
// asked for a sign of life after five, three times.
func TestAPeerThatVanishesIsNoticed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	conn, err := newDialer(patience).NetDialContext(t.Context(), "tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	raw, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	seconds := map[int]int{syscall.TCP_KEEPIDLE: 0, syscall.TCP_KEEPINTVL: 0, syscall.TCP_KEEPCNT: 0}
	if err := raw.Control(func(fd uintptr) {
		for option := range seconds {
			if seconds[option], err = syscall.GetsockoptInt(int(fd), syscall.IPPROTO_TCP, option); err != nil {
				t.Error(err)
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	noticed := time.Duration(seconds[syscall.TCP_KEEPIDLE]+seconds[syscall.TCP_KEEPINTVL]*seconds[syscall.TCP_KEEPCNT]) * time.Second
	if noticed <= 0 || noticed > 20*time.Second {
		t.Errorf("after %v", noticed)
	}
}
