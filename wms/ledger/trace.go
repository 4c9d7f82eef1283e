package ledger

import (
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// Trace says where units of a lot or with a serial went when they left stock
// for good: into a shipment, a transfer or an assembly.
type Trace struct {
	Kind   string             `cbor:"1,keyasint"` // shipment, transfer, assembly
	Ref    string             `cbor:"2,keyasint"` // its id
	Line   int                `cbor:"3,keyasint,omitempty"`
	Qty    int64              `cbor:"4,keyasint"`
	At     time.Time          `cbor:"5,keyasint"`
	Unit   wms.HandlingUnitID `cbor:"6,keyasint,omitempty"` // the carton or pallet it left in
	Serial string             `cbor:"7,keyasint,omitempty"`
}

// SerialState is where a unit with a serial is now.
type SerialState struct {
	Spot Spot      `cbor:"1,keyasint"`
	At   time.Time `cbor:"2,keyasint"` // since when
}

// SerialMove is one step in the life of a unit with a serial.
type SerialMove struct {
	SKU    wms.SKU         `cbor:"1,keyasint"`
	From   Place           `cbor:"2,keyasint"`
	To     Place           `cbor:"3,keyasint"`
	Status wms.StockStatus `cbor:"4,keyasint,omitempty"`
	Lot    string          `cbor:"5,keyasint,omitempty"`
	Why    string          `cbor:"6,keyasint"`
	At     time.Time       `cbor:"7,keyasint"`
}

var (
	traces      = store.NewTable[Trace]("lottrace", 1)         // sku, lot, number
	serialTrace = store.NewTable[Trace]("serialtrace", 1)      // serial, number
	serials     = store.NewTable[SerialState]("serial", 1)     // serial, sku
	serialMoves = store.NewTable[SerialMove]("serialmoves", 1) // serial, number
)

// Note records where units went. Stock with neither lot nor serial leaves no
// trace.
func Note(tx store.Tx, s Spot, t Trace) error {
	if s.Lot == "" && s.Serial == "" {
		return nil
	}
	n, err := tx.NextID("lottrace")
	if err != nil {
		return err
	}
	t.At, t.Serial = tx.Now(), s.Serial
	if s.Serial != "" {
		if err := serialTrace.Put(tx, t, s.Serial, n); err != nil {
			return err
		}
	}
	if s.Lot == "" {
		return nil
	}
	return traces.Put(tx, t, string(s.SKU), s.Lot, n)
}

// EachTrace visits where a lot went, in the order of leaving.
func EachTrace(r store.Reader, p store.Partition, sku wms.SKU, lot string, fn func(Trace) (bool, error)) error {
	return traces.Scan(r, p, []any{string(sku), lot}, func(_ store.KeyParts, t Trace) (bool, error) { return fn(t) })
}

// TracesOfSerial lists where a unit with a serial went.
func TracesOfSerial(r store.Reader, p store.Partition, serial string) (out []Trace, err error) {
	err = serialTrace.Scan(r, p, []any{serial}, func(_ store.KeyParts, t Trace) (bool, error) {
		out = append(out, t)
		return true, nil
	})
	return out, err
}

// Serial reads where a unit with a serial is; several items may use the same
// serial.
func Serial(r store.Reader, p store.Partition, serial string) (out []SerialState, err error) {
	err = serials.Scan(r, p, []any{serial}, func(_ store.KeyParts, s SerialState) (bool, error) {
		out = append(out, s)
		return true, nil
	})
	return out, err
}

// SerialMoves lists up to limit steps of a serial's life, oldest first.
func SerialMoves(r store.Reader, p store.Partition, serial string, limit int) (out []SerialMove, err error) {
	err = serialMoves.Scan(r, p, []any{serial}, func(_ store.KeyParts, m SerialMove) (bool, error) {
		out = append(out, m)
		return len(out) < limit, nil
	})
	return out, err
}

// moveSerial keeps a serial's place and history; it refuses a second unit
// with the same serial.
func moveSerial(tx store.Tx, from, to Spot, qty int64, why string) error {
	if to.Serial == "" {
		return nil
	}
	if !to.Place.Virtual() && qty != 1 {
		return wms.Refuse(wms.Invalid, "serial_twice", "a serial names one unit; %d of %s can't all be %s", qty, to.SKU, to.Serial)
	}
	was, had, err := serials.Get(tx, tx.Partition(), to.Serial, string(to.SKU))
	if err != nil {
		return err
	}
	if had && from.Serial != to.Serial || had && from.Place.Virtual() {
		if !was.Spot.Place.Virtual() {
			return wms.Refuse(wms.Conflict, "serial_exists", "serial %s of %s is in %s already", to.Serial, to.SKU, was.Spot.Place).
				With("serial", to.Serial)
		}
	}
	n, err := tx.NextID("serialmove")
	if err != nil {
		return err
	}
	if err := serials.Put(tx, SerialState{to, tx.Now()}, to.Serial, string(to.SKU)); err != nil {
		return err
	}
	return serialMoves.Put(tx, SerialMove{SKU: to.SKU, From: from.Place, To: to.Place, Status: to.Status, Lot: to.Lot,
		Why: why, At: tx.Now()}, to.Serial, n)
}

// SerialIn finds a unit by its serial among the stock in a place.
func SerialIn(r store.Reader, p store.Partition, place Place, sku wms.SKU, serial string) (Stock, bool, error) {
	s, had, err := serials.Get(r, p, serial, string(sku))
	if err != nil || !had || s.Spot.Place != place {
		return Stock{}, false, err
	}
	row, err := RowAt(r, p, s.Spot)
	return Stock{s.Spot, row}, row.OnHand > 0, err
}
