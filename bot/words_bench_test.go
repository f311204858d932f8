package bot

import (
	"encoding/json"
	"testing"

	"cowork/bot/wording"
	"cowork/pairing"
	"cowork/storage"
)

// BenchmarkInvitation renders what each member of a round is sent. A round of
// 1,000 takes as many.
func BenchmarkInvitation(b *testing.B) {
	d := duoOfTests(pairing.Proposed, ada, ben)
	for b.Loop() {
		if _, err := json.Marshal(inviteMessage(readsAda, d, castOfTests, Asked{})); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkProfileView renders the largest view.
func BenchmarkProfileView(b *testing.B) {
	p := fullProfile()
	for b.Loop() {
		if _, err := json.Marshal(profileView(wording.Voice{}, p, storage.Personal{}, Said{}, HomeSaid{})); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	texts := strange()
	for b.Loop() {
		for _, s := range texts {
			Parse(s)
		}
	}
}
