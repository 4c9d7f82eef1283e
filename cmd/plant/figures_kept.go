package plant

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

// keepFiguresEvery is after how many records the counted figures are stored,
// so that a start need not count the whole journal again.
const keepFiguresEvery = 20_000

// keptFigures is the counter as it stood after a record.
type keptFigures struct {
	Seq     uint64                  `cbor:"1,keyasint"`
	Totals  map[string]int64        `cbor:"2,keyasint"`
	Minutes map[string][]keptMinute `cbor:"3,keyasint"`
}

type keptMinute struct {
	Minute int64 `cbor:"1,keyasint"`
	N      int64 `cbor:"2,keyasint"`
}

var figures = store.NewTable[keptFigures]("figures", 1)

// restore takes over what was kept and says after which record to go on.
func (c *counter) restore(db *store.Bolt) (seq uint64, err error) {
	err = db.View(func(r store.Reader) error {
		kept, _, err := figures.Get(r, store.Network)
		if err != nil {
			return err
		}
		seq = kept.Seq
		c.mu.Lock()
		defer c.mu.Unlock()
		for k, n := range kept.Totals {
			c.total[k] = n
		}
		for k, minutes := range kept.Minutes {
			ring := &[60]bucket{}
			for _, m := range minutes {
				ring[(m.Minute%60+60)%60] = bucket{m.Minute, m.N}
			}
			c.minute[k] = ring
		}
		return nil
	})
	return seq, err
}

// keep stores the counter as it stands after a record.
func (c *counter) keep(ctx context.Context, db *store.Bolt, seq uint64) error {
	kept := keptFigures{Seq: seq, Totals: c.totals(), Minutes: map[string][]keptMinute{}}
	c.mu.Lock()
	for k, ring := range c.minute {
		for _, b := range ring {
			if b.n != 0 {
				kept.Minutes[k] = append(kept.Minutes[k], keptMinute{b.minute, b.n})
			}
		}
	}
	c.mu.Unlock()
	_, err := db.Do(ctx, store.Command{Partition: store.Network, Kind: "figures.keep", Actor: wms.System("figures"),
		Run: func(tx store.Tx) ([]byte, error) { return nil, figures.Put(tx, kept) }})
	return err
}
