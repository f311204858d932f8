package catalogue

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"google.golang.org/protobuf/encoding/protowire"
)

// The bounds that the format sets for a block of an .osm.pbf file.
const (
	mostHead  = 64 << 10
	mostBlock = 32 << 20
)

// frames reads an .osm.pbf file block by block, and lets only those through of
// which the sizes are true. The library believes what a block says of its own size:
// a negative one makes it panic, and a block of some kilobytes can unpack to as
// many gigabytes before it compares. Each block is unpacked here first, into
// nothing.
type frames struct {
	in    io.Reader
	ready []byte // of the current block, what was not read yet
	block bytes.Buffer
	err   error
}

func (f *frames) Read(p []byte) (int, error) {
	if len(f.ready) == 0 && f.err == nil {
		f.err = f.next()
	}
	if len(f.ready) == 0 {
		return 0, f.err
	}
	n := copy(p, f.ready)
	f.ready = f.ready[n:]
	return n, nil
}

// next takes in one block; io.EOF says that there are no more.
func (f *frames) next() error {
	f.block.Reset()
	if _, err := io.CopyN(&f.block, f.in, 4); err != nil {
		if f.block.Len() > 0 {
			return cut(err)
		}
		return err
	}
	size := int64(binary.BigEndian.Uint32(f.block.Bytes()))
	if size >= mostHead {
		return fmt.Errorf("the head of a block has %d bytes, and 65,536 are the most; is this an .osm.pbf file?", size)
	}
	if _, err := io.CopyN(&f.block, f.in, size); err != nil {
		return cut(err)
	}
	head, err := fields(f.block.Bytes()[4:])
	if err != nil {
		return err
	}
	length := int64(int32(head[3].number))
	if length < 0 || length >= mostBlock {
		return fmt.Errorf("a block says that it has %d bytes, and 32 MB are the most", length)
	}
	start := f.block.Len()
	if _, err := io.CopyN(&f.block, f.in, length); err != nil {
		return cut(err)
	}
	blob, err := fields(f.block.Bytes()[start:])
	if err != nil {
		return err
	}
	if err := unpacks(blob[3].bytes, int64(int32(blob[2].number))); err != nil {
		return err
	}
	f.ready = f.block.Bytes()
	return nil
}

// unpacks reports whether packed bytes have the size that they are said to have.
func unpacks(packed []byte, size int64) error {
	if packed == nil {
		return nil
	}
	if size < 0 || size > mostBlock {
		return fmt.Errorf("a block says that it unpacks to %d bytes, and 32 MB are the most", size)
	}
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("a block cannot be unpacked: %w", err)
	}
	n, err := io.Copy(io.Discard, io.LimitReader(r, size+1))
	switch {
	case err != nil:
		return fmt.Errorf("a block cannot be unpacked: %w", err)
	case n > size:
		return fmt.Errorf("a block unpacks to more than the %d bytes that it says", size)
	case n < size:
		return fmt.Errorf("a block unpacks to %d bytes, not to the %d that it says", n, size)
	}
	return nil
}

// field is the value of one field of a message, of either kind.
type field struct {
	number uint64
	bytes  []byte
}

// fields reads a message's fields; of one that is there twice, the last counts.
func fields(message []byte) (map[protowire.Number]field, error) {
	all := map[protowire.Number]field{}
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return nil, errors.New("a block is damaged")
		}
		var value field
		used := 0
		switch kind {
		case protowire.VarintType:
			value.number, used = protowire.ConsumeVarint(message[n:])
		case protowire.BytesType:
			value.bytes, used = protowire.ConsumeBytes(message[n:])
		default:
			used = protowire.ConsumeFieldValue(number, kind, message[n:])
		}
		if used < 0 {
			return nil, errors.New("a block is damaged")
		}
		all[number] = value
		message = message[n+used:]
	}
	return all, nil
}

// cut is what an end of the file within a block means.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("the file ends too early; was it cut off?")
	}
	return err
}
