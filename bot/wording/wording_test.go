package wording

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"
)

// text is one entry of a catalogue: its forms by number, "other" for a plain
// one.
type text map[string]string

func (t *text) UnmarshalYAML(n *yaml.Node) error {
	*t = text{}
	if n.Kind == yaml.ScalarNode {
		(*t)["other"] = n.Value
		return nil
	}
	return n.Decode((*map[string]string)(t))
}

// catalogues reads the files as they are: area, then language, then ID.
func catalogues(t *testing.T) map[string]map[string]map[string]text {
	t.Helper()
	names, err := fs.Glob(files, "catalogue/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("the catalogues: %v, %v", names, err)
	}
	all := map[string]map[string]map[string]text{}
	for _, name := range names {
		part := strings.Split(strings.TrimPrefix(name, "catalogue/"), ".")
		if len(part) != 3 {
			t.Fatalf("%s is not named AREA.LANGUAGE.yaml", name)
		}
		raw, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]text{}
		if err := yaml.Unmarshal(raw, &texts); err != nil {
			t.Fatalf("%s: %v", name, err) // a key that is there twice too
		}
		if all[part[0]] == nil {
			all[part[0]] = map[string]map[string]text{}
		}
		all[part[0]][part[1]] = texts
	}
	return all
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

// placeholders are those of all forms together: "one" may leave the number out.
func placeholders(t text) []string {
	var all []string
	for _, form := range t {
		all = append(all, placeholder.FindAllString(form, -1)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TestEverythingIsSaidInEveryLanguage fails on a text that a language lacks
// or has too many, and on placeholders that differ.
func TestEverythingIsSaidInEveryLanguage(t *testing.T) {
	for area, by := range catalogues(t) {
		for _, tag := range languages {
			l := tag.String()
			if by[l] == nil {
				t.Errorf("there is no %s.%s.yaml", area, l)
			}
			for id, en := range by["en"] {
				said, ok := by[l][id]
				switch {
				case !ok:
					t.Errorf("%s is missing in %s", id, l)
				case !slices.Equal(placeholders(said), placeholders(en)):
					t.Errorf("%s has %v in %s and %v in English", id, placeholders(said), l, placeholders(en))
				case (said["one"] == "") != (en["one"] == ""):
					t.Errorf("%s has other forms by number in %s than in English", id, l)
				}
			}
			for id := range by[l] {
				if _, ok := by["en"][id]; !ok {
					t.Errorf("%s is in %s and not in English", id, l)
				}
			}
		}
		for id, en := range by["en"] {
			if !strings.HasPrefix(id, area+".") {
				t.Errorf("%s is in the catalogue of %s", id, area)
			}
			for form, words := range en {
				if strings.TrimSpace(words) == "" || strings.Contains(words, "!") && !strings.Contains(words, "<!") {
					t.Errorf("%s (%s) is empty or shouts: %q", id, form, words)
				}
			}
		}
	}
}

// TestEveryTextCanBeSaid fills in every placeholder and finds no text that
// the library cannot read.
func TestEveryTextCanBeSaid(t *testing.T) {
	for _, by := range catalogues(t) {
		for i, tag := range languages {
			v := Voice{language: i}
			for id, en := range by["en"] {
				var args []any
				for _, p := range placeholders(en) {
					args = append(args, strings.Trim(p, "{}. "), "·")
				}
				got := v.Say(id, args...)
				if en["one"] != "" {
					got = v.Count(id, 1, args...)
				}
				if got == id || strings.Contains(got, "{{") || !v.Knows(id) {
					t.Errorf("%s in %s is said as %q", id, tag, got)
				}
			}
		}
	}
}

func TestSay(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{For("fr-CA", "").List([]string{"a", "b", "c"}), "a, b et c"},
		{For("", "").List([]string{"a"}), "a"},
		{For("de-DE", "").Count("core.distance.km", 12), "etwa 12 km"},
		{Voice{}.Say("core.no.such.text"), "core.no.such.text"},
		{Voice{}.Say("core.list", "All", "a"), "core.list"}, // a placeholder is left open
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestFor(t *testing.T) {
	noon := time.Date(2026, 11, 24, 13, 5, 0, 0, time.UTC)
	for _, c := range []struct{ locale, zone, want string }{
		{"", "", "Tuesday 24 November 2026, 13:05, about 2 km"},
		{"no such locale", "Mars/Base", "Tuesday 24 November 2026, 13:05, about 2 km"},
		{"en-US", "Europe/Vienna", "Tuesday 24 November 2026, 13:05, about 2 km"},
		{"en-US", "America/Chicago", "Tuesday, November 24, 2026, 1:05 pm, about 1 mile"},
		{"en-US", "Asia/Kolkata", "Tuesday 24 November 2026, 1:05 pm, about 2 km"},
		{"en-GB", "Europe/London", "Tuesday 24 November 2026, 13:05, about 1 mile"},
		{"en-GB", "Europe/Vienna", "Tuesday 24 November 2026, 13:05, about 2 km"},
		{"en-CA", "America/Toronto", "Tuesday 24 November 2026, 1:05 pm, about 2 km"},
		{"ja-JP", "Asia/Tokyo", "Tuesday 24 November 2026, 13:05, about 2 km"},
		{"fr-FR", "Europe/Paris", "mardi 24 novembre 2026, 13:05, environ 2 km"},
		{"fr-CA", "America/Toronto", "mardi 24 novembre 2026, 13:05, environ 2 km"},
		{"de-AT", "Europe/Vienna", "Dienstag, 24. November 2026, 13:05, etwa 2 km"},
	} {
		v := For(c.locale, c.zone)
		got := v.Date(noon, time.UTC) + ", " + v.Clock(noon, time.UTC) + ", " + v.Distance(2000)
		if got != c.want {
			t.Errorf("%q in %q reads %q, want %q", c.locale, c.zone, got, c.want)
		}
	}
}

func TestCommon(t *testing.T) {
	de, fr, us := For("de-DE", ""), For("fr-FR", ""), For("en-US", "America/New_York")
	for _, c := range []struct{ got, want Voice }{
		{Common(), Voice{}},
		{Common(de, de), de},
		{Common(de, fr), Voice{}},
		{Common(us, us), us},
		{Common(us, For("en-GB", "")), Voice{}},
	} {
		if c.got != c.want {
			t.Errorf("in common they have %#v, want %#v", c.got, c.want)
		}
	}
}

func BenchmarkSay(b *testing.B) {
	v := For("de-DE", "Europe/Vienna")
	b.ReportAllocs()
	for b.Loop() {
		v.Say("core.date.moment", "Day", "Dienstag", "Clock", "9:00")
	}
}

// TestNothingIsOneInFrench fails on a French singular that says 1: it is for 0
// as well.
func TestNothingIsOneInFrench(t *testing.T) {
	for area, by := range catalogues(t) {
		for id, forms := range by["fr"] {
			if regexp.MustCompile(`\b1\b`).MatchString(forms["one"]) {
				t.Errorf("%s: %s says 1 where there may be 0: %s", area, id, forms["one"])
			}
		}
	}
}

// TestEverybodyIsAddressedAlike fails on a French text that says tu.
func TestEverybodyIsAddressedAlike(t *testing.T) {
	familiar := regexp.MustCompile(`(?i)(^|[^\p{L}’-])(tu|toi|ton|tes|t’as|réessaie|clique)($|[^\p{L}])`)
	for area, by := range catalogues(t) {
		for id, forms := range by["fr"] {
			for _, words := range forms {
				if found := familiar.FindString(words); found != "" {
					t.Errorf("%s: %s says %q: %s", area, id, found, words)
				}
			}
		}
	}
}

// TestPunctuation holds each language to its own: French has a space that does
// not break before its double marks and inside its quotation marks, and
// apostrophes are bent everywhere.
func TestPunctuation(t *testing.T) {
	code := regexp.MustCompile("`[^`]*`|<[^>]*>")
	wrong := map[string]*regexp.Regexp{
		"en": regexp.MustCompile(`['"„«»]`),
		"fr": regexp.MustCompile(` [:;?»]|« |[\p{L})}][:;?»]|«[^\x{a0}]|['"„“”]`),
		"de": regexp.MustCompile(`['"«»”]| [:;?]`),
	}
	for area, by := range catalogues(t) {
		for l, texts := range by {
			for id, forms := range texts {
				for _, words := range forms {
					if found := wrong[l].FindString(code.ReplaceAllString(words, "x")); found != "" {
						t.Errorf("%s.%s: %s has %q: %s", area, l, id, found, words)
					}
				}
			}
		}
	}
}
