package main

import (
	"fmt"
	"net/netip"

	"github.com/spf13/pflag"

	"github.com/aisle-wms/aisle/wms/printing"
)

// aroundFlags are about what stands around the program: printers, and a folder
// that other systems put files into.
type aroundFlags struct {
	drop       string
	printersAt []string
	reachable  printing.Reachable
}

func (a *aroundFlags) flags(f *pflag.FlagSet) {
	f.StringSliceVar(&a.printersAt, "printers-at", nil, "network (203.0.113.0/24) outside the private ones in which printers may be; may stand several times")
	f.StringVar(&a.drop, "drop", "", "folder from whose items, orders and receipts files are taken; made if it is not there")
}

func (a *aroundFlags) check() error {
	a.reachable = nil
	for _, text := range a.printersAt {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return fmt.Errorf("--printers-at %s: must be a network such as 203.0.113.0/24", text)
		}
		a.reachable = append(a.reachable, p)
	}
	return nil
}
