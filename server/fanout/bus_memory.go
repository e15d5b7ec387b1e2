package fanout

import "sync"

// MemoryBus joins nodes of one process, for tests of several nodes.
type MemoryBus struct {
	mu    sync.RWMutex
	nodes []*memoryNode
}

type memoryNode struct {
	bus *MemoryBus
	in  chan []byte
}

// Node returns a node's end of the bus.
func (b *MemoryBus) Node() Bus {
	n := &memoryNode{bus: b, in: make(chan []byte, 4096)}
	b.mu.Lock()
	b.nodes = append(b.nodes, n)
	b.mu.Unlock()
	return n
}

func (n *memoryNode) Publish(payload []byte) {
	n.bus.mu.RLock()
	defer n.bus.mu.RUnlock()
	for _, other := range n.bus.nodes {
		if other == n {
			continue
		}
		select {
		case other.in <- payload:
		default: // at most once
		}
	}
}

func (n *memoryNode) Subscribe(f func([]byte)) {
	go func() {
		for payload := range n.in {
			f(payload)
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
