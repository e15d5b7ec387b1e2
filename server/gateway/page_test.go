package gateway_test

import (
	"strings"
	"testing"

	"kefu/server/testkit"
)

func page(url, title string) map[string]any {
	return map[string]any{"type": "page", "url": url, "title": title}
}

// A visitor's page reaches agents live, and whoever reads the lists.
func TestPage(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei, han := d.Visitor("Li Lei"), d.Agent("Han Mei", "agent")
	phone, agent := d.Dial(lilei), d.Dial(han)
	phone.Send(page("https://shop.example/p/0", "before a word was said"))
	phone.Ask(send("c-1", "hello"))
	summary := agent.OfType("conversation")
	wantAt(t, summary, "https://shop.example/p/0", "conversation", "customer", "page", "url")

	phone.Send(page("https://shop.example/p/1", " 羊毛衫 "))
	told := agent.Take("the page", func(f testkit.Frame) bool { return f.Type() == "presence" && f["page"] != nil })
	wantAt(t, told, lilei.ID, "conversation_id")
	wantAt(t, told, true, "online")
	wantAt(t, told, "羊毛衫", "page", "title")
	since, _ := told.At("page", "since").(string)
	for call, path := range map[string][]string{
		"/conversations/" + lilei.ID: {"customer", "page", "since"}, "/customers/" + lilei.OpenID: {"page", "since"},
	} {
		wantAt(t, d.Must("GET", "/api/v1"+call, han.Token, nil), any(since), path...)
	}
	listed := d.Must("GET", "/api/v1/conversations", han.Token, nil)
	if got := testkit.Frame(listed["items"].([]any)[0].(map[string]any)).At("customer", "page", "since"); got != since {
		t.Errorf("the list has the page since %v, not %v", got, since)
	}

	phone.Close()
	agent.Take("the leaving", func(f testkit.Frame) bool { return f.Type() == "presence" && f["online"] == false })
	if got := d.Must("GET", "/api/v1/customers/"+lilei.OpenID, han.Token, nil)["page"]; got != nil {
		t.Errorf("who is offline is on %v", got)
	}
}

func TestPageRefused(t *testing.T) {
	d := sqliteDesk(t, nil)
	phone := d.Dial(d.Visitor("Li Lei"))
	for name, f := range map[string]map[string]any{
		"a script": page("javascript:alert(1)", ""), "no address": page("", ""), "a path": page("/p/1", ""), "a password": page("https://a:b@shop.example/", ""),
		"no host": page("https://", ""), "too long": page("https://shop.example/"+strings.Repeat("x", 2000), ""),
		"a long title": page("https://shop.example/", strings.Repeat("好", 201)),
	} {
		t.Run(name, func(t *testing.T) { wantError(t, phone.Ask(f), "bad_request") })
	}
	phone.Send(page("https://shop.example/"+strings.Repeat("x", 1979), strings.Repeat("好", 200)))
	wantType(t, phone.Ask(map[string]any{"type": "ping"}), "pong")
	agent := d.Dial(d.Agent("Han Mei", "agent"))
	wantError(t, agent.Ask(page("https://shop.example/", "")), "forbidden")
}
