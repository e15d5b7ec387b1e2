// Package wire is the wire contract of protocol.md in Go: the frames of both
// dialects, and the JSON of messages and conversations that REST shares with
// them. The golden files in testdata are read by the TypeScript client's tests
// too, so that the two can't drift apart.
package wire
