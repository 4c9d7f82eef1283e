//go:build race

package field

// raced shortens what would take minutes under the race detector.
const raced = true
