package simulation

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"cowork/pairing"
)

// colours of the rules, chosen to differ also for people who see few colours.
var colours = map[HostRule]color.Color{
	Ours:      color.RGBA{0x1b, 0x6c, 0xa8, 0xff},
	Alternate: color.RGBA{0xe0, 0x8e, 0x2b, 0xff},
	Random:    color.RGBA{0x8f, 0x8f, 0x8f, 0xff},
}

// WriteCharts draws the outcomes into the folder dir, each chart as PNG and as
// SVG, and reports the files. The folder is made if it is missing.
func WriteCharts(dir string, outcomes []Outcome) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder for the charts: %w", err)
	}
	var files []string
	for _, chart := range []struct {
		name string
		draw func([]Outcome) (*plot.Plot, error)
	}{
		{"hosting", hostingChart}, {"balance", balanceChart}, {"runs", runChart}, {"places", placeChart},
		{"journeys", journeyChart}, {"repeats", repeatChart}, {"rests", restChart},
	} {
		p, err := chart.draw(outcomes)
		if err != nil {
			return files, fmt.Errorf("draw %s: %w", chart.name, err)
		}
		for _, ending := range []string{".png", ".svg"} {
			file := filepath.Join(dir, chart.name+ending)
			if err := save(p, file); err != nil {
				return files, fmt.Errorf("write %s: %w", file, err)
			}
			files = append(files, file)
		}
	}
	return files, nil
}

// save draws a chart with a margin all around it, in the format that the file's
// name ends in.
func save(p *plot.Plot, file string) error {
	const width, height, margin = 22 * vg.Centimeter, 12 * vg.Centimeter, 0.4 * vg.Centimeter
	c, err := draw.NewFormattedCanvas(width, height, filepath.Ext(file)[1:])
	if err != nil {
		return err
	}
	page := draw.New(c)
	page.SetColor(color.White)
	page.Fill(page.Rectangle.Path())
	p.Draw(draw.Crop(page, margin, -margin, margin, -margin))
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	_, err = c.WriteTo(f)
	return errors.Join(err, f.Close())
}

// wholeNumbers ticks an axis of counts: at most nine labels, at round steps.
type wholeNumbers struct{}

func (wholeNumbers) Ticks(least, most float64) []plot.Tick {
	step := 1.0
	for k := 0; (most-least)/step > 9; k++ {
		step *= []float64{2, 2.5, 2}[k%3] // 1, 2, 5, 10, 20, 50, ...
	}
	var ticks []plot.Tick
	for v := math.Ceil(least/step) * step; v <= most; v += step {
		ticks = append(ticks, plot.Tick{Value: v, Label: strconv.Itoa(int(v))})
	}
	return ticks
}

// headroom keeps the upper quarter of a chart free for the names of the rules.
func headroom(p *plot.Plot) { p.Y.Max = p.Y.Min + (p.Y.Max-p.Y.Min)*1.3 }

func newPlot(title, x, y string) *plot.Plot {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = title, x, y
	for _, style := range []*font.Font{&p.Title.TextStyle.Font, &p.X.Label.TextStyle.Font, &p.Y.Label.TextStyle.Font, &p.X.Tick.Label.Font, &p.Y.Tick.Label.Font, &p.Legend.TextStyle.Font} {
		style.Typeface, style.Variant = "Liberation", "Sans"
	}
	p.Title.Padding = vg.Points(8)
	p.X.Padding = vg.Points(6)
	p.Y.Padding = vg.Points(6)
	p.Legend.Top, p.Legend.XOffs, p.Legend.YOffs = true, -vg.Points(8), -vg.Points(4)
	p.Legend.Padding = vg.Points(2)
	p.X.Tick.Marker, p.Y.Tick.Marker = wholeNumbers{}, wholeNumbers{}
	p.Add(plotter.NewGrid())
	return p
}

// hostingChart counts for each rule how many members hosted how often.
func hostingChart(outcomes []Outcome) (*plot.Plot, error) {
	return countChart("How often members hosted", "times hosted", outcomes, func(p Person) int { return p.Hosted })
}

// runChart counts how many members hosted how often in a row at most.
func runChart(outcomes []Outcome) (*plot.Plot, error) {
	return countChart("The longest run of hosting", "sessions in a row", outcomes, func(p Person) int { return p.Run })
}

// restChart counts how many members rested how often.
func restChart(outcomes []Outcome) (*plot.Plot, error) {
	return countChart("How often members rested", "rounds without a partner", outcomes, func(p Person) int { return p.Rests })
}

// countChart shows how many members have which value.
func countChart(title, x string, outcomes []Outcome, value func(Person) int) (*plot.Plot, error) {
	p := newPlot(title, x, "members")
	most := 0
	for _, o := range outcomes {
		for _, person := range o.People {
			most = max(most, value(person))
		}
	}
	for k, o := range outcomes {
		counts := make(plotter.Values, most+1)
		for _, person := range o.People {
			counts[value(person)]++
		}
		if err := addBars(p, o.Rule, counts, k, len(outcomes)); err != nil {
			return nil, err
		}
	}
	p.X.Min, p.X.Max, p.Y.Min = -0.7, float64(most)+0.7, 0
	headroom(p)
	return p, nil
}

