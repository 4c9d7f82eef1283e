package orders

import (
	"slices"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// promiseOrReplace promises what is open. Where the customer allows it, what is
// in stock nowhere is replaced first by the substitutes of the item, in their
// order. A substitute becomes a line of its own, with as many units as can be
// promised of it now; the line it serves counts them as replaced. A substitute
// that was lost again goes back to its line before.
func (b Book) promiseOrReplace(tx store.Tx, o *Order) error {
	o.takeBack()
	before := len(o.Lines)
	if o.Substitutes {
		offers, err := b.offers(tx, o, tx.Now())
		if err != nil {
			return err
		}
		for i := range before {
			if err := b.replace(tx, o, i, offers); err != nil {
				return err
			}
		}
	}
	if err := b.promise(tx, o); err != nil {
		return err
	}
	o.takeBack() // of what an offer turned out not to serve
	for _, l := range o.Lines[min(before, len(o.Lines)):] {
		tx.Emit(wms.Event{Type: "order.substituted", Subject: string(o.ID), Data: map[string]any{"line": l.For, "sku": string(o.Lines[l.For-1].SKU), "by": string(l.SKU), "qty": l.Qty}})
	}
	return nil
}

// replace adds lines for the substitutes of a line that stock falls short of.
func (b Book) replace(tx store.Tx, o *Order, i int, offers []Offer) error {
	l := o.Lines[i]
	if o.open(i) == 0 || l.Lot != "" || l.For > 0 {
		return nil
	}
	it, err := b.Item(tx, l.SKU)
	if err != nil || len(it.Substitutes) == 0 {
		return err
	}
	short, err := b.falls(tx, o, l.SKU, offers)
	if err != nil {
		return err
	}
	short = min(short, o.open(i))
	for _, sku := range it.Substitutes {
		if short <= 0 || len(o.Lines) >= MaxLines {
			return nil
		}
		by, err := b.Item(tx, sku)
		if err != nil || by.Owner != it.Owner {
			continue // it was listed before it was made, or is another's
		}
		missing, err := b.falls(tx, o, sku, offers)
		if err != nil {
			return err
		}
		n := min(short, -missing)
		if n <= 0 {
			continue
		}
		short -= n
		o.Lines[i].Qty -= n
		o.Lines[i].Replaced += n
		o.Lines = append(o.Lines, Line{SKU: sku, Qty: n, MinDays: max(l.MinDays, by.MinShipDays), For: i + 1})
	}
	return nil
}

// falls is by how much the stock that may be promised of an item falls short
// of what the order still wants; below 0 it is what would be left.
func (b Book) falls(r store.Reader, o *Order, sku wms.SKU, offers []Offer) (int64, error) {
	free, err := b.freeBy(r, sku, o.Channel, offers)
	return o.wants(sku) - sum(free), err
}

func sum(list []int64) (n int64) {
	for _, v := range list {
		n += v
	}
	return n
}

// takeBack gives what is open of substitutes back to the lines that they serve.
func (o *Order) takeBack() {
	for i := range o.Lines {
		if l := &o.Lines[i]; l.For > 0 {
			n := o.open(i)
			l.Qty -= n
			o.Lines[l.For-1].Qty += n
			o.Lines[l.For-1].Replaced -= n
		}
	}
	for len(o.Lines) > 0 { // lines that no shipment ever named go again
		last := o.Lines[len(o.Lines)-1]
		if last.For == 0 || last.Qty > 0 || o.named(len(o.Lines)) {
			return
		}
		o.Lines = o.Lines[:len(o.Lines)-1]
	}
}

// named says whether a shipment has, or had, a part of a line.
func (o *Order) named(line int) bool {
	return slices.ContainsFunc(o.Shipments, func(s Shipment) bool {
		return slices.ContainsFunc(s.Lines, func(p Part) bool { return p.Line == line })
	})
}
