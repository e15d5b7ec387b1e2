// Package metrics counts what an operator watches, and shows it to Prometheus.
// Labels have few values: never an id, an address or a text.
package metrics

import (
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"kefu/server/desk"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Recorder counts. Its methods may be called from any goroutine and cost well
// under a microsecond.
type Recorder struct {
	registry    *prometheus.Registry
	connections *prometheus.GaugeVec
	frames      *prometheus.CounterVec
	messages    *prometheus.CounterVec
	errors      *prometheus.CounterVec
	requests    *prometheus.CounterVec
	requestTime *prometheus.HistogramVec
	groups      *prometheus.CounterVec
	groupSize   prometheus.Histogram
	commitTime  prometheus.Histogram
	queueDepth  atomic.Pointer[func() int64]
}

// New returns a recorder with a registry of its own, which has the Go
// runtime's and the process's figures too.
func New() *Recorder {
	r := &Recorder{
		registry: prometheus.NewRegistry(),
		connections: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "kefu_connections", Help: "Open WebSocket connections of this node, by role."}, []string{"role"}),
		frames: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kefu_frames_total", Help: "Frames from clients, by type and result: ok, or the error code."}, []string{"type", "result"}),
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kefu_messages_total", Help: "Messages sent, by sender's role and result: stored, duplicate, or the error code."}, []string{"sender", "result"}),
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kefu_errors_total", Help: "Refusals to clients, over WebSocket and HTTP, by error code."}, []string{"code"}),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kefu_http_requests_total", Help: "HTTP requests, by route, method and status."}, []string{"route", "method", "status"}),
		requestTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kefu_http_request_seconds", Help: "Time to answer an HTTP request, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}}, []string{"route"}),
		groups: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kefu_commit_groups_total", Help: "Groups of changes committed, by result: ok, or the error code."}, []string{"result"}),
		groupSize: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "kefu_commit_group_size", Help: "Changes in a group.", Buckets: prometheus.ExponentialBuckets(1, 2, 9)}),
		commitTime: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "kefu_commit_seconds", Help: "Time to commit a group.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}}),
	}
	depth := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "kefu_queue_depth", Help: "Changes that wait to be committed, or are being committed."}, r.depth)
	r.registry.MustRegister(r.connections, r.frames, r.messages, r.errors, r.requests, r.requestTime, r.groups, r.groupSize, r.commitTime, depth,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	// A gauge that appears only with the first connection can't be alerted on.
	for _, role := range []desk.Role{desk.RoleCustomer, desk.RoleAgent, desk.RoleSupervisor, desk.RoleAdmin} {
		r.connections.WithLabelValues(string(role))
	}
	return r
}

// Handler shows the figures in Prometheus's text format.
func (r *Recorder) Handler() http.Handler {
	return promhttp.HandlerFor(r.registry, promhttp.HandlerOpts{Registry: r.registry})
}

// Registry lets a feature register figures of its own.
func (r *Recorder) Registry() prometheus.Registerer { return r.registry }

// Connected counts a connection that was opened.
func (r *Recorder) Connected(role desk.Role) { r.connections.WithLabelValues(string(role)).Inc() }

// Disconnected counts it closed.
func (r *Recorder) Disconnected(role desk.Role) { r.connections.WithLabelValues(string(role)).Dec() }

// Frame counts a frame from a client by what became of it; code is "" for one
// that was carried out. frameType must be one of the contract's: what a client
// made up is to be given as "unknown".
func (r *Recorder) Frame(frameType string, code desk.Code) {
	r.frames.WithLabelValues(frameType, result(code)).Inc()
	if code != "" {
		r.Problem(code)
	}
}

// Message counts a send that was answered, over WebSocket and REST alike:
// give it each committed change that is a send.
func (r *Recorder) Message(c *desk.Change) {
	if c.Send == nil {
		return
	}
	outcome := "stored"
	switch {
	case c.Result.Err != nil:
		outcome = string(desk.CodeOf(c.Result.Err))
	case c.Result.Duplicate:
		outcome = "duplicate"
	}
	r.messages.WithLabelValues(string(c.By.Role.Sender()), outcome).Inc()
}

// Group counts one try to commit a group, as journal.Config.Observe is told.
func (r *Recorder) Group(size int, took time.Duration, err error) {
	r.groups.WithLabelValues(result(desk.CodeOf(err))).Inc()
	r.groupSize.Observe(float64(size))
	r.commitTime.Observe(took.Seconds())
}

// Watch says where the depth of the queue is to be read, at each scrape.
func (r *Recorder) Watch(f func() int64) { r.queueDepth.Store(&f) }

func (r *Recorder) depth() float64 {
	if f := r.queueDepth.Load(); f != nil {
		return float64((*f)())
	}
	return 0
}

// WatchBus says where the state of the bus between the nodes is to be read, at
// each scrape; called once, by a node that has one. shared says whether rate
// limits are counted together with the other nodes.
func (r *Recorder) WatchBus(well func() bool, dropped func() int64, shared func() bool) {
	r.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "kefu_bus_up", Help: "1 while this node and the bus (Redis) reach each other; 0: nodes find each other's messages in the database."},
			oneIf(well)),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "kefu_limits_shared", Help: "1 while nodes count rate limits together (in Redis); 0: each counts by itself."},
			oneIf(shared)),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "kefu_bus_dropped_total", Help: "What this node could not publish on the bus."}, func() float64 { return float64(dropped()) }))
}

func oneIf(is func() bool) func() float64 {
	return func() float64 {
		if is() {
			return 1
		}
		return 0
	}
}

// Problem counts a refusal.
func (r *Recorder) Problem(code desk.Code) { r.errors.WithLabelValues(string(code)).Inc() }

// Request counts an answered HTTP request. route is a pattern, "" where none
// matched.
func (r *Recorder) Request(route, method string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete, http.MethodOptions:
	default: // a client may call it anything
		method = "other"
	}
	r.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	if route != "/ws" { // as long as the connection
		r.requestTime.WithLabelValues(route).Observe(took.Seconds())
	}
}

func result(code desk.Code) string {
	if code == "" {
		return "ok"
	}
	return string(code)
}
