package fakeslack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"cowork/bot/fakeslack/blockkit"
)

// typed is what one person has put into the elements of a message or a view.
type typed map[blockkit.Key]blockkit.Value

// withIDs gives an ID to each block and element that has none, as Slack does. The caller holds s.mu.
func (s *Slack) withIDs(blocks json.RawMessage) json.RawMessage {
	return blockkit.WithIDs(blocks, func() string { return s.id("", "block", s.count("block"))[:8] })
}

// pick finds the element that a person means by an action ID, the block ID of an input, or what they read on it: the whole
// label, or its beginning when only one begins so. block narrows the search unless it is "".
func pick(all []blockkit.Element, name, block string) (blockkit.Element, error) {
	here := slices.DeleteFunc(slices.Clone(all), func(e blockkit.Element) bool { return block != "" && e.BlockID != block })
	for _, same := range []func(blockkit.Element) bool{
		func(e blockkit.Element) bool { return e.ActionID == name },
		func(e blockkit.Element) bool { return e.Label == name },
		func(e blockkit.Element) bool { return e.InInput() && e.BlockID == name },
		func(e blockkit.Element) bool { return e.Label == "" && e.Placeholder == name }, // what stands in one without a label
	} {
		if i := slices.IndexFunc(here, same); i >= 0 {
			return here[i], nil
		}
	}
	var begins []blockkit.Element
	var labels []string
	for _, e := range here {
		labels = append(labels, fmt.Sprintf("%q", e.Label))
		if name != "" && strings.HasPrefix(strings.ToLower(e.Label), strings.ToLower(name)) {
			begins = append(begins, e)
		}
	}
	if len(begins) == 1 {
		return begins[0], nil
	}
	return blockkit.Element{}, fmt.Errorf("fakeslack: no %q to act on here, only %s", name, strings.Join(labels, ", "))
}

// choose turns what a person picks or types into an element's value: options by what is read on them or by their value, people
// by handle, name or ID. Choosing nothing clears the element.
func (s *Slack) choose(e blockkit.Element, words []string) (blockkit.Value, error) {
	if e.Type == "users_select" || e.Type == "multi_users_select" {
		ids := blockkit.Value{}
		for _, word := range words {
			p := s.mentioned(strings.TrimPrefix(word, "@"))
			if p == nil {
				return nil, fmt.Errorf("fakeslack: there is no person %q to pick", word)
			}
			ids = append(ids, p.ID)
		}
		return ids, nil
	}
	v, ok := e.Choose(words...)
	if !ok {
		var offered []string
		for _, o := range e.Options {
			offered = append(offered, fmt.Sprintf("%q", o.Text))
		}
		return nil, fmt.Errorf("fakeslack: %v does not offer %q, only %s", e, words, strings.Join(offered, ", "))
	}
	return v, nil
}
