package plc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/gopcua/opcua"
	"github.com/gopcua/opcua/ua"

	"github.com/aisle-wms/aisle/devices"
)

// Namespace of the PLC interface.
const Namespace = "urn:aisle:plc:1"

// Limits of the connection.
const (
	pollDefault  = 20 * time.Millisecond
	slowEvery    = 200 * time.Millisecond
	answerWithin = 2 * time.Second // else the connection is given up
	requestItems = 500
	roundsAtOnce = 4 // reads a device may ask for after one poll
	retrySoon    = 500 * time.Millisecond
	retryRefused = 5 * time.Second // after a refusal that a person must mend
)

// Config of a Server.
type Config struct {
	Endpoint string // opc.tcp://host:port
	// ServerThumbprint of the server's certificate in hex: SHA-256 (64 digits)
	// or SHA-1 (40 digits).
	ServerThumbprint      string
	User, Password        string
	ClientCert, ClientKey string        // PEM files of our own application certificate
	NamespaceURI          string        // default Namespace
	PollInterval          time.Duration // default 20 ms
	Logger                *slog.Logger
}

// Server is the connection to one OPC UA server and the devices behind it.
type Server struct {
	cfg     Config
	pin     pin
	devices []*device
	woken   chan struct{}
	now     func() time.Time
}

// New checks the configuration. Nothing is connected before Run.
func New(cfg Config) (*Server, error) {
	p, err := parsePin(cfg.ServerThumbprint)
	if err != nil {
		return nil, fmt.Errorf("OPC UA server %s: %w", cfg.Endpoint, err)
	}
	if cfg.User == "" || cfg.Password == "" {
		return nil, fmt.Errorf("OPC UA server %s: user and password must be given", cfg.Endpoint)
	}
	if cfg.NamespaceURI == "" {
		cfg.NamespaceURI = Namespace
	}
	if cfg.PollInterval <= 0 {
		cfg.PollInterval = pollDefault
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &Server{cfg: cfg, pin: p, woken: make(chan struct{}, 1), now: time.Now}, nil
}

func (s *Server) wake() {
	select {
	case s.woken <- struct{}{}:
	default:
	}
}

func (s *Server) add(id, prefix string, c core) *device {
	d := newDevice(id, prefix, c, s.wake, s.cfg.Logger)
	s.devices = append(s.devices, d)
	return d
}

// Crane adds a job device with so many P&D stations. Call it before Run.
func (s *Server) Crane(id, prefix string, stations int) devices.Crane {
	m := &mailbox{health: health{id: id, class: devices.ClassCrane, pic: picture{}}, stations: stations}
	return &craneDevice{s.add(id, prefix, m), m}
}

// Conveyor adds a route of so many stations. Call it before Run.
func (s *Server) Conveyor(id, prefix string, stations int) devices.Conveyor {
	m := &mailbox{health: health{id: id, class: devices.ClassConveyor, pic: picture{}}, stations: stations, announced: newAnnouncements(stations)}
	return &conveyorDevice{craneDevice{s.add(id, prefix, m), m}}
}

// Sorter adds a sorter whose chutes are numbered 1 to chutes, besides the
// reject lane 0. Call it before Run.
func (s *Server) Sorter(id, prefix string, chutes int) devices.Sorter {
	r := newSorter(id, chutes)
	return &sorterDevice{s.add(id, prefix, r), r}
}

// Vision adds a vision station. Call it before Run.
func (s *Server) Vision(id, prefix string) devices.Vision {
	r := newVision(id)
	return &visionDevice{s.add(id, prefix, r), r}
}

// Run connects, keeps the connection and drives the devices until ctx ends.
func (s *Server) Run(ctx context.Context) error {
	told := ""
	for ctx.Err() == nil {
		started := s.now()
		err := s.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		why := fmt.Sprintf("OPC UA server %s: %v", s.cfg.Endpoint, err)
		if why != told || s.now().Sub(started) > answerWithin*5 {
			s.cfg.Logger.Warn("PLC link is down", "err", err, "endpoint", s.cfg.Endpoint)
			told = why
		}
		for _, d := range s.devices {
			d.lost(s.now(), why)
		}
		wait := retrySoon
		if errors.Is(err, errRefused) {
			wait = retryRefused
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	return nil
}

// session is one connection, from dialling to its end.
func (s *Server) session(ctx context.Context) error {
	c, index, err := s.dial(ctx)
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), retrySoon)
		defer cancel()
		_ = c.Close(ctx)
	}()
	for _, d := range s.devices {
		d.resolve(index)
	}
	s.cfg.Logger.Info("PLC link is up", "endpoint", s.cfg.Endpoint)
	l := link{client: c, index: index}
	tick := time.NewTicker(s.cfg.PollInterval)
	defer tick.Stop()
	var slowAt, beatAt time.Time
	for {
		now := s.now()
		if now.Sub(beatAt) >= beatEvery || slices.ContainsFunc(s.devices, (*device).beatDue) {
			beatAt = now
			if err := s.beat(ctx, l); err != nil {
				return err
			}
		}
		slow := now.Sub(slowAt) >= slowEvery
		if slow {
			slowAt = now
		}
		if err := s.poll(ctx, l, slow); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case <-s.woken:
		}
	}
}

