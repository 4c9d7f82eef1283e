package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"syscall"
)

// port is an address that a command is going to listen on.
type port struct{ what, flag, addr string }

func (s *site) httpPort() port { return port{"web and API", "--http", s.http} }

// mqttPort are the embedded broker's; none with an external one.
func (s *site) mqttPort() []port {
	if _, own := s.brokerURL(); !own {
		return nil
	}
	ports := []port{{"MQTT broker", "--mqtt", s.mqtt}}
	if s.mqtts != "" {
		ports = append(ports, port{"MQTT broker with TLS", "--mqtts", s.mqtts})
	}
	return ports
}

// plcPorts are those of the twin's PLCs, which listen on all interfaces.
func (s *site) plcPorts() []port {
	var all []port
	for _, w := range s.net.Warehouses {
		for i := range w.PLCs {
			addr := s.opcua
			if u, err := url.Parse(w.PLCs[i].URL); addr == "" && err == nil {
				addr = u.Host
			}
			all = append(all, port{"PLC " + w.PLCs[i].ID, "--opcua", addr})
		}
	}
	return all
}

// needPorts proves that all ports can be had, before anything is made: who
// asks for one that another program has gets an error, and nothing is changed.
func needPorts(ctx context.Context, ports ...port) error {
	var config net.ListenConfig
	for _, p := range ports {
		l, err := config.Listen(ctx, "tcp", p.addr)
		switch {
		case errors.Is(err, syscall.EADDRINUSE):
			return fmt.Errorf("%s: %s is in use by another program; stop that one, or choose another address with %s", p.what, p.addr, p.flag)
		case err != nil:
			return fmt.Errorf("%s: %w; choose another address with %s", p.what, err, p.flag)
		}
		if err := l.Close(); err != nil {
			return fmt.Errorf("%s: %w", p.what, err)
		}
	}
	return nil
}
