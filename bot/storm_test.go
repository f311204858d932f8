package bot

import (
	"math/rand/v2"
	"testing"
	"time"
)

// Commands keep coming, hundreds a second, while a socket is ended every
// twenty of them, in every way. Each end may cost the one command that was on
// its way into that socket, which Slack does not send again; the other socket
// answers the rest. With one socket, there is none to answer while it is opened
// again.
func TestAStormOfDisconnectsCostsAlmostNothing(t *testing.T) {
	const commands, fewer = 400, 120
	answered, ended := storm(t, 2, commands)
	if answered < commands-ended {
		t.Errorf("%d of %d commands answered although only %d sockets were ended", answered, commands, ended)
	}
	alone, _ := storm(t, 1, fewer)
	t.Logf("answered within 3 seconds: %d of %d commands with two connections, %d of %d with one", answered, commands, alone, fewer)
	if alone*commands >= answered*fewer {
		t.Error("what is the second connection for?")
	}
}

// storm is how many of some commands are answered, and how many sockets ended.
func storm(t *testing.T, connections, commands int) (answered, ended int) {
	const every = 20
	r := run(t, func(g *rigging) {
		g.forgive, g.answers = true, says("here I am")
		g.bot.Connections = connections
		g.timing.apart, g.timing.apartMax = 20*time.Millisecond, 40*time.Millisecond
		g.slack.Patience = 3 * time.Second
	})
	ends := []func(int){
		func(n int) { r.slack.Disconnect("warning", n) },
		func(n int) { r.slack.Disconnect("refresh_requested", n) },
		func(n int) { r.slack.Disconnect("link_disabled", n) },
		func(n int) { r.slack.Disconnect("too_many_websockets", n) },
		func(n int) { r.slack.DropConnections(n) },
		func(n int) { r.slack.HangUp(n) },
	}
	chance := rand.New(rand.NewPCG(1, 2))
	for i := range commands {
		if i%every == every-1 {
			r.connected(connections)
			open := r.slack.Connections()
			ends[ended%len(ends)](open[chance.IntN(len(open))])
			ended++
		}
		reply, err := r.slack.Type(soon(t), "U1", "", "/cowork")
		if err != nil {
			t.Fatal(err)
		}
		if reply.Failure == "" {
			answered++
		}
	}
	return answered, ended
}
