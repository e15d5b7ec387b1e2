package api

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

// api carries the calls of the core.
type api struct {
	cfg     Config
	log     *slog.Logger
	ownSite []string // the origin of PublicURL, if there is one
	secure  bool     // PublicURL is https
}

// New returns the interface as one handler. It panics if two routes collide,
// which no input can bring about.
func New(cfg Config) http.Handler {
	engine, router := build(cfg)
	spec, err := document(router)
	if err != nil {
		panic(err)
	}
	serveDocument(engine, spec)
	return engine
}

// OpenAPI returns the document of the core and of features, as New serves it
// at /openapi.json, in JSON. The features are registered only: what they stand
// on may be missing.
func OpenAPI(features ...Feature) ([]byte, error) {
	_, router := build(Config{Features: features})
	return document(router)
}

func build(cfg Config) (*gin.Engine, *Router) {
	setUpLibraries()
	a := &api{cfg: cfg, log: cfg.Log}
	if a.log == nil {
		a.log = slog.New(slog.DiscardHandler)
	}
	if u, err := url.Parse(cfg.PublicURL); err == nil && u.Host != "" {
		a.ownSite, a.secure = []string{u.Scheme + "://" + u.Host}, u.Scheme == "https"
	}
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	_ = engine.SetTrustedProxies(nil) // whose address it was is found out by auth.ClientIP
	engine.Use(a.identify, a.observe, a.recover, a.crossOrigin)
	engine.NoRoute(a.noRoute)
	engine.NoMethod(func(c *gin.Context) { RefuseStatus(c.Writer, c.Request, http.StatusMethodNotAllowed) })

	router := &Router{huma: humagin.New(engine, humaConfig()), api: a}
	a.routes(router)
	a.rawRoutes(engine, router)
	for _, f := range cfg.Features {
		f.Register(router)
	}
	return engine, router
}

// noRoute leaves to the pages what is no call.
func (a *api) noRoute(c *gin.Context) {
	if path := c.Request.URL.Path; a.cfg.Pages != nil && path != "/api" && !strings.HasPrefix(path, "/api/") {
		c.Status(http.StatusOK) // gin has noted 404 already
		a.cfg.Pages.ServeHTTP(c.Writer, c.Request)
		return
	}
	RefuseStatus(c.Writer, c.Request, http.StatusNotFound)
}

func humaConfig() huma.Config {
	c := huma.DefaultConfig("Kefu", "1")
	c.Info.Description = "The REST interface of the desk. What its words mean, and the frames of the WebSocket, stands at /protocol."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil                         // they would add $schema to every answer
	c.AllowAdditionalPropertiesByDefault = true // unknown fields are ignored
	json := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshal}
	c.Formats = map[string]huma.Format{"application/json": json, "json": json}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", Description: "a customer's or an agent's token, or an agent's staff key"},
		"cookie": {Type: "apiKey", In: "cookie", Name: cookieName, Description: "the console's session; unsafe methods need the desk's own Origin"},
	}
	return c
}

// document returns the OpenAPI document, true to the last type.
func document(r *Router) ([]byte, error) {
	spec := r.huma.OpenAPI()
	finishSchemas(spec.Components.Schemas)
	b, err := json.Marshal(spec)
	if err != nil {
		return nil, fmt.Errorf("write the OpenAPI document: %w", err)
	}
	return b, nil
}
