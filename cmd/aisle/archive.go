package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

func newArchiveCmd() *cobra.Command {
	var dir, date string
	cmd := &cobra.Command{
		Use:   "archive --data DIR --before DATE",
		Short: "Seal closed orders and old journal into read-only files by month, also while the site runs",
		Long: "Moves what was closed or journalled before DATE (YYYY-MM-DD, UTC, site time) out of the data file\n" +
			"into DIR/archive/YYYY-MM.aisle. It stays readable and provable: orders and events are found there,\n" +
			"and verify checks it. A site that runs does this by itself, see --archive-after of serve.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			before, err := time.Parse(time.DateOnly, date)
			if err != nil {
				return fmt.Errorf("--before %q: must be a date like 2026-01-31", date)
			}
			file, err := dataFile(dir)
			if err != nil {
				return err
			}
			var made []store.Archive
			if plant.Running(dir) {
				made, err = plant.ArchiveRunning(cmd.Context(), dir, before)
			} else {
				made, err = archiveStopped(cmd.Context(), file, before)
			}
			for _, a := range made {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %d rows, journal records %d to %d, digest %x\n",
					filepath.Join(dir, store.ArchiveDir, a.Name), a.Rows, a.From, a.To, a.Digest)
			}
			if err == nil && len(made) == 0 {
				fmt.Fprintln(cmd.OutOrStdout(), "nothing to archive")
			}
			return fault(err)
		},
	}
	cmd.Flags().StringVar(&dir, "data", "", "data folder")
	cmd.Flags().StringVar(&date, "before", "", "date before which things were closed")
	_ = cmd.MarkFlagRequired("data")
	_ = cmd.MarkFlagRequired("before")
	return cmd
}

// openStopped opens a data folder that no process runs. Its clock stands
// where the site's did.
func openStopped(file string) (*store.Bolt, error) {
	return store.Open(store.Options{File: file, Clock: func() time.Time { return time.Time{} }})
}

func archiveStopped(ctx context.Context, file string, before time.Time) (made []store.Archive, err error) {
	s, err := openStopped(file)
	if err != nil {
		return nil, err
	}
	if now := s.Now(); before.After(now) {
		return nil, errors.Join(fmt.Errorf("%s is in the future: the site's time is %s", before.Format(time.DateOnly), now.Format(time.RFC3339)), s.Close())
	}
	made, err = s.Seal(ctx, store.SealOptions{Before: before, Tables: plant.Archivable(), Actor: wms.System("aisle archive"), PerCommit: 2000})
	return made, errors.Join(err, s.Close())
}

func newCompactCmd() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "compact --data DIR",
		Short: "Rewrite the data file without its free pages",
		Long: "Rewrites the data file, so that it is as large as what it holds and nothing of what was deleted is\n" +
			"left in it. The old file stays until the new one is whole and durable. The site must not be running.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			file, err := dataFile(dir)
			if err != nil {
				return err
			}
			before, after, err := store.Compact(file)
			if err == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %d MiB before, %d MiB now\n", file, before>>20, after>>20)
			}
			return fault(err)
		},
	}
	cmd.Flags().StringVar(&dir, "data", "", "data folder")
	_ = cmd.MarkFlagRequired("data")
	return cmd
}

func newExportCmd() *cobra.Command {
	export := &cobra.Command{Use: "export", Short: "Data in forms for others to read", RunE: noSuchCommand}
	var dir, out string
	var from uint64
	cmd := &cobra.Command{
		Use:   "journal --data DIR --out FILE",
		Short: "Write the journal as lines of JSON with a signed end, also while the site runs",
		Long: "Writes who did what, when, from where and why, with each command's events and the bytes its hash is\n" +
			"over, archived records included. aisle verify --journal checks the file; docs/data.md has its format.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			file, err := dataFile(dir)
			if err != nil {
				return err
			}
			target, err := filepath.Abs(out)
			if err != nil {
				return err
			}
			var report string
			if plant.Running(dir) {
				report, err = plant.ExportRunning(cmd.Context(), dir, target, from)
			} else {
				report, err = exportStopped(cmd.Context(), file, target, from)
			}
			if err == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", target, report)
			}
			return fault(err)
		},
	}
	cmd.Flags().StringVar(&dir, "data", "", "data folder")
	cmd.Flags().StringVar(&out, "out", "", "file to write")
	cmd.Flags().Uint64Var(&from, "from", 1, "first record")
	_ = cmd.MarkFlagRequired("data")
	_ = cmd.MarkFlagRequired("out")
	export.AddCommand(cmd)
	return export
}

func exportStopped(ctx context.Context, file, target string, from uint64) (string, error) {
	s, err := openStopped(file)
	if err != nil {
		return "", err
	}
	report, err := s.ExportJournal(ctx, target, from)
	return report.String(), errors.Join(err, s.Close())
}
