package fanout

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// RedisBus joins nodes through Redis's publish and subscribe: one channel for
// all nodes, and one for each. When Redis is away or slow payloads are dropped,
// and the watch finds them in the database.
//
// Each node publishes a pulse on both of its channels and believes that it
// hears while they come back: a subscription may stay on a server that nobody
// publishes to any more (a replica, a shard that gave the slot away, a machine
// behind a cut), and would be silent for ever.
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

	hearing   atomic.Int32          // of this node's two channels
	unable    atomic.Pointer[error] // why what was published last did not go out; nil: it did
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
	// pulseEvery is how often a node publishes to itself.
	pulseEvery = 2 * time.Second
	// silence is how long a subscription may be silent until it is given up:
	// two pulses were lost, or Redis takes seconds.
	silence = 2*pulseEvery + time.Second
	// againAfter is how long it is waited before subscribing again.
	againAfter = 500 * time.Millisecond
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
	b.done.Add(2)
	go b.publish()
	go b.beat()
	return b
}

// Self implements Bus.
func (b *RedisBus) Self() string { return b.self }

// errDeaf is why a bus is not well that publishes all right.
var errDeaf = errors.New("what this node publishes does not come back to it")

// Trouble is why the bus does not carry, as far as this node can see; nil: it does.
func (b *RedisBus) Trouble() error {
	if why := b.unable.Load(); why != nil {
		return *why
	}
	if b.hearing.Load() != channels {
		return errDeaf
	}
	return nil
}

// Well reports whether the bus carries, as far as this node can see.
func (b *RedisBus) Well() bool { return b.Trouble() == nil }

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

// beat publishes this node's pulse until the bus is closed.
func (b *RedisBus) beat() {
	defer b.done.Done()
	tick := time.NewTicker(pulseEvery)
	defer tick.Stop()
	for {
		select {
		case <-b.ctx.Done():
			return
		case <-tick.C:
			b.Publish(Everybody, nil)
			b.Publish(b.self, nil)
		}
	}
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
		for n := 1; ; n++ {
			b.add(ctx, pipe, first)
			if n == redisBatch || len(b.out) == 0 {
				break
			}
			first = <-b.out
		}
		b.published(pipe.Exec(ctx))
		cancel()
	}
}

// published notes what became of a round.
func (b *RedisBus) published(round []redis.Cmder, err error) {
	if err == nil {
		b.unable.Store(nil)
		return
	}
	b.unable.Store(&err)
	for _, cmd := range round {
		if cmd.Err() != nil {
			b.dropped.Add(1)
		}
	}
	b.lookAgain()
}

// lookAgain has a cluster's slots looked up anew, soon: a subscription doesn't
// follow a slot that has moved.
func (b *RedisBus) lookAgain() {
	if c, ok := b.client.(*redis.ClusterClient); ok {
		c.ReloadState(b.ctx)
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
	for _, to := range [channels]string{Everybody, b.self} {
		b.done.Add(1)
		go func() {
			defer b.done.Done()
			for b.ctx.Err() == nil {
				if err := b.listen(to, heard, listening); b.ctx.Err() == nil {
					b.log.Debug("the subscription ended; subscribing again", "error", err)
					b.lookAgain()
				}
				select {
				case <-b.ctx.Done():
				case <-time.After(againAfter):
				}
			}
		}()
	}
}

// listen hears what is published to one receiver until its connection ends, or
// carries nothing any more.
func (b *RedisBus) listen(to string, heard func(string, []byte), listening func()) error {
	subscribe := b.client.Subscribe
	if b.sharded {
		subscribe = b.client.SSubscribe
	}
	sub := subscribe(b.ctx, b.channel(to))
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
	for own := time.Now(); ; { // when this node last heard itself
		got, err := sub.ReceiveTimeout(b.ctx, silence)
		if err != nil {
			return err
		}
		switch got := got.(type) {
		case *redis.Subscription:
			if got.Count == 0 { // the slot has moved
				return errDeaf
			}
			b.Publish(to, nil)
		case *redis.Message:
			if len(got.Payload) < selfLength {
				continue
			}
			from, payload := got.Payload[:selfLength], got.Payload[selfLength:]
			if from == b.self {
				own = time.Now()
				if !up {
					up = true
					b.began(listening)
				}
				continue
			}
			if time.Since(own) > silence && b.unable.Load() == nil {
				return errDeaf // others publish here, and this node somewhere else
			}
			if payload != "" {
				b.oneAtOnce.Lock()
				heard(from, []byte(payload))
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
