package wire

import _ "embed"

//go:embed protocol.md
var protocol string

// Protocol returns the wire contract as Markdown: what the desk serves beside
// its OpenAPI document.
func Protocol() string { return protocol }
