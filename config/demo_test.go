package config

import "testing"

func TestDemoLoads(t *testing.T) {
	n, err := Demo()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range n.Warehouses {
		kinds := map[string]int{}
		for _, l := range w.Locations() {
			kinds[l.Kind]++
		}
		t.Log(w.ID, kinds)
	}
}
