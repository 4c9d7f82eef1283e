package main

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/aisle-wms/aisle/routing/mapf"
)

// fleetProblemOf reads a problem, or makes one.
func fleetProblemOf(file, warehouse string, agents int, seed uint64) (*fleetProblem, error) {
	if warehouse == "" {
		return readFleetProblem(file)
	}
	text, err := warehouseMap(warehouse)
	if err != nil {
		return nil, err
	}
	p := &fleetProblem{TeamSize: agents}
	if p.grid, err = mapf.ReadMap(strings.NewReader(text), warehouse); err != nil {
		return nil, err
	}
	if agents < 1 || agents > p.grid.Cells()/2 {
		return nil, fmt.Errorf("--agents %d: from 1 to half of the %d free cells", agents, p.grid.Cells())
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	for _, c := range rng.Perm(p.grid.Cells())[:agents] {
		p.starts = append(p.starts, int32(c))
	}
	for range 10 * agents {
		p.tasks = append(p.tasks, rng.Int32N(int32(p.grid.Cells())))
	}
	return p, nil
}

// warehouseMap is the map that a name like 20-40-10-2-2 stands for.
func warehouseMap(name string) (string, error) {
	var n [5]int
	parts := strings.Split(name, "-")
	for i, part := range parts {
		v, err := strconv.Atoi(part)
		if err != nil || len(parts) != len(n) || v < 1 || v > 200 {
			return "", fmt.Errorf("--generate %q: want columns-rows-length-width-aisle, each from 1 to 200, as 20-40-10-2-2", name)
		}
		n[i] = v
	}
	return mapf.WarehouseMap(n[0], n[1], n[2], n[3], n[4]), nil
}
