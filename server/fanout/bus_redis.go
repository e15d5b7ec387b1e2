package fanout

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// RedisBus joins nodes through Redis's publish and subscribe: one channel for
// all nodes, and one for each. When Redis is away or slow payloads are dropped,
// and the watch finds them in the database.
//
// On a Redis Cluster the channels are sharded (SPUBLISH, Redis 7): each lies on
// the shard of its name, so that the load of many nodes is spread over all.
type RedisBus struct {
	client  redis.UniversalClient
	log     *slog.Logger
	prefix  string
	self    string // begins each of this node's own payloads
	sharded bool
	out     chan redisParcel
	ctx     context.Context
	stop    context.CancelFunc
	done    sync.WaitGroup

	hearing   atomic.Int32 // of this node's two channels
	unable    atomic.Bool  // what was published last did not go out
	dropped   atomic.Int64
	oneAtOnce sync.Mutex // over heard and listening
}

type redisParcel struct {
	to      string
	payload []byte
}

const (
	selfLength = 26
	redisBatch = 64
	redisQueue = 4096
	// silence is how long a subscription may be silent until it is asked
	// whether it lives.
	silence = 5 * time.Second
	// publishWait is how long one round of publishing may take: all that a node
	// has to say of itself is tens of megabytes at the most.
	publishWait = 2 * time.Second
)

// NewRedisBus returns a node's end of the bus. It connects when it must, and
// again whenever the connection was lost. prefix begins the names of one
// desk's channels: several may share a Redis, whose databases don't keep
// channels apart.
func NewRedisBus(client redis.UniversalClient, prefix string, log *slog.Logger) *RedisBus {
	ctx, stop := context.WithCancel(context.Background())
	_, cluster := client.(*redis.ClusterClient)
	b := &RedisBus{client: client, prefix: prefix, log: log, self: rand.Text(), sharded: cluster, out: make(chan redisParcel, redisQueue), ctx: ctx, stop: stop}
	b.done.Add(1)
	go b.publish()
	return b
}

// Self implements Bus.
func (b *RedisBus) Self() string { return b.self }

// Well reports whether the bus carries, as far as this node can see.
func (b *RedisBus) Well() bool { return b.hearing.Load() == channels && !b.unable.Load() }

// Dropped is how many payloads this node could not publish since it started.
func (b *RedisBus) Dropped() int64 { return b.dropped.Load() }

// Publish implements Bus.
func (b *RedisBus) Publish(to string, payload []byte) {
	select {
	case b.out <- redisParcel{to, payload}:
	default: // at most once: Redis doesn't keep up
		b.dropped.Add(1)
	}
}

// channel is where a node listens; Everybody's is heard by all.
func (b *RedisBus) channel(node string) string {
	if node == Everybody {
		return b.prefix + ":all"
	}
	return b.prefix + ":node:" + node
}

// publish sends what waits in one round trip.
func (b *RedisBus) publish() {
	defer b.done.Done()
	for {
		var first redisParcel
		select {
		case <-b.ctx.Done():
			return
		case first = <-b.out:
		}
		pipe := b.client.Pipeline()
		ctx, cancel := context.WithTimeout(b.ctx, publishWait)
		n := 1
		for b.add(ctx, pipe, first); n < redisBatch && len(b.out) > 0; n++ {
			b.add(ctx, pipe, <-b.out)
		}
		_, err := pipe.Exec(ctx)
		cancel()
		if err != nil {
			b.dropped.Add(int64(n))
		}
		if was := b.unable.Swap(err != nil); was != (err != nil) && b.ctx.Err() == nil {
			if err != nil {
				b.log.Warn("redis is away: nodes find each other's messages in the database, up to 2 s late", "error", err)
			} else {
				b.log.Info("redis is back")
			}
		}
	}
}

func (b *RedisBus) add(ctx context.Context, pipe redis.Pipeliner, p redisParcel) {
	payload := make([]byte, 0, selfLength+len(p.payload))
	payload = append(append(payload, b.self...), p.payload...)
	if b.sharded {
		pipe.SPublish(ctx, b.channel(p.to), payload)
	} else {
		pipe.Publish(ctx, b.channel(p.to), payload)
	}
}

// channels is how many a node listens to.
const channels = 2

// Subscribe implements Bus. Each channel has a connection of its own: on a
// cluster they lie on different shards.
func (b *RedisBus) Subscribe(heard func(string, []byte), listening func()) {
	for _, channel := range [channels]string{b.channel(Everybody), b.channel(b.self)} {
		b.done.Add(1)
		go func() {
			defer b.done.Done()
			for b.ctx.Err() == nil {
				b.listen(channel, heard, listening)
				select {
				case <-b.ctx.Done():
				case <-time.After(500 * time.Millisecond):
				}
			}
		}()
	}
}

// listen hears one channel until its connection ends.
func (b *RedisBus) listen(channel string, heard func(string, []byte), listening func()) {
	subscribe := b.client.Subscribe
	if b.sharded {
		subscribe = b.client.SSubscribe
	}
	sub := subscribe(b.ctx, channel)
	defer sub.Close() //nolint:errcheck // it ends either way
	// No context interrupts a read that waits for the next message.
	stop := context.AfterFunc(b.ctx, func() { sub.Close() }) //nolint:errcheck // it ends either way
	defer stop()
	up := false
	defer func() {
		if up {
			b.hearing.Add(-1)
		}
	}()
	for asked := false; ; {
		got, err := sub.ReceiveTimeout(b.ctx, silence)
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() && !asked {
			// Nothing to hear, or nobody there any more: a dead connection
			// would be silent for ever.
			asked, err = true, sub.Ping(b.ctx)
			if err == nil {
				continue
			}
		}
		if err != nil {
			if b.ctx.Err() == nil {
				b.log.Debug("the subscription ended; subscribing again", "error", err)
			}
			return
		}
		asked = false
		switch got := got.(type) {
		case *redis.Subscription:
			if !up {
				up = true
				b.began(listening)
			}
		case *redis.Message:
			if len(got.Payload) > selfLength && got.Payload[:selfLength] != b.self {
				b.oneAtOnce.Lock()
				heard(got.Payload[:selfLength], []byte(got.Payload[selfLength:]))
				b.oneAtOnce.Unlock()
			}
		}
	}
}

// began counts a channel that is heard now; with the last of them the node listens.
func (b *RedisBus) began(listening func()) {
	if b.hearing.Add(1) == channels {
		b.oneAtOnce.Lock()
		defer b.oneAtOnce.Unlock()
		listening()
	}
}

// Close implements Bus.
func (b *RedisBus) Close() error {
	b.stop()
	b.done.Wait()
	return nil
}
