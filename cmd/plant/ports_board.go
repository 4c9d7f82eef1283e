package plant

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/api"
	"github.com/aisle-wms/aisle/wms/board"
	"github.com/aisle-wms/aisle/wms/store"
)

const (
	// boardDays is how many days the board keeps.
	boardDays = 400
	// boardScan bounds the records that one question for events reads.
	boardScan = 20_000
)

var (
	boardState = store.NewTable[board.State]("boardstate", 1)
	boardDay   = store.NewTable[board.Day]("boardday", 1) // day, warehouse
)

// openBoard reads what was kept of the board.
func (p *Plant) openBoard() error {
	var state board.State
	days := map[board.Key]board.Day{}
	err := p.Store.View(func(r store.Reader) (err error) {
		if state, _, err = boardState.Get(r, store.Network); err != nil {
			return err
		}
		return boardDay.Scan(r, store.Network, nil, func(k store.KeyParts, d board.Day) (bool, error) {
			day := k.Str()
			days[board.Key{Day: day, Warehouse: wms.WarehouseID(k.Str())}] = d
			return true, nil
		})
	})
	p.board = board.New(state, days, func(w wms.WarehouseID) *time.Location {
		if h, err := p.House(w); err == nil {
			return h.Config.Zone
		}
		return time.UTC
	})
	return err
}

// keepBoard stores what has changed since the last time, in one command.
func keepBoard(ctx context.Context, db *store.Bolt, b *board.Book) error {
	state, days, forget := b.Take(boardDays)
	_, err := db.Do(ctx, store.Command{Partition: store.Network, Kind: "board.keep", Actor: wms.System("board"), Run: func(tx store.Tx) ([]byte, error) {
		for k, d := range days {
			if err := boardDay.Put(tx, d, k.Day, string(k.Warehouse)); err != nil {
				return nil, err
			}
		}
		for _, k := range forget {
			if err := boardDay.Delete(tx, k.Day, string(k.Warehouse)); err != nil {
				return nil, err
			}
		}
		return nil, boardState.Put(tx, state)
	}})
	return err
}

// span fills in the days that a question leaves out.
func (p *Plant) span(q *api.BoardQuery) error {
	if q.To.IsZero() {
		q.To = p.Clock.Now().UTC().Truncate(24 * time.Hour)
		q.From = q.To.AddDate(0, 0, -27)
	}
	if q.Warehouse != "" {
		_, err := p.House(q.Warehouse)
		return err
	}
	return nil
}

// Board implements api.Boards.
func (p *Plant) Board(ctx context.Context, q api.BoardQuery) (wms.Board, error) {
	if err := p.span(&q); err != nil {
		return wms.Board{}, err
	}
	out := p.board.Read(q.From, q.To, q.Warehouse, q.SKU, p.boardWarehouses(""))
	return out, p.judgedForecasts(ctx, &out, q)
}

// judgedForecasts adds how good the forecasts were whose weeks ended in the
// span, or since.
func (p *Plant) judgedForecasts(ctx context.Context, b *wms.Board, q api.BoardQuery) error {
	if q.SKU != "" {
		return nil
	}
	by := "network"
	if q.Warehouse != "" {
		by = "warehouse"
	}
	weeks := min(104, max(1, int64(p.Clock.Now().Sub(q.From).Hours()/(7*24))))
	list, _, err := p.ForecastAccuracy(ctx, by, q.Warehouse, weeks, api.Page{Limit: 1})
	if err != nil || len(list) == 0 || list[0].Forecasts == 0 {
		return err
	}
	board.Told(b, "forecast_error", list[0].WAPE)
	board.Told(b, "forecast_bias", list[0].Bias)
	board.Told(b, "forecast_covered", &list[0].Covered)
	return nil
}

// boardWarehouses are all, or the one that a question is about.
func (p *Plant) boardWarehouses(only wms.WarehouseID) (all []wms.WarehouseID) {
	if only != "" {
		return []wms.WarehouseID{only}
	}
	for _, h := range p.Houses {
		all = append(all, h.Site.ID)
	}
	return all
}

// BoardCodes implements api.Boards.
func (p *Plant) BoardCodes() []string { return board.Codes() }

