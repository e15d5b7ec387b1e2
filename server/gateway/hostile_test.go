package gateway_test

import (
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"kefu/server/app"
	"kefu/server/config"
	"kefu/server/desk"
	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"

	"github.com/gorilla/websocket"
)

func TestFramesThatBreakTheProtocol(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei := d.Visitor("Li Lei")
	for name, c := range map[string]struct {
		kind   int
		data   []byte
		code   int
		reason string
	}{
		"not JSON":        {websocket.TextMessage, []byte("hello"), 4000, "bad_frame"},
		"a list":          {websocket.TextMessage, []byte(`[1,2]`), 4000, "bad_frame"},
		"half an object":  {websocket.TextMessage, []byte(`{"type":"ping"`), 4000, "bad_frame"},
		"empty":           {websocket.TextMessage, nil, 4000, "bad_frame"},
		"binary":          {websocket.BinaryMessage, []byte(`{"type":"ping"}`), 4000, "bad_frame"},
		"invalid UTF-8":   {websocket.TextMessage, []byte("{\"type\":\"ping\",\"id\":\"\xff\xfe\"}"), 4000, "bad_frame"},
		"nested too deep": {websocket.TextMessage, []byte(`{"type":"ping","x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`), 4000, "bad_frame"},
		"a little large":  {websocket.TextMessage, []byte(`{"type":"ping","x":"` + strings.Repeat("x", 64<<10) + `"}`), 1009, "too_large"},
		"10 MB":           {websocket.TextMessage, []byte(`{"type":"ping","x":"` + strings.Repeat("x", 10<<20) + `"}`), 1009, "too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			client := d.Dial(lilei)
			client.Conn().WriteMessage(c.kind, c.data) //nolint:errcheck // the desk may hang up in the middle
			if code, reason := client.CloseCode(); code != c.code || reason != c.reason {
				t.Errorf("closed with %d %q, want %d %q", code, reason, c.code, c.reason)
			}
		})
	}
}

// Everything here is answered by an error, and the connection goes on.
func TestFramesThatAreRefused(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei, stranger := d.Visitor("Li Lei"), d.Visitor("A stranger")
	client, agent := d.Dial(lilei), d.Dial(d.Agent("Han Mei", "agent"))
	long := strings.Repeat("字", desk.MaxTextChars+1)
	for name, c := range map[string]struct {
		client *testkit.Client
		frame  map[string]any
		code   string
	}{
		"no type":                          {client, map[string]any{}, "bad_request"},
		"an unknown type":                  {client, map[string]any{"type": "message.destroy"}, "unknown_type"},
		"a number for the type":            {client, map[string]any{"type": 7}, "bad_request"},
		"no client_id":                     {client, send("", "x"), "bad_request"},
		"a client_id with a space":         {client, send("a b", "x"), "bad_request"},
		"a client_id too long":             {client, send(strings.Repeat("x", 65), "x"), "bad_request"},
		"a client_id in Chinese":           {client, send("你", "x"), "bad_request"},
		"a number for the client_id":       {client, map[string]any{"type": "message.send", "client_id": 5, "text": "x"}, "bad_request"},
		"a number for the text":            {client, map[string]any{"type": "message.send", "client_id": "n1", "text": 5}, "bad_request"},
		"no text":                          {client, send("e1", " \n\t "), "bad_request"},
		"a text too long":                  {client, send("l1", long), "too_large"},
		"an unknown kind":                  {client, map[string]any{"type": "message.send", "client_id": "k1", "kind": "spell"}, "bad_request"},
		"a picture without upload":         {client, map[string]any{"type": "message.send", "client_id": "p1", "kind": "image"}, "bad_request"},
		"somebody's upload":                {client, map[string]any{"type": "message.send", "client_id": "p2", "kind": "image", "attachment": map[string]any{"id": "nope"}}, "not_found"},
		"a card with a script link":        {client, map[string]any{"type": "message.send", "client_id": "c1", "kind": "card", "attachment": map[string]any{"title": "x", "url": "javascript:alert(1)"}}, "bad_request"},
		"another customer's conversation":  {client, sendTo(stranger.ID, "s1", "x"), "not_found"},
		"reading another's":                {client, map[string]any{"type": "message.read", "conversation_id": stranger.ID, "seq": 0}, "not_found"},
		"syncing another's":                {client, map[string]any{"type": "sync", "conversation_id": stranger.ID}, "not_found"},
		"a note from a customer":           {client, map[string]any{"type": "note.send", "client_id": "n2", "conversation_id": lilei.ID, "text": "x"}, "forbidden"},
		"viewing by a customer":            {client, map[string]any{"type": "viewing", "conversation_id": lilei.ID}, "forbidden"},
		"a seq that is a text":             {client, map[string]any{"type": "message.read", "seq": "1"}, "bad_request"},
		"a negative seq":                   {client, map[string]any{"type": "message.read", "seq": -1}, "bad_request"},
		"a seq above the last":             {client, map[string]any{"type": "message.read", "seq": 1}, "bad_request"},
		"a huge seq":                       {client, map[string]any{"type": "message.read", "seq": 9e18}, "bad_request"},
		"an agent without a conversation":  {agent, send("a1", "x"), "bad_request"},
		"an agent and no such one":         {agent, sendTo("424242", "a2", "x"), "not_found"},
		"an agent and a nonsense id":       {agent, sendTo("1; DROP TABLE messages", "a3", "x"), "not_found"},
		"a number for a conversation's id": {agent, map[string]any{"type": "message.send", "conversation_id": 1, "client_id": "a4", "text": "x"}, "bad_request"},
		"a cursor that is none":            {agent, map[string]any{"type": "changes", "cursor": "!"}, "bad_request"},
	} {
		t.Run(name, func(t *testing.T) { wantError(t, c.client.Ask(c.frame), c.code) })
	}
	wantType(t, client.Ask(send("fine", strings.Repeat("字", desk.MaxTextChars))), "ack")
	wantType(t, client.Ask(map[string]any{"type": "ping", "unknown": map[string]any{"x": 1}}), "pong")
}

