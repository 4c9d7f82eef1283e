package main

import (
	"math"
	"path/filepath"
	"strings"
	"testing"
)

func TestBenchShiftComparesPolicies(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.json")
	cmd := newBenchShiftCmd()
	cmd.SetArgs([]string{"--orders", "150", "--put-aways", "20", "--pickers", "3", "--budget", "3000", "--cart-totes", "5", "--batch-lines", "20", "--out", out})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	var answers []shiftAnswer
	readAnswer(t, out, &answers)
	if len(answers) != 4 || answers[3].Gain < 1.8 || answers[1].Walked >= answers[0].Walked {
		t.Fatalf("%+v", answers)
	}
	for _, a := range answers {
		if a.Lines != answers[0].Lines || math.Abs(a.FinishS/a.PredictedS-1) > 0.2 { // three people of their own pace
			t.Errorf("%+v", a)
		}
	}
	for says, args := range map[string][]string{
		"--pickers is 0":       {"--pickers", "0"},
		"--batch-lines is 5":   {"--batch-lines", "5"},
		"--orders is 10000000": {"--orders", "10000000"},
	} {
		cmd := newBenchShiftCmd()
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		cmd.SetArgs(args)
		if err := cmd.Execute(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v: %v, want %q", args, err, says)
		}
	}
}

func TestBenchStationSavesVisits(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.json")
	cmd := newBenchStationCmd()
	cmd.SetArgs([]string{"--out", out})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	var answers []stationAnswer
	readAnswer(t, out, &answers)
	if len(answers) != 3 || answers[2].Ratio > 0.7 || answers[2].Ratio >= answers[1].Ratio || answers[2].Late > answers[0].Late {
		t.Fatalf("%+v", answers)
	}
	for says, args := range map[string][]string{"--racks 0": {"--racks", "0"}, "--known is 2": {"--known", "2"}} {
		cmd := newBenchStationCmd()
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		cmd.SetArgs(args)
		if err := cmd.Execute(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v: %v, want %q", args, err, says)
		}
	}
}

func TestBenchFacesStayFilled(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.json")
	cmd := newBenchFacesCmd()
	cmd.SetArgs([]string{"--orders", "500", "--shift", "7200", "--out", out})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	var r struct {
		Picks int     `json:"picks"`
		Empty float64 `json:"found_empty_rate"`
		Ratio float64 `json:"ratio"`
	}
	readAnswer(t, out, &r)
	if r.Picks < 5000 || r.Empty > 0.003 || r.Ratio > 1.15 {
		t.Fatalf("%+v", r)
	}
	cmd = newBenchFacesCmd()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs([]string{"--orders", "100000"})
	if err := cmd.Execute(); err == nil || !strings.Contains(err.Error(), "--orders is 100000") {
		t.Error(err)
	}
}