// BoardEvents implements api.Boards.
func (p *Plant) BoardEvents(ctx context.Context, figure string, q api.BoardQuery, page api.Page) ([]wms.BoardEvent, string, error) {
	after, err := strconv.ParseUint(cmp.Or(page.After, "0"), 10, 62)
	if err != nil {
		return nil, "", wms.Refuse(wms.Invalid, "invalid_cursor", "the cursor is not one that a list answered as next")
	}
	out, next, err := p.boardEvents(ctx, figure, q, after, page.Limit)
	if next == 0 {
		return out, "", err
	}
	return out, strconv.FormatUint(next, 10), err
}

// boardEvents reads the journal behind a record, as far as one question may.
// next is where to go on, 0 at the end.
func (p *Plant) boardEvents(ctx context.Context, figure string, q api.BoardQuery, after uint64, limit int) (out []wms.BoardEvent, next uint64, err error) {
	if err := p.span(&q); err != nil {
		return nil, 0, err
	}
	types, _ := board.Behind(figure)
	first, last := p.board.Records(q.From, q.To)
	if len(types) == 0 || first == 0 {
		return nil, 0, nil
	}
	seq, end := max(after, first-1), q.To.AddDate(0, 0, 1)
	concerns := p.board.Concerns(figure, q.From, q.To, p.boardWarehouses(q.Warehouse))
	for read := 0; seq < last && read < boardScan && ctx.Err() == nil; {
		records, err := p.Store.Records(seq, min(2000, boardScan-read))
		if err != nil || len(records) == 0 {
			return out, 0, err
		}
		read += len(records)
		for _, rec := range records {
			if rec.Seq > last {
				return out, 0, nil
			}
			if len(out) >= limit { // a record's events stay together
				return out, seq, nil
			}
			seq = rec.Seq
			w := warehouseOf(rec.Partition)
			if rec.Time.Before(q.From) || !rec.Time.Before(end) || q.Warehouse != "" && w != "" && w != q.Warehouse {
				continue
			}
			for i, e := range rec.Events {
				if q.Warehouse != "" && w == "" && e.Data["warehouse"] != string(q.Warehouse) {
					continue
				}
				if !slices.Contains(types, e.Type) || q.SKU != "" && e.Subject != string(q.SKU) && e.Data["sku"] != string(q.SKU) || !concerns(w, e) {
					continue
				}
				data := e.Data
				if data == nil {
					data = map[string]any{}
				}
				out = append(out, wms.BoardEvent{Seq: eventSeq(rec.Seq, i), Time: rec.Time.UTC().Format(time.RFC3339), Type: e.Type, Subject: e.Subject, Warehouse: w, Data: data})
			}
		}
	}
	if seq >= last {
		return out, 0, ctx.Err()
	}
	return out, seq, ctx.Err()
}

// boardGauge shows the board's figures of the last seven days at each scrape.
type boardGauge struct{ p *Plant }

var (
	boardDesc = prometheus.NewDesc("aisle_board", "Figures of the supply-chain board over the last seven days.", []string{"figure", "warehouse"}, nil)
	indexDesc = prometheus.NewDesc("aisle_board_flexibility_index", "Supply-chain flexibility index of the last seven days, 0 to 100.", nil, nil)
)

// Describe implements prometheus.Collector.
func (boardGauge) Describe(ch chan<- *prometheus.Desc) { ch <- boardDesc; ch <- indexDesc }

// Collect implements prometheus.Collector.
func (g boardGauge) Collect(ch chan<- prometheus.Metric) {
	to := g.p.Clock.Now().UTC().Truncate(24 * time.Hour)
	b, err := g.p.Board(context.Background(), api.BoardQuery{From: to.AddDate(0, 0, -6), To: to})
	if err != nil {
		return
	}
	for _, f := range b.Figures {
		if f.Value != nil {
			ch <- prometheus.MustNewConstMetric(boardDesc, prometheus.GaugeValue, *f.Value, f.Code, "")
		}
	}
	for _, part := range b.Parts {
		for code, v := range part.Values {
			ch <- prometheus.MustNewConstMetric(boardDesc, prometheus.GaugeValue, *v, code, string(part.Warehouse))
		}
	}
	if b.Index.Value != nil {
		ch <- prometheus.MustNewConstMetric(indexDesc, prometheus.GaugeValue, *b.Index.Value)
	}
}
