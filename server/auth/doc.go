// Package auth turns a credential into a desk.Principal: tokens (JWT) of
// customers and agents, and staff keys. It logs customers in (WeChat, web
// visitors, a shop's own users) and agents, and refuses whoever was revoked.
//
// No credential reaches a log or an error's text.
package auth
