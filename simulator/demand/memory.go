package demand

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

const (
	sentPrefix = "demand/sent/"
	nextBlob   = "demand/next"
)

var errBadMemory = errors.New("demand: the world remembers nonsense")

// Sent is an order that was answered: what the customer now expects, or why
// it was refused.
type Sent struct {
	Invoice string          `json:"invoice"`
	Order   wms.OrderID     `json:"order,omitempty"`
	Lines   []wms.OrderLine `json:"lines"`
	Refused string          `json:"refused,omitempty"`
}

// SentOrders lists what customers ordered so far, by invoice number.
func SentOrders(w *world.World) ([]Sent, error) {
	var out []Sent
	err := w.View(func(tx *world.Tx) error {
		for _, key := range tx.Blobs(sentPrefix) {
			var s Sent
			if err := json.Unmarshal(tx.Blob(key), &s); err != nil {
				return fmt.Errorf("%w: %s: %w", errBadMemory, key, err)
			}
			out = append(out, s)
		}
		return nil
	})
	return out, err
}

// nextOrder is the first order that was never answered.
func nextOrder(w *world.World) (next int, err error) {
	err = w.View(func(tx *world.Tx) error {
		raw := tx.Blob(nextBlob)
		if raw == nil {
			return nil
		}
		next, err = strconv.Atoi(string(raw))
		if err != nil || next < 0 {
			return fmt.Errorf("%w: %s is %q", errBadMemory, nextBlob, raw)
		}
		return nil
	})
	return next, err
}

// setNext never goes back: an order sent again does not count anew.
func setNext(tx *world.Tx, next int) {
	if had, err := strconv.Atoi(string(tx.Blob(nextBlob))); err == nil && had >= next {
		return
	}
	tx.SetBlob(nextBlob, []byte(strconv.Itoa(next)))
}
