package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/cmd/enrolment"
	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/wms/store"
)

func newVerifyCmd() *cobra.Command {
	var dir, journal, checkpoint string
	cmd := &cobra.Command{
		Use:   "verify --data DIR | --journal FILE",
		Short: "Recompute everything a data folder or an exported journal claims, and name the first fault",
		Long: "Recomputes ledger, reservations, tasks, idempotency records, value checksums, archives and the\n" +
			"journal's hash chain, and prints what it counted. Exit status 1 and the first fault if there is one.\n" +
			"A cut tail can only be proved against an exported checkpoint. The site must not be running.\n" +
			"With --journal it checks a file of aisle export journal instead, which needs no data folder.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (dir == "") == (journal == "") {
				return errors.New(`one of the flags "data" and "journal" is needed`)
			}
			given, err := readCheckpoint(checkpoint)
			if err != nil {
				return err
			}
			if journal != "" {
				report, err := store.VerifyJournal(cmd.Context(), journal, given)
				return verified(cmd, report, err)
			}
			file, err := dataFile(dir)
			if err != nil {
				return err
			}
			report, err := store.Verify(cmd.Context(), file, store.VerifyOptions{Checks: plant.Checks(dir), Checkpoint: given})
			return verified(cmd, report, err)
		},
	}
	cmd.Flags().StringVar(&dir, "data", "", "data folder")
	cmd.Flags().StringVar(&journal, "journal", "", "exported journal")
	cmd.Flags().StringVar(&checkpoint, "checkpoint", "", "exported checkpoint that the journal must still hold")
	return cmd
}

func readCheckpoint(file string) (*store.Checkpoint, error) {
	if file == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c, err := store.ParseCheckpoint(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return &c, nil
}

func verified(cmd *cobra.Command, report fmt.Stringer, err error) error {
	fmt.Fprintln(cmd.OutOrStdout(), report)
	if err == nil {
		fmt.Fprintln(cmd.OutOrStdout(), "no fault found")
	}
	if errors.Is(err, store.ErrCorrupt) {
		return fault(err)
	}
	return err
}

// dataFile is the store's file in a data folder that is there.
func dataFile(dir string) (string, error) {
	file := filepath.Join(dir, store.FileName)
	if _, err := os.Stat(file); err != nil {
		return "", fmt.Errorf("%s is not a data folder of aisle: %w", dir, err)
	}
	return file, nil
}

func newBackupCmd() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "backup --data DIR FILE",
		Short: "Write a consistent copy of the data, also while the site runs",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := dataFile(dir)
			if err != nil {
				return err
			}
			target, err := filepath.Abs(args[0])
			if err != nil {
				return err
			}
			if plant.Running(dir) {
				err = plant.BackupRunning(cmd.Context(), dir, target)
			} else {
				err = backupStopped(cmd.Context(), file, target)
			}
			if err == nil {
				fmt.Fprintln(cmd.OutOrStdout(), "backup written to", target)
			}
			return fault(err)
		},
	}
	cmd.Flags().StringVar(&dir, "data", "", "data folder")
	_ = cmd.MarkFlagRequired("data")
	return cmd
}

func backupStopped(ctx context.Context, file, target string) error {
	s, err := store.Open(store.Options{File: file, Extras: plant.Extras})
	if err != nil {
		return err
	}
	return errors.Join(s.Backup(ctx, target), s.Close())
}

func newRestoreCmd() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "restore FILE --data DIR",
		Short: "Make a data folder from a backup, after verifying it",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := os.Stat(args[0]); err != nil {
				return err
			}
			report, err := store.Restore(cmd.Context(), args[0], dir)
			if err != nil {
				return fault(err)
			}
			fmt.Fprintln(cmd.OutOrStdout(), report)
			fmt.Fprintln(cmd.OutOrStdout(), "restored into", dir)
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "data", "", "data folder to make")
	_ = cmd.MarkFlagRequired("data")
	return cmd
}

func newCheckpointCmd() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "checkpoint --data DIR FILE",
		Short: "Export a signed checkpoint of the journal, to prove later that nothing was cut off",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			file, err := dataFile(dir)
			if err != nil {
				return err
			}
			target, err := filepath.Abs(args[0])
			if err != nil {
				return err
			}
			if plant.Running(dir) {
				err = plant.CheckpointRunning(cmd.Context(), dir, target)
			} else {
				err = checkpointStopped(file, target)
			}
			if err == nil {
				fmt.Fprintln(cmd.OutOrStdout(), "checkpoint written to", target)
			}
			return fault(err)
		},
	}
	cmd.Flags().StringVar(&dir, "data", "", "data folder")
	_ = cmd.MarkFlagRequired("data")
	return cmd
}

func checkpointStopped(file, target string) error {
	s, err := store.Open(store.Options{File: file})
	if err != nil {
		return err
	}
	_, err = s.ExportCheckpoint(target)
	return errors.Join(err, s.Close())
}

func newEnrollCmd() *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:   "enroll --from DIR --to DIR",
		Short: "Let a site and its twin know each other: copy passwords, certificates and thumbprints",
		Long: "A site (aisle serve) and its machines (aisle simulate) that share one data folder know each other\n" +
			"already. With folders of their own, run this once after either has started for the first time.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := enrolment.Copy(from, to); err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), "enrolled", to)
			return nil
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "data folder that has an enrolment")
	cmd.Flags().StringVar(&to, "to", "", "data folder that gets it")
	_ = cmd.MarkFlagRequired("from")
	_ = cmd.MarkFlagRequired("to")
	return cmd
}
