package bot

import (
	"strconv"

	"cowork/pairing"
	"cowork/storage"

	"github.com/slack-go/slack"
)

// What the profile modal asks about a home. The address and how to get in are
// asked for only where there is a key to seal them with; they stand in the
// input of their owner and nowhere else.

// The blocks of the profile modal that are about the home.
const (
	askOffers  = "home_offers"
	askGuests  = "home_guests"
	askAddress = "home_address"
	askEntry   = "home_entry"
	askShare   = "home_share"
)

// HomeSaid is what a member says of their home, as the modal shows it.
type HomeSaid struct {
	Offers         pairing.Offers
	Guests         string // what a guest should know
	Address, Entry string
	Share          bool // the address is shown to the partner of a confirmed duo
	Sealing        bool // there is a key, and it opens what is there: the address is asked for
	Hint           bool // say to this reader why it is not
}

// offerLabels are what a home may have, as a question and in a sentence.
var offerLabels = map[pairing.Offers]struct{ asked, said string }{
	pairing.Desk:      {"A desk or table for you both", "a desk"},
	pairing.Screen:    {"A second screen", "a second screen"},
	pairing.CallRoom:  {"A room to take calls in", "a room for calls"},
	pairing.Stillness: {"Quiet", "quiet"},
	pairing.Internet:  {"Wi-Fi", "Wi-Fi"},
	pairing.NoSteps:   {"No steps on the way in", "step-free"},
}

// offersText lists what a home has, "" for nothing.
func offersText(o pairing.Offers) string {
	var all []string
	for _, one := range pairing.AllOffers {
		if o.Has(one) {
			all = append(all, offerLabels[one].said)
		}
	}
	return list(all)
}

// homeBlocks are the questions about a home.
func homeBlocks(h HomeSaid) []slack.Block {
	var offers []*slack.OptionBlockObject
	var has []string
	for _, one := range pairing.AllOffers {
		offers = append(offers, option(strconv.Itoa(int(one)), offerLabels[one].asked))
		if h.Offers.Has(one) {
			has = append(has, strconv.Itoa(int(one)))
		}
	}
	blocks := []slack.Block{
		ask(askOffers, "What your home has", "Only if you host. A partner reads it before they answer.", true, boxesOf(offers, has)),
		ask(askGuests, "What a guest should know", "Your partner reads it once you both accepted.", true, textOf("a cat; shoes off; no smoking; from 8 to 18", h.Guests, 300, true)),
	}
	switch {
	case h.Sealing:
		share := "no"
		if h.Share {
			share = "yes"
		}
		blocks = append(blocks,
			ask(askAddress, "Your address", "Kept encrypted. Nobody reads it but who comes to your home, once you both accepted.", true, textOf("for example Lindengasse 4", h.Address, 200, false)),
			ask(askEntry, "How to get in", "Kept encrypted too.", true, textOf("for example second floor, ring at Noether", h.Entry, 200, false)),
			ask(askShare, "Who tells the address", "", false, radioOf([]*slack.OptionBlockObject{
				option("yes", "Show it to my partner once we both accepted"), option("no", "I tell them myself"),
			}, share)),
		)
	case h.Hint:
		blocks = append(blocks, small("For admins: addresses are not asked for, because no key is set that they could be kept with. `cowork key new` makes one for `COWORK_KEY`."))
	}
	return blocks
}

// home reads what was said; the modal may not have asked for the address.
func (f form) home() HomeSaid {
	h := HomeSaid{Guests: f.line(askGuests, 300)}
	for _, o := range f.at(askOffers).SelectedOptions {
		for _, one := range pairing.AllOffers {
			if o.Value == strconv.Itoa(int(one)) {
				h.Offers |= one
			}
		}
	}
	if _, asked := f.state[askAddress]; asked {
		h.Sealing = true
		h.Address, h.Entry = f.line(askAddress, 200), f.line(askEntry, 200)
		h.Share = f.at(askShare).SelectedOption.Value == "yes"
		if h.Share && h.Address == "" && f.errors[askAddress] == "" {
			h.Share = false // there is nothing to show
		}
	}
	return h
}

// homeSaid loads what a person says of their home. What none of the keys opens
// is not shown and not asked for, so that it cannot be lost by saving.
func (c *call) homeSaid() (HomeSaid, error) {
	h, err := c.tx.Home(c.me.ID)
	if err != nil && !none(err) {
		return HomeSaid{}, err
	}
	said := HomeSaid{Offers: h.Offers, Guests: h.Guests, Share: h.Share, Sealing: c.bot.opt.Keys.Ready()}
	said.Hint = !said.Sealing && c.isAdmin()
	if !said.Sealing {
		return said, nil
	}
	for _, part := range []struct {
		box  []byte
		into *string
	}{{h.Address, &said.Address}, {h.Entry, &said.Entry}} {
		if part.box == nil {
			continue
		}
		text, err := c.bot.opt.Keys.Open(string(c.me.ID), part.box)
		if err != nil {
			c.bot.log.Error("a home is sealed with a key that is not in COWORK_KEY", "person", c.me.ID)
			return HomeSaid{Offers: h.Offers, Guests: h.Guests}, nil
		}
		*part.into = text
	}
	return said, nil
}

// keepHome saves what a person says of their home, and brings up to date what
// the guests of settled sessions read of it.
func (c *call) keepHome(said HomeSaid) error {
	was, err := c.tx.Home(c.me.ID)
	if err != nil && !none(err) {
		return err
	}
	h := storage.Home{Person: c.me.ID, Offers: said.Offers, Guests: said.Guests, Share: was.Share, Address: was.Address, Entry: was.Entry}
	if said.Sealing && c.bot.opt.Keys.Ready() {
		h.Share, h.Address, h.Entry = said.Share, nil, nil
		for _, part := range []struct {
			text string
			into *[]byte
		}{{said.Address, &h.Address}, {said.Entry, &h.Entry}} {
			if part.text == "" {
				continue
			}
			if *part.into, err = c.bot.opt.Keys.Seal(string(c.me.ID), part.text); err != nil {
				return err
			}
		}
	}
	if err := c.tx.SaveHome(h, c.now); err != nil {
		return err
	}
	live, err := c.liveDuos(c.me.ID)
	if err != nil {
		return err
	}
	for _, duo := range live {
		if err := c.refreshHome(duo.Duo, c.me.ID); err != nil {
			return err
		}
	}
	return nil
}
