package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"sort"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/aisle-wms/aisle/replenish"
)

func newPlanForecastCmd() *cobra.Command {
	var in, out, metrics string
	var horizon, season int
	var intervals bool
	cmd := &cobra.Command{
		Use:   "forecast --in FILE [--horizon 8] [--season 52] [--intervals] [--out FILE] [--metrics FILE]",
		Short: "Weekly sales of each item: mean and median of the coming weeks",
		Long: "Reads CSV with the columns sku,w0,w1,… (oldest week first; an empty field is a week not known)\n" +
			"and writes CSV: sku, method, the mean of each coming week (h1…) and its median (m1…). --metrics\n" +
			"adds a back-test over up to five past weeks: error and bias of the choice and of each single method,\n" +
			"and the share of weeks within the 80 % interval. --intervals adds that interval (l1…, u1…).",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return planForecast(in, out, metrics, horizon, season, intervals)
		},
	}
	cmd.Flags().StringVar(&in, "in", "", "file to read (CSV); - for standard input")
	cmd.Flags().StringVar(&out, "out", "", "file to write (CSV); standard output if not given")
	cmd.Flags().StringVar(&metrics, "metrics", "", "file for the back-test (CSV)")
	cmd.Flags().IntVar(&horizon, "horizon", 8, "weeks to forecast")
	cmd.Flags().IntVar(&season, "season", 52, "weeks after which sales repeat; 0 for none")
	cmd.Flags().BoolVar(&intervals, "intervals", false, "add between what each week falls four times of five")
	_ = cmd.MarkFlagRequired("in")
	return cmd
}

func planForecast(in, out, metrics string, horizon, season int, intervals bool) error {
	if horizon < 1 || horizon > 104 {
		return fmt.Errorf("--horizon is %d, must be from 1 to 104", horizon)
	}
	if season < 0 || season > 1000 {
		return fmt.Errorf("--season is %d, must be from 0 to 1000", season)
	}
	raw, err := readPickFile(in)
	if err != nil {
		return err
	}
	skus, panel, err := readWeeks(raw)
	if err != nil {
		return fmt.Errorf("%s:%w", in, err)
	}
	f := replenish.Learn(panel, horizon, season)
	rows := [][]string{{"sku", "method"}}
	letters := []string{"h", "m"}
	if intervals {
		letters = append(letters, "l", "u")
	}
	for _, letter := range letters {
		for h := range horizon {
			rows[0] = append(rows[0], letter+strconv.Itoa(h+1))
		}
	}
	for i, y := range panel {
		got := f.Forecast(y)
		row := []string{skus[i], got.Method}
		for _, list := range [][]float64{got.Mean, got.Median, got.Low, got.High}[:len(letters)] {
			for _, v := range list {
				row = append(row, strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64))
			}
		}
		rows = append(rows, row)
	}
	if err := writeRows(out, rows); err != nil || metrics == "" {
		return err
	}
	scores, origins := replenish.BackTest(panel, horizon, season, 5)
	rows = [][]string{{"method", "wape", "mase", "bias", "origins", "covered80"}}
	for _, s := range scores {
		row := []string{s.Method}
		for _, v := range []float64{s.WAPE, s.MASE, s.Bias} {
			row = append(row, strconv.FormatFloat(v, 'f', 4, 64))
		}
		covered := ""
		if s.Covered > 0 {
			covered = strconv.FormatFloat(s.Covered, 'f', 4, 64)
		}
		rows = append(rows, append(row, strconv.Itoa(origins), covered))
	}
	return writeRows(metrics, rows)
}

// readWeeks reads sku,w0,w1,…; errors begin with the line.
func readWeeks(raw []byte) (skus []string, panel [][]float64, err error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	head, err := r.Read()
	if err != nil {
		return nil, nil, fmt.Errorf("1: cannot be read as CSV (%w); must begin with the header sku,w0,w1,…", err)
	}
	if len(head) < 2 || head[0] != "sku" {
		return nil, nil, fmt.Errorf("1: the header begins with %q and has %d columns; must be sku,w0,w1,…", head[0], len(head))
	}
	for i, name := range head[1:] {
		if name != "w"+strconv.Itoa(i) {
			return nil, nil, fmt.Errorf("1: column %d is %q, must be w%d", i+2, name, i)
		}
	}
	seen := map[string]int{}
	for {
		row, err := r.Read()
		line, _ := r.FieldPos(0)
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad):
			return nil, nil, fmt.Errorf("%d: %w; must have %d columns", bad.Line, bad.Err, len(head))
		case err != nil:
			return skus, panel, nil
		case row[0] == "":
			return nil, nil, fmt.Errorf("%d: sku is empty; must name the item", line)
		case seen[row[0]] > 0:
			return nil, nil, fmt.Errorf("%d: sku %q stands in line %d already; must stand once", line, row[0], seen[row[0]])
		}
		seen[row[0]] = line
		y, err := readSeries(row[1:])
		if err != nil {
			return nil, nil, fmt.Errorf("%d: sku %q: %w", line, row[0], err)
		}
		skus, panel = append(skus, row[0]), append(panel, y)
	}
}

// readSeries leaves out weeks before the first known one and puts the median of
// the known ones into gaps.
func readSeries(fields []string) ([]float64, error) {
	y, known := make([]float64, 0, len(fields)), []float64(nil)
	for i, s := range fields {
		if s = strings.TrimSpace(s); s == "" {
			if len(known) > 0 {
				y = append(y, math.NaN())
			}
			continue
		}
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || !(math.Abs(v) <= 1e12) {
			return nil, fmt.Errorf("w%d is %q, must be a quantity or empty", i, s)
		}
		y, known = append(y, v), append(known, v)
	}
	if len(known) == 0 {
		return nil, errors.New("has no week at all; must have at least one quantity")
	}
	sort.Float64s(known)
	for i, v := range y {
		if math.IsNaN(v) {
			y[i] = known[len(known)/2]
		}
	}
	return y, nil
}

func writeRows(path string, rows [][]string) error {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	if path == "" {
		_, err := os.Stdout.Write(b.Bytes())
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
