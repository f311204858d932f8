package catalogue

import (
	"errors"
	"strings"

	"cowork/pairing"
	"cowork/pairing/opening"
)

// point is a place on Earth in degrees.
type point struct{ lat, lon float64 }

// valid reports whether the point is on Earth.
func (p point) valid() bool {
	return p.lat >= -90 && p.lat <= 90 && p.lon >= -180 && p.lon <= 180
}

// tags are the key-value pairs of an OpenStreetMap object.
type tags map[string]string

// has reports whether the key has the value, alone or in a list as
// "cafe;bakery".
func (t tags) has(key string, values ...string) bool {
	for part := range strings.SplitSeq(t[key], ";") {
		for _, v := range values {
			if strings.TrimSpace(part) == v {
				return true
			}
		}
	}
	return false
}

// kinds tells a venue's type by its tags; the first that fits counts.
var kinds = []struct {
	kind pairing.VenueType
	is   func(tags) bool
}{
	{pairing.Library, func(t tags) bool { return t.has("amenity", "library") }},
	{pairing.Office, func(t tags) bool {
		return t.has("office", "coworking", "coworking_space") || t.has("amenity", "coworking_space")
	}},
	{pairing.Museum, func(t tags) bool { return t.has("tourism", "museum") }},
	{pairing.Centre, func(t tags) bool { return t.has("amenity", "arts_centre", "community_centre") }},
	{pairing.Cafe, func(t tags) bool { return t.has("amenity", "cafe") }},
	{pairing.Park, func(t tags) bool { return t.has("leisure", "park") && wifi(t) == pairing.Yes }},
}

// kindOf reports the type of venue, or "" with the reason why it is none.
func kindOf(t tags) (pairing.VenueType, string) {
	for _, k := range kinds {
		if k.is(t) {
			return k.kind, ""
		}
	}
	if t.has("leisure", "park") {
		return "", "park without Wi-Fi"
	}
	return "", "not a place to work at"
}

// errNowhere says that a file does not tell where one of its venues is.
var errNowhere = errors.New("the outline is not in the file")

// take turns one object of OpenStreetMap into an entry and hands it over, or
// counts why not. at is called only for what is wanted.
func (s *session) take(source string, t tags, at func() (point, error)) error {
	s.report.Read++
	kind, reason := kindOf(t)
	switch {
	case kind == "":
	case strings.TrimSpace(t["name"]) == "":
		reason = "without a name"
	case t.has("access", "private", "no"):
		reason = "not open to the public"
	case t.has("opening_hours", "closed", "off"):
		reason = "closed for good"
	}
	if reason != "" {
		s.report.skip(reason)
		return nil
	}
	where, err := at()
	if errors.Is(err, errNowhere) {
		s.report.skip(err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	e := Entry{Venue: venue(kind, t), Source: "osm:" + source, Attribution: OpenStreetMap}
	e.Area.Located, e.Area.Lat, e.Area.Lon = true, where.lat, where.lon
	s.noteHours(e)
	return s.hand(e)
}

// noteHours remembers a venue whose opening hours say something that we do not
// understand.
func (s *session) noteHours(e Entry) {
	if e.Hours == "" || len(s.report.Vague) >= MaxVague {
		return
	}
	if _, err := opening.Parse(e.Hours); err != nil {
		s.report.Vague = append(s.report.Vague, e.Name)
	}
}

// venue maps the tags.
func venue(kind pairing.VenueType, t tags) pairing.Venue {
	return pairing.Venue{
		Type:     kind,
		Name:     clip(t["name"], 120),
		Area:     pairing.Area{Label: clip(first(t["addr:suburb"], t["addr:city"]), 80)},
		Address:  clip(address(t), 200),
		Hours:    clip(t["opening_hours"], 500),
		WiFi:     wifi(t),
		Quiet:    quiet(kind),
		StepFree: yesNo(t["wheelchair"]),
		Notes:    notes(t),
	}
}

// quiet is what can be told of the noise without having been there.
func quiet(kind pairing.VenueType) pairing.Tri {
	if kind == pairing.Library {
		return pairing.Yes
	}
	return pairing.Unknown
}

func wifi(t tags) pairing.Tri {
	switch {
	case t.has("internet_access", "wlan", "wifi", "yes"), t["wifi"] == "yes":
		return pairing.Yes
	case t.has("internet_access", "no"):
		return pairing.No
	}
	return pairing.Unknown
}

// yesNo reads a tag that also knows "limited", "designated" and the like:
// only a plain yes or no is one.
func yesNo(value string) pairing.Tri {
	switch value {
	case "yes", "designated":
		return pairing.Yes
	case "no":
		return pairing.No
	}
	return pairing.Unknown
}

// address reads addr:*, as "Linzer Gasse 12, 5020 Salzburg".
func address(t tags) string {
	street := first(t["addr:street"], t["addr:place"])
	if street != "" && t["addr:housenumber"] != "" {
		street += " " + t["addr:housenumber"]
	}
	town := strings.TrimSpace(t["addr:postcode"] + " " + t["addr:city"])
	if street == "" || town == "" {
		return street + town
	}
	return street + ", " + town
}

// notes says in a few words what else the tags tell.
func notes(t tags) string {
	var out []string
	if t["outdoor_seating"] == "yes" {
		out = append(out, "seats outside")
	}
	switch {
	case t["charge"] != "":
		out = append(out, "costs "+clip(t["charge"], 40))
	case t["fee"] == "yes":
		out = append(out, "there is a fee")
	case t["fee"] == "no":
		out = append(out, "no fee")
	}
	switch t["internet_access:fee"] {
	case "yes":
		out = append(out, "Wi-Fi costs extra")
	case "customers":
		out = append(out, "Wi-Fi for customers")
	}
	if t["wheelchair"] == "limited" {
		out = append(out, "partly step-free")
	}
	return strings.Join(out, ", ")
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// clip shortens to at most n runes and drops what is not text.
func clip(s string, n int) string {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xFFFD {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " ")))
	if runes := []rune(s); len(runes) > n {
		return strings.TrimSpace(string(runes[:n-1])) + "…"
	}
	return s
}
