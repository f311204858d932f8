// Package wording speaks to people in their own language: every text that
// somebody on Slack reads is in its catalogues, in English, French and German.
//
//	v := wording.For("fr-CA", "America/Toronto")
//	v.Say("core.hello", "Who", "<@U1>")    // Bonjour <@U1>.
//	v.Count("core.weeks", 2)               // 2 semaines
//	v.Clock(noon, zone)                    // 12:00
//
// A text has an ID, dotted, that begins with the area of its catalogue. What
// varies stands in it as {{.Name}} and is given by name. Texts are mrkdwn or
// plain text as the block that they go into: who fills something in escapes it
// first.
//
// A catalogue is a file catalogue/AREA.LANGUAGE.yaml in the format of go-i18n;
// which form of a plural a number takes in which language is known from
// Unicode's CLDR.
package wording

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
	"gopkg.in/yaml.v3"
)

//go:embed catalogue/*.yaml
var files embed.FS

// languages are those that everything can be said in; the first is spoken
// with whoever speaks none of them.
var languages = []language.Tag{language.English, language.French, language.German}

// tongues are the texts of each language, read once. Reading cannot fail in a
// binary whose catalogues passed the test of this package.
var tongues = sync.OnceValues(func() ([]*i18n.Localizer, error) {
	bundle := i18n.NewBundle(languages[0])
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	names, err := fs.Glob(files, "catalogue/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list the catalogues: %w", err)
	}
	for _, name := range names {
		if _, err := bundle.LoadMessageFileFS(files, name); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
	}
	var all []*i18n.Localizer
	for _, l := range languages {
		all = append(all, i18n.NewLocalizer(bundle, l.String(), languages[0].String()))
	}
	return all, nil
})

// strict refuses a text whose placeholders are not all filled in.
var strict = &template.TextParser{Option: "missingkey=error"}

// Say is the text of an ID, with args (a name, a value, and so on) in its
// placeholders. An ID that is in no catalogue, or a placeholder that is not
// filled, is a mistake of the programmer: what is said then is the ID.
func (v Voice) Say(id string, args ...any) string {
	return v.say(&i18n.LocalizeConfig{MessageID: id, TemplateData: named(args), TemplateParser: strict})
}

// Count is Say for a text with a number in it, {{.Count}}, in the right
// grammatical form.
func (v Voice) Count(id string, n int, args ...any) string {
	data := named(args)
	data["Count"] = n
	return v.say(&i18n.LocalizeConfig{MessageID: id, TemplateData: data, PluralCount: n, TemplateParser: strict})
}

func (v Voice) say(c *i18n.LocalizeConfig) string {
	all, err := tongues()
	if err != nil {
		return c.MessageID
	}
	text, err := all[v.language].Localize(c) // in English, with an error, where the language has it not
	if text == "" && err != nil {
		return c.MessageID
	}
	return text
}

// named pairs up names and values.
func named(args []any) map[string]any {
	data := make(map[string]any, len(args)/2+1)
	for i := 0; i+1 < len(args); i += 2 {
		data[fmt.Sprint(args[i])] = args[i+1]
	}
	return data
}

// Knows reports whether there is a text of that ID in the voice's language.
func (v Voice) Knows(id string) bool {
	all, err := tongues()
	if err != nil {
		return false
	}
	_, tag, err := all[v.language].LocalizeWithTag(&i18n.LocalizeConfig{MessageID: id, TemplateParser: lenient})
	return err == nil && tag == languages[v.language]
}

// lenient leaves a text as it is written.
var lenient = template.IdentityParser{}
