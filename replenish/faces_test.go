package replenish

import (
	"math/rand/v2"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var faceShift = FaceTrial{ReleasedS: 3600, LeadS: 600, SureS: 1500, LateS: 180, ReviewS: 60, Bulk: 0.5}

// On steady demand faces are hardly ever empty and hardly ever topped up early.
func TestFacesAreToppedUpInTime(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	faces := make([]Face, 40)
	for f := range faces {
		faces[f] = Face{Stock: 80, Capacity: 200}
	}
	var picks []FacePick
	for k := range 4000 {
		picks = append(picks, FacePick{Face: rng.IntN(len(faces)), Qty: 1 + rng.Int64N(6), PlannedS: float64(k) * 7})
	}
	got, err := faceShift.Run(faces, picks)
	if err != nil {
		t.Fatal(err)
	}
	if got.Picks != 4000 || got.EmptyRate > 0.001 || got.Ratio > 1.15 || got.Least < 40 {
		t.Errorf("%+v", got)
	}
	late := faceShift
	late.ReleasedS = 0 // known only when it is due: too late for any top-up
	if blind, err := late.Run(faces, picks); err != nil || blind.EmptyRate <= got.EmptyRate {
		t.Errorf("without release %+v (%v), with it %+v", blind, err, got)
	}
}

func TestFacesByHand(t *testing.T) {
	one := faceShift
	one.LateS = 0
	faces := []Face{{Stock: 5, Capacity: 10}}
	picks := []FacePick{{Qty: 5, PlannedS: 100}, {Qty: 5, PlannedS: 5000}, {Qty: 5, PlannedS: 5100}, {Qty: 6, PlannedS: 9000}}
	got, err := one.Run(faces, picks)
	if err != nil || got.Picks != 3 || got.Large != 1 || got.Empty != 0 || got.TopUps != 1 || got.Least != 1 || got.AtOnce != 1 {
		t.Errorf("%+v, %v", got, err)
	}
	if (FaceNeed{Stock: 5, Known: 5}).TopUpNow() || !(FaceNeed{Stock: 5, Known: 6}).TopUpNow() {
		t.Error("a face is topped up exactly when known picks are more than it has")
	}
	for says, picks := range map[string][]FacePick{"there are 1 faces": {{Face: 1, Qty: 1}}, "0 units": {{Qty: 0}}} {
		if _, err := one.Run(faces, picks); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
	if _, err := (FaceTrial{}).Run(faces, picks); err == nil {
		t.Error("a trial without times runs")
	}
}

// Hindsight is never beaten while no pick finds too little.
func TestHindsightIsLeast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		trial := faceShift
		trial.LateS, trial.Seed = 0, rapid.Uint64().Draw(t, "seed")
		var picks []FacePick
		for range rapid.IntRange(0, 60).Draw(t, "picks") {
			picks = append(picks, FacePick{Face: rapid.IntRange(0, 2).Draw(t, "face"), Qty: rapid.Int64Range(1, 12).Draw(t, "qty"),
				PlannedS: float64(rapid.IntRange(0, 20_000).Draw(t, "at"))})
		}
		faces := []Face{{Stock: 3, Capacity: 10}, {Stock: 12, Capacity: 20}, {Stock: 0, Capacity: 24}}
		got, err := trial.Run(faces, picks)
		if err != nil {
			t.Fatal(err)
		}
		if got.Picks+got.Large != len(picks) || got.Empty == 0 && got.TopUps < got.Least {
			t.Fatalf("%+v of %d picks", got, len(picks))
		}
		if again, _ := trial.Run(faces, picks); again != got {
			t.Fatalf("%+v, then %+v", got, again)
		}
	})
}
