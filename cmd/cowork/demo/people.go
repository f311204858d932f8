package demo

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"cowork/bot/fakeslack"
)

// homeTown is the zone of the circle, and weeksPlayed how many rounds there
// were before the page opens, five minutes before the next one.
const (
	homeTown    = "Europe/Vienna"
	weeksPlayed = 4
)

var opening = time.Date(2026, 5, 11, 6, 55, 0, 0, time.UTC) // Monday, 08:55 in Salzburg

func homeZone() *time.Location {
	zone, err := time.LoadLocation(homeTown)
	if err != nil {
		panic(err) // tzdata is in the binary
	}
	return zone
}

// venues are the sample venues: invented, in the two towns.
//
//go:embed venues.csv
var venues string

type town struct {
	name     string
	zone     string
	lat, lon float64
}

var (
	salzburg = &town{"Salzburg", "Europe/Vienna", 47.80, 13.04}
	porto    = &town{"Porto", "Europe/Lisbon", 41.15, -8.61}
)

// A part is one invented person: who they are, what they fill into their
// profile, and how they behave.
type part struct {
	id       string
	name     string
	realName string
	town     *town
	quarter  string
	admin    bool
	stranger bool // has not joined yet

	fields fakeslack.Fields // what they say in their profile
	skips  float64          // how often they skip a match
	forget float64          // how often they leave a message unanswered
}

// cast are the first dozen; who plays after them is drawn by lot.
var cast = []part{
	{name: "Ada", realName: "Ada Berger", town: salzburg, quarter: "Andräviertel", admin: true,
		fields: says("Software", "Freelancer", "Sometimes", "I like silence", "Either is fine")},
	{name: "Ben", realName: "Ben Adler", town: salzburg, quarter: "Lehen", skips: 0.1,
		fields: says("Design", "Freelancer", "Gladly", "I like a chat now and then", "Music in the room")},
	{name: "Cleo", realName: "Cleo Marin", town: salzburg, quarter: "Mülln",
		fields: says("Writing", "Employed, working from home", "Never", "I like silence", "No music, please")},
	{name: "Dan", realName: "Dan Fischer", town: salzburg, quarter: "Aigen", forget: 0.15,
		fields: says("Software", "Employed, working from home", "Gladly", "Either is fine", "Either is fine")},
	{name: "Elsa", realName: "Elsa Novak", town: salzburg, quarter: "Gnigl",
		fields: says("Research", "Student", "Sometimes", "I like silence", "Either is fine")},
	{name: "Finn", realName: "Finn Okafor", town: salzburg, quarter: "Altstadt", skips: 0.15,
		fields: says("Writing", "Freelancer", "Sometimes", "I like a chat now and then", "Either is fine")},
	{name: "Inês", realName: "Inês Duarte", town: porto, quarter: "Cedofeita",
		fields: says("Design", "Freelancer", "Gladly", "I like a chat now and then", "Either is fine")},
	{name: "João", realName: "João Pires", town: porto, quarter: "Bonfim",
		fields: says("Software", "Founder", "Sometimes", "Either is fine", "Music in the room")},
	{name: "Lia", realName: "Lia Costa", town: porto, quarter: "Foz", forget: 0.1,
		fields: says("Research", "Employed, working from home", "Never", "I like silence", "No music, please")},
	{name: "Marco", realName: "Marco Lima", town: porto, quarter: "Ribeira", skips: 0.1,
		fields: says("Writing", "Freelancer", "Gladly", "Either is fine", "Either is fine")},
	{name: "Rosa", realName: "Rosa Antunes", town: porto, quarter: "Paranhos",
		fields: says("Software", "Freelancer", "Sometimes", "I like silence", "Either is fine")},
	{name: "Nora", realName: "Nora Winter", town: salzburg, quarter: "Maxglan", stranger: true},
}

// says is what somebody fills into the profile, by the labels in it. Labels
// and options that the form does not have are left out, so that a form that
// changes keeps the demo going.
func says(field, situation, hosting, talking, music string) fakeslack.Fields {
	return fakeslack.Fields{
		"What you do": {field}, "Your situation": {situation}, "Opening your own home": {hosting}, "Talking": {talking}, "Music": {music},
		"How far you travel, in km": {"15"},
		"Where you like to work":    {"Cafés, libraries, museums and the like", "At a partner’s home", "Remotely, over a call"},
	}
}

var givenNames = strings.Fields("Alva Bruno Carla Dario Edda Fritz Greta Hugo Ilse Jonas Karim Luna Mila Nino Olga Paul Quirin Rita Samir Tilda Ugo Vera Willi Xenia Yara Zeno")
var familyNames = strings.Fields("Amsel Birk Cruz Dorn Eder Faro Gil Huber Igel Jansen Kern Lopes Moser Nunes Ott Pinto Ramos Stein Telles Urban Vidal Wolf")

// invite is the first n people of the workspace: the cast, then others drawn
// by lot.
func invite(n int, seed uint64) []part {
	chance := rand.New(rand.NewPCG(seed, 0xca57))
	var all []part
	for i := range n {
		p := part{town: []*town{salzburg, porto}[chance.IntN(2)]}
		if i < len(cast) {
			p = cast[i]
		} else {
			given, family := givenNames[chance.IntN(len(givenNames))], familyNames[chance.IntN(len(familyNames))]
			p.name, p.realName = fmt.Sprintf("%s.%s%d", given, family[:1], i+1), given+" "+family
			model := cast[chance.IntN(len(cast)-1)]
			p.fields, p.skips, p.forget = model.fields, 0.1, 0.1
		}
		p.id = fmt.Sprintf("U%03d%s", i+1, strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' {
				return r
			}
			return -1
		}, strings.ToUpper(p.name)))
		if p.fields != nil {
			at := fakeslack.Fields{}
			for label, words := range p.fields {
				at[label] = words
			}
			at["Where you live"] = []string{strings.TrimSuffix(p.town.name+", "+p.quarter, ", ")}
			at["Coordinates"] = []string{fmt.Sprintf("%.2f, %.2f", p.town.lat+0.05*(chance.Float64()-0.5), p.town.lon+0.06*(chance.Float64()-0.5))}
			p.fields = at
		}
		all = append(all, p)
	}
	return all
}
