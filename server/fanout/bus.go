package fanout

// Bus carries payloads between nodes: at most once, in no promised order.
// Neither call blocks on the network.
type Bus interface {
	// Publish gives payload to every other node, if it can.
	Publish(payload []byte)
	// Subscribe says what takes other nodes' payloads; called once, before
	// anything is published. f is called from one goroutine.
	Subscribe(f func(payload []byte))
	Close() error
}
