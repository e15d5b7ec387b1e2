//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// deskPeople log in as people do: customers as web visitors, agents with the
// staff keys that an admin made for them.
type deskPeople struct {
	url, adminKey string
	client        *http.Client

	mu                sync.Mutex
	customers, agents map[int]string // tokens
}

func newDeskPeople(url, adminKey string) *deskPeople {
	return &deskPeople{url: url, adminKey: adminKey, customers: map[int]string{}, agents: map[int]string{},
		client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
}

func (p *deskPeople) customer(i int) (string, error) {
	return p.remember(p.customers, i, func() (string, error) {
		var session struct{ Token string }
		err := p.post("/auth/visitor", "", map[string]any{"name": fmt.Sprint("Customer ", i+1)}, &session)
		return session.Token, err
	})
}

func (p *deskPeople) agent(i int) (string, error) {
	return p.remember(p.agents, i, func() (string, error) {
		var made struct {
			StaffKey string `json:"staff_key"`
		}
		var session struct{ Token string }
		err := p.post("/agents", p.adminKey, map[string]any{"name": fmt.Sprint("Agent ", i+1), "role": "agent"}, &made)
		if err == nil {
			err = p.post("/auth/agent", "", map[string]any{"staff_key": made.StaffKey}, &session)
		}
		return session.Token, err
	})
}

func (p *deskPeople) remember(in map[int]string, i int, login func() (string, error)) (string, error) {
	p.mu.Lock()
	token := in[i]
	p.mu.Unlock()
	if token != "" {
		return token, nil
	}
	token, err := login()
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	in[i] = token
	p.mu.Unlock()
	return token, nil
}

// post makes a REST call and reads its answer into out.
func (p *deskPeople) post(path, token string, body, out any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequest(http.MethodPost, p.url+"/api/v1"+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := p.client.Do(req)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // read to its end
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode/100 != 2 {
		err = fmt.Errorf("POST %s: %s: %.200s", path, answer.Status, text)
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(text, out)
}

// logIn makes sure that the first n customers have logged in, so that what is
// measured afterwards is their connections.
func (t *target) logIn(n int) error {
	var next, failed sync.Mutex
	var first error
	i := 0
	var all sync.WaitGroup
	for range 32 {
		all.Go(func() {
			for {
				next.Lock()
				mine := i
				i++
				next.Unlock()
				if mine >= n {
					return
				}
				if _, err := t.people.customer(mine); err != nil {
					failed.Lock()
					first = err
					failed.Unlock()
					return
				}
			}
		})
	}
	all.Wait()
	return first
}
