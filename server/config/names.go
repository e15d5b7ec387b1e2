package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// didYouMean returns the end of a sentence about an unknown name: the nearest
// known one, or where to find them.
func didYouMean(name string, known []string) string {
	if near := nearest(name, known); near != "" {
		return fmt.Sprintf(": did you mean `%s`?", near)
	}
	return ": configs/kefu.yaml of the project lists them all"
}

// mistypedVariables names each variable that is none of ours but differs from
// one by a slip. Others are let be: a container platform makes some with our
// prefix (KEFU_PORT, KEFU_SERVICE_HOST …), and the tests have their own.
func mistypedVariables(values map[string]string) error {
	known := keys()
	for i, key := range known {
		known[i] = variable(key)
	}
	var mistakes []error
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if slices.Contains(known, name) {
			continue
		}
		if near := nearest(name, known); near != "" {
			mistakes = append(mistakes, fmt.Errorf("there is no variable %s: did you mean %s?", name, near))
		}
	}
	return errors.Join(mistakes...)
}

// nearest returns the one of known that a slip of the keyboard may have turned
// into name: at most two changed characters, one in short names. "" if none.
func nearest(name string, known []string) string {
	best, least := "", 3
	for _, k := range known {
		bound := 2
		if len(k) < 6 {
			bound = 1
		}
		if d := editDistance(name, k); d <= bound && d < least {
			best, least = k, d
		}
	}
	return best
}

// editDistance counts the insertions, deletions, substitutions and swaps of
// neighbours (optimal string alignment) from a to b, in bytes.
func editDistance(a, b string) int {
	prev2, prev, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(b)]
}
