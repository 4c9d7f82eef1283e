package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/routing"
	"github.com/aisle-wms/aisle/routing/lif"
)

func newLIFCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "lif", Short: "Roadmaps in the VDMA Layout Interchange Format", RunE: noSuchCommand}
	cmd.AddCommand(newLIFImportCmd(), newLIFExportCmd())
	return cmd
}

func newLIFImportCmd() *cobra.Command {
	var vehicleType string
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Read a LIF file and write its roadmaps as a site file has them; warnings go to stderr",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return importLIF(args[0], vehicleType, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	cmd.Flags().StringVar(&vehicleType, "vehicle-type", "", "take the edges of this type of vehicle; default all")
	return cmd
}

func importLIF(path, vehicleType string, out, notes io.Writer) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	f, warnings, err := lif.Read(in)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, w := range warnings {
		fmt.Fprintf(notes, "%s: %s\n", path, w)
	}
	for _, l := range f.Layouts {
		nodes, edges, warnings := l.Specs(vehicleType)
		for _, w := range warnings {
			fmt.Fprintf(notes, "%s: %s\n", path, w)
		}
		if _, err := routing.NewRoadmap(nodes, edges); err != nil {
			fmt.Fprintf(notes, "%s: layout %s: %v\n", path, l.LayoutID, err)
		}
		writeRoadmap(out, l.LayoutID, nodes, edges)
	}
	return nil
}

// writeRoadmap writes a roadmap as it stands under layout: in a site file.
func writeRoadmap(out io.Writer, id string, nodes []routing.NodeSpec, edges []routing.EdgeSpec) {
	fmt.Fprintf(out, "roadmap:\n  map: %q\n  nodes:\n", id)
	for _, n := range nodes {
		fmt.Fprintf(out, "    - {id: %q, x_mm: %d, y_mm: %d}\n", n.ID, n.XMM, n.YMM)
	}
	fmt.Fprint(out, "  lanes:\n")
	for _, e := range edges {
		fmt.Fprintf(out, "    - {through: [%q, %q]", e.From, e.To)
		if e.MaxSpeedMMPerS > 0 {
			fmt.Fprintf(out, ", max_speed_mm_per_s: %d", e.MaxSpeedMMPerS)
		}
		if e.UnladenOnly {
			fmt.Fprint(out, ", unladen_only: true")
		}
		if e.MaxHeightMM > 0 {
			fmt.Fprintf(out, ", max_height_mm: %d", e.MaxHeightMM)
		}
		fmt.Fprintln(out, "}")
	}
	fmt.Fprint(out, "  stations:\n")
	for _, n := range nodes {
		if n.Station != "" {
			fmt.Fprintf(out, "    - {node: %q, location: %q}\n", n.ID, n.Station)
		}
	}
	for _, k := range []struct {
		name string
		kind routing.Kind
	}{{"parking", routing.Park}, {"charging", routing.Charge}} {
		fmt.Fprintf(out, "  %s: [", k.name)
		sep := ""
		for _, n := range nodes {
			if n.Kind == k.kind {
				fmt.Fprintf(out, "%s%q", sep, n.ID)
				sep = ", "
			}
		}
		fmt.Fprintln(out, "]")
	}
}

func newLIFExportCmd() *cobra.Command {
	var file, warehouse, vehicleType string
	cmd := &cobra.Command{
		Use:   "export --config FILE --warehouse ID",
		Short: "Write the roadmap of a warehouse as a LIF file",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			net, err := config.Demo()
			if file != "" {
				net, err = config.Load(file)
			}
			if err != nil {
				return err
			}
			return exportLIF(net, warehouse, vehicleType, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&file, "config", "", "network file; default the demo network")
	cmd.Flags().StringVar(&warehouse, "warehouse", "", "id of the warehouse")
	cmd.Flags().StringVar(&vehicleType, "vehicle-type", "agv", "id of the vehicles' type")
	return cmd
}

func exportLIF(net *config.Network, warehouse, vehicleType string, out io.Writer) error {
	for _, w := range net.Warehouses {
		if w.ID != warehouse {
			continue
		}
		if w.Layout.Roadmap == nil {
			return fmt.Errorf("warehouse %q has no roadmap", warehouse)
		}
		return plant.WriteLIF(out, net.Name, w, vehicleType, time.Now())
	}
	return fmt.Errorf("there is no warehouse %q in the network", warehouse)
}
