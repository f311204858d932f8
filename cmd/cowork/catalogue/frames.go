package catalogue

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"google.golang.org/protobuf/encoding/protowire"
)

// The bounds that the format sets for a block of an .osm.pbf file.
const (
	mostHead  = 64 << 10
	mostBlock = 32 << 20
)

// frames reads the blocks of an .osm.pbf file one by one. It takes no more memory
// than the format allows for a block, whatever the file says.
type frames struct {
	in       io.Reader
	head     bytes.Buffer
	blob     bytes.Buffer
	unpacked bytes.Buffer
}

// next is the kind of the next block that is known and what is in it, until the next
// call; io.EOF says that there are no more. Blocks of other kinds are not unpacked:
// the format has readers skip them, so that a program can put its own into a file.
func (f *frames) next() (kind string, data []byte, err error) {
	for {
		kind, length, err := f.nextHead()
		if err != nil {
			return "", nil, err
		}
		if kind == kindHeader || kind == kindData {
			data, err := f.content(length)
			return kind, data, err
		}
		if _, err := io.CopyN(io.Discard, f.in, length); err != nil {
			return "", nil, cut(err)
		}
	}
}

// The kinds of blocks that are known.
const (
	kindHeader = "OSMHeader"
	kindData   = "OSMData"
)

// nextHead is the kind of the next block, and how long it is.
func (f *frames) nextHead() (kind string, length int64, err error) {
	f.head.Reset()
	if _, err := io.CopyN(&f.head, f.in, 4); err != nil {
		if f.head.Len() > 0 {
			return "", 0, cut(err)
		}
		return "", 0, err
	}
	size := int64(binary.BigEndian.Uint32(f.head.Bytes()))
	if size >= mostHead {
		return "", 0, fmt.Errorf("the head of a block has %d bytes, and 65,536 are the most; is this an .osm.pbf file?", size)
	}
	f.head.Reset()
	if _, err := io.CopyN(&f.head, f.in, size); err != nil {
		return "", 0, cut(err)
	}
	head, err := fields(f.head.Bytes())
	if err != nil {
		return "", 0, err
	}
	length = int64(int32(head[3].number))
	if length < 0 || length >= mostBlock {
		return "", 0, fmt.Errorf("a block says that it has %d bytes, and 32 MB are the most", length)
	}
	return string(head[1].bytes), length, nil
}

// content is what is in a block of some length.
func (f *frames) content(length int64) ([]byte, error) {
	f.blob.Reset()
	if _, err := io.CopyN(&f.blob, f.in, length); err != nil {
		return nil, cut(err)
	}
	blob, err := fields(f.blob.Bytes())
	if err != nil {
		return nil, err
	}
	if raw := blob[1].bytes; raw != nil {
		return raw, nil
	}
	if blob[3].bytes == nil {
		return nil, errors.New("a block is packed in a way that is not read here; osmium cat FILE -o NEW.osm.pbf packs it with zlib, which is")
	}
	err = f.unpack(blob[3].bytes, int64(int32(blob[2].number)))
	return f.unpacked.Bytes(), err
}

// unpack unpacks bytes that are said to have a size, and stops where they have more.
func (f *frames) unpack(packed []byte, size int64) error {
	if size < 0 || size > mostBlock {
		return fmt.Errorf("a block says that it unpacks to %d bytes, and 32 MB are the most", size)
	}
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return fmt.Errorf("a block cannot be unpacked: %w", err)
	}
	f.unpacked.Reset()
	n, err := io.Copy(&f.unpacked, io.LimitReader(r, size+1))
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
	kind   protowire.Type
	number uint64
	bytes  []byte
	list   []byte // of a list of numbers: all that it has, packed
}

// mostField is the highest number of a field that is looked at.
const mostField = 20

// fields reads a message's fields. Of one that is there twice, the last counts; but
// a list of numbers goes on there, and its numbers may also be fields one by one
// (https://protobuf.dev/programming-guides/encoding/#packed).
func fields(message []byte) (map[protowire.Number]field, error) {
	all := map[protowire.Number]field{}
	err := each(message, func(number protowire.Number, v field) error {
		if number > mostField || v.kind != protowire.VarintType && v.kind != protowire.BytesType {
			return nil
		}
		list := all[number].list
		switch {
		case v.kind == protowire.VarintType:
			list = protowire.AppendVarint(list, v.number)
		case list == nil:
			list = slices.Clip(v.bytes)
		default:
			list = append(list, v.bytes...)
		}
		v.list = list
		all[number] = v
		return nil
	})
	return all, err
}

// each hands over the fields of a message in their order.
func each(message []byte, take func(protowire.Number, field) error) error {
	for len(message) > 0 {
		number, v, rest, err := one(message)
		if err != nil {
			return err
		}
		if err := take(number, v); err != nil {
			return err
		}
		message = rest
	}
	return nil
}

// one reads the first field of a message.
func one(message []byte) (number protowire.Number, v field, rest []byte, err error) {
	number, kind, n := protowire.ConsumeTag(message)
	if n < 0 {
		return 0, field{}, nil, errDamaged
	}
	v.kind = kind
	used := 0
	switch kind {
	case protowire.VarintType:
		v.number, used = protowire.ConsumeVarint(message[n:])
	case protowire.BytesType:
		v.bytes, used = protowire.ConsumeBytes(message[n:])
	default:
		used = protowire.ConsumeFieldValue(number, kind, message[n:])
	}
	if used < 0 {
		return 0, field{}, nil, errDamaged
	}
	return number, v, message[n+used:], nil
}

// cut is what an end of the file within a block means.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("the file ends too early; was it cut off?")
	}
	return err
}
