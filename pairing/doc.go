// Package pairing decides who works with whom, when and where: a circle of
// members goes in, a plan of duos comes out, each with a day, a place and the
// reasons.
//
//	plan, err := pairing.PlanRound(ctx, pairing.Input{
//		Round: 1, Seed: 42, Rules: pairing.DefaultRules(),
//		From: monday, Until: monday.AddDate(0, 0, 7),
//		Members: members,
//	})
//	for _, duo := range plan.Duos {
//		fmt.Println(duo.Members, duo.Session.Start, duo.Options[0].Kind)
//	}
//
// Everything here is pure: no I/O, no clock, no chance but the seed in the
// input. The same input gives the same plan, whatever order it comes in. No
// text for members is made here either: reasons are codes and figures, and
// whoever talks to people has the words.
//
// # Where to start
//
//   - [PlanRound] forms the duos of a round and says who rests. A rematch in
//     the middle of a round is the same call with the willing as the members
//     and the pairs that fell through as Barred. [Check] verifies any plan.
//   - [Gate] says whether two members can be a duo at all, [Explain] what
//     their score is made of. [Table] lists the terms of the score; those that
//     are Private are for nobody's eyes.
//   - [Why] says why a plan does not have two members together, and what it
//     would cost.
//   - [Suggest] lists places for members who are a duo already.
//   - [Duo] moves from one state to the next by its methods Respond, Expire,
//     Cancel, CheckIn and Close.
package pairing
