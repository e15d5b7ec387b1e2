// Package demo fills a running desk with believable customers and
// conversations, through its public interface only: REST and the WebSocket, as
// protocol.md describes them. Nothing of it knows the desk's inside, so it is
// also the smallest complete client of the contract in Go.
//
// What is said stands in texts/, to be edited by anyone; texts/format.txt says
// how.
package demo
