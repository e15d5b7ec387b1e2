//go:build linux

package main

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// deskOptions say which desk is to be started.
type deskOptions struct {
	sqlite bool // rather than a new database of MariaDB
	nodes  int  // processes that share the database; 0: one
	redis  bool // needed by several
}

// adminKey is the staff key of the desk's first admin.
const adminKey = "sk-the-benchmark-admin-key"

// desk is the product as it was started.
type desk struct {
	*target
	o       deskOptions
	source  string // MariaDB's; "": SQLite
	bench   *bench
	dir     string
	env     []string
	running []*process
}

// startDesk starts the product: one process for each node.
func (b *bench) startDesk(o deskOptions) (*desk, error) {
	dir, err := os.MkdirTemp(b.env.work, "desk.")
	if err != nil {
		return nil, err
	}
	d := &desk{o: o, bench: b, dir: dir, target: &target{name: "product", database: b.env.mysqlPID}}
	d.target.stop = d.halt
	database := "sqlite:" + filepath.Join(dir, "kefu.db")
	if o.sqlite {
		d.database = 0
		d.stored = func() (int64, error) { return d.sent, nil } // the file is the desk's alone
	} else {
		if d.source, err = b.env.newDatabase(); err != nil {
			return nil, err
		}
		database = "mysql:" + d.source
		d.stored = func() (int64, error) { return countMessages(d.source) }
	}
	d.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + dir, "KEFU_LISTEN=127.0.0.1:0", "KEFU_DATABASE=" + database,
		"KEFU_ADMIN_STAFF_KEY=" + adminKey, "KEFU_SECRET=" + rand.Text() + rand.Text(), "KEFU_RATE_LIMITS=off",
	}
	if o.redis {
		d.env = append(d.env, "KEFU_REDIS="+b.env.redis)
	}
	if err := d.open(); err != nil {
		return nil, err
	}
	d.people = newDeskPeople(d.urls[0], adminKey)
	return d, d.holdStatistics(true)
}

// open starts the nodes.
func (d *desk) open() error {
	d.urls, d.pids = nil, nil
	for i := range max(d.o.nodes, 1) {
		own := filepath.Join(d.dir, strconv.Itoa(i))
		p, err := start(d.bench.ctx, d.bench.env.work, d.bench.env.kefu, []string{"serve"}, append(d.env, "KEFU_DATA_DIR="+own))
		if err != nil {
			d.halt()
			return err
		}
		d.running = append(d.running, p)
		d.urls, d.pids = append(d.urls, p.url), append(d.pids, p.pid())
	}
	return nil
}

// halt ends the nodes.
func (d *desk) halt() {
	for _, p := range d.running {
		p.stop()
	}
	d.running = nil
}

// again stops the nodes and starts them anew: nothing of what was done before
// is in their memory.
func (d *desk) again() error {
	d.disconnect()
	d.halt()
	if err := d.open(); err != nil {
		return err
	}
	d.people.(*deskPeople).url = d.urls[0]
	return nil
}

// holdStatistics keeps the desk from counting for its dashboard, which it does
// behind the send, or lets it: it leaves that to the node that has the lease,
// and while it is held that is the benchmark.
func (d *desk) holdStatistics(hold bool) error {
	if d.o.sqlite {
		return nil
	}
	db, err := sql.Open("mysql", d.source)
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // used once
	far := int64(0)
	if hold {
		far = 1 << 50
	}
	if _, err := db.Exec("UPDATE stats_follow SET holder='benchmark', version=version+1, held_at=?", far); err != nil {
		return fmt.Errorf("holding the statistics: %w", err)
	}
	return nil
}