func TestFrameIDsComeBackAsTheyWere(t *testing.T) {
	d := sqliteDesk(t, nil)
	c := d.Dial(d.Visitor("Li Lei"))
	for _, id := range []any{"text", 7.0, -1.5} {
		c.Send(map[string]any{"type": "ping", "id": id})
		if f := c.OfType("pong"); f["id"] != id {
			t.Errorf("id %v came back as %v", id, f["id"])
		}
	}
	c.Send(map[string]any{"type": "ping", "id": map[string]any{"a": 1}})
	wantError(t, c.OfType("error"), "bad_request")
}

func TestRateLimit(t *testing.T) {
	d := sqliteDesk(t, nil)
	c := d.Dial(d.Visitor("In a hurry"))
	for i := 0; i < 5000 && c.TrySend(map[string]any{"type": "ping", "id": i}) == nil; i++ {
	}
	code, reason := c.CloseCode()
	limited := false
	for _, f := range c.Frames() {
		if wait, _ := f["retry_after_ms"].(float64); f.Type() == "error" && f["code"] == "rate_limited" && wait > 0 {
			limited = true
		}
	}
	if !limited || code != 4029 || reason != "rate_limited" {
		t.Errorf("limited %v, closed with %d %q; want an error first, then 4029", limited, code, reason)
	}
}

func TestTooManyConnectionsCloseTheOldest(t *testing.T) {
	d := sqliteDesk(t, func(c *config.Config, _ *app.Options) { c.MaxConnectionsPerIdentity = 2 })
	for _, who := range []testdesk.Person{d.Visitor("Li Lei"), d.Agent("Han Mei", "agent")} {
		first, second := d.Dial(who), d.Dial(who)
		third := d.Dial(who)
		if code, reason := first.CloseCode(); code != 4009 || reason != "too_many_connections" {
			t.Errorf("the oldest was closed with %d %q", code, reason)
		}
		wantType(t, second.Ask(map[string]any{"type": "ping"}), "pong")
		wantType(t, third.Ask(map[string]any{"type": "ping"}), "pong")
	}
}

func TestIdleConnectionIsClosed(t *testing.T) {
	d := sqliteDesk(t, func(_ *config.Config, o *app.Options) { o.Idle = 300 * time.Millisecond })
	c := testkit.Dial(t, d.URL, d.Visitor("Gone").Token, false) // it says nothing, not even a first ping
	c.Conn().SetPingHandler(func(string) error { return nil })  // a client that no longer answers
	if code, reason := c.CloseCode(); code != 4010 || reason != "idle" {
		t.Errorf("closed with %d %q, want 4010 idle", code, reason)
	}
}

// A client that does not read is closed; the others don't notice.
func TestSlowConsumer(t *testing.T) {
	d := sqliteDesk(t, func(c *config.Config, o *app.Options) { c.RateLimits, o.CustomerBacklog = false, 256<<10 })
	lilei := d.Visitor("Li Lei")
	reader, agent := d.Dial(lilei), d.Dial(d.Agent("Han Mei", "agent"))
	for i := range told {
		wantType(t, agent.Ask(sendTo(lilei.ID, "m"+strconv.Itoa(i), strings.Repeat("字", desk.MaxTextChars))), "ack") // 12 KB
	}
	var err error
	for try := 0; try < 5 && !websocket.IsCloseError(err, 4008); try++ { // on a slow machine it may read too early
		err = readLate(t, d, lilei)
	}
	if !websocket.IsCloseError(err, 4008) {
		t.Errorf("the slow client's connection ended with %v, want 4008", err)
	}
	wantType(t, agent.Ask(sendTo(lilei.ID, "last", "still there?")), "ack")
	reader.Message("still there?")
}

// told is how many long messages a slow client asks for again and again.
const told = 10

