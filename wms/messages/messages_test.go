package messages

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

// verb is a formatting verb with its flags and, perhaps, a number.
var verb = regexp.MustCompile(`%([-+# 0]*)(\[\d+\])?(\d*)(?:\.\d+)?([a-zA-Z%])`)

// verbs says which argument a format uses with which verb.
func verbs(format string) (uses []string) {
	next := 1
	for _, m := range verb.FindAllStringSubmatch(format, -1) {
		if m[4] == "%" {
			continue
		}
		if m[2] != "" {
			next, _ = strconv.Atoi(strings.Trim(m[2], "[]"))
		}
		uses = append(uses, fmt.Sprintf("%d%s", next, m[4]))
		next++
	}
	slices.Sort(uses)
	return slices.Compact(uses)
}

// hasWords is false for a format of verbs and signs only.
func hasWords(format string) bool {
	return regexp.MustCompile(`[A-Za-z]`).MatchString(verb.ReplaceAllString(format, ""))
}

func TestEveryTranslationUsesTheVerbsOfItsFormat(t *testing.T) {
	for format, words := range chinese.Messages {
		if got, want := verbs(words), verbs(format); !slices.Equal(got, want) {
			t.Errorf("%q has the verbs %v, its translation %q has %v", format, want, words, got)
		}
		if words == "" {
			t.Errorf("%q is translated by nothing", format)
		}
	}
	if len(chinese.Messages) < 100 {
		t.Fatalf("only %d messages are translated", len(chinese.Messages))
	}
}

func TestFilesAgree(t *testing.T) {
	entries, err := files.ReadDir("zh")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, e := range entries {
		one, err := read(files, "zh/"+e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []map[string]string{one.Titles, one.Messages} {
			for key, words := range part {
				if before, twice := said[key]; twice && before != words {
					t.Errorf("%s: %q is %q here and %q in another file", e.Name(), key, words, before)
				}
				said[key] = words
			}
		}
	}
}

// TestEveryRefusalHasChinese reads the source of the other packages.
func TestEveryRefusalHasChinese(t *testing.T) {
	all := readSource(t)
	if len(all.formats) < 100 || len(all.codes) < 50 {
		t.Fatalf("only %d formats and %d codes found in the source", len(all.formats), len(all.codes))
	}
	missing := map[string]string{}
	for _, p := range all.formats {
		if _, there := chinese.Messages[p.text]; !there && hasWords(p.text) {
			missing["message "+strconv.Quote(p.text)] = p.at
		}
	}
	for _, p := range all.codes {
		if _, there := chinese.Titles[p.text]; !there {
			missing["title "+p.text] = p.at
		}
	}
	for _, at := range all.faults {
		missing["a format that is no constant"] = at
	}
	if len(missing) == 0 {
		return
	}
	for _, what := range slices.Sorted(maps.Keys(missing)) {
		t.Logf("%s\n\t%s", what, missing[what])
	}
	t.Fatalf("%d phrases have no Chinese in zh/*.yaml", len(missing))
}

// TestNoTranslationIsLeftOver: what the source no longer says goes.
func TestNoTranslationIsLeftOver(t *testing.T) {
	all := readSource(t)
	said := map[string]bool{}
	for _, p := range all.formats {
		said[p.text] = true
	}
	for _, format := range slices.Sorted(maps.Keys(chinese.Messages)) {
		if !said[format] {
			t.Errorf("%q is translated, but nobody says it", format)
		}
	}
}

func TestBest(t *testing.T) {
	for header, want := range map[string]Language{
		"": English, "zh": Chinese, "zh-CN,zh;q=0.9,en;q=0.8": Chinese, "en-GB,zh;q=0.5": English,
		"de, zh-Hant;q=0.7, en;q=0.3": Chinese, "fr": English, "ZH-cn": Chinese, "zh;q=0": English,
		"*;q=0.5, zh;q=0.4": English, "zh;q=x": Chinese, ";;,": English,
	} {
		if got := Best([]string{header}); got != want {
			t.Errorf("%q: got %s, want %s", header, got, want)
		}
	}
}

func TestSaysInBothLanguages(t *testing.T) {
	e := wms.Refuse(wms.Invalid, "invalid_parameter", "the parameter %s %s", "limit",
		wms.Say("must be a whole number from 1 to %d", 1000))
	if got, want := English.Detail(e), "the parameter limit must be a whole number from 1 to 1000"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Chinese.Detail(e); !strings.Contains(got, "limit") || !strings.Contains(got, "1000") || hasWords(strings.ReplaceAll(got, "limit", "")) {
		t.Errorf("got %q", got)
	}
	if got := English.Title("insufficient_stock"); got != "Insufficient stock" {
		t.Errorf("got %q", got)
	}
	if got := Chinese.Say(wms.Say("nobody translated %d", 7)); got != "nobody translated 7" {
		t.Errorf("got %q", got)
	}
	plain := &wms.Error{Code: "x", Message: "made by hand"}
	if got := Chinese.Detail(plain); got != "made by hand" {
		t.Errorf("got %q", got)
	}
}
