// Command aisle runs a warehouse: the WMS, the WCS and a twin of its machines.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// Exit statuses.
const (
	exitFault = 1 // a check found something wrong, or the program failed
	exitUsage = 2 // bad flags, files or input; nothing was changed
)

// faultError ends the program with exitFault: the input was good, what it
// speaks of is not.
type faultError struct{ error }

func (f faultError) Unwrap() error { return f.error }

func fault(err error) error {
	if err == nil {
		return nil
	}
	return faultError{err}
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "aisle:", err)
	var f faultError
	if errors.As(err, &f) {
		return exitFault
	}
	return exitUsage
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "aisle",
		Short:         "Warehouse management, machine control and a hardware twin in one program",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	plan := &cobra.Command{Use: "plan", Short: "Planners on files: JSON or CSV in, JSON or CSV out", RunE: noSuchCommand}
	plan.AddCommand(newPlanAllocateCmd(), newPlanToursCmd(), newPlanBatchesCmd(), newPlanSlotsCmd(), newPlanPoliciesCmd(), newPlanForecastCmd(), newPlanNetworkCmd())
	bench := &cobra.Command{Use: "bench", Short: "Routing, cranes, vehicles, stock policies and picking, measured", RunE: noSuchCommand}
	bench.AddCommand(newBenchMapfCmd(), newBenchFleetCmd(), newBenchStockCmd(), newBenchASRSCmd())
	bench.AddCommand(newBenchShiftCmd(), newBenchStationCmd(), newBenchVDA5050Cmd())
	bench.AddCommand(newBenchFacesCmd())
	root.AddCommand(newUpCmd(), newServeCmd(), newSimulateCmd(), newVerifyCmd(), newBackupCmd(), newRestoreCmd(), newEraseCmd(), newEnrollCmd(), newVehicleCmd(), newCheckpointCmd(), newArchiveCmd(), newExportCmd(), newCompactCmd(), newLIFCmd(), newSupportCmd(), plan, bench)
	return root
}

// noSuchCommand refuses a command group without a known command.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%s needs a command; see %s --help", cmd.CommandPath(), cmd.CommandPath())
	}
	return fmt.Errorf("%s knows no command %q; see %s --help", cmd.CommandPath(), args[0], cmd.CommandPath())
}

// newLogger writes lines for people to stderr.
func newLogger(w io.Writer, verbose bool) *slog.Logger {
	level := slog.LevelWarn
	if verbose {
		level = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}