// beat writes the heartbeat of every device.
func (s *Server) beat(ctx context.Context, l link) error {
	var set []target
	for _, d := range s.devices {
		if d.beat == 0 {
			d.beat = uint32(s.now().Unix())
		}
		d.beat = next(d.beat)
		set = append(set, target{d.prefix, setting{"Health.WcsHeartbeat", d.beat}})
	}
	results, err := l.write(ctx, set)
	if err != nil {
		return err
	}
	for i, d := range s.devices {
		d.beats(results[i])
	}
	return nil
}

// poll reads the polled nodes of all devices at once, then lets each core act.
func (s *Server) poll(ctx context.Context, l link, slow bool) error {
	var ids []*ua.NodeID
	paths := make([][]string, len(s.devices))
	for i, d := range s.devices {
		paths[i] = d.polled(slow)
		ids = d.nodeIDs(ids, paths[i])
	}
	values, err := l.read(ctx, ids)
	if err != nil {
		return err
	}
	for i, d := range s.devices {
		n := len(paths[i])
		if err := s.drive(ctx, l, d, paths[i], values[:n]); err != nil {
			return err
		}
		values = values[n:]
	}
	return nil
}

// drive steps a core, reads what it wants to see and writes what it wants
// written.
func (s *Server) drive(ctx context.Context, l link, d *device, paths []string, values []*ua.DataValue) error {
	for round := 1; ; round++ {
		out, ok := d.observe(s.now(), paths, values)
		if !ok {
			return nil
		}
		for _, b := range out.write {
			good, err := s.write(ctx, l, d, b)
			if err != nil {
				return err
			}
			if !good {
				return nil
			}
		}
		if len(out.want) == 0 {
			return nil
		}
		if round == roundsAtOnce {
			d.carry = out.want // the others wait: with the next poll
			return nil
		}
		paths = out.want
		var err error
		if values, err = l.read(ctx, d.nodeIDs(nil, paths)); err != nil {
			return err
		}
	}
}

// write sends one batch in one request and concludes it.
func (s *Server) write(ctx context.Context, l link, d *device, b batch) (good bool, err error) {
	set := make([]target, len(b.set))
	for i, v := range b.set {
		set[i] = target{d.prefix, v}
	}
	results, err := l.write(ctx, set)
	if err != nil {
		return false, err
	}
	return d.wrote(s.now(), b, results), nil
}

// dial connects with the security the interface asks for, or says why not.
func (s *Server) dial(ctx context.Context) (*opcua.Client, uint16, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*answerWithin)
	defer cancel()
	c, err := s.connect(ctx)
	if err != nil {
		return nil, 0, err
	}
	index, err := c.FindNamespace(ctx, s.cfg.NamespaceURI)
	if err != nil {
		_ = c.Close(ctx)
		return nil, 0, fmt.Errorf("namespace %s: %w", s.cfg.NamespaceURI, err)
	}
	return c, index, nil
}
