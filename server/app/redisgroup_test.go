package app_test

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"kefu/server/limit"

	"github.com/redis/go-redis/v9"
)

// sharesLimits checks that two nodes' limiters are one.
func sharesLimits(t *testing.T, client redis.UniversalClient) {
	t.Helper()
	t.Cleanup(func() { client.Close() }) //nolint:errcheck // the test is over
	rate := limit.Rate{PerSecond: 0.001, Burst: 3}
	if !eventually(90*time.Second, func() bool { // a slow machine may be too slow for the product's patience
		prefix, clock := rand.Text(), time.Now
		a, b := limit.NewShared(client, prefix, clock).Limiter("x", rate, 10), limit.NewShared(client, prefix, clock).Limiter("x", rate, 10)
		first, _ := a.Allow("k", 2)
		second, _ := b.Allow("k", 2)
		return first && !second
	}) {
		t.Error("two nodes together are allowed more than one")
	}
}

// newGroupPair starts two nodes over several Redis servers of a kind, and waits
// until they hear each other.
func newGroupPair(t *testing.T, kind string) (*pair, []*redisServers) {
	t.Helper()
	servers := newRedisServers(t, kind)
	p := newPair(t, servers.ctl("address"), servers.ctl("address"))
	p.wantState(p.a, "ok")
	p.wantState(p.b, "ok")
	p.joined("at first")
	online(t, p.a, p.li.ID)
	return p, servers.members()
}

// TestSentinel: a desk of two nodes over a primary, a replica and three
// Sentinels. The primary is killed: messages go on crossing by the database,
// and when the replica has taken over, the bus is there again by itself.
func TestSentinel(t *testing.T) {
	t.Parallel()
	p, members := newGroupPair(t, "sentinel")
	sharesLimits(t, redis.NewFailoverClient(&redis.FailoverOptions{MasterName: "kefu", SentinelAddrs: []string{members[2].host()}, ContextTimeoutEnabled: true}))
	p.talk("at first")
	members[0].ctl("kill")
	p.talk("without a primary")
	p.joined("the replica has taken over")
	p.talk("the replica has taken over")
	p.wantState(p.a, "ok")
	p.wantState(p.b, "ok")
	if info := members[1].do("INFO", "replication").(string); !strings.Contains(info, "role:master") {
		t.Errorf("the replica has not taken over: %s", info)
	}
}

// TestCluster: a desk of two nodes over three shards, each channel on the shard
// of its name. Channels move to other shards, and a shard dies and comes back.
func TestCluster(t *testing.T) {
	t.Parallel()
	p, members := newGroupPair(t, "cluster")
	sharesLimits(t, redis.NewClusterClient(&redis.ClusterOptions{Addrs: []string{members[1].host()}, ContextTimeoutEnabled: true}))
	p.talk("at first")
	// One channel for all and one for each node, each on its own shard.
	n := 0
	for i, m := range members {
		channels := m.channels()
		n += len(channels)
		stats := fmt.Sprint(m.do("INFO", "commandstats"))
		if strings.Contains(stats, "cmdstat_publish:") || strings.Contains(stats, "cmdstat_spublish:") != (len(channels) > 0) {
			t.Errorf("shard %d has the channels %v, and was told %s", i, channels, stats)
		}
	}
	if n != 3 {
		t.Errorf("the shards have %d channels, not 3", n)
	}
	for from, m := range members {
		for _, channel := range m.channels() {
			move(members, from, channel)
		}
	}
	p.talk("channels have moved")
	p.joined("channels have moved")
	victim := members[0]
	for _, m := range members {
		if len(m.channels()) > 0 {
			victim = m
		}
	}
	victim.ctl("kill")
	p.talk("without a shard")
	if !eventually(90*time.Second, func() bool { return p.state(p.a) == "down" || p.state(p.b) == "down" }) {
		t.Error("no node says that a shard is away") // whose channel it was
	}
	victim.ctl("start")
	p.joined("the shard is back")
	p.wantState(p.a, "ok")
	p.wantState(p.b, "ok")
	p.talk("the shard is back")
}

// channels that somebody listens to on a shard.
func (s *redisServers) channels() []any {
	s.t.Helper()
	return s.do("PUBSUB", "SHARDCHANNELS").([]any)
}

// move gives the slot of a channel to the next shard, as redis-cli does: who
// imports it gets a new epoch, so that all agree on it for good. Nothing is
// stored in it.
func move(members []*redisServers, from int, channel any) {
	to := members[(from+1)%len(members)]
	slot, id := to.do("CLUSTER", "KEYSLOT", channel), to.do("CLUSTER", "MYID")
	to.do("CLUSTER", "SETSLOT", slot, "IMPORTING", members[from].do("CLUSTER", "MYID"))
	members[from].do("CLUSTER", "SETSLOT", slot, "MIGRATING", id)
	for _, m := range []*redisServers{to, members[from], members[(from+2)%len(members)]} {
		m.do("CLUSTER", "SETSLOT", slot, "NODE", id)
	}
}
