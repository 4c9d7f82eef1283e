package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/cmd/enrolment"
	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/cmd/twin"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/web"
)

// site are the flags that up, serve and simulate share.
type site struct {
	config, data, http, mqtt, mqtts, opcua string
	scenario                               string // instead of config: one that the product ships with
	speed                                  float64
	seed                                   uint64
	verbose                                bool
	archiveAfterDays                       int
	replayMB                               int64

	tls     tlsFlags
	twin    *twinSwitch // nil: the machines are real, or simulated elsewhere
	around  aroundFlags
	net     *config.Network
	log     *slog.Logger
	tail    *plant.LogTail
	secrets enrolment.Secrets
}

func (s *site) flags(cmd *cobra.Command, speed float64) {
	f := cmd.Flags()
	f.StringVar(&s.data, "data", "data", "data folder; made if it is not there")
	f.StringVar(&s.http, "http", "127.0.0.1:8080", "address of the web and API")
	f.StringVar(&s.mqtt, "mqtt", "127.0.0.1:1883", "address of the embedded MQTT broker")
	f.StringVar(&s.mqtts, "mqtts", "", "address of the embedded MQTT broker with TLS by the site's own authority, such as 0.0.0.0:8883; --mqtt is for this machine only then")
	f.StringVar(&s.opcua, "opcua", "", "address of the twin's PLCs, instead of the site file's")
	f.Float64Var(&s.speed, "speed", speed, "site seconds per second (motion, handling, demand and site time)")
	f.IntVar(&s.archiveAfterDays, "archive-after", 35, "days after its end that a month of closed orders and journal is sealed into an archive; 0: never by itself")
	f.Int64Var(&s.replayMB, "replay-mb", 256, "room in MB for pictures of the floors, to be replayed in the control room; 0: none are kept")
	f.BoolVarP(&s.verbose, "verbose", "v", false, "say more on stderr")
}

// prepare reads the network; nothing is made or started.
func (s *site) prepare(cmd *cobra.Command) (err error) {
	if !(s.speed > 0) || s.speed > 1000 {
		return fmt.Errorf("--speed %v: must be above 0 and at most 1000", s.speed)
	}
	if s.archiveAfterDays < 0 {
		return fmt.Errorf("--archive-after %d: must not be negative", s.archiveAfterDays)
	}
	if s.replayMB < 0 || s.replayMB > 1_000_000 {
		return fmt.Errorf("--replay-mb %d: must be 0 to 1000000", s.replayMB)
	}
	if err := s.tls.check(s.mqtts != ""); err != nil {
		return err
	}
	if err := s.around.check(); err != nil {
		return err
	}
	s.tail = &plant.LogTail{}
	s.log = newLogger(io.MultiWriter(cmd.ErrOrStderr(), s.tail), s.verbose)
	if s.config == "" {
		s.net, err = config.Scenario(cmp.Or(s.scenario, "demo"))
	} else {
		s.net, err = config.Load(s.config)
	}
	return err
}

// enrol makes the data folder and its enrolment, if they are not there. The
// ports that will be needed must be free: one in use changes nothing.
func (s *site) enrol(ctx context.Context, ports ...port) (err error) {
	if err := needPorts(ctx, ports...); err != nil {
		return err
	}
	if err := os.MkdirAll(s.data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	s.secrets, err = enrolment.Ensure(s.data, s.net)
	return err
}

// brokerURL is where vehicles are reached, and whether we run the broker.
func (s *site) brokerURL() (url string, own bool) {
	if s.net.MQTT.Mode == "external" {
		return s.net.MQTT.URL, false
	}
	return "tcp://" + s.mqtt, true
}

func newUpCmd() *cobra.Command {
	s := &site{}
	var o upOptions
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Run the whole demo site: WMS, WCS, and the twin of its machines, people and customers",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(); err != nil {
				return err
			}
			if s.scenario = o.scenario; o.scenario != "" && !slices.Contains(config.Scenarios(), o.scenario) {
				s.config = o.scenario
				if _, err := os.Stat(o.scenario); errors.Is(err, os.ErrNotExist) {
					return fmt.Errorf("--scenario %s: no scenario of that name (there are: %s), and no such file", o.scenario, strings.Join(config.Scenarios(), ", "))
				}
			}
			if err := s.prepare(cmd); err != nil {
				return err
			}
			if err := s.enrol(cmd.Context(), append(append(s.mqttPort(), s.httpPort()), s.plcPorts()...)...); err != nil {
				return err
			}
			return up(cmd, s, o)
		},
	}
	s.flags(cmd, 10)
	s.tls.flags(cmd.Flags())
	s.around.flags(cmd.Flags())
	f := cmd.Flags()
	f.StringVar(&o.scenario, "scenario", "", strings.Join(config.Scenarios(), ", ")+", or a network file to run instead")
	f.Uint64Var(&s.seed, "seed", 1, "seed of everything random in the twin")
	f.StringVar(&o.demand, "demand", "on", "simulated customers: on or off")
	f.StringVar(&o.people, "people", "on", "simulated people: on or off")
	f.IntVar(&o.orders, "orders", 0, "send so many orders over the life of the data folder, as fast as the floor takes them")
	f.BoolVar(&o.exit, "exit", false, "with --orders: stop when all are shipped, and print a line of JSON")
	f.StringVar(&o.fault, "fault", "", "plant a fault that the check must find: double-pick, moved-tote, lost-move")
	_ = f.MarkHidden("fault")
	return cmd
}