var synced = regexp.MustCompile(`(?m)^kefu_frames_total\{result="ok",type="sync"\} (\d+)`)

// readLate connects somebody who is told far more than the system takes for a
// socket, and reads only when the desk tells nothing more: it has ten seconds then
// to learn why. It returns what ended the connection.
func readLate(t *testing.T, d *testdesk.Desk, p testdesk.Person) error {
	t.Helper()
	slow, _, err := dialSlow(t, d, p)
	if err != nil {
		t.Fatal(err)
	}
	for range 80 {
		if err := slow.WriteJSON(map[string]any{"type": "sync", "after_seq": 0, "after_rev": 0, "limit": told}); err != nil {
			break // it was closed
		}
	}
	for last, now := "-", ""; now != last; {
		time.Sleep(500 * time.Millisecond)
		last, now = now, string(synced.Find(d.Call("GET", "/metrics", "", nil).Raw))
	}
	slow.SetReadDeadline(time.Now().Add(5 * time.Second)) //nolint:errcheck // seen when reading
	for {
		if _, _, err = slow.ReadMessage(); err != nil {
			return err
		}
	}
}

// dialSlow connects without ever reading, through a small window.
func dialSlow(t *testing.T, d *testdesk.Desk, p testdesk.Person) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"kefu.v1"}, ReadBufferSize: 512, NetDial: func(network, address string) (net.Conn, error) {
		conn, err := net.Dial(network, address)
		if err == nil {
			err = conn.(*net.TCPConn).SetReadBuffer(128 << 10)
		}
		return conn, err
	}}
	conn, answer, err := dialer.Dial(strings.Replace(d.URL, "http", "ws", 1)+"/ws?token="+p.Token, nil)
	if err == nil {
		t.Cleanup(func() { conn.Close() }) //nolint:errcheck // the test is over
	}
	return conn, answer, err
}

func TestRevokedAgentsLoseTheirConnections(t *testing.T) {
	d := sqliteDesk(t, nil)
	for name, revoke := range map[string]func(id string){
		"disabled": func(id string) {
			d.Must("PATCH", "/api/v1/agents/"+id, testdesk.AdminKey, map[string]any{"disabled": true})
		},
		"a rotated key": func(id string) { d.Must("POST", "/api/v1/agents/"+id+"/staff-key", testdesk.AdminKey, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			han := d.Agent("Han Mei", "agent")
			token := d.Must("POST", "/api/v1/auth/agent", "", map[string]any{"staff_key": han.Token}).At("token").(string)
			byKey, byToken := d.Dial(han), d.Dial(testdesk.Person{Token: token})
			revoke(han.ID)
			for _, c := range []*testkit.Client{byKey, byToken} {
				if code, reason := c.CloseCode(); code != 1008 || reason != "revoked" {
					t.Errorf("closed with %d %q, want 1008 revoked", code, reason)
				}
			}
			for _, credential := range []string{han.Token, token} {
				if _, status, err := testkit.TryDial(t, d.URL, credential, false); err == nil || status != 401 {
					t.Errorf("connected again: HTTP %d", status)
				}
			}
		})
	}
}

func TestHandshake(t *testing.T) {
	d := sqliteDesk(t, nil)
	lilei, han := d.Visitor("Li Lei"), d.Agent("Han Mei", "agent")
	token := d.Must("POST", "/api/v1/auth/agent", "", map[string]any{"staff_key": han.Token}).At("token").(string)
	dial := func(protocol, token string, header http.Header) int {
		dialer := websocket.Dialer{}
		if protocol != "" {
			dialer.Subprotocols = []string{protocol}
		}
		_, status, _ := testkit.DialWith(t, dialer, d.URL, token, header)
		return status
	}
	cookie := "kefu_session=" + token
	for name, c := range map[string]struct{ got, want int }{
		"another subprotocol":           {dial("chat.v9", lilei.Token, nil), 400},
		"the header":                    {dial("kefu.v1", "", http.Header{"Authorization": {"Bearer " + lilei.Token}}), 101},
		"the header before the query":   {dial("kefu.v1", lilei.Token, http.Header{"Authorization": {"Bearer wrong"}}), 401},
		"the cookie, no origin":         {dial("kefu.v1", "", http.Header{"Cookie": {cookie}}), 403},
		"the cookie, a foreign origin":  {dial("kefu.v1", "", http.Header{"Cookie": {cookie}, "Origin": {"https://evil.example"}}), 403},
		"the cookie, the desk's origin": {dial("kefu.v1", "", http.Header{"Cookie": {cookie}, "Origin": {d.URL}}), 101},
		"a token, a foreign origin":     {dial("kefu.v1", lilei.Token, http.Header{"Origin": {"https://shop.example"}}), 101},
		"no upgrade at all":             {d.Call("GET", "/ws?token="+lilei.Token, "", nil).Status, 400},
	} {
		if c.got != c.want {
			t.Errorf("%s: HTTP %d, want %d", name, c.got, c.want)
		}
	}
}
