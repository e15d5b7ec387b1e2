//go:build linux

package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// process is a server that was started here.
type process struct {
	cmd  *exec.Cmd
	url  string
	log  string // a file
	done chan struct{}
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)

// start runs a program and waits until it says where it listens.
func start(ctx context.Context, work, path string, args, env []string) (*process, error) {
	log, err := os.CreateTemp(work, filepath.Base(path)+".*.log")
	if err != nil {
		return nil, err
	}
	defer log.Close() //nolint:errcheck // the process has it
	p := &process{cmd: exec.CommandContext(ctx, path, args...), log: log.Name(), done: make(chan struct{})}
	p.cmd.Env, p.cmd.Dir, p.cmd.Stderr = env, work, log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	said := make(chan string, 1)
	go func() {
		defer close(p.done)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if a := address.FindString(lines.Text()); a != "" && len(said) == 0 {
				said <- a
			}
		}
		p.cmd.Wait() //nolint:errcheck // that it ended is all
	}()
	select {
	case p.url = <-said:
		return p, nil
	case <-p.done:
	case <-time.After(time.Minute):
		p.stop()
	}
	text, _ := os.ReadFile(p.log)
	return nil, fmt.Errorf("%s did not start: %s", filepath.Base(path), text)
}

// stop ends the process and waits for its end.
func (p *process) stop() {
	p.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may have ended
	select {
	case <-p.done:
	case <-time.After(15 * time.Second):
		p.cmd.Process.Kill() //nolint:errcheck // it may have ended
		<-p.done
	}
}

func (p *process) pid() int { return p.cmd.Process.Pid }

// sayLogs shows how the logs of the servers end.
func (b *bench) sayLogs() {
	files, _ := filepath.Glob(filepath.Join(b.env.work, "*.log")) // the pattern is a good one
	for _, f := range files {
		text, err := os.ReadFile(f)
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		if err != nil || lines[0] == "" {
			continue
		}
		b.say("the end of " + filepath.Base(f) + ":\n" + strings.Join(lines[max(0, len(lines)-5):], "\n"))
	}
}
