// Package api is the REST interface of protocol.md: its routes, the checks in
// front of them, problem documents and the OpenAPI document, which comes from
// the same Go types that validate the input. routes.go is the whole table of
// the core; features add their own with Handle.
//
//	request ─▶ id, log, recovery ─▶ who may ─▶ validation ─▶ handler ─▶ answer
//
// It knows no SQL and no sockets: what it needs is declared in config.go.
package api
