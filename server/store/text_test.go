package store_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

func TestTextsComeBackAsTheyWere(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-li")
		texts := []string{
			"你好，请问什么时候发货？", "👨‍👩‍👧‍👦 🏳️‍🌈 𠮷 é e\u0301", `it's "quoted" \ % _ -- ; /* */ ? :name $1 `, "a\nb\r\n\tc", "a\x00b\x1a", "' OR 1=1; DROP TABLE messages; --",
			strings.Repeat("好", 4000), strings.Repeat("😀", 4000), "\u202eevil\ufeff\u200b", "<script>&amp;", "x; COMMIT", "\\'", "trailing ",
		}
		var group []*desk.Change
		for i, text := range texts {
			group = append(group, send(li.ID, li, fmt.Sprint("c", i), text), note(li.ID, han, fmt.Sprint("n", i), text))
		}
		r.commit(group...)
		history := r.history(li.ID)
		for i, text := range texts {
			if group[2*i].Result.Err != nil || history[i].Text != text {
				t.Errorf("%.40q came back as %.40q, %v", text, history[i].Text, group[2*i].Result.Err)
			}
		}
		notes, err := db.Activity(t.Context(), li.ID, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for _, a := range notes {
			if a.Kind == desk.ActivityNote {
				if a.Text != texts[at] {
					t.Errorf("the note %.40q came back as %.40q", texts[at], a.Text)
				}
				at++
			}
		}
		if at != len(texts) {
			t.Errorf("%d notes of %d", at, len(texts))
		}
	})
}

// TestEverythingAtItsBound: what the rules allow the columns hold.
func TestEverythingAtItsBound(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		li := r.customer("o-" + strings.Repeat("x", 126))
		wide := strings.Repeat("好", desk.MaxProfileChars-3)
		profile := map[string]string{}
		for i := range desk.MaxProfileFields {
			profile[fmt.Sprintf("%s%03d", wide, i)] = wide
		}
		var tags []string
		for i := range desk.MaxTags {
			tags = append(tags, strings.Repeat("😀", desk.MaxTagChars-2)+fmt.Sprintf("%02d", i))
		}
		name := strings.Repeat("😀", desk.MaxNameChars)
		r.do(patch(li.ID, han, desk.Patch{Tags: &tags, Customer: &desk.CustomerPatch{Name: &name, Profile: profile,
			AvatarURL: ref("https://a.example/" + strings.Repeat("x", desk.MaxAvatarBytes-18))}}))
		card := &desk.Card{Title: strings.Repeat("<", desk.MaxCardChars), Price: strings.Repeat("\u2028", desk.MaxCardChars),
			ImageURL: "https://a.example/?" + strings.Repeat("&", desk.MaxCardURLBytes-19), URL: "https://a.example/?" + strings.Repeat("&", desk.MaxCardURLBytes-19),
			Fields: json.RawMessage(`{"a":"` + strings.Repeat("<", desk.MaxCardFields-8) + `"}`)}
		if err := card.Validate(); err != nil {
			t.Fatal(err)
		}
		sent := send(li.ID, li, strings.Repeat("~", desk.MaxClientIDLen), strings.Repeat("😀", desk.MaxTextChars))
		sent.Send.Kind, sent.Send.Card = desk.KindCard, card
		r.do(sent)
		mentions := note(li.ID, desk.Principal{Role: desk.RoleAgent, ID: 1 << 62, Name: name}, "n", strings.Repeat("😀", desk.MaxTextChars))
		for i := range desk.MaxMentions {
			mentions.Note.Mentions = append(mentions.Note.Mentions, 1<<62+int64(i))
		}
		r.do(mentions)
		c, err := db.CustomerByID(t.Context(), li.ID)
		if err != nil || c.Name != name || !reflect.DeepEqual(c.Profile, profile) {
			t.Errorf("the customer: %d fields, %v", len(c.Profile), err)
		}
		m := r.history(li.ID)[0]
		if m.Sender.Name != name || m.Card.Title != card.Title || m.Card.Price != card.Price || m.Card.URL != card.URL {
			t.Errorf("the card %+v", m.Card)
		}
		var fields map[string]string
		if err := json.Unmarshal(m.Card.Fields, &fields); err != nil || len(fields["a"]) != desk.MaxCardFields-8 {
			t.Errorf("the card's fields: %v", err)
		}
		s, err := db.Summaries(t.Context(), []int64{li.ID})
		if err != nil || !reflect.DeepEqual(s[0].Tags, tags) {
			t.Errorf("the tags %v, %v", s, err)
		}
	})
}

func TestOpenIDsAreComparedByteByByte(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		r := newRoom(t, db)
		upper, lower := r.customer("oAbC"), r.customer("oabc")
		if upper.ID == lower.ID {
			t.Fatal("oAbC and oabc are one customer")
		}
		if again := r.customer("oAbC"); again.ID != upper.ID {
			t.Errorf("the same openid gave %d and %d", upper.ID, again.ID)
		}
		for _, openid := range []string{"OABC", "oAbC ", " oAbC", "oAb", "ｏAbC", "öAbC", ""} {
			if c, err := db.CustomerByOpenID(t.Context(), openid); desk.CodeOf(err) != desk.CodeNotFound {
				t.Errorf("%q is %+v, %v", openid, c, err)
			}
		}
	})
}
