package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/replenish"
)

func newBenchStockCmd() *cobra.Command {
	var in, out string
	t := replenish.Trial{Targets: []float64{0.9, 0.95, 0.98}, ShortCosts: []float64{20, 50, 100}}
	var season int
	cmd := &cobra.Command{
		Use:   "stock --in FILE [--items 500] [--held 10] [--lead 1] [--out FILE]",
		Short: "Stock policies replayed on weeks they have not seen",
		Long: "Reads weekly sales as plan forecast does and replays weekly reviewed stock over the last weeks:\n" +
			"policies for fill rates of 0.90, 0.95 and 0.98, those of least cost at three prices of a lost unit\n" +
			"(holding one for a week costs 1), and rules that order at two weeks' cover. Goods come --lead weeks\n" +
			"after the order; what is not there is not sold. Writes fill rates, stock and costs (JSON).",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if t.Items < 1 {
				return fmt.Errorf("--items is %d, must be at least 1", t.Items)
			}
			raw, err := readPickFile(in)
			if err != nil {
				return err
			}
			_, panel, err := readWeeks(raw)
			if err != nil {
				return fmt.Errorf("%s:%w", in, err)
			}
			results, err := t.Run(panel, season)
			if err != nil {
				return fmt.Errorf("%s: %w", in, err)
			}
			return writePickPlan(out, results)
		},
	}
	cmd.Flags().StringVar(&in, "in", "", "file to read (CSV: sku,w0,w1,…); - for standard input")
	cmd.Flags().StringVar(&out, "out", "", "file to write (JSON); standard output if not given")
	cmd.Flags().IntVar(&t.Items, "items", 500, "how many items: those that sold in most weeks before the trial")
	cmd.Flags().IntVar(&t.Held, "held", 10, "weeks that count, at the end")
	cmd.Flags().IntVar(&t.Lead, "lead", 1, "weeks from order to goods")
	cmd.Flags().IntVar(&season, "season", 52, "weeks after which sales repeat; 0 for none")
	_ = cmd.MarkFlagRequired("in")
	return cmd
}