type upOptions struct {
	scenario, demand, people, fault string
	orders                          int
	exit                            bool
}

func (o upOptions) check() error {
	for flag, v := range map[string]string{"demand": o.demand, "people": o.people} {
		if v != "on" && v != "off" {
			return fmt.Errorf("--%s %q: must be on or off", flag, v)
		}
	}
	if o.orders < 0 {
		return fmt.Errorf("--orders %d: must not be negative", o.orders)
	}
	if o.exit && o.orders == 0 {
		return errors.New("--exit needs --orders N: without it there is no end to wait for")
	}
	switch o.fault {
	case "", "double-pick", "moved-tote", "lost-move":
	default:
		return fmt.Errorf("--fault %q: must be double-pick, moved-tote or lost-move", o.fault)
	}
	return nil
}

// running is a started site.
type running struct {
	plant *plant.Plant
	twin  *twin.Twin
	url   string
	doors *doors
	errs  chan error
	stop  func() error // stops everything and closes the stores
}

// planning is what the network file leaves on.
func planning(n *config.Network) plant.Planning {
	return plant.Planning{Replan: n.Allocation.Replan != "off", Prices: n.Allocation.OpportunityPrices != "off"}
}

// startPlant opens the ports first, then the store, and serves.
func startPlant(ctx context.Context, s *site, seedFault string) (*running, error) {
	d, err := openDoors(ctx, s)
	if err != nil {
		return nil, err
	}
	r := &running{url: d.url, doors: d, errs: make(chan error, 8)}
	mqtt, own := s.brokerURL()
	var b *mqttBroker
	if own {
		if b, err = startBroker(ctx, s); err != nil {
			return nil, errors.Join(err, d.close())
		}
		mqtt = "tcp://" + b.Addr()
	}
	closeAll := func() error {
		err := d.close()
		if b != nil {
			err = errors.Join(err, b.Close())
		}
		return err
	}
	p, err := plant.Open(ctx, plant.Options{Network: s.net, Dir: s.data, Speed: s.speed, Logger: s.log, Tail: s.tail, Enrolment: d.enrolment(), PublicURL: d.url, EnrolURL: d.enrolURL, ArchiveAfterDays: s.archiveAfterDays, ReplayMB: s.replayMB, PrintersAt: s.around.reachable, DropDir: s.around.drop, SkipMove: seedFault == "lost-move", Planning: planning(s.net), Twin: s.simulated()})
	if err != nil {
		return nil, errors.Join(err, closeAll())
	}
	if err := p.ConnectMachines(plant.Wires{Secrets: s.secrets, MQTT: mqtt, OPCUA: s.opcua}); err != nil {
		return nil, errors.Join(err, p.Close(), closeAll())
	}
	s.net = p.Network // with the layouts that it took
	r.plant = p
	b.refusals(p, s.log)
	run, cancel := context.WithCancel(ctx)
	done := make(chan struct{}, 2)
	go func() { r.errs <- p.Run(run); done <- struct{}{} }()
	go func() { r.errs <- d.serve(run, p.Handler(web.Files()), s); done <- struct{}{} }()
	r.stop = func() error {
		cancel()
		<-done
		<-done
		return errors.Join(p.Close(), closeAll())
	}
	return r, nil
}

