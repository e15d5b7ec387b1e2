package desk

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

func TestValidClientID(t *testing.T) {
	for id, ok := range map[string]bool{
		"": false, "a": true, "!~": true, strings.Repeat("x", 64): true, strings.Repeat("x", 65): false,
		"a b": false, "a ": false, " a": false, "a\t": false, "a\x00": false, "a\x7f": false, "é": false, "你": false, "a\n": false, `"'\%_`: true,
	} {
		if err := ValidClientID(id); (err == nil) != ok || err != nil && CodeOf(err) != CodeBadRequest {
			t.Errorf("%q: %v", id, err)
		}
	}
}

// TestTextIsCountedInCodePoints: not in bytes, nor in UTF-16 units.
func TestTextIsCountedInCodePoints(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		code             Code
	}{
		{"trimmed", " \t\u3000 hi \r\n", "hi", ""},
		{"nothing", "", "", CodeBadRequest},
		{"only spaces", " \u00a0\u3000\n", "", CodeBadRequest},
		{"as many letters as may be", strings.Repeat("x", 4000), strings.Repeat("x", 4000), ""},
		{"one more", strings.Repeat("x", 4001), "", CodeTooLarge},
		{"as many Chinese characters", strings.Repeat("好", 4000), strings.Repeat("好", 4000), ""},
		{"one more of those", strings.Repeat("好", 4001), "", CodeTooLarge},
		{"as many emoji of four bytes", strings.Repeat("😀", 4000), strings.Repeat("😀", 4000), ""},
		{"one more emoji", strings.Repeat("😀", 4001), "", CodeTooLarge},
		{"fits when trimmed", strings.Repeat(" ", 50) + strings.Repeat("x", 4000) + strings.Repeat(" ", 50), strings.Repeat("x", 4000), ""},
		{"no UTF-8", "a\xff", "", CodeBadRequest},
		{"lines inside", "a\n\n b", "a\n\n b", ""},
	} {
		got, err := CleanText(c.text)
		if got != c.want || CodeOf(err) != c.code {
			t.Errorf("%s: %d bytes, %v", c.name, len(got), err)
		}
	}
}

func TestCleanName(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"as it is", "韩梅梅 Han Mei", "韩梅梅 Han Mei"},
		{"trimmed", "  Li  ", "Li"},
		{"overrides and embeddings", "\u202aa\u202bb\u202cc\u202dd\u202ee", "abcde"},
		{"isolates", "\u2066a\u2067b\u2068c\u2069", "abc"},
		{"marks of direction", "a\u200eb\u200fc\u061cd", "abcd"},
		{"control characters of both kinds", "a\x00b\nc\td\x7fe\u0085f\u009bg", "abcdefg"},
		{"breaks of lines", "a\u2028b\u2029c", "abc"},
		{"no UTF-8", "a\xffb", "ab"},
		{"nothing but controls", "\u202e\u200f", ""},
		{"joined emoji stay joined", "👨‍👩‍👧", "👨‍👩‍👧"},
		{"Arabic stays", "علي", "علي"},
		{"cut at code points", strings.Repeat("好", 65), strings.Repeat("好", 64)},
		{"trimmed again after the cut", strings.Repeat("x", 63) + " y", strings.Repeat("x", 63)},
	} {
		if got := CleanName(c.in); got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}

func TestHTTPSURL(t *testing.T) {
	for u, ok := range map[string]bool{
		"https://example.com/a?b=c#d": true, "HTTPS://example.com": true, "https://例子.测试/图": true, "https://[::1]:8443/": true,
		"": false, "http://example.com": false, "//example.com": false, "/a": false, "https:": false, "https://": false, "https:///a": false,
		"https://:443/": false, "https://user:pass@example.com/": false, "https://user@example.com/": false,
		"javascript:alert(1)": false, "data:text/html,x": false, "https:\\\\example.com": false, "https://exa mple.com": false, "https://example.com/\n": false,
		" https://example.com": false, "https://example.com/" + strings.Repeat("x", 2048): false,
	} {
		if HTTPSURL(u, MaxCardURLBytes) != ok {
			t.Errorf("%q: %v", u, !ok)
		}
	}
}

func TestCardValidate(t *testing.T) {
	long := strings.Repeat("好", MaxCardChars)
	for _, c := range []struct {
		name string
		card Card
		code Code
	}{
		{"a title alone", Card{Title: " 毛衣 "}, ""},
		{"all of it", Card{Title: long, Price: long, ImageURL: "https://a.example/i.png", URL: "https://a.example/", Fields: json.RawMessage(`{"颜色":"红"}`)}, ""},
		{"fields as a list", Card{Title: "x", Fields: json.RawMessage(`[{"name":"a","value":"b"}]`)}, ""},
		{"fields of null", Card{Title: "x", Fields: json.RawMessage(`null`)}, ""},
		{"no title", Card{Price: "1"}, CodeBadRequest},
		{"a blank title", Card{Title: " \n"}, CodeBadRequest},
		{"a title too long", Card{Title: long + "好"}, CodeTooLarge},
		{"a price too long", Card{Title: "x", Price: long + "好"}, CodeTooLarge},
		{"a link by http", Card{Title: "x", URL: "http://a.example/"}, CodeBadRequest},
		{"a picture that is a script", Card{Title: "x", ImageURL: "javascript:alert(1)"}, CodeBadRequest},
		{"a number in the fields", Card{Title: "x", Fields: json.RawMessage(`{"a":1}`)}, CodeBadRequest},
		{"an object in the fields", Card{Title: "x", Fields: json.RawMessage(`{"a":{"b":"c"}}`)}, CodeBadRequest},
		{"a text as the fields", Card{Title: "x", Fields: json.RawMessage(`"a"`)}, CodeBadRequest},
		{"a list of texts as the fields", Card{Title: "x", Fields: json.RawMessage(`["a"]`)}, CodeBadRequest},
		{"fields too large", Card{Title: "x", Fields: json.RawMessage(`{"a":"` + strings.Repeat("x", MaxCardFields) + `"}`)}, CodeTooLarge},
	} {
		if err := c.card.Validate(); CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	card := Card{Title: " 毛衣 "}
	if card.Validate() != nil || card.Title != "毛衣" {
		t.Errorf("the title %q is not trimmed", card.Title)
	}
}

func TestCleanTags(t *testing.T) {
	var twenty []string
	for i := range MaxTags {
		twenty = append(twenty, FormatID(int64(i)))
	}
	long := strings.Repeat("好", MaxTagChars)
	for _, c := range []struct {
		name     string
		in, want []string
		code     Code
	}{
		{"none", nil, []string{}, ""},
		{"order kept, repeats dropped", []string{"b", " a ", "b"}, []string{"b", "a"}, ""},
		{"case matters", []string{"VIP", "vip"}, []string{"VIP", "vip"}, ""},
		{"as long as may be", []string{long}, []string{long}, ""},
		{"too long", []string{long + "好"}, nil, CodeBadRequest},
		{"blank", []string{" "}, nil, CodeBadRequest},
		{"a comma", []string{"a,b"}, nil, CodeBadRequest},
		{"a line break", []string{"a\nb"}, nil, CodeBadRequest},
		{"no UTF-8", []string{"a\xff"}, nil, CodeBadRequest},
		{"as many as may be", append([]string{"0"}, twenty...), twenty, ""},
		{"too many", append([]string{"x"}, twenty...), nil, CodeBadRequest},
	} {
		got, err := CleanTags(c.in)
		if CodeOf(err) != c.code || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
	}
}
