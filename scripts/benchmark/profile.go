//go:build linux

package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"kefu/scripts/benchmark/load"
)

// profiled keeps profiles of the product under a load, if they were asked for,
// and notes its ten hottest places.
func (b *bench) profiled(t *target, m load.Mode) error {
	if b.o.profile == "" {
		return nil
	}
	if err := os.MkdirAll(b.o.profile, 0o755); err != nil {
		return err
	}
	m.For = max(b.length(), 5e9)
	cpu, allocs := filepath.Join(b.o.profile, "cpu.pprof"), filepath.Join(b.o.profile, "allocs.pprof")
	fetched := make(chan error, 1)
	go func() {
		fetched <- b.fetch(fmt.Sprintf("%s/debug/pprof/profile?seconds=%d", t.urls[0], int(m.For.Seconds())-1), cpu)
	}()
	if _, err := t.measure(m); err != nil {
		return err
	}
	if err := <-fetched; err != nil {
		return err
	}
	if err := b.fetch(t.urls[0]+"/debug/pprof/allocs", allocs); err != nil {
		return err
	}
	for _, p := range []struct {
		title string
		args  []string
	}{
		{"The ten hottest places by CPU, themselves", []string{"-top", cpu}},
		{"The ten hottest of the desk's own functions by CPU, with what they call", []string{"-top", "-cum", "-show=^kefu/server", cpu}},
		{"The ten hottest places by bytes allocated, themselves", []string{"-top", "-sample_index=alloc_space", allocs}},
	} {
		text, err := exec.CommandContext(b.ctx, "go", append([]string{"tool", "pprof", "-nodecount=10"}, p.args...)...).Output()
		if err != nil {
			return fmt.Errorf("go tool pprof: %w", err)
		}
		b.report.note("%s:\n%s", p.title, table(string(text)))
	}
	b.report.note("The profiles are %s and %s.", cpu, allocs)
	return nil
}

// profiledMemory keeps a profile of what the product holds, if profiles were
// asked for, and notes where it is.
func (b *bench) profiledMemory(t *target) error {
	if b.o.profile == "" {
		return nil
	}
	if err := os.MkdirAll(b.o.profile, 0o755); err != nil {
		return err
	}
	file, text := filepath.Join(b.o.profile, "heap.pprof"), filepath.Join(b.o.profile, "heap.txt")
	for url, to := range map[string]string{"": file, "?debug=1": text} {
		if err := b.fetch(t.urls[0]+"/debug/pprof/heap"+url, to); err != nil {
			return err
		}
	}
	stats, err := os.ReadFile(text)
	if err != nil {
		return err
	}
	var said []string
	for _, name := range []string{"HeapAlloc", "HeapInuse", "HeapIdle", "HeapReleased", "Stack"} {
		if _, rest, ok := strings.Cut(string(stats), "# "+name+" = "); ok {
			bytes, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			said = append(said, fmt.Sprintf("%s %d MiB", name, bytes/mib))
		}
	}
	b.report.note("The runtime's own accounts with all of them connected: %s.", strings.Join(said, ", "))
	top, err := exec.CommandContext(b.ctx, "go", "tool", "pprof", "-top", "-nodecount=15", "-sample_index=inuse_space", file).Output()
	if err != nil {
		return fmt.Errorf("go tool pprof: %w", err)
	}
	b.report.note("What is held on the heap:\n%s", table(string(top)))
	return nil
}

// table is what pprof prints from the head of its columns on.
func table(text string) string {
	if i := strings.Index(text, "      flat"); i >= 0 {
		text = text[i:]
	}
	return strings.TrimRight(text, "\n")
}

// fetch keeps what the product answers an admin.
func (b *bench) fetch(url, file string) error {
	req, err := http.NewRequestWithContext(b.ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+adminKey)
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // read to its end
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", url, answer.Status)
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if _, err := io.Copy(f, answer.Body); err != nil {
		f.Close() //nolint:errcheck // the first error says more
		return err
	}
	return f.Close()
}
