package store_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

// BenchmarkCommit is what a customer's message costs in a group of so many, each
// of another conversation, on both databases. Of MariaDB's and MySQL's own
// work (db-us/op) it says what the system counts, where it can be read.
func BenchmarkCommit(b *testing.B) {
	for _, dialect := range []string{"sqlite", "mysql"} {
		for _, size := range []int{1, 32, 200} {
			b.Run(fmt.Sprint(dialect, "/", size), func(b *testing.B) {
				db := testkit.OpenDatabase(b, testkit.NewAddress(b, dialect))
				w := db.NewGroupWriter()
				defer w.Close() //nolint:errcheck // the benchmark is over
				people := make([]desk.Principal, 200)
				for i := range people {
					c, _, err := db.EnsureCustomer(context.Background(), desk.Customer{OpenID: fmt.Sprint("o-", i), Channel: desk.ChannelWeb, Name: fmt.Sprint("Customer ", i)})
					if err != nil {
						b.Fatal(err)
					}
					people[i] = c.Principal()
				}
				n := 0
				group := func() []*desk.Change {
					out := make([]*desk.Change, size)
					for i := range out {
						who := people[n%len(people)]
						out[i] = send(who.ID, who, fmt.Sprintf("client-id-of-usual-length-%010d", n), strings.Repeat("0123456789", 6))
						n++
					}
					return out
				}
				for range 200/size + 200 { // all are open, and the writer trusts its memory
					if err := w.Commit(context.Background(), group()); err != nil {
						b.Fatal(err)
					}
				}
				before, known := processorTime(db)
				b.ReportAllocs()
				b.ResetTimer()
				for i := 0; i < b.N; i += size {
					if err := w.Commit(context.Background(), group()); err != nil {
						b.Fatal(err)
					}
				}
				b.StopTimer()
				if after, _ := processorTime(db); known {
					b.ReportMetric(float64(after-before)*10_000/float64(b.N), "db-us/op")
				}
			})
		}
	}
}

// processorTime is what the database's own process has used, in hundredths of a
// second; known is false where that can't be read.
func processorTime(db *store.DB) (ticks int64, known bool) {
	var file string
	if db.QueryRow("SELECT @@pid_file").Scan(&file) != nil {
		return 0, false
	}
	pid, err := os.ReadFile(file)
	if err != nil {
		return 0, false
	}
	stat, err := os.ReadFile("/proc/" + strings.TrimSpace(string(pid)) + "/stat")
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
	for _, f := range fields[11:13] { // utime and stime; see proc(5)
		n, _ := strconv.ParseInt(f, 10, 64)
		ticks += n
	}
	return ticks, true
}
