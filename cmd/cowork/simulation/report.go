package simulation

import (
	"fmt"
	"io"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"cowork/pairing"
)

// Outcome is a year under one rule.
type Outcome struct {
	Rule HostRule
	*Year
}

// WriteSummary writes what each rule did, side by side.
func WriteSummary(out io.Writer, outcomes []Outcome) {
	t := newTable(out)
	header := table.Row{""}
	for _, o := range outcomes {
		header = append(header, string(o.Rule))
	}
	t.AppendHeader(header)
	for _, line := range []struct {
		name  string
		value func(*Year) string
	}{
		{"sessions", func(y *Year) string { return fmt.Sprint(y.Sessions()) }},
		{"  at homes", func(y *Year) string { return share(y.Homes, y.Sessions()) }},
		{"  at venues", func(y *Year) string { return share(y.Venues, y.Sessions()) }},
		{"    of these to break a run of homes", func(y *Year) string { return fmt.Sprint(y.Outings) }},
		{"  over a call", func(y *Year) string { return share(y.Remote, y.Sessions()) }},
		{"times hosted, least to most", func(y *Year) string { least, most, _ := y.Hosted(); return fmt.Sprintf("%d to %d", least, most) }},
		{"furthest from one's share of hosting", func(y *Year) string { return fmt.Sprintf("%.1f", y.Unfair()) }},
		{"longest run of hosting", func(y *Year) string { _, _, run := y.Hosted(); return fmt.Sprint(run) }},
		{"longer journey, half within", func(y *Year) string { return kilometres(y.Journey(0.5)) }},
		{"longer journey, 95% within", func(y *Year) string { return kilometres(y.Journey(0.95)) }},
		{"repeats (unavoidable)", func(y *Year) string { return fmt.Sprintf("%d (%d)", y.Repeats, y.Unavoidable()) }},
		{"  within four weeks", func(y *Year) string { return fmt.Sprint(y.Soon) }},
		{"most for one pair", func(y *Year) string { return fmt.Sprint(y.MostMet) }},
		{"rests, least to most", func(y *Year) string { least, most := y.Rests(); return fmt.Sprintf("%d to %d", least, most) }},
	} {
		row := table.Row{line.name}
		for _, o := range outcomes {
			row = append(row, line.value(o.Year))
		}
		t.AppendRow(row)
	}
	var right []table.ColumnConfig
	for i := range outcomes {
		right = append(right, table.ColumnConfig{Number: i + 2, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(right)
	t.Render()
}

// WritePeople writes each member's year.
func WritePeople(out io.Writer, y *Year) {
	t := newTable(out)
	t.AppendHeader(table.Row{"member", "hosts", "sessions", "hosted", "visited", "balance", "longest run", "partners", "rests"})
	for _, p := range y.People {
		hosts := map[pairing.Hosting]string{pairing.Never: "never", pairing.Sometimes: "sometimes", pairing.Gladly: "gladly"}[p.Hosting]
		t.AppendRow(table.Row{p.ID, hosts, p.Sessions, p.Hosted, p.Visited, fmt.Sprintf("%+d", p.Balance()), p.Run, p.Partners, p.Rests})
	}
	right := []table.ColumnConfig{}
	for column := 3; column <= 9; column++ {
		right = append(right, table.ColumnConfig{Number: column, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(right)
	t.Render()
}

func newTable(out io.Writer) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(out)
	style := table.StyleLight
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	return t
}

func share(n, of int) string {
	if of == 0 {
		return "0"
	}
	return fmt.Sprintf("%d (%d%%)", n, (100*n+of/2)/of)
}

func kilometres(meters int) string { return fmt.Sprintf("%.1f km", float64(meters)/1000) }