func up(cmd *cobra.Command, s *site, o upOptions) error {
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	began := time.Now()
	s.twin = &twinSwitch{}
	r, err := startPlant(ctx, s, o.fault)
	if err != nil {
		return err
	}
	if err := startTwin(ctx, s, o, r); err != nil {
		return errors.Join(err, r.stop())
	}
	if !o.exit {
		greet(cmd, s, r)
	}
	err = wait(ctx, s, o, r)
	var report *runReport
	if err == nil && o.exit && ctx.Err() == nil {
		report, err = finish(ctx, s, r, began)
	}
	cancel()
	if stopErr := r.stop(); err == nil {
		err = stopErr
	}
	if err != nil {
		return fault(err)
	}
	if report != nil {
		return report.print(cmd)
	}
	return nil
}

func startTwin(ctx context.Context, s *site, o upOptions, r *running) error {
	token, err := os.ReadFile(r.plant.TokenFile())
	if err != nil {
		return err
	}
	secure, err := s.vehicleTLS()
	if err != nil {
		return err
	}
	t, err := twin.Open(twin.Options{Network: s.net, Dir: s.data, Speed: s.speed, Seed: s.seed, MQTT: s.vehicleURL(), TLS: secure, OPCUA: s.opcua, Secrets: s.secrets,
		Logger: s.log, URL: r.doors.innerURL, Token: strings.TrimSpace(string(token)), People: o.people == "on", Demand: o.demand == "on", Orders: o.orders,
		Faults: twinFaults(o.fault)})
	if err != nil {
		return err
	}
	r.twin = t
	s.twin.twin.Store(t)
	run, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { r.errs <- t.Run(run); close(done) }()
	stopPlant := r.stop
	r.stop = func() error {
		cancel()
		<-done
		return errors.Join(stopPlant(), t.Close())
	}
	return nil
}

// wait returns when the orders are shipped, the context ends, or a part of
// the program failed.
func wait(ctx context.Context, s *site, o upOptions, r *running) error {
	look := time.NewTicker(200 * time.Millisecond)
	defer look.Stop()
	moved := o.fault != "moved-tote"
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-r.errs:
			if err != nil {
				return err
			}
		case <-look.C:
			if !moved {
				moved = moveByHand(s, r)
			}
			if o.exit && allShipped(r, o.orders) {
				return nil
			}
		}
	}
}

func greet(cmd *cobra.Command, s *site, r *running) {
	out := cmd.OutOrStdout()
	mqtt, _ := s.brokerURL()
	fmt.Fprintf(out, "control room  %s/control\nhandheld      %s/handheld\nAPI           %s/openapi.yaml   token in %s\nMQTT          %s\n",
		r.url, r.url, r.url, r.plant.TokenFile(), mqtt)
	for _, w := range s.net.Warehouses {
		for i := range w.PLCs {
			fmt.Fprintf(out, "OPC UA        %s   user %s, password in %s\n", plant.Endpoint(&w.PLCs[i], s.opcua), w.PLCs[i].User, enrolment.Folder(s.data))
		}
	}
	fmt.Fprintln(out, "\ndemo logins (badge, PIN):")
	for _, w := range s.net.Warehouses {
		for _, p := range w.People {
			if !p.Simulated {
				fmt.Fprintf(out, "  %-16s %-6s %s (%s)\n", p.Badge, p.PIN, p.Name, strings.Join(p.Roles, ", "))
			}
		}
	}
	fmt.Fprintln(out, "\nCtrl-C stops; the state stays in", s.data)
}

func newServeCmd() *cobra.Command {
	s := &site{}
	cmd := &cobra.Command{
		Use:   "serve --config FILE",
		Short: "Run WMS and WCS against the machines of a network file",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.prepare(cmd); err != nil {
				return err
			}
			if err := s.enrol(cmd.Context(), append(s.mqttPort(), s.httpPort())...); err != nil {
				return err
			}
			r, err := startPlant(cmd.Context(), s, "")
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "control room  %s/control\ntoken         %s\n", r.url, r.plant.TokenFile())
			err = wait(cmd.Context(), s, upOptions{}, r)
			return fault(errors.Join(err, r.stop()))
		},
	}
	s.flags(cmd, 1)
	s.tls.flags(cmd.Flags())
	s.around.flags(cmd.Flags())
	cmd.Flags().StringVar(&s.config, "config", "", "network file (config/demo/network.yaml is the demo's)")
	_ = cmd.MarkFlagRequired("config")
	return cmd
}

