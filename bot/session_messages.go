package bot

import "cowork/pairing"

// confirmCancelled replaces the confirmation of a session that is called off.
func confirmCancelled(d *pairing.Duo, cast Cast) Message {
	return plainly(cast.Voice.Say("session.cancelled", "Hours", hoursForAll(d, cast)))
}
