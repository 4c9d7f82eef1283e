package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/cmd/plant"
)

func newSupportCmd() *cobra.Command {
	var dir, out string
	cmd := &cobra.Command{
		Use:   "support --data DIR --out FILE.zip",
		Short: "Write what somebody who helps needs to see of the running site: no secrets, no personal data",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := dataFile(dir); err != nil {
				return err
			}
			if !plant.Running(dir) {
				return fmt.Errorf("no site runs on %s: start it, or send the answer of aisle verify --data %s", dir, dir)
			}
			target, err := filepath.Abs(out)
			if err != nil {
				return err
			}
			if err := plant.SupportRunning(cmd.Context(), dir, target); err != nil {
				return fault(err)
			}
			fmt.Fprintln(cmd.OutOrStdout(), "support bundle written to", target)
			return nil
		},
	}
	cmd.Flags().StringVar(&dir, "data", "", "data folder")
	cmd.Flags().StringVar(&out, "out", "", "file to write")
	_ = cmd.MarkFlagRequired("data")
	_ = cmd.MarkFlagRequired("out")
	return cmd
}
