package plant

import (
	"context"
	"strconv"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/epcis"
	"github.com/aisle-wms/aisle/wms/items"
	"github.com/aisle-wms/aisle/wms/store"
)

// EPCIS implements api.EPCIS: the events from a moment (inclusive) to another,
// as a document. The cursor is the sequence number.
func (p *Plant) EPCIS(ctx context.Context, from, to time.Time, page api.Page) (any, string, error) {
	now := p.Clock.Now()
	seq := uint64(0)
	if page.After != "" {
		n, err := strconv.ParseUint(page.After, 10, 63)
		if err != nil {
			return nil, "", badCursor(page.After)
		}
		seq = n
	} else if !from.IsZero() {
		s := stockScan{plant: p, last: p.Store.Seq()}
		if n := s.before(from.Add(-time.Microsecond)); n > 0 {
			seq = n*eventsPerRecord + eventsPerRecord - 1
		}
	}
	known := map[wms.SKU]string{}
	gtin := func(sku wms.SKU) string {
		if g, seen := known[sku]; seen {
			return g
		}
		it, err := view(p, func(r store.Reader) (wms.Item, error) { return items.Get(r, sku) })
		if err != nil {
			return ""
		}
		known[sku] = it.GTIN
		return it.GTIN
	}
	var out []epcis.Event
	for len(out) < page.Limit {
		events, last, err := journal{p.Store}.After(ctx, seq, 500)
		if err != nil {
			return nil, "", err
		}
		for _, e := range events {
			if !to.IsZero() && !e.Time.Before(to) {
				return epcis.NewDocument(now, out), "", nil
			}
			if len(out) >= page.Limit {
				break
			}
			if more, is := epcis.Of(e, gtin); is {
				out = append(out, more...)
			}
			seq = e.Seq
		}
		if len(out) >= page.Limit {
			return epcis.NewDocument(now, out), strconv.FormatUint(seq, 10), nil
		}
		if last == seq || (len(events) == 0 && last <= seq) {
			break
		}
		if len(events) == 0 || events[len(events)-1].Seq == seq {
			seq = last
		}
	}
	return epcis.NewDocument(now, out), "", nil
}
