package blockkit

import (
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Refusal is a sentence for the person whose input is not taken.
type Refusal string

func (r Refusal) Error() string { return string(r) }

func refusal(format string, args ...any) Refusal { return Refusal(fmt.Sprintf(format, args...)) }

// CheckInput reports what a person's client would say before it sends v, in words for that person (a Refusal); nil when it would
// send it. It holds required inputs, lengths, numbers, addresses and dates to what the element asks for, and lets
// nobody choose what is not offered. A nil v is the element's initial value.
func CheckInput(e Element, v Value) error {
	if v == nil {
		v = e.Initial
	}
	v = slices.DeleteFunc(slices.Clone(v), func(s string) bool { return strings.TrimSpace(s) == "" })
	shape, ok := shapes[e.Type]
	switch {
	case !ok && len(v) == 0:
		return nil // a button is pressed, nothing is put into it
	case !ok && e.Type != "overflow":
		return refusal("A %s takes no value.", e.Type)
	case len(v) == 0 && e.InInput() && !e.Optional:
		return Refusal("Please complete this required field.")
	case len(v) == 0:
		return nil
	case !shape.many && len(v) > 1:
		return Refusal("Please choose one.")
	case e.MaxSelected > 0 && len(v) > e.MaxSelected:
		return refusal("You can select up to %d.", e.MaxSelected)
	}
	if check := inputChecks[e.Type]; check != nil {
		return check(e, v[0])
	}
	if shape.by == asOption || e.Type == "overflow" {
		return offered(e, v)
	}
	return onlyOnce(v)
}

// inputChecks hold what was typed to what the element asks for. The value is not empty.
var inputChecks = map[string]func(e Element, typed string) error{
	"plain_text_input": checkTyped,
	"number_input":     checkNumber,
	"email_text_input": checkEmail,
	"url_text_input":   checkURL,
	"datepicker":       checkDate,
	"timepicker":       checkTime,
	"datetimepicker":   checkMoment,
}

func checkTyped(e Element, typed string) error {
	most := e.MaxLength
	if most == 0 {
		most = objectText
	}
	switch n := length(typed); {
	case n < e.MinLength:
		return refusal("This must be at least %d characters.", e.MinLength)
	case n > most:
		return refusal("This must be at most %d characters.", most)
	case !e.Multiline && strings.ContainsAny(typed, "\r\n"):
		return Refusal("This field has one line.")
	}
	return nil
}

func checkNumber(e Element, typed string) error {
	n, err := strconv.ParseFloat(typed, 64)
	if err != nil || !numberForm.pattern.MatchString(typed) {
		return Refusal("Please enter a number.")
	}
	if !e.Decimal && strings.Contains(typed, ".") {
		return Refusal("Please enter a whole number.")
	}
	if least, err := strconv.ParseFloat(e.MinValue, 64); err == nil && n < least {
		return refusal("Please enter a number of at least %s.", e.MinValue)
	}
	if most, err := strconv.ParseFloat(e.MaxValue, 64); err == nil && n > most {
		return refusal("Please enter a number of at most %s.", e.MaxValue)
	}
	return nil
}

func checkEmail(_ Element, typed string) error {
	if a, err := mail.ParseAddress(typed); err == nil && a.Address == typed {
		return nil
	}
	return Refusal("Please enter a valid email address.")
}

func checkURL(_ Element, typed string) error {
	u, err := url.Parse(typed)
	if err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") {
		return nil
	}
	return Refusal("Please enter a valid URL.")
}

func checkDate(_ Element, typed string) error {
	if isDate(typed) {
		return nil
	}
	return Refusal("Please choose a date, such as 2026-03-14.")
}

func checkTime(_ Element, typed string) error {
	if timeForm.pattern.MatchString(typed) {
		return nil
	}
	return Refusal("Please choose a time, such as 09:30.")
}

func checkMoment(_ Element, typed string) error {
	if n, err := strconv.ParseInt(typed, 10, 64); err == nil && n >= 1_000_000_000 && n <= 9_999_999_999 {
		return nil
	}
	return Refusal("Please choose a date and a time.")
}

func offered(e Element, v Value) error {
	for _, word := range v {
		if _, ok := e.Option(word); !ok {
			return refusal("%q is not among the options.", word)
		}
	}
	return onlyOnce(v)
}

func onlyOnce(v Value) error {
	for i, word := range v {
		if slices.Contains(v[:i], word) {
			return refusal("%q is chosen twice.", word)
		}
	}
	return nil
}