// balanceChart shows every member's times hosted less times visited, from the
// one who is owed most to the one who owes most.
func balanceChart(outcomes []Outcome) (*plot.Plot, error) {
	p := newPlot("Hosted less visited, by member who hosts", "members, from who visited most to who hosted most", "sessions")
	for k, o := range outcomes {
		var all []int
		for _, person := range o.People {
			if person.Hosting != pairing.Never {
				all = append(all, person.Balance())
			}
		}
		slices.Sort(all)
		points := make(plotter.XYs, 0, len(all)+1)
		for i, b := range all {
			points = append(points, plotter.XY{X: float64(i + 1), Y: float64(b)})
		}
		if len(points) == 0 {
			points = plotter.XYs{{}}
		}
		if err := addLine(p, o.Rule, points, k); err != nil {
			return nil, err
		}
	}
	p.Legend.Left, p.Legend.XOffs = true, vg.Points(8)
	headroom(p)
	return p, nil
}

// placeChart shows which share of the sessions was where.
func placeChart(outcomes []Outcome) (*plot.Plot, error) {
	p := newPlot("Where people worked", "place", "% of sessions")
	for k, o := range outcomes {
		all := float64(max(1, o.Sessions())) / 100
		shares := plotter.Values{float64(o.Homes) / all, float64(o.Venues-o.Outings) / all, float64(o.Outings) / all, float64(o.Remote) / all}
		if err := addBars(p, o.Rule, shares, k, len(outcomes)); err != nil {
			return nil, err
		}
	}
	p.NominalX("at homes", "at venues", "outings", "over a call")
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -0.6, 3.6, 0, 100
	return p, nil
}

// addBars adds the bars of one rule beside those of the others.
func addBars(p *plot.Plot, rule HostRule, values plotter.Values, k, of int) error {
	width := vg.Points(300 / float64((len(values)+1)*of))
	bars, err := plotter.NewBarChart(values, width)
	if err != nil {
		return err
	}
	bars.Color, bars.LineStyle.Width = colours[rule], 0
	bars.Offset = width * vg.Length(float64(k)-float64(of-1)/2)
	p.Add(bars)
	p.Legend.Add(string(rule), bars)
	return nil
}

// journeyChart shows which share of the sessions stays within which journey.
func journeyChart(outcomes []Outcome) (*plot.Plot, error) {
	p := newPlot("The longer of the two journeys", "kilometres", "% of sessions within")
	for k, o := range outcomes {
		points := make(plotter.XYs, 0, len(o.Journeys)+1)
		points = append(points, plotter.XY{})
		for i, d := range o.Journeys {
			points = append(points, plotter.XY{X: float64(d) / 1000, Y: 100 * float64(i+1) / float64(len(o.Journeys))})
		}
		if err := addLine(p, o.Rule, points, k); err != nil {
			return nil, err
		}
	}
	p.Y.Min, p.Y.Max, p.X.Min, p.X.Max = 0, 100, 0, max(1, 1.05*p.X.Max)
	p.Legend.Top, p.Legend.YOffs = false, vg.Points(8)
	return p, nil
}

// repeatChart adds up the repeats week by week, beside the least that any plan
// could have had.
func repeatChart(outcomes []Outcome) (*plot.Plot, error) {
	p := newPlot("Partners met before", "week", "repeats so far")
	for k, o := range outcomes {
		points := plotter.XYs{{}}
		sum := 0
		for i, w := range o.ByWeek {
			sum += w.Repeats
			points = append(points, plotter.XY{X: float64(i + 1), Y: float64(sum)})
		}
		if err := addLine(p, o.Rule, points, k); err != nil {
			return nil, err
		}
	}
	if len(outcomes) > 0 {
		least := plotter.XYs{{}}
		for i, n := range outcomes[0].UnavoidableByWeek() {
			least = append(least, plotter.XY{X: float64(i + 1), Y: float64(n)})
		}
		line, err := plotter.NewLine(least)
		if err != nil {
			return nil, err
		}
		line.Color, line.Dashes = color.Black, []vg.Length{vg.Points(4), vg.Points(3)}
		p.Add(line)
		p.Legend.Add("unavoidable", line)
	}
	p.Y.Min, p.X.Min = 0, 0
	p.Y.Max = max(p.Y.Max, 1)
	p.Legend.Left, p.Legend.XOffs = true, vg.Points(8)
	return p, nil
}

// addLine adds the line of one rule. Rules often come to the same: each is drawn
// thinner than the one before it, so that all of them are seen.
func addLine(p *plot.Plot, rule HostRule, points plotter.XYs, k int) error {
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.Color, line.Width = colours[rule], vg.Points(max(1, 6-2.2*float64(k)))
	p.Add(line)
	p.Legend.Add(string(rule), line)
	return nil
}
