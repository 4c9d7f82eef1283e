package main

import (
	"strings"
	"testing"
)

// The check at the end of a run is real: a difference between the building and
// the books, planted by a hidden flag, does not pass.
func TestPlantedFaultsAreFound(t *testing.T) {
	for _, fault := range []string{"double-pick", "moved-tote", "lost-move"} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			p := start(t, upFlags(stockedFolder(t), freePorts(t), "6", "--fault", fault)...)
			status := p.wait(runLimit)
			r := p.result()
			if status != exitFault || r.Violations == 0 {
				t.Fatalf("status %d, %+v", status, r)
			}
			said := strings.Count("\n"+p.stderr.String(), "\nviolation: ")
			if said != r.Violations {
				t.Errorf("%d violations are counted, %d are named", r.Violations, said)
			}
			for line := range strings.Lines(p.stderr.String()) {
				if strings.HasPrefix(line, "violation: ") {
					t.Log(strings.TrimSpace(line))
				}
			}
		})
	}
}
