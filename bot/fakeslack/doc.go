// Package fakeslack is a small, strict, stateful Slack on localhost: the Web API, Socket Mode, and people who type, click,
// fill in modals and open the home tab.
//
// Tests and `cowork demo` use the same one. It refuses what Slack refuses: a scope that the manifest does not grant, a trigger
// older than three seconds, a block that is one character too long, a method or an argument that it does not know. What breaks
// the contract in a way that no correct app would is kept in [Slack.Violations]; a test fails when that list is not empty.
// What merely happens to an app (a deactivated person, a rate limit, an injected fault) is an answer and no violation.
//
//	clock := fakeslack.NewClock(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC))
//	slack, err := fakeslack.Start(fakeslack.Config{Manifest: manifest, Clock: clock})
//	...
//	defer slack.Close()
//	slack.AddPerson(fakeslack.Person{ID: "U1", Name: "ada", TZ: "Europe/Vienna"})
//	// start the app with slack.URL(), slack.AppToken(), slack.BotToken(), then:
//	err = slack.AwaitConnections(ctx, 1)
//	reply, err := slack.Type(ctx, "U1", "", "/cowork join") // "" is the person's conversation with the app
//	fmt.Println(reply.Text())                              // what ada sees at once
//	clock.Advance(7 * 24 * time.Hour)
//	err = slack.Await(ctx, func() bool { return len(slack.Messages("U1", "")) > 0 })
//	for _, broken := range slack.Violations() { t.Error(broken) }
//
// # Time
//
// Everything that has an age (triggers, response URLs, rate limits, retries, the three seconds of an ack, timestamps) reads
// [Config.Clock]. A clock made by [NewClock] stands still until it is moved, so a story can play a year in a second; without a
// clock, time is the machine's. Only what concerns the wire itself (pings, and how long a call waits for an app that never
// answers, see [Config.Patience]) runs in real time. Wait for the app with [Slack.Settle] before moving the clock by hours, or
// an envelope that is on its way will be late.
//
// # Chance
//
// IDs are functions of [Config.Seed] and of what they name, so they do not depend on the order in which an app asks. Which of
// several connections gets a payload is drawn from a generator with the same seed.
//
// # Trouble
//
// [Slack.Inject] scripts faults for Web API methods, from a bare {"ok":false} to "stored, then timed out". [Slack.Disconnect],
// [Slack.DropConnections], [Slack.HalfOpen], [Slack.Redeliver] and [Slack.HoldEvents] make trouble on the socket.
package fakeslack
