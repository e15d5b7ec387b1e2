package api

import (
	"net/http"
	"net/http/pprof"
	"strconv"

	"kefu/server/auth"
	"kefu/server/desk"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// profileCall is what admits somebody to the process's profiles.
var profileCall = Call{Access: Admins}

// profiles are those that an admin may take: where time goes, and memory. The
// command line, which Go's own handlers show too, is none.
var profiles = map[string]http.Handler{
	"profile": http.HandlerFunc(pprof.Profile), "trace": http.HandlerFunc(pprof.Trace),
	"allocs": pprof.Handler("allocs"), "heap": pprof.Handler("heap"), "goroutine": pprof.Handler("goroutine"),
	"block": pprof.Handler("block"), "mutex": pprof.Handler("mutex"), "threadcreate": pprof.Handler("threadcreate"),
}

// profile answers go tool pprof and its like. The console's cookie does not
// count: no page of any site can have a profile taken.
func (a *api) profile(c *gin.Context) {
	if _, byCookie := auth.FromRequest(c.Request, false); byCookie {
		a.refuse(c.Writer, c.Request, desk.Errorf(desk.CodeUnauthorized, "profiles need an admin's token: Authorization: Bearer …"))
		return
	}
	if _, err := a.admit(c.Request, profileCall); err != nil {
		a.refuse(c.Writer, c.Request, err)
		return
	}
	h := profiles[c.Param("profile")]
	if h == nil {
		a.refuse(c.Writer, c.Request, desk.Errorf(desk.CodeNotFound, "there is no such profile"))
		return
	}
	h.ServeHTTP(c.Writer, c.Request)
}

func profileOperation(r *Router) *huma.Operation {
	op := textOperation("profile", "A profile of the process, as go tool pprof reads it; by a bearer token only", "application/octet-stream")
	op.Security = []map[string][]string{{"bearer": {}}}
	for _, status := range []int{401, 403, 404} {
		op.Responses[strconv.Itoa(status)] = r.problemResponse(http.StatusText(status))
	}
	text := &huma.Schema{Type: huma.TypeString}
	op.Parameters = []*huma.Param{
		{Name: "profile", In: "path", Required: true, Description: "profile (CPU), allocs, heap, goroutine, trace, block, mutex, threadcreate", Schema: text},
		{Name: "seconds", In: "query", Description: "how long is looked (30 for the CPU)", Schema: &huma.Schema{Type: huma.TypeInteger}},
	}
	return op
}
