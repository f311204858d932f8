package bot

import (
	"slices"
	"strings"
)

// parseStay reads what follows stay: nothing, for how many rounds, or "off".
func parseStay(rest []string) Request {
	q := Request{Verb: VerbStay}
	for _, word := range rest {
		w := folded(bare(word))
		if n, ok := number(w); ok {
			q.Rounds = n
			if n < fewestRounds || n > mostRounds {
				return Request{Trouble: NoRounds, Typed: strings.Join(rest, " "), Near: VerbStay}
			}
			continue
		}
		switch {
		case slices.Contains([]string{"off", "end", "stop", "no", "not", "apart", "aus", "ende", "nein", "fin", "non"}, w):
			q.Off = true
		case slices.Contains([]string{"for", "together", "more", "round", "rounds", "week", "weeks", "the", "next", "another", "",
			"fur", "noch", "zusammen", "runde", "runden", "woche", "wochen", "pour", "encore", "ensemble", "tour", "tours", "semaine", "semaines"}, w):
		default:
			return Request{Trouble: NoRounds, Typed: strings.Join(rest, " "), Near: VerbStay}
		}
	}
	if q.Off {
		q.Rounds = 0
	}
	return q
}
