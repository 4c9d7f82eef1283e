package people

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// memory is what a person must not forget when the program dies.
type memory struct {
	At    string `json:"at"`              // the location where they stand
	Calls int64  `json:"calls,omitempty"` // numbers their idempotency keys
	Batch string `json:"batch,omitempty"` // the cart load they fetched totes for
	Owed  *Owed  `json:"owed,omitempty"`
}

// Owed is an answer to the WMS whose deed is done and which is not
// acknowledged yet.
type Owed struct {
	Task  wms.TaskID      `json:"task"`
	Kind  wms.TaskKind    `json:"kind"`
	Path  string          `json:"path"`
	Key   string          `json:"key"`
	Body  json.RawMessage `json:"body"`
	Moves []Move          `json:"moves,omitempty"`
	// Stays: the deed is not undone if the WMS says that the task has ended.
	Stays bool `json:"stays,omitempty"`
}

const (
	memoryPrefix = "people/memory/"
	// standsPrefix marks the deeds of refused confirmations that could not be
	// undone, by task.
	standsPrefix = "people/stands/"
)

func recall(tx *world.Tx, warehouse, person string, m *memory) error {
	raw := tx.Blob(memoryPrefix + warehouse + "/" + person)
	if raw == nil {
		return nil
	}
	if err := json.Unmarshal(raw, m); err != nil {
		return fmt.Errorf("the world remembers nonsense of %s in %s: %w", person, warehouse, err)
	}
	return nil
}

func remember(tx *world.Tx, warehouse, person string, m memory) error {
	raw, err := json.Marshal(m)
	tx.SetBlob(memoryPrefix+warehouse+"/"+person, raw)
	return err
}

// OwedAnswers lists what people have done in the world and the WMS may not
// know yet, by person.
func OwedAnswers(tx *world.Tx) (map[string]Owed, error) {
	out := map[string]Owed{}
	for _, key := range tx.Blobs(memoryPrefix) {
		var m memory
		if err := json.Unmarshal(tx.Blob(key), &m); err != nil {
			return nil, fmt.Errorf("the world remembers nonsense under %s: %w", key, err)
		}
		if m.Owed != nil {
			out[strings.TrimPrefix(key, memoryPrefix)] = *m.Owed
		}
	}
	return out, nil
}

// cut splits a place of the world into its warehouse and the rest.
func cut(place string) (warehouse, local string, ok bool) { return strings.Cut(place, "/") }