func newSimulateCmd() *cobra.Command {
	s := &site{}
	var url, tokenFile, people, demand string
	var orders int
	cmd := &cobra.Command{
		Use:   "simulate --config FILE",
		Short: "Run the twin of a network's machines in a process of its own, and, if asked, its people and customers",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := (upOptions{demand: demand, people: people, orders: orders}).check(); err != nil {
				return err
			}
			if err := s.prepare(cmd); err != nil {
				return err
			}
			token, err := readToken(cmd.Context(), tokenFile, people == "on" || demand == "on")
			if err != nil {
				return err
			}
			if err := s.enrol(cmd.Context(), s.plcPorts()...); err != nil {
				return err
			}
			secure, err := s.vehicleTLS()
			if err != nil {
				return err
			}
			t, err := twin.Open(twin.Options{Network: s.net, Dir: s.data, Speed: s.speed, Seed: s.seed, MQTT: s.vehicleURL(), TLS: secure, OPCUA: s.opcua, Secrets: s.secrets,
				Logger: s.log, URL: strings.TrimRight(url, "/"), Token: token, People: people == "on", Demand: demand == "on", Orders: orders})
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), "the twin runs; Ctrl-C stops")
			err = t.Run(cmd.Context())
			return fault(errors.Join(err, t.Close()))
		},
	}
	s.flags(cmd, 1)
	f := cmd.Flags()
	f.StringVar(&s.config, "config", "", "network file")
	f.Uint64Var(&s.seed, "seed", 1, "seed of everything random in the twin")
	f.StringVar(&people, "people", "off", "simulated people: on or off")
	f.StringVar(&demand, "demand", "off", "simulated customers: on or off")
	f.IntVar(&orders, "orders", 0, "send so many orders, as fast as the floor takes them")
	f.StringVar(&url, "url", "http://127.0.0.1:8080", "of the WMS, for people and customers")
	f.StringVar(&tokenFile, "token", "", "file with an API token of the WMS, for people and customers")
	_ = cmd.MarkFlagRequired("config")
	return cmd
}

// readToken waits a while for the file: the WMS makes it at its first start.
func readToken(ctx context.Context, file string, needed bool) (string, error) {
	if !needed {
		return "", nil
	}
	if file == "" {
		return "", errors.New("--people and --demand need --token FILE: the admin.token in the data folder of aisle serve")
	}
	for deadline := time.Now().Add(30 * time.Second); ; {
		raw, err := os.ReadFile(file)
		if err == nil {
			return strings.TrimSpace(string(raw)), nil
		}
		if !errors.Is(err, os.ErrNotExist) || time.Now().After(deadline) || ctx.Err() != nil {
			return "", err
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// runReport is the last line of a run with --exit.
type runReport struct {
	OrdersShipped int64   `json:"orders_shipped"`
	LinesShipped  int64   `json:"lines_shipped"`
	UnitsShipped  int64   `json:"units_shipped"`
	AGVMissions   int64   `json:"agv_missions"`
	ASRSCycles    int64   `json:"asrs_cycles"`
	SorterDiverts int64   `json:"sorter_diverts"`
	HumanPicks    int64   `json:"human_picks"`
	SimSeconds    float64 `json:"sim_seconds"`
	WallSeconds   float64 `json:"wall_seconds"`
	Violations    int     `json:"violations"`

	what []string
}

func (r *runReport) print(cmd *cobra.Command) error {
	for _, v := range r.what {
		fmt.Fprintln(cmd.ErrOrStderr(), "violation:", v)
	}
	raw, err := json.Marshal(r)
	if err != nil {
		return fault(err)
	}
	fmt.Fprintln(cmd.OutOrStdout(), string(raw))
	if r.Violations > 0 {
		return fault(fmt.Errorf("%d violations", r.Violations))
	}
	return nil
}
