// Package files takes what people upload, and gives it back to those whom it
// concerns.
//
// The way of an upload: Receive or Upload streams it into a temporary file
// and stops at the limit; sniff says what it is by its content and the
// allow-list whether it may stay; a picture is freed of its metadata, turned
// upright, measured and given a thumbnail; what then is left is stored in a
// Blobs (a disk or S3) under its SHA-256, and recorded. The way back: a
// signed link or a token, Serve, and headers that let no browser take a file
// for anything but what was found.
//
// What the sender says of a file decides nothing: neither the declared type
// nor the name's extension is looked at.
package files
