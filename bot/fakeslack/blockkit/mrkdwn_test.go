package blockkit

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var nodeNames = map[NodeKind]string{
	BoldNode: "bold", ItalicNode: "italic", StrikeNode: "strike", QuoteNode: "quote", CodeNode: "code", PreNode: "pre",
	LinkNode: "link", UserNode: "user", ChannelNode: "channel", GroupNode: "group", BroadcastNode: "broadcast",
	DateNode: "date", EmojiNode: "emoji",
}

// tree writes nodes out, texts in quotes.
func tree(nodes []Node) string {
	var parts []string
	for _, n := range nodes {
		var inside []string
		if n.Unix != 0 {
			inside = append(inside, fmt.Sprint(n.Unix), n.Format)
		}
		if n.Target != "" {
			inside = append(inside, n.Target)
		}
		if n.Text != "" {
			inside = append(inside, fmt.Sprintf("%q", n.Text))
		}
		if n.Children != nil {
			inside = append(inside, tree(n.Children))
		}
		words := strings.Join(inside, " ")
		if n.Kind != TextNode {
			words = nodeNames[n.Kind] + "(" + words + ")"
		}
		parts = append(parts, words)
	}
	return strings.Join(parts, " ")
}

func TestParseMrkdwn(t *testing.T) {
	for _, c := range []struct{ in, tree, plain string }{
		{"", "", ""},
		{"plain & simple", `"plain & simple"`, "plain & simple"},
		{"a &amp; b &lt;c&gt; &amp;lt;", `"a & b <c> &lt;"`, "a & b <c> &lt;"},
		{"*bold* and _italic_ and ~gone~", `bold("bold") " and " italic("italic") " and " strike("gone")`, "bold and italic and ~gone~"},
		{"*a _b_ c*", `bold("a " italic("b") " c")`, "a b c"},
		{"*_~x~_*", `bold(italic(strike("x")))`, "~x~"},
		{"snake_case_name 2*3*4", `"snake_case_name 2*3*4"`, "snake_case_name 2*3*4"},
		{"* not bold * and *open", `"* not bold * and *open"`, "* not bold * and *open"},
		{"*two\nlines*", `"*two\nlines*"`, "*two\nlines*"},
		{"** nothing **", `"** nothing **"`, "** nothing **"},
		{"(*bold*), *Bäcker*!", `"(" bold("bold") "), " bold("Bäcker") "!"`, "(bold), Bäcker!"},
		{"type `/cowork *join*` now", `"type " code("/cowork *join*") " now"`, "type `/cowork *join*` now"},
		{"*a `*` b*", `bold("a " code("*") " b")`, "a `*` b"},
		{"```\nx *y*\n```\nend", `pre("x *y*\n") "\nend"`, "x *y*\n\nend"},
		{"``` open", "\"``` open\"", "``` open"},
		{"hi <@U1> and <@U9|old>", `"hi " user(U1) " and " user(U9 "old")`, "hi @Anna and @U9"},
		{"in <#C1|random> <#C2>", `"in " channel(C1 "random") " " channel(C2)`, "in #random #C2"},
		{"<!channel> <!here|here> <!everyone>", `broadcast(channel) " " broadcast(here) " " broadcast(everyone)`, "@channel @here @everyone"},
		{"<!subteam^S1|@team> <!subteam^S2>", `group(S1 "@team") " " group(S2)`, "@team @S2"},
		{"<!unknown|label> <!unknown>", `"label <!unknown>"`, "label <!unknown>"},
		{"<https://x.org/?a=1&amp;b=2|the *map*>", `link(https://x.org/?a=1&b=2 "the *map*")`, "the *map*"},
		{"<https://x.org> <mailto:a@b.org|write>", `link(https://x.org) " " link(mailto:a@b.org "write")`, "https://x.org write"},
		{"see https://x.org/a_b_c, or not", `"see " link(https://x.org/a_b_c) ", or not"`, "see https://x.org/a_b_c, or not"},
		{"*<https://x.org|*a>*", `bold(link(https://x.org "*a"))`, "*a"},
		{"1 < 2 > 1 <not a link> <>", `"1 < 2 > 1 <not a link> <>"`, "1 < 2 > 1 <not a link> <>"},
		{"&lt;!channel&gt; &lt;@U1&gt;", `"<!channel> <@U1>"`, "<!channel> <@U1>"},
		{":wave: :+1: at 10:30:45 :100%:", `emoji("wave") " " emoji("+1") " at 10:30:45 :100%:"`, ":wave: :+1: at 10:30:45 :100%:"},
		{"&gt; one\n&gt; *two*\nafter", `quote("one\n" bold("two")) "\nafter"`, "> one\n> two\nafter"},
		{"before\n>quoted", `"before\n" quote("quoted")`, "before\n> quoted"},
		{"<!date^1392734382^{date_short} {time}|then>", `date(1392734382 {date_short} {time} "then")`, "Feb 18, 2014 2:39 PM"},
		{"<!date^1392734382^{date}^https://x.org|then>", `date(1392734382 {date} https://x.org "then")`, "February 18th, 2014"},
		{"<@> <#> <!subteam> <!date^7> <!date^7|x>", `"<@> <#> <!subteam> <!date^7> x"`, "<@> <#> <!subteam> <!date^7> x"},
		{"*a * b* c", `bold("a * b") " c"`, "a * b c"},
		{"<!date^99999999999999^{date}|far>", `date(99999999999999 {date} "far")`, "far"},
		{"<!date^soon^{date}|then>", `"then"`, "then"},
	} {
		nodes := ParseMrkdwn(c.in)
		if got := tree(nodes); got != c.tree {
			t.Errorf("%q: tree\ngot  %s\nwant %s", c.in, got, c.tree)
		}
		if got := Mrkdwn(c.in, names); got != c.plain {
			t.Errorf("%q: plain\ngot  %q\nwant %q", c.in, got, c.plain)
		}
	}
}

