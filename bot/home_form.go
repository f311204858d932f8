package bot

import (
	"strconv"

	"cowork/bot/wording"
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

// offerNames are what a home may have, as the catalogue of words calls it.
var offerNames = map[pairing.Offers]string{
	pairing.Desk: "desk", pairing.Screen: "screen", pairing.CallRoom: "call_room",
	pairing.Stillness: "quiet", pairing.Internet: "wifi", pairing.NoSteps: "step_free",
}

// offersText lists what a home has, "" for nothing.
func offersText(v wording.Voice, o pairing.Offers) string {
	var all []string
	for _, one := range pairing.AllOffers {
		if o.Has(one) {
			all = append(all, v.Say("house.has."+offerNames[one]))
		}
	}
	return v.List(all)
}

// homeBlocks are the questions about a home.
func homeBlocks(v wording.Voice, h HomeSaid) []slack.Block {
	var offers []*slack.OptionBlockObject
	var has []string
	for _, one := range pairing.AllOffers {
		offers = append(offers, option(strconv.Itoa(int(one)), v.Say("house.asked."+offerNames[one])))
		if h.Offers.Has(one) {
			has = append(has, strconv.Itoa(int(one)))
		}
	}
	blocks := []slack.Block{
		ask(askOffers, v.Say("house.offers"), v.Say("house.offers.hint"), true, boxesOf(offers, has)),
		ask(askGuests, v.Say("house.guests"), v.Say("house.guests.hint"), true, textOf(v.Say("house.guests.like"), h.Guests, 300, true)),
	}
	switch {
	case h.Sealing:
		share := "no"
		if h.Share {
			share = "yes"
		}
		blocks = append(blocks,
			ask(askAddress, v.Say("house.address"), v.Say("house.address.hint"), true, textOf(v.Say("house.address.like"), h.Address, 200, false)),
			ask(askEntry, v.Say("house.entry"), v.Say("house.entry.hint"), true, textOf(v.Say("house.entry.like"), h.Entry, 200, false)),
			ask(askShare, v.Say("house.share"), "", false, radioOf([]*slack.OptionBlockObject{
				option("yes", v.Say("house.share.yes")), option("no", v.Say("house.share.no")),
			}, share)),
		)
	case h.Hint:
		blocks = append(blocks, small(v.Say("house.no_key")))
	}
	return blocks
}

// askNeeds is the block of the profile modal about what they need themselves.
const askNeeds = "needs"

// needed are the offers that somebody may need. A table and Wi-Fi everybody
// needs; they are not asked for.
var needed = []pairing.Offers{pairing.NoSteps, pairing.CallRoom, pairing.Stillness, pairing.Screen}

// needsBlock asks what a member needs where they work.
func needsBlock(v wording.Voice, needs pairing.Offers) slack.Block {
	var options []*slack.OptionBlockObject
	var chosen []string
	for _, one := range needed {
		options = append(options, option(strconv.Itoa(int(one)), v.Say("need."+offerNames[one])))
		if needs.Has(one) {
			chosen = append(chosen, strconv.Itoa(int(one)))
		}
	}
	return ask(askNeeds, v.Say("need.ask"), v.Say("need.hint"), true, boxesOf(options, chosen))
}

// offers reads the boxes of a block.
func (f form) offers(block string) (all pairing.Offers) {
	for _, o := range f.at(block).SelectedOptions {
		for _, one := range pairing.AllOffers {
			if o.Value == strconv.Itoa(int(one)) {
				all |= one
			}
		}
	}
	return all
}

// home reads what was said; the modal may not have asked for the address.
func (f form) home() HomeSaid {
	h := HomeSaid{Guests: f.line(askGuests, 300), Offers: f.offers(askOffers)}
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
