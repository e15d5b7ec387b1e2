//go:build linux

package main

import (
	"fmt"
	"slices"
	"strings"
)

// scenario is a part of the table.
type scenario struct {
	name, about string
	quick       bool // part of a quick run
	run         func(*bench) error
}

// scenarios are all, in the order in which they are run.
func scenarios() []scenario {
	return []scenario{
		{"throughput", "questions, each sender waiting for its ack; 200 customers, 10 agents", true, throughput},
		{"latency", "questions at a given rate, counted from the time at which each was due", true, latency},
		{"replies", "10 agents answer 200 customers", false, replies},
		{"resend", "every client sends its last message again, and again", false, resend},
		{"agents", "what 1, 10, 100 and 1,000 online agents cost", false, agentsOnline},
		{"sqlite", "the same with the embedded database", false, sqlite},
		{"nodes", "one node and three, with Redis", false, nodes},
		{"memory", "resident memory for each connection", true, memory},
		{"storm", "5,000 customers reconnect at once while others write", false, storm},
		{"growth", "the same with ten thousand, a million (and, in a full run, ten million) stored messages", false, growth},
	}
}

func names() []string {
	var all []string
	for _, s := range scenarios() {
		all = append(all, s.name)
	}
	return all
}

// choose returns the scenarios that only names; all, or the quick ones, without.
func choose(only string, o options) ([]scenario, error) {
	var chosen []scenario
	var asked []string
	if only != "" {
		asked = strings.Split(only, ",")
	}
	for _, name := range asked {
		if !slices.Contains(names(), name) {
			return nil, fmt.Errorf("there is no scenario %q; there are %s", name, strings.Join(names(), ", "))
		}
	}
	for _, s := range scenarios() {
		if asked == nil && (s.quick || !o.quick) || slices.Contains(asked, s.name) {
			chosen = append(chosen, s)
		}
	}
	return chosen, nil
}
