package api

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"time"

	"kefu/server/auth"
	"kefu/server/desk"
	"kefu/server/wire"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
)

// rawRoutes are the calls that do not speak JSON both ways, or stand outside
// Base. They are described by hand.
func (a *api) rawRoutes(e *gin.Engine, r *Router) {
	e.POST(Base+"/uploads", a.upload)
	r.describe(http.MethodPost, Base+"/uploads", uploadOperation(r))
	a.getAndHead(e, Base+"/files/:id", a.file)
	r.describe(http.MethodGet, Base+"/files/{id}", fileOperation(r))

	a.getAndHead(e, "/healthz", func(c *gin.Context) { c.JSON(http.StatusOK, Health{Status: "ok"}) })
	r.describe(http.MethodGet, "/healthz", jsonOperation[Health](r, "health", "The process lives"))
	a.getAndHead(e, "/readyz", a.ready)
	ready := jsonOperation[Readiness](r, "readiness", "Whether the desk can work; 503 when the database is away")
	ready.Responses["503"] = &huma.Response{Description: "The database is away", Content: ready.Responses["200"].Content}
	r.describe(http.MethodGet, "/readyz", ready)
	if a.cfg.Metrics != nil {
		e.GET("/metrics", a.metrics)
	}
	r.describe(http.MethodGet, "/metrics", textOperation("metrics", "Figures for Prometheus, if the desk is configured to show them", "text/plain"))
	e.GET("/debug/pprof/:profile", a.profile)
	r.describe(http.MethodGet, "/debug/pprof/{profile}", profileOperation(r))
	a.getAndHead(e, "/protocol", func(c *gin.Context) {
		c.Data(http.StatusOK, "text/markdown; charset=utf-8", []byte(wire.Protocol()))
	})
	r.describe(http.MethodGet, "/protocol", textOperation("protocol", "The wire contract: words, promises, frames", "text/markdown"))
	r.describe(http.MethodGet, "/openapi.json", textOperation("openapi", "This document", "application/json"))
	if a.cfg.WebSocket != nil {
		e.GET("/ws", gin.WrapH(a.cfg.WebSocket))
	}
	ws := textOperation("connect", "The WebSocket, subprotocol kefu.v1; the token may stand in ?token=", "")
	ws.Responses = map[string]*huma.Response{"101": {Description: "Switching Protocols"}, "default": r.problemResponse("Refused before the upgrade")}
	r.describe(http.MethodGet, "/ws", ws)
}

func (a *api) getAndHead(e *gin.Engine, path string, h gin.HandlerFunc) {
	e.GET(path, h)
	e.HEAD(path, h)
}

func serveDocument(e *gin.Engine, spec []byte) {
	h := func(c *gin.Context) { c.Data(http.StatusOK, "application/json", spec) }
	e.GET("/openapi.json", h)
	e.HEAD("/openapi.json", h)
}

// uploadCall is what admits an upload.
var uploadCall = Call{Access: Everybody}

// idleUpload is how long an upload may stand still.
const idleUpload = 30 * time.Second

func (a *api) upload(c *gin.Context) {
	who, err := a.admit(c.Request, uploadCall)
	if err != nil {
		a.refuse(c.Writer, c.Request, err)
		return
	}
	control := http.NewResponseController(c.Writer)
	c.Request.Body = &patient{ReadCloser: c.Request.Body, control: control}
	stored, err := a.cfg.Files.Receive(c.Writer, c.Request.WithContext(desk.AskedBy(c.Request.Context(), who.Side())), who)
	_ = control.SetReadDeadline(time.Time{}) // it would end the next request on this connection
	if err != nil {
		a.refuse(c.Writer, c.Request, err)
		return
	}
	c.JSON(http.StatusCreated, a.cfg.Encoder.Attachment(&stored))
}

// file serves a stored file to who holds a signed link, or a token that may.
func (a *api) file(c *gin.Context) {
	id, q := c.Param("id"), c.Request.URL.Query()
	var err error
	if q.Has("s") || q.Has("e") {
		err = a.cfg.Links.Verify(id, q.Get("v"), q.Get("e"), q.Get("s"))
	} else {
		var who desk.Principal
		if who, err = a.authenticate(c.Request, true); err == nil {
			err = a.cfg.Files.May(c.Request.Context(), who, id)
		}
	}
	if err == nil {
		err = a.cfg.Files.Serve(c.Writer, c.Request, id, q.Get("v") == "thumb")
	}
	if err != nil {
		a.refuse(c.Writer, c.Request, err)
	}
}

