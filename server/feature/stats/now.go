package stats

import (
	"context"
	"database/sql"
	"sort"
	"time"

	"kefu/server/api"
	"kefu/server/desk"
	"kefu/server/wire"
)

func (f *Feature) getNow(ctx context.Context, _ desk.Principal, _ *api.Nothing) (*api.Body[Now], error) {
	n, err := f.now.get(ctx, "", f.readNow)
	if err != nil {
		return nil, err
	}
	return &api.Body[Now]{Body: *n}, nil
}

// openOne is an open conversation, as far as the present figures go.
type openOne struct{ id, assignee, waitingSince int64 }

// open lists the open conversations: a range of the index on status. It needs
// all of them for the agents' load, and so finds who waits longest on the way:
// an index on waiting_since would cost every message and save nothing here.
func (r records) open(ctx context.Context) ([]openOne, error) {
	var all []openOne
	err := r.each(ctx, "SELECT id, assignee_id, waiting_since FROM conversations WHERE status='open' AND last_seq>0", nil, func(rows *sql.Rows) error {
		var o openOne
		err := rows.Scan(&o.id, &o.assignee, &o.waitingSince)
		all = append(all, o)
		return err
	})
	return all, r.db.Fail("list open conversations", err)
}

// load is what one agent, or the desk, has to do.
type load struct {
	open, waiting int
	longest       openOne // of those that wait; zero: none
}

func (l *load) add(o openOne) {
	l.open++
	if o.waitingSince == 0 {
		return
	}
	l.waiting++
	if l.longest.id == 0 || o.waitingSince < l.longest.waitingSince {
		l.longest = o
	}
}

func (f *Feature) readNow(ctx context.Context) (*Now, error) {
	clock, err := f.records.db.Clock(ctx)
	if err != nil {
		return nil, err
	}
	open, err := f.records.open(ctx)
	if err != nil {
		return nil, err
	}
	var all load
	by := map[int64]*load{}
	for _, o := range open {
		all.add(o)
		if by[o.assignee] == nil {
			by[o.assignee] = &load{}
		}
		by[o.assignee].add(o)
	}
	n := &Now{At: wire.Time(time.UnixMilli(clock)), CustomersOnline: f.sessions.CustomersOnline(), Open: all.open, Waiting: all.waiting}
	if nobodys := by[0]; nobodys != nil {
		n.Unassigned = nobodys.open
	}
	err = f.records.db.GetContext(ctx, &n.Pending, "SELECT COUNT(*) FROM conversations WHERE status='pending' AND last_seq>0")
	if err != nil {
		return nil, f.records.db.Fail("count pending conversations", err)
	}
	waits, err := f.waits(ctx, clock, all, by)
	if err != nil {
		return nil, err
	}
	n.LongestWait = waits[all.longest.id]
	return n, f.addAgents(ctx, n, by, waits)
}

// waits describes the longest waits of the desk and of each agent, by conversation.
func (f *Feature) waits(ctx context.Context, clock int64, all load, by map[int64]*load) (map[int64]*Wait, error) {
	waits := map[int64]*Wait{}
	var ids []int64
	for _, l := range append([]*load{&all}, values(by)...) {
		if o := l.longest; o.id != 0 && waits[o.id] == nil {
			ids = append(ids, o.id)
			waits[o.id] = &Wait{ConversationID: desk.FormatID(o.id), Since: wire.Time(time.UnixMilli(o.waitingSince)), Seconds: *seconds(clock - o.waitingSince)}
		}
	}
	if len(ids) == 0 {
		return waits, nil
	}
	err := f.records.in(ctx, "SELECT id, name FROM customers WHERE id IN (?)", ids, func(rows *sql.Rows) error {
		var id int64
		var name string
		err := rows.Scan(&id, &name)
		if w := waits[id]; w != nil {
			w.CustomerName = name
		}
		return err
	})
	return waits, f.records.db.Fail("read who waits", err)
}

func values(by map[int64]*load) []*load {
	out := make([]*load, 0, len(by))
	for _, l := range by {
		out = append(out, l)
	}
	return out
}

// addAgents lists who is online, and who has something to do.
func (f *Feature) addAgents(ctx context.Context, n *Now, by map[int64]*load, waits map[int64]*Wait) error {
	agents, err := f.records.db.Agents(ctx)
	if err != nil {
		return err
	}
	n.Agents = []AgentLoad{}
	for _, a := range agents {
		status := f.sessions.AgentStatus(a.ID)
		l := by[a.ID]
		if status != desk.AgentOffline {
			n.AgentsOnline++
		} else if l == nil {
			continue
		}
		if l == nil {
			l = &load{}
		}
		n.Agents = append(n.Agents, AgentLoad{
			Agent: wire.AgentRef{ID: desk.FormatID(a.ID), Name: a.Name}, Status: string(status),
			Open: l.open, Waiting: l.waiting, LongestWait: waits[l.longest.id],
		})
	}
	sort.SliceStable(n.Agents, func(i, k int) bool { return n.Agents[i].Agent.Name < n.Agents[k].Agent.Name })
	return nil
}
