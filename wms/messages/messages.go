// Package messages says refusals in the languages that Aisle speaks.
//
// English is in the source: the format of each wms.Refuse and wms.Say. A
// translation is found by that English format, as gettext does it, in the
// catalogue zh/*.yaml: one file per package, so that a process brings its own
// words. A format that has no translation is said in English. The tests of
// this package read the source of all others and name what is missing.
//
// A translation uses the verbs of its format; where its order differs, it
// numbers them: %[2]s.
package messages

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/aisle-wms/aisle/wms"
)

// Language is a language tag.
type Language string

// The languages that problems are said in.
const (
	English Language = "en"
	Chinese Language = "zh"
)

//go:embed zh/*.yaml
var files embed.FS

// catalogue is a file of translations: titles by the code of the refusal,
// messages by their English format.
type catalogue struct {
	Titles   map[string]string `yaml:"titles"`
	Messages map[string]string `yaml:"messages"`
}

var chinese = mustRead(files)

func mustRead(files embed.FS) catalogue {
	all := catalogue{Titles: map[string]string{}, Messages: map[string]string{}}
	entries, err := files.ReadDir("zh")
	if err != nil {
		panic(err) // embedded: it can not fail
	}
	for _, e := range entries {
		one, err := read(files, "zh/"+e.Name())
		if err != nil {
			panic(err) // a test reads every file
		}
		for code, words := range one.Titles {
			all.Titles[code] = words
		}
		for format, words := range one.Messages {
			all.Messages[format] = words
		}
	}
	return all
}

func read(files embed.FS, name string) (one catalogue, err error) {
	text, err := files.ReadFile(name)
	if err != nil {
		return one, err
	}
	dec := yaml.NewDecoder(strings.NewReader(string(text)))
	dec.KnownFields(true)
	if err := dec.Decode(&one); err != nil {
		return one, fmt.Errorf("%s: %w", name, err)
	}
	return one, nil
}

// Best picks the language of an Accept-Language header: Chinese where the
// client prefers it, else English.
func Best(header []string) Language {
	best, weight := English, 0.0
	for part := range strings.SplitSeq(strings.Join(header, ","), ",") {
		tag, parameter, _ := strings.Cut(part, ";")
		q := 1.0
		if text, is := strings.CutPrefix(strings.TrimSpace(parameter), "q="); is {
			if v, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil {
				q = v
			}
		}
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if q <= weight || primary != "zh" && primary != "en" && primary != "*" {
			continue
		}
		best, weight = English, q
		if primary == "zh" {
			best = Chinese
		}
	}
	return best
}

// Detail is a refusal's message.
func (l Language) Detail(e *wms.Error) string {
	if e.Words.Format == "" {
		return e.Message
	}
	return l.Say(e.Words)
}

// Say says words, and words within them.
func (l Language) Say(w wms.Words) string {
	if l != Chinese {
		return w.String()
	}
	format, found := chinese.Messages[w.Format]
	if !found {
		format = w.Format
	}
	values := make([]any, len(w.Values))
	for i, value := range w.Values {
		if inner, is := value.(wms.Words); is {
			value = l.Say(inner)
		}
		values[i] = value
	}
	return fmt.Sprintf(format, values...)
}

// Title says a refusal's code: insufficient_stock → Insufficient stock.
func (l Language) Title(code string) string {
	if l == Chinese {
		if words, found := chinese.Titles[code]; found {
			return words
		}
	}
	words := strings.ReplaceAll(code, "_", " ")
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
