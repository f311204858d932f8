package opening

import "strings"

type kind uint8

const (
	end kind = iota
	word
	weekday // value: time.Weekday
	month   // value: time.Month
	holiday // PH
	number  // value: the number
	mark    // one of , ; : - +
	always  // 24/7
	comment // "…"
	other   // anything else; no rule takes it
)

type token struct {
	kind   kind
	text   string
	value  int
	offset int
}

var weekdayNames = map[string]int{"su": 0, "mo": 1, "tu": 2, "we": 3, "th": 4, "fr": 5, "sa": 6}

var monthNames = map[string]int{
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
	"jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

// tokenize splits a value; the last token is always end. It never fails: what
// belongs to nothing becomes other.
func tokenize(text string) []token {
	var out []token
	for i := 0; i < len(text); {
		start := i
		c := text[i]
		switch {
		case c == ' ' || c == '\t':
			i++
			continue
		case strings.HasPrefix(text[i:], "24/7"):
			i += 4
			out = append(out, token{always, "24/7", 0, start})
		case isDigit(c):
			value := 0
			for ; i < len(text) && isDigit(text[i]); i++ {
				value = min(value*10+int(text[i]-'0'), 1<<20)
			}
			out = append(out, token{number, text[start:i], value, start})
		case isLetter(c):
			for i < len(text) && isLetter(text[i]) {
				i++
			}
			out = append(out, wordToken(text[start:i], start))
		case c == '"':
			close := strings.IndexByte(text[i+1:], '"')
			if close < 0 {
				i = len(text)
				out = append(out, token{other, text[start:], 0, start})
				continue
			}
			i += close + 2
			out = append(out, token{comment, text[start:i], 0, start})
		case strings.IndexByte(",;:-+", c) >= 0:
			i++
			out = append(out, token{mark, text[start:i], 0, start})
		case strings.HasPrefix(text[i:], "–"): // what people type for a range
			i += len("–")
			out = append(out, token{mark, "-", 0, start})
		default:
			i++
			out = append(out, token{other, text[start:i], 0, start})
		}
	}
	return append(out, token{end, "", 0, len(text)})
}

func wordToken(text string, offset int) token {
	lower := strings.ToLower(text)
	if d, ok := weekdayNames[lower]; ok {
		return token{weekday, text, d, offset}
	}
	if m, ok := monthNames[lower]; ok {
		return token{month, text, m, offset}
	}
	if lower == "ph" {
		return token{holiday, text, 0, offset}
	}
	return token{word, text, 0, offset}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
