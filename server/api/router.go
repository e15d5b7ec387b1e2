package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"kefu/server/desk"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
)

// Base is what the addresses of all calls begin with.
const Base = "/api/v1"

// Access says who may make a call.
type Access int

// The kinds of access, from the widest.
const (
	Anyone      Access = iota // without a credential
	Everybody                 // customers and agents
	Customers                 // customers only
	Agents                    // any member of staff
	Supervisors               // supervisors and admins
	Admins
)

// Feature is a side room that brings its own routes.
type Feature interface{ Register(*Router) }

// Router takes the routes of the core and of features; see Handle.
type Router struct {
	huma huma.API
	api  *api
}

// Call describes a route. Its errors need no describing: they follow from the
// access and the input.
type Call struct {
	ID      string // of the operation, in camel case
	Method  string
	Path    string // below Base, such as /announcements
	Tag     string // the part of the document
	Summary string
	Access  Access
	Status  int   // of success; 200 if zero, 204 without a body
	Also    []int // other statuses of success, with the same body
	Errors  []int // statuses that this call alone has, such as 404
	Logins  bool  // it counts as a login of the client's address
	// Produces is the media type of an answer that h streams; "": JSON.
	Produces string
}

// Bounds of every call.
const (
	maxBody = 128 << 10 // bytes of JSON; a message of 4,000 escaped code points has 48 KiB
	// callTimeout bounds what a call waits for, a commit above all.
	callTimeout = 10 * time.Second
	// bodyTimeout bounds the sending of the body. It must be longer than
	// callTimeout: net/http takes a read that times out while the handler runs
	// for a client that went away, and cancels the handler.
	bodyTimeout = 20 * time.Second
)

// Handle registers a route. I is huma's input struct (path, query and Body), O
// its output struct. h runs after the credential, the rate and the input were
// checked, and has callTimeout; who is the zero value where anyone may call. A
// *desk.Error that it returns becomes the problem document of its code.
func Handle[I, O any](r *Router, c Call, h func(ctx context.Context, who desk.Principal, in *I) (*O, error)) {
	op := r.operation(c)
	op.MaxBodyBytes, op.BodyReadTimeout = maxBody, bodyTimeout
	op.Middlewares = huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		g := humagin.Unwrap(ctx)
		who, err := r.api.admit(g.Request, c)
		if err != nil {
			r.api.refuse(g.Writer, g.Request, err)
			return
		}
		next(huma.WithValue(ctx, principalKey{}, who))
	}}
	huma.Register(r.huma, op, func(ctx context.Context, in *I) (*O, error) {
		ctx, cancel := context.WithTimeout(ctx, callTimeout)
		defer cancel()
		who, _ := ctx.Value(principalKey{}).(desk.Principal)
		ctx = desk.AskedBy(ctx, who.Side())
		out, err := h(ctx, who, in)
		if err != nil {
			return nil, r.api.note(ctx, err)
		}
		return out, nil
	})
	r.describeAlso(c)
}

type principalKey struct{}

// operation is what the document says of c, but for input and output.
func (r *Router) operation(c Call) huma.Operation {
	op := huma.Operation{
		OperationID: c.ID, Method: c.Method, Path: Base + c.Path, Summary: c.Summary, Tags: []string{c.Tag},
		DefaultStatus: c.Status, Responses: map[string]*huma.Response{"default": r.problemResponse("Any other refusal: a problem document")},
	}
	for _, status := range append(c.access(), c.Errors...) {
		op.Responses[strconv.Itoa(status)] = r.problemResponse(http.StatusText(status))
	}
	if c.Produces != "" {
		op.Responses[strconv.Itoa(http.StatusOK)] = &huma.Response{Content: map[string]*huma.MediaType{c.Produces: {Schema: &huma.Schema{}}}}
	}
	if c.Access != Anyone {
		op.Security = []map[string][]string{{"bearer": {}}, {"cookie": {}}}
	}
	return op
}

// access are the statuses that follow from who may call.
func (c Call) access() []int {
	switch c.Access {
	case Anyone:
		return nil
	case Everybody:
		return []int{http.StatusUnauthorized}
	}
	return []int{http.StatusUnauthorized, http.StatusForbidden}
}

func (r *Router) problemResponse(description string) *huma.Response {
	schema := r.huma.OpenAPI().Components.Schemas.Schema(typeOf[Problem](), true, "Problem")
	return &huma.Response{Description: description, Content: map[string]*huma.MediaType{ProblemType: {Schema: schema}}}
}

// describeAlso documents the other statuses of success.
func (r *Router) describeAlso(c Call) {
	op := operationAt(r.huma.OpenAPI(), c.Method, Base+c.Path)
	first := op.Responses[strconv.Itoa(op.DefaultStatus)]
	for _, status := range c.Also {
		op.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: first.Content}
	}
}

// Body is the output of a call that answers a T.
type Body[T any] struct{ Body T }

// StatusBody is the output of a call that answers a T with one of several
// statuses of success.
type StatusBody[T any] struct {
	Status int
	Body   T
}

// Nothing is the input, or the output, of a call that has none.
type Nothing struct{}
