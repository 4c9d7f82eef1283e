package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/cmd/enrolment"
	"github.com/aisle-wms/aisle/cmd/localca"
	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/devices/broker"
)

// mqttBroker is the embedded broker and who hears of its refusals.
type mqttBroker struct {
	*broker.Broker
	tell atomic.Pointer[func(broker.Refusal)]
	stop func()
}

// startBroker runs the embedded broker until Close, and follows the enrolment
// of vehicles.
func startBroker(ctx context.Context, s *site) (*mqttBroker, error) {
	access, err := enrolment.ReadAccess(s.data)
	if err != nil {
		return nil, err
	}
	m := &mqttBroker{}
	c := broker.Config{Addr: s.mqtt, TLSAddr: s.mqtts, Users: plant.BrokerUsers(s.net, s.secrets, access), AllowAnonymousRead: true, Logger: s.log,
		OnRefused: func(x broker.Refusal) {
			if tell := m.tell.Load(); tell != nil {
				(*tell)(x)
			}
		}}
	if s.mqtts != "" {
		if c.TLS, err = serverTLS(s); err != nil {
			return nil, err
		}
	} else if host, _, err := net.SplitHostPort(s.mqtt); err == nil && !net.ParseIP(host).IsLoopback() && host != "localhost" {
		s.log.Warn("vehicles' passwords and orders cross the network in clear text: use --mqtts", "mqtt", s.mqtt)
	}
	if m.Broker, err = broker.Start(ctx, c); err != nil {
		return nil, err
	}
	s.mqtt, s.mqtts = m.Addr(), m.TLSAddr()
	run, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); m.follow(run, s) }()
	m.stop = func() { cancel(); <-done }
	return m, nil
}

// Close ends the broker.
func (m *mqttBroker) Close() error {
	m.stop()
	return m.Broker.Close()
}

// serverTLS takes certificates of the site's authority, which is made if it is
// not there. Vehicles may come with one of the same authority.
func serverTLS(s *site) (*tls.Config, error) {
	addr, err := net.ResolveTCPAddr("tcp", s.mqtts)
	if err != nil {
		return nil, fmt.Errorf("--mqtts %q: %w", s.mqtts, err)
	}
	hosts := hostsOf(s.tls.hosts, addr)
	for _, local := range []string{"localhost", "127.0.0.1"} { // the twin is here
		if !slices.Contains(hosts, local) {
			hosts = append(hosts, local)
		}
	}
	ca, err := localca.Open(s.data, hosts, time.Now)
	if err != nil {
		return nil, err
	}
	cert, _ := ca.Authority()
	if err := enrolment.KeepCA(s.data, cert); err != nil {
		return nil, err
	}
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: ca.Certificate, ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: ca.Pool()}, nil
}

// lookForVehicles is how soon an enrolment or revocation counts.
const lookForVehicles = time.Second

// follow reads the enrolment again whenever it changed.
func (m *mqttBroker) follow(ctx context.Context, s *site) {
	look := time.NewTicker(lookForVehicles)
	defer look.Stop()
	seen := stamp(s.data)
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		now := stamp(s.data)
		if now == seen {
			continue
		}
		access, err := enrolment.ReadAccess(s.data)
		if err == nil {
			err = m.SetUsers(plant.BrokerUsers(s.net, s.secrets, access))
		}
		if err != nil {
			s.log.Error("enrolment of vehicles changed and cannot be read; the old one stays", "err", err)
		} else {
			s.log.Info("enrolment of vehicles changed")
		}
		seen = now
	}
}

func stamp(data string) string {
	info, err := os.Stat(enrolment.AccessFile(data))
	if err != nil {
		return ""
	}
	return fmt.Sprint(info.ModTime().UnixNano(), info.Size())
}

// vehicleTLS is for the twin's vehicles; nil where they need none of ours.
func (s *site) vehicleTLS() (*tls.Config, error) {
	switch {
	case s.net.MQTT.Mode == "external":
		return enrolment.BrokerTLS(&s.net.MQTT)
	case s.mqtts != "":
		return enrolment.TrustSite(s.data)
	}
	return nil, nil
}

// vehicleURL is where the twin's vehicles connect.
func (s *site) vehicleURL() string {
	url, own := s.brokerURL()
	if !own || s.mqtts == "" {
		return url
	}
	host, port, err := net.SplitHostPort(s.mqtts)
	if ip := net.ParseIP(host); err == nil && (host == "" || ip != nil && ip.IsUnspecified()) {
		return "ssl://" + net.JoinHostPort("127.0.0.1", port)
	}
	return "ssl://" + s.mqtts
}

func newVehicleCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "vehicle", Short: "How vehicles log in to the embedded MQTT broker: enrol, rotate, revoke, list", RunE: noSuchCommand}
	var v vehicleFlags
	for _, c := range []*cobra.Command{newVehicleEnrolCmd(&v), newVehicleRevokeCmd(&v), newVehicleListCmd(&v)} {
		c.Flags().StringVar(&v.config, "config", "", "network file; empty: the demo's")
		c.Flags().StringVar(&v.data, "data", "data", "data folder of the site")
		cmd.AddCommand(c)
	}
	return cmd
}

type vehicleFlags struct{ config, data string }

func (v *vehicleFlags) network() (*config.Network, error) {
	if v.config == "" {
		return config.Demo()
	}
	return config.Load(v.config)
}

func newVehicleEnrolCmd(v *vehicleFlags) *cobra.Command {
	var certificate bool
	var out string
	cmd := &cobra.Command{
		Use: "enrol ID", Aliases: []string{"rotate"}, Args: cobra.ExactArgs(1),
		Short: "Give a vehicle a new password (shown once), or a certificate, in place of what it had",
		Long: "The vehicle's id is its user name. A running site takes the change over within a second and sends the vehicle\n" +
			"away that still uses the old password or certificate. The twin no longer plays an enrolled vehicle.",
		RunE: func(cmd *cobra.Command, args []string) error {
			net, err := v.network()
			if err != nil {
				return err
			}
			if certificate != (out != "") {
				return errors.New("--certificate and --out FOLDER belong together")
			}
			if !certificate {
				password, err := enrolment.EnrolPassword(v.data, net, args[0], time.Now())
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "user      %s\npassword  %s\n", args[0], password)
				return nil
			}
			p, err := enrolment.EnrolCertificate(v.data, net, args[0], time.Now())
			if err != nil {
				return err
			}
			files := map[string][]byte{args[0] + ".crt": p.Cert, args[0] + ".key": p.Key, "ca.crt": p.CA}
			if err := os.MkdirAll(out, 0o700); err != nil {
				return err
			}
			for name, raw := range files {
				if err := os.WriteFile(filepath.Join(out, name), raw, 0o600); err != nil {
					return err
				}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "certificate  %s\nkey          %s\nauthority    %s\n", filepath.Join(out, args[0]+".crt"),
				filepath.Join(out, args[0]+".key"), filepath.Join(out, "ca.crt"))
			return nil
		},
	}
	cmd.Flags().BoolVar(&certificate, "certificate", false, "a certificate of the site's authority instead of a password")
	cmd.Flags().StringVar(&out, "out", "", "with --certificate: folder for certificate, key and the authority's certificate")
	return cmd
}

func newVehicleRevokeCmd(v *vehicleFlags) *cobra.Command {
	return &cobra.Command{
		Use: "revoke ID", Args: cobra.ExactArgs(1),
		Short: "Let a vehicle in no longer, until it is enrolled again",
		RunE: func(cmd *cobra.Command, args []string) error {
			net, err := v.network()
			if err != nil {
				return err
			}
			if err := enrolment.Revoke(v.data, net, args[0], time.Now()); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), "revoked", args[0])
			return nil
		},
	}
}

func newVehicleListCmd(v *vehicleFlags) *cobra.Command {
	return &cobra.Command{
		Use: "list", Args: cobra.NoArgs,
		Short: "How each vehicle of the network logs in",
		RunE: func(cmd *cobra.Command, _ []string) error {
			net, err := v.network()
			if err != nil {
				return err
			}
			all, err := enrolment.ReadAccess(v.data)
			if err != nil {
				return err
			}
			for _, w := range net.Warehouses {
				for _, d := range w.MQTTVehicles() {
					fmt.Fprintln(cmd.OutOrStdout(), d.ID, howItLogsIn(all, d.ID))
				}
			}
			return nil
		},
	}
}

func howItLogsIn(all map[string]enrolment.Access, id string) string {
	a, enrolled := all[id]
	switch since := " since " + a.Since.Format(time.RFC3339); {
	case !enrolled:
		return "the twin's password"
	case a.Revoked:
		return "revoked" + since
	case a.Thumbprint != "":
		return "certificate" + since + ", ends " + a.Until.Format(time.DateOnly)
	default:
		return "password" + since
	}
}

// refusals passes what the broker refuses on to the plant, once there is one.
func (m *mqttBroker) refusals(p *plant.Plant, log *slog.Logger) {
	if m == nil {
		return
	}
	tell := p.BrokerRefused
	m.tell.Store(&tell)
	log.Debug("refusals of the MQTT broker are alarms")
}
