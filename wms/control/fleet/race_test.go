//go:build race

package fleet

// underRace shortens the simulated time: the race detector is ten times slower.
const underRace = true
