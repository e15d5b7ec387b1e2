// Package desk holds the nouns of a customer-service desk and the rules that
// change them: who may do what to a conversation, and what becomes of its
// numbers when they do. It knows no database, no socket and no encoding, so
// that every rule can be read, and tested, alone.
package desk
