package fanout

import (
	"crypto/rand"
	"sync"
)

// MemoryBus joins nodes of one process, for tests of several nodes.
type MemoryBus struct {
	mu    sync.RWMutex
	nodes []*memoryNode
}

type memoryNode struct {
	bus  *MemoryBus
	name string
	in   chan memoryParcel
}

type memoryParcel struct {
	from    string
	payload []byte
}

// Node returns a node's end of the bus.
func (b *MemoryBus) Node() Bus {
	n := &memoryNode{bus: b, name: rand.Text(), in: make(chan memoryParcel, 4096)}
	b.mu.Lock()
	b.nodes = append(b.nodes, n)
	b.mu.Unlock()
	return n
}

func (n *memoryNode) Self() string { return n.name }

func (n *memoryNode) Publish(to string, payload []byte) {
	n.bus.mu.RLock()
	defer n.bus.mu.RUnlock()
	for _, other := range n.bus.nodes {
		if other == n || to != Everybody && to != other.name {
			continue
		}
		select {
		case other.in <- memoryParcel{n.name, payload}:
		default: // at most once
		}
	}
}

func (n *memoryNode) Subscribe(heard func(string, []byte), listening func()) {
	go func() {
		listening()
		for p := range n.in {
			heard(p.from, p.payload)
		}
	}()
}

func (n *memoryNode) Close() error {
	n.bus.mu.Lock()
	defer n.bus.mu.Unlock()
	for i, other := range n.bus.nodes {
		if other == n {
			n.bus.nodes = append(n.bus.nodes[:i:i], n.bus.nodes[i+1:]...)
			close(n.in)
			break
		}
	}
	return nil
}
