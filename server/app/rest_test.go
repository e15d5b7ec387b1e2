package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

var restClient = &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}

// call makes a REST call under /api/v1 and decodes a good answer into into,
// unless that is nil. err says that nobody answered, or not with JSON.
func call(base, method, path, token string, body, into any) (status int, raw []byte, err error) {
	var reader io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return 0, nil, err
		}
		reader = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, base+"/api/v1"+path, reader)
	if err != nil {
		return 0, nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := restClient.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	if raw, err = io.ReadAll(res.Body); err != nil {
		return 0, nil, err
	}
	if into != nil && res.StatusCode/100 == 2 {
		err = json.Unmarshal(raw, into)
	}
	return res.StatusCode, raw, err
}

// must makes a call that has to succeed.
func (w *world) must(base, method, path, token string, body, into any) {
	w.t.Helper()
	status, raw, err := call(base, method, path, token, body, into)
	if err != nil || status/100 != 2 {
		w.t.Fatalf("%s %s: HTTP %d %s %v", method, path, status, raw, err)
	}
}

type page[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"next_cursor"`
}

// list reads all pages of a list, limit entries at a time.
func list[T any](base, path, token string, query url.Values, limit int) ([]T, error) {
	var all []T
	query.Set("limit", fmt.Sprint(limit))
	for {
		var p page[T]
		status, raw, err := call(base, http.MethodGet, path+"?"+query.Encode(), token, nil, &p)
		if err != nil || status != http.StatusOK {
			return nil, fmt.Errorf("GET %s: HTTP %d %s %w", path, status, raw, err)
		}
		if len(p.Items) > limit {
			return nil, fmt.Errorf("GET %s: a page of %d has %d entries", path, limit, len(p.Items))
		}
		all = append(all, p.Items...)
		if p.NextCursor == nil {
			return all, nil
		}
		query = url.Values{"limit": query["limit"], "cursor": {*p.NextCursor}}
	}
}

// conversations lists all conversations as agents see them.
func (w *world) conversations(base, token string) ([]summary, error) {
	return list[summary](base, "/conversations", token, url.Values{}, 200)
}
