package api

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestProblemsSpeakTheCallersLanguage(t *testing.T) {
	c := newClient(t)
	for _, test := range []struct{ header, language, title, detail string }{
		{"", "en", "Invalid parameter", "the parameter limit must be a whole number from 1 to 1000"},
		{"zh-CN,zh;q=0.9,en;q=0.8", "zh", "参数无效", "参数 limit 必须是 1 到 1000 的整数"},
		{"en,zh;q=0.5", "en", "Invalid parameter", "the parameter limit must be a whole number from 1 to 1000"},
	} {
		answer := c.do("GET", "/v1/items?limit=0", admin, "", header{"Accept-Language": test.header})
		var doc struct{ Title, Detail, Code string }
		if err := json.Unmarshal(answer.Body.Bytes(), &doc); err != nil {
			t.Fatal(err)
		}
		if doc.Title != test.title || doc.Detail != test.detail || doc.Code != codeInvalidParameter ||
			answer.Header().Get("Content-Language") != test.language {
			t.Errorf("%q: got %+v in %q", test.header, doc, answer.Header().Get("Content-Language"))
		}
	}
}

func TestRowsOfAnImportSpeakTheCallersLanguage(t *testing.T) {
	_, _, wrong := decodeRows([][]string{{"sku", "weight_g"}, {"a", "heavy"}}, itemColumns, nil)
	e := importRefused(wrong)
	text, err := json.Marshal(problem(e, 422, "zh"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`1 行有错，未导入任何内容；第一处是第 2 行：weight_g: \"heavy\" 必须是整数，至少为 0`,
		`"message":"weight_g: \"heavy\" 必须是整数，至少为 0"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	if wrong[0].Message != `weight_g: "heavy" must be a whole number, at least 0` {
		t.Errorf("the English changed: %q", wrong[0].Message)
	}
	by := RowError{Row: 1, Message: "words of another"}
	if got := rowsIn("zh", []RowError{by}); got[0].Message != by.Message {
		t.Errorf("got %+v", got)
	}
}
