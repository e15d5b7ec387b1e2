package fanout

// Bus carries payloads between nodes: at most once. What one node publishes to
// the same receiver arrives in its order, with holes where something was lost.
// No call blocks on the network.
type Bus interface {
	// Self names this node among those of the bus; another name at each start.
	Self() string
	// Publish gives payload to the node named to, or with Everybody to every
	// other node, if it can.
	Publish(to string, payload []byte)
	// Subscribe says what takes other nodes' payloads, and what is told each
	// time that this node begins to hear, the first time and after each break.
	// Called once, before anything is published. The calls come one at a time.
	Subscribe(heard func(from string, payload []byte), listening func())
	Close() error
}

// Everybody is every node but oneself.
const Everybody = ""
