package fanout

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
)

// RedisBus joins nodes through Redis's publish and subscribe. When Redis is
// away or slow payloads are dropped, and the watch finds them in the database.
type RedisBus struct {
	client  redis.UniversalClient
	log     *slog.Logger
	channel string
	self    string // begins each of this node's own payloads
	out     chan []byte
	ctx     context.Context
	stop    context.CancelFunc
	done    sync.WaitGroup
}

const (
	selfLength = 26
	redisBatch = 64
	// silence is how long a subscription may be silent until it is asked
	// whether it lives.
	silence = 5 * time.Second
)

// NewRedisBus returns a node's end of the bus. It connects when it must, and
// again whenever the connection was lost. channel is that of one desk: several
// may share a Redis, whose databases don't keep channels apart.
func NewRedisBus(client redis.UniversalClient, channel string, log *slog.Logger) *RedisBus {
	ctx, stop := context.WithCancel(context.Background())
	b := &RedisBus{client: client, channel: channel, log: log, self: rand.Text(), out: make(chan []byte, 4096), ctx: ctx, stop: stop}
	b.done.Add(1)
	go b.publish()
	return b
}

// Publish implements Bus.
func (b *RedisBus) Publish(payload []byte) {
	select {
	case b.out <- payload:
	default: // at most once: Redis doesn't keep up
	}
}

// publish sends what waits in one round trip.
func (b *RedisBus) publish() {
	defer b.done.Done()
	var down bool
	for {
		var first []byte
		select {
		case <-b.ctx.Done():
			return
		case first = <-b.out:
		}
		pipe := b.client.Pipeline()
		ctx, cancel := context.WithTimeout(b.ctx, time.Second)
		pipe.Publish(ctx, b.channel, b.self+string(first))
		for n := 1; n < redisBatch && len(b.out) > 0; n++ {
			pipe.Publish(ctx, b.channel, b.self+string(<-b.out))
		}
		_, err := pipe.Exec(ctx)
		cancel()
		if (err != nil) != down && b.ctx.Err() == nil {
			if down = err != nil; down {
				b.log.Warn("redis is away: nodes find each other's messages in the database, up to 2 s late", "error", err)
			} else {
				b.log.Info("redis is back")
			}
		}
	}
}

// Subscribe implements Bus.
func (b *RedisBus) Subscribe(f func([]byte)) {
	b.done.Add(1)
	go func() {
		defer b.done.Done()
		for b.ctx.Err() == nil {
			b.listen(f)
			select {
			case <-b.ctx.Done():
			case <-time.After(500 * time.Millisecond):
			}
		}
	}()
}

func (b *RedisBus) listen(f func([]byte)) {
	sub := b.client.Subscribe(b.ctx, b.channel)
	defer sub.Close() //nolint:errcheck // it ends either way
	// No context interrupts a read that waits for the next message.
	stop := context.AfterFunc(b.ctx, func() { sub.Close() }) //nolint:errcheck // it ends either way
	defer stop()
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
		if m, ok := got.(*redis.Message); ok && len(m.Payload) > selfLength && m.Payload[:selfLength] != b.self {
			f([]byte(m.Payload[selfLength:]))
		}
	}
}

// Close implements Bus.
func (b *RedisBus) Close() error {
	b.stop()
	b.done.Wait()
	return nil
}