// Health is what GET /healthz answers.
type Health struct {
	Status string `json:"status" enum:"ok"`
}

func (a *api) ready(c *gin.Context) {
	r := Readiness{Status: "ok", Database: "ok", Redis: "off"}
	if a.cfg.Ready != nil {
		r = a.cfg.Ready(c.Request.Context())
	}
	status := http.StatusOK
	if r.Status == "down" {
		status = http.StatusServiceUnavailable
	}
	c.JSON(status, r)
}

func (a *api) metrics(c *gin.Context) {
	if want := a.cfg.MetricsToken; want != "" {
		got, byCookie := auth.FromRequest(c.Request, false)
		if byCookie || subtle.ConstantTimeCompare([]byte(got), []byte(want)) != 1 {
			a.refuse(c.Writer, c.Request, desk.Errorf(desk.CodeUnauthorized, "the metrics need their own token: Authorization: Bearer …"))
			return
		}
	}
	a.cfg.Metrics.ServeHTTP(c.Writer, c.Request)
}

// describe adds an operation that gin serves to the document.
func (r *Router) describe(method, path string, op *huma.Operation) {
	op.Method, op.Path = method, path
	if op.Responses["default"] == nil {
		op.Responses["default"] = r.problemResponse("Any other refusal: a problem document")
	}
	r.huma.OpenAPI().AddOperation(op)
}

func textOperation(id, summary, mime string) *huma.Operation {
	op := &huma.Operation{OperationID: id, Summary: summary, Tags: []string{"desk"}, Responses: map[string]*huma.Response{"200": {Description: "OK"}}}
	if mime != "" {
		op.Responses["200"].Content = map[string]*huma.MediaType{mime: {Schema: &huma.Schema{}}}
	}
	return op
}

func jsonOperation[T any](r *Router, id, summary string) *huma.Operation {
	op := textOperation(id, summary, "application/json")
	op.Responses["200"].Content["application/json"].Schema = r.huma.OpenAPI().Components.Schemas.Schema(typeOf[T](), true, id)
	return op
}

func uploadOperation(r *Router) *huma.Operation {
	stored := jsonOperation[wire.Attachment](r, "upload", "Store a file; its id can then be sent in a message")
	stored.Responses["201"] = &huma.Response{Description: "Created", Content: stored.Responses["200"].Content}
	delete(stored.Responses, "200")
	for _, status := range []int{400, 401, 413, 429} {
		stored.Responses[strconv.Itoa(status)] = r.problemResponse(http.StatusText(status))
	}
	stored.Tags = []string{"files"}
	stored.Security = []map[string][]string{{"bearer": {}}, {"cookie": {}}}
	stored.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: huma.TypeObject, Required: []string{"file"},
		Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary"}},
	}}}}
	return stored
}

func fileOperation(r *Router) *huma.Operation {
	op := textOperation("file", "A stored file, by a signed link or a token; ranges work", "application/octet-stream")
	op.Tags = []string{"files"}
	op.Security = []map[string][]string{{"bearer": {}}, {"cookie": {}}, {}}
	op.Responses["206"] = &huma.Response{Description: "Partial Content", Content: op.Responses["200"].Content}
	for _, status := range []int{401, 403, 404} {
		op.Responses[strconv.Itoa(status)] = r.problemResponse(http.StatusText(status))
	}
	text := &huma.Schema{Type: huma.TypeString}
	op.Parameters = []*huma.Param{
		{Name: "id", In: "path", Required: true, Schema: text},
		{Name: "e", In: "query", Description: "end of the link", Schema: text},
		{Name: "s", In: "query", Description: "signature of the link", Schema: text},
		{Name: "v", In: "query", Description: "thumb for the thumbnail", Schema: text},
		{Name: "token", In: "query", Description: "a token, where no header can be sent", Schema: text},
	}
	return op
}
