//go:build linux

package yardstick

import (
	"encoding/json"
	"strconv"
	"time"
)

// incoming is message.send.
type incoming struct {
	Type           string          `json:"type"`
	ID             json.RawMessage `json:"id"`
	ClientID       string          `json:"client_id"`
	ConversationID string          `json:"conversation_id"`
	Kind           string          `json:"kind"`
	Text           string          `json:"text"`
}

type sender struct {
	Role string `json:"role"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// message has every field that the contract wants, so that as many bytes go out.
type message struct {
	ID             string  `json:"id"`
	ConversationID string  `json:"conversation_id"`
	OpenID         string  `json:"openid"`
	Seq            int64   `json:"seq"`
	ClientID       string  `json:"client_id"`
	Sender         sender  `json:"sender"`
	Kind           string  `json:"kind"`
	Text           string  `json:"text"`
	Attachment     *string `json:"attachment"`
	CreatedAt      string  `json:"created_at"`
	ReadAt         *string `json:"read_at"`
	RecalledAt     *string `json:"recalled_at"`
}

type ack struct {
	Type    string          `json:"type"`
	ID      json.RawMessage `json:"id,omitempty"`
	Message *message        `json:"message"`
}

type failure struct {
	Type string          `json:"type"`
	ID   json.RawMessage `json:"id,omitempty"`
	Code string          `json:"code"`
}

type state struct {
	ID     string `json:"id"`
	Rev    int64  `json:"rev"`
	Unread int64  `json:"unread"`
}

// group is what agents get of a commit.
type group struct {
	Type          string     `json:"type"`
	Messages      []*message `json:"messages"`
	Conversations []state    `json:"conversations"`
}

// single is what a customer gets of a reply.
type single struct {
	Type    string   `json:"type"`
	Message *message `json:"message"`
	Rev     int64    `json:"rev"`
}

type welcome struct {
	Type         string `json:"type"`
	Conversation *state `json:"conversation,omitempty"`
}

// encode writes a frame; the types of this file always marshal.
func encode(frame any) []byte {
	b, err := json.Marshal(frame)
	if err != nil {
		panic(err)
	}
	return b
}

// wire is the message of a committed job.
func (j *job) wire() *message {
	id := strconv.FormatInt(j.conversation, 10)
	return &message{ID: id + "-" + strconv.FormatInt(j.seq, 10), ConversationID: id, OpenID: "customer-" + id, Seq: j.seq, ClientID: j.ClientID,
		Sender: sender{Role: j.from.role, ID: j.from.name, Name: j.from.name}, Kind: j.Kind, Text: j.Text,
		CreatedAt: time.UnixMilli(j.at).UTC().Format("2006-01-02T15:04:05.000Z")}
}
