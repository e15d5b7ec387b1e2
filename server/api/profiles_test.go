package api_test

import (
	"bytes"
	"net/http"
	"testing"

	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
)

func TestProfilesAreForAdmins(t *testing.T) {
	w := newWorld(t, testkit.NewAddress(t, "sqlite"), nil)
	var scenarios []scenario
	for _, p := range []string{"profile?seconds=1", "heap", "allocs", "goroutine", "goroutine?debug=2", "trace?seconds=1", "nothing"} {
		call := "GET /!debug/pprof/" + p
		scenarios = append(scenarios,
			scenario{name: "nobody: " + p, call: call, status: 401, code: "unauthorized"},
			scenario{name: "a wrong token: " + p, as: "stranger", call: call, status: 401, code: "unauthorized"},
			scenario{name: "a customer: " + p, as: "customer", call: call, status: 403, code: "forbidden"},
			scenario{name: "an agent: " + p, as: "agent", call: call, status: 403, code: "forbidden"},
			scenario{name: "a supervisor: " + p, as: "supervisor", call: call, status: 403, code: "forbidden"},
		)
	}
	cookie := http.Header{"Cookie": {"kefu_session=" + testdesk.AdminKey}}
	scenarios = append(scenarios,
		scenario{name: "an admin's cookie", call: "GET /!debug/pprof/heap", header: cookie, status: 401, code: "unauthorized"},
		scenario{name: "an admin's token in the address", call: "GET /!debug/pprof/heap?token=" + testdesk.AdminKey, status: 401, code: "unauthorized"},
		scenario{name: "the cookie is an admin's elsewhere", call: "GET /me", header: cookie, status: 200},
		scenario{name: "no such profile", as: "admin", call: "GET /!debug/pprof/nothing", status: 404, code: "not_found"},
		scenario{name: "the command line is none", as: "admin", call: "GET /!debug/pprof/cmdline", status: 404, code: "not_found"},
	)
	w.run(t, scenarios)
	for _, p := range []string{"heap", "allocs", "goroutine", "profile?seconds=1"} {
		if a := w.do(t, scenario{as: "admin", call: "GET /!debug/pprof/" + p}); a.Status != 200 || !bytes.HasPrefix(a.Raw, []byte{0x1f, 0x8b}) {
			t.Errorf("%s: HTTP %d and no gzip: %.60q", p, a.Status, a.Raw)
		}
	}
}
