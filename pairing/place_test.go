package pairing

import (
	"strings"
	"testing"
)

// Each case: a, b, what they and others did before, the venues from 1 on
// (separated by ;), and what is suggested, best first.
func TestSuggest(t *testing.T) {
	for _, c := range lines(`
		# Where they live is not known: remote until they say, or what else they accept.
		                      |                    | | | remote area-unknown, venue:0 alternative
		@0                    |                    | | cafe @0 | remote area-unknown, venue:0 alternative
		p                     | p                  | | | venue:0 first-neutral
		hr sometimes          | hr                 | | | remote area-unknown
		r                     | r                  | | | remote no-place
		# The same name of an area is near.
		@Linz                 | @Linz              | | cafe @Linz; cafe @Wels | venue:1 first-neutral, remote alternative

		# Too far apart.
		@0                    | @300               | | cafe @0; cafe @300 | remote far
		@0 km10               | @15 km10           | | cafe @7; cafe @12 | venue:1 first-neutral, remote alternative

		# The first time is on neutral ground.
		@0 hp gladly          | @1 hp gladly       | | cafe @1 | venue:1 first-neutral
		@0 hp gladly          | @1 hp gladly       | | | venue:0 first-neutral
		@0 hp gladly soon     | @1 hp gladly       | | cafe @1 | venue:1 first-neutral
		@0 hp gladly soon     | @1 hp gladly soon  | | cafe @1 | home:a turn, venue:1 alternative, home:b alternative
		@0 hr gladly          | @1 hr gladly       | | cafe @1 | remote first-neutral
		@0 h gladly           | @1 h               | | cafe @1 | home:a only-host        # they accept nothing else
		@0 hp gladly          | @1 hp gladly       | a+b:remote:missed | cafe @1 | venue:1 first-neutral
		@0 hp gladly          | @1 hp gladly       | a+b:remote:unknown | cafe @1 | venue:1 first-neutral
		@0 hp gladly          | @1 hp gladly       | a+b:remote | cafe @1 | home:a turn, venue:1 alternative, home:b alternative
		# With a third kind, remote is the last, and the other home a fourth.
		@0 hpr gladly         | @1 hpr gladly      | a+b:remote | cafe @1 | home:a turn, venue:1 alternative, home:b alternative, remote alternative
		@0 hpr gladly         | @1 hpr never       | a+b:remote | cafe @1; cafe @2 | home:a only-host, venue:1 alternative, remote alternative

		# Then the home of the one with the lower balance.
		@0 hp gladly          | @1 hp gladly       | a+b:home:a | cafe @1 | home:b balance, venue:1 alternative, home:a alternative
		@0 hp gladly          | @1 hp gladly       | a+b:home:a b+c:home:b b+d:home:d b+e:remote b+f:home:b | | home:b balance, venue:0 alternative, home:a alternative
		@0 hp gladly          | @1 hp gladly       | a+b:home:a c+a:home:c | | home:b balance, venue:0 alternative, home:a alternative
		@0 hp gladly          | @1 hp gladly       | a+b:home:a a+b:home:b | | home:a turn, venue:0 alternative, home:b alternative
		@0 hp gladly          | @1 hp gladly       | a+b:home:b a+b:home:a | | home:b turn, venue:0 alternative, home:a alternative
		# Only what took place counts.
		@0 hp gladly          | @1 hp gladly       | a+b:remote a+c:home:a:cancelled b+c:home:c:unknown | | home:a turn, venue:0 alternative, home:b alternative
		# Who hosts gladly hosts twice as often.
		@0 hp gladly          | @1 hp sometimes    | a+b:home:a | | home:b balance, venue:0 alternative, home:a alternative
		@0 hp gladly          | @1 hp sometimes    | a+b:home:a a+b:home:b | | home:a balance, venue:0 alternative, home:b alternative
		@0 hp gladly          | @1 hp sometimes    | a+b:remote a+b:home:b a+b:remote a+b:home:a | | home:a balance, venue:0 alternative, home:b alternative
		@0 hp gladly          | @1 hp sometimes    | a+b:home:a a+b:home:b a+b:remote a+b:home:a | | home:a balance, venue:0 alternative, home:b alternative
		# Who never hosts owes nothing, and is not asked to.
		@0 hp gladly          | @1 hp never        | a+b:home:a a+b:remote a+b:home:a | | home:a only-host, venue:0 alternative
		@0 hp gladly          | @1 p gladly        | a+b:remote | | home:b only-host, venue:0 alternative
		@0 hp gladly pets     | @1 hp gladly !pets | a+b:remote | | home:b only-host, venue:0 alternative
		@0 hp gladly km2      | @3 hp gladly km9   | a+b:remote | | home:a only-host, venue:0 alternative

		# After three sessions at homes in a row, with whomever, an outing is due.
		@0 hp gladly          | @1 hp gladly       | a+b:home:a a+c:home:a a+d:home:d | | venue:0 outing, home:b alternative, home:a alternative
		@0 hp gladly          | @1 hp gladly       | a+b:home:a a+c:remote a+d:home:d | | home:b balance, venue:0 alternative, home:a alternative
		@0 hp gladly          | @1 hp gladly       | a+b:home:a a+c:home:c a+d:home:d:unknown | | home:b balance, venue:0 alternative, home:a alternative
		@0 h gladly           | @1 h gladly        | a+b:home:a a+b:home:b a+b:home:a | | home:b balance, home:a alternative    # no venue is possible

		# Venues: the longer journey,
		@0 p | @4 p | | cafe @0; cafe @3; cafe @1.8         | venue:3 first-neutral, venue:2 near, venue:1 near
		# the sum of both,
		@0 p | @4 p | | cafe @-1; cafe @5; cafe @9          | venue:1 first-neutral, venue:2 near, venue:3 near
		@0 p | @0 p | | cafe @2; cafe @-1                   | venue:2 first-neutral, venue:1 near
		# how long ago one of them was there,
		@0 p | @0 p | | cafe @1 used:a:5; cafe @1 used:b:3; cafe @1 used:c:9 | venue:3 first-neutral, venue:2 near, venue:1 near
		# the price,
		@0 p | @0 p | | office @1 9€; office @1 3€; office @1 | venue:3 first-neutral, venue:2 near, venue:1 near
		# and what they need.
		@0 p !talk | @0 p | | cafe @1 !quiet; cafe @1       | venue:2 first-neutral, venue:1 near
		@0 p | @0 p | | cafe @1 !quiet; cafe @1             | venue:1 first-neutral, venue:2 near
		# Metres do not matter where members are known to a kilometre.
		@0 p | @0 p | | cafe @1.01 ; cafe @1 used:a:5       | venue:1 first-neutral, venue:2 near
		# Another type is more of a change than the next best of the same.
		@0 p | @0 p | | cafe @1; cafe @2; library @3        | venue:1 first-neutral, venue:3 near, venue:2 near
		# Nobody goes further than they like.
		@0 p km3 | @4 p km3 | | cafe @0; cafe @4            | venue:0 first-neutral
		@0 p km3 | @4 p km9 | | cafe @0; cafe @4; cafe @Linz | venue:1 first-neutral
		# Closed venues are none; the session is from 9 to 17.
		@0 p | @0 p | | cafe @1 open Sa 08:00-18:00; cafe @2 open Mo-Fr 10:00-18:00; cafe @3 | venue:3 first-neutral
		# Of equal days the one with the better place: Tuesday instead of Monday here,
		@0 p | @0 p | | cafe @1 open Tu-Su 08:00-18:00; cafe @2 open Mo 08:00-18:00; cafe @3 | venue:1 first-neutral, venue:3 near
		# but a home is the same on all days.
		@0 hp gladly | @1 hp gladly | a+b:remote | cafe @1 open Tu 08:00-18:00 | home:a turn, venue:0 alternative, home:b alternative
		# Who cannot climb steps goes only where there are none for certain.
		@0 p | @0 p nosteps | | cafe @1; cafe @2 flat; cafe @3 steps | venue:2 first-neutral
		@0 p | @0 p nosteps | | cafe @1; cafe @3 steps | venue:0 first-neutral
		@0 hp gladly | @0 hp gladly nosteps | a+b:remote | | home:b only-host, venue:0 alternative
		@0 hp gladly flat | @0 hp gladly nosteps | a+b:remote | | home:a turn, venue:0 alternative, home:b alternative
		# On a level balance the home with more of what the other needs comes first.
		@0 hp gladly | @0 hp gladly equipped | a+b:remote | | home:b fits, venue:0 alternative, home:a alternative
		@0 hp gladly | @0 hp gladly equipped | a+b:home:b | | home:a balance, venue:0 alternative, home:b alternative
		@0 p | @0 p | | cafe @1 open Mo-Fr 08:00-18:00; cafe @2 open on request | venue:1 first-neutral, venue:2 near
	`) {
		a, b := memberOf(t, "a", c[0]), memberOf(t, "b", c[1])
		in := weekOf(2026, 6, 1)
		in.History = pastOf(t, c[2])
		in.Rules.HomeRun = 3
		for k, v := range strings.Split(c[3], ";") {
			if strings.TrimSpace(v) != "" {
				in.Venues = append(in.Venues, venueOf(t, VenueID(k+1), v))
			}
		}
		s, ok := ChooseSession([]*Member{a, b}, in)
		if !ok {
			t.Fatalf("%v: no session", c)
		}
		for _, order := range [][]*Member{{a, b}, {b, a}} {
			if got := optionsText(Suggest(order, in, s)); got != c[4] {
				t.Errorf("%s\n got %s\nwant %s", strings.Join(c[:4], " | "), got, c[4])
			}
		}
	}
}