// names knows Anna and nobody else.
func names(id string) string {
	if id == "U1" {
		return "Anna"
	}
	return ""
}

func TestDates(t *testing.T) {
	vienna := time.FixedZone("CET", 3600)
	at := time.Date(2026, 3, 3, 0, 30, 5, 0, vienna) // 2 March, 23:30:05 UTC
	later := Reader{Zone: vienna, Now: time.Date(2026, 3, 5, 9, 0, 0, 0, vienna)}
	dayAfter := Reader{Zone: vienna, Now: time.Date(2026, 3, 4, 0, 0, 0, 0, vienna), Clock24: true}
	dayBefore := Reader{Zone: vienna, Now: at.Add(-time.Hour)}
	for _, c := range []struct {
		r            Reader
		format, want string
	}{
		{Reader{}, "{date_num} {time}", "2026-03-02 11:30 PM"},
		{later, "{date_num} {time_secs}", "2026-03-03 12:30:05 AM"},
		{dayAfter, "{time} and {time_secs}", "00:30 and 00:30:05"},
		{Reader{Zone: vienna}, "{date} at {time}", "March 3rd, 2026 at 12:30 AM"},
		{later, "{date}", "March 3rd"},
		{later, "{date_slash} {date_short} {date_long_full}", "03/03/2026 Mar 3, 2026 March 3, 2026"},
		{later, "{date_long}", "Tuesday, March 3rd, 2026"},
		{later, "{date_long_pretty}", "Tuesday, March 3rd, 2026"},
		{dayAfter, "{date_pretty} or {date_pretty}", "Yesterday or yesterday"},
		{dayBefore, "{date_short_pretty} {time}", "Tomorrow 12:30 AM"},
		{Reader{Zone: vienna, Now: at}, "{date_pretty}, {ago}", "Today, now"},
		{later, "{ago}", "2 days ago"},
		{dayBefore, "{ago}", "In 1 hour"},
		{later, "{day_divider_pretty}", "Tuesday, March 3rd"},
		{Reader{}, "{day_divider_pretty}", "Monday, March 2nd, 2026"},
		{later, "no token", "fallback"},
		{later, "{date} {moon}", "fallback"},
	} {
		s := fmt.Sprintf("<!date^%d^%s|fallback>", at.Unix(), c.format)
		if got := c.r.Mrkdwn(s); got != c.want {
			t.Errorf("%s: got %q, want %q", c.format, got, c.want)
		}
	}
	for day, want := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 22: "22nd", 31: "31st"} {
		if got := ordinal(day); got != want {
			t.Errorf("ordinal(%d) = %s", day, got)
		}
	}
}

func TestPings(t *testing.T) {
	for _, c := range []struct {
		in         string
		broadcasts string
		mentions   string
	}{
		{"nobody @channel <#C1> &lt;!channel&gt;", "[]", "[]"},
		{"<!channel> `<!here>` <!EVERYONE|x> <!group>", "[<!channel> <!here> <!EVERYONE|x> <!group>]", "[]"},
		{"<!subteam^S1|@team> <@U1> <@W2|w> <@U1>", "[<!subteam^S1|@team>]", "[U1 W2]"},
		{Escape("<!channel> <@U1> & <!subteam^S1>"), "[]", "[]"},
	} {
		if got := fmt.Sprint(Broadcasts(c.in)); got != c.broadcasts {
			t.Errorf("%q: broadcasts %s, want %s", c.in, got, c.broadcasts)
		}
		if got := fmt.Sprint(Mentions(c.in)); got != c.mentions {
			t.Errorf("%q: mentions %s, want %s", c.in, got, c.mentions)
		}
	}
	blocks := []byte(`[` + section("<!here> <@U1>") + `,{"type":"section","text":{"type":"plain_text","text":"<!channel> <@U5>"}},
		{"type":"markdown","text":"<!everyone>"},
		{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"broadcast","range":"channel"},
		{"type":"usergroup","usergroup_id":"S1"},{"type":"user","user_id":"U2"}]}]}]`)
	if got := fmt.Sprint(BlockBroadcasts(blocks)); got != "[<!here> <!everyone> <!channel> <!subteam^S1>]" {
		t.Errorf("in blocks: broadcasts %s", got)
	}
	if got := fmt.Sprint(BlockMentions(blocks)); got != "[U1 U2]" {
		t.Errorf("in blocks: mentions %s", got)
	}
}

// TestParseMrkdwnIsLinear: twice the text must not take four times as long. Work is counted by the clock of the
// slowest shapes we know, at a size where a quadratic parser takes minutes.
func TestParseMrkdwnIsLinear(t *testing.T) {
	for _, unit := range []string{"*a ", "*a_b~", "<", "`", "*`", "_<x", "&gt;\n", ":a", "*a*", "```", "*x `y "} {
		s := strings.Repeat(unit, 400_000/len(unit))
		began := time.Now()
		Mrkdwn(s, nil)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%d times %q took %v", len(s)/len(unit), unit, took)
		}
	}
}
