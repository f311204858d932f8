// Package seal encrypts what must not be readable in the database or in a
// backup of it: home addresses and private calendar links.
//
//	keys, err := seal.Parse(os.Getenv("COWORK_KEY"))
//	box, err := keys.Seal("U123", "Linzer Gasse 12, third floor")
//	text, err := keys.Open("U123", box)
//
// A key is an age identity, "AGE-SECRET-KEY-1…", as `age-keygen` and `cowork
// key new` make it (https://age-encryption.org/v1); encryption is age's
// X25519, so no cipher is chosen here. Several keys may be given, separated by
// commas: the first one seals, each of them opens. That is how a key is
// changed: put the new one first, run `cowork key rotate`, drop the old one.
//
// What is sealed is bound to its owner: a box that was copied into somebody
// else's row does not open there.
package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// The errors of a box that does not open.
var (
	ErrKey   = errors.New("none of the keys in COWORK_KEY opens this; was the key changed without `cowork key rotate`?")
	ErrOwner = errors.New("this was sealed for somebody else")
)

// Keys seal and open. The zero value can do neither.
type Keys struct {
	identities []age.Identity
	recipient  age.Recipient
}

// New makes a fresh key.
func New() (string, error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return "", fmt.Errorf("make a key: %w", err)
	}
	return id.String(), nil
}

// Parse reads one or more keys separated by commas. Its errors never show a
// key. An empty text is an error too: whoever has no key does not call it.
func Parse(text string) (Keys, error) {
	var k Keys
	for i, part := range strings.Split(text, ",") {
		id, err := age.ParseX25519Identity(strings.TrimSpace(part))
		if err != nil {
			return Keys{}, fmt.Errorf("key %d is not a key of the form AGE-SECRET-KEY-1…; `cowork key new` makes one", i+1)
		}
		if i == 0 {
			k.recipient = id.Recipient()
		}
		k.identities = append(k.identities, id)
	}
	return k, nil
}

// Ready reports whether the keys can seal and open.
func (k Keys) Ready() bool { return len(k.identities) > 0 }

// First is the key that seals, alone.
func (k Keys) First() Keys {
	if !k.Ready() {
		return k
	}
	return Keys{identities: k.identities[:1], recipient: k.recipient}
}

// Seal encrypts text for its owner with the first key. It panics without keys:
// ask Ready first.
func (k Keys) Seal(owner, text string) ([]byte, error) {
	if !k.Ready() {
		panic("seal: Seal without keys")
	}
	var box bytes.Buffer
	w, err := age.Encrypt(&box, k.recipient)
	if err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if _, err := io.WriteString(w, owner+"\x00"+text); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	return box.Bytes(), nil
}

// Open decrypts what Seal made for the owner. It fails with ErrKey when no key
// fits or the box was damaged, and with ErrOwner when it is somebody else's.
func (k Keys) Open(owner string, box []byte) (string, error) {
	if !k.Ready() {
		return "", ErrKey
	}
	r, err := age.Decrypt(bytes.NewReader(box), k.identities...)
	if err != nil {
		return "", ErrKey
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return "", ErrKey
	}
	sealedFor, text, ok := strings.Cut(string(plain), "\x00")
	if !ok || sealedFor != owner {
		return "", ErrOwner
	}
	return text, nil
}
