package demand

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// Line is one line of an invoice, as in the data.
type Line struct {
	SKU        wms.SKU
	Qty        int64
	PriceMinor int64 // of one unit, in pence
}

// Order is one invoice. Its number is the order's id and idempotency key.
type Order struct {
	Invoice  string
	Customer string // the shop's number of the customer, or "" if unknown
	Country  string
	Placed   time.Time
	Lines    []Line
	// Where the customer lives: derived.
	Town     string
	Lat, Lon float64
}

// Source has the orders and the items they speak of. Safe for concurrent use.
type Source struct {
	orders []Order
	items  []wms.Item
	bySKU  map[wms.SKU]int
}

//go:embed data/order_lines_2009-12_2010-05.tsv.gz
var orderLines []byte

// book is the parsed data and what is derived of it without a seed.
type book struct {
	orders []Order
	items  []wms.Item
}

var readBook = sync.OnceValues(func() (book, error) {
	orders, err := parse(bytes.NewReader(orderLines))
	return book{orders, itemMasters(orders)}, err
})

// NewSource reads the embedded orders; seed decides in which town each
// customer of the United Kingdom lives.
func NewSource(seed uint64) (*Source, error) {
	read, err := readBook()
	if err != nil {
		return nil, fmt.Errorf("order data: %w", err)
	}
	towns, err := loadTowns()
	if err != nil {
		return nil, fmt.Errorf("town data: %w", err)
	}
	s := &Source{orders: make([]Order, len(read.orders)), items: read.items, bySKU: map[wms.SKU]int{}}
	for i, o := range read.orders {
		o.Town, o.Lat, o.Lon, err = place(o, seed, towns)
		if err != nil {
			return nil, err
		}
		s.orders[i] = o
	}
	for i, item := range s.items {
		s.bySKU[item.SKU] = i
	}
	return s, nil
}

// Len is the number of orders.
func (s *Source) Len() int { return len(s.orders) }

// Order is the n-th one, counted from 0 in the sequence in which they were
// placed. Its lines must not be changed.
func (s *Source) Order(n int) Order { return s.orders[n] }

// Items are all item masters, sorted by SKU. They must not be changed.
func (s *Source) Items() []wms.Item { return s.items }

// Item finds one.
func (s *Source) Item(sku wms.SKU) (wms.Item, bool) {
	i, ok := s.bySKU[sku]
	if !ok {
		return wms.Item{}, false
	}
	return s.items[i], true
}

const header = "invoice\tsku\tqty\tdatetime\tprice\tcustomer\tcountry"

// parse reads order lines; an invoice begins where it first appears and keeps
// the time of its first line.
func parse(gz io.Reader) ([]Order, error) {
	r, err := gzip.NewReader(gz)
	if err != nil {
		return nil, err
	}
	in := bufio.NewScanner(r)
	if !in.Scan() || in.Text() != header {
		return nil, fmt.Errorf("line 1: must be %q", header)
	}
	var orders []Order
	byInvoice := map[string]int{}
	for n := 2; in.Scan(); n++ {
		o, line, err := parseLine(in.Text())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		i, ok := byInvoice[o.Invoice]
		if !ok {
			i = len(orders)
			byInvoice[o.Invoice] = i
			orders = append(orders, o)
		}
		orders[i].Lines = append(orders[i].Lines, line)
	}
	return orders, in.Err()
}

func parseLine(text string) (Order, Line, error) {
	f := strings.Split(text, "\t")
	if len(f) != 7 {
		return Order{}, Line{}, fmt.Errorf("%d fields, 7 wanted", len(f))
	}
	qty, err := strconv.ParseInt(f[2], 10, 64)
	if err != nil || qty < 1 {
		return Order{}, Line{}, fmt.Errorf("qty %q is not a positive whole number", f[2])
	}
	placed, err := time.Parse("2006-01-02 15:04:05", f[3])
	if err != nil {
		return Order{}, Line{}, fmt.Errorf("datetime %q: %w", f[3], err)
	}
	price, err := strconv.ParseFloat(f[4], 64)
	if err != nil || price < 0 || price > 1e6 {
		return Order{}, Line{}, fmt.Errorf("price %q is not an amount", f[4])
	}
	return Order{Invoice: f[0], Customer: f[5], Country: f[6], Placed: placed},
		Line{SKU: wms.SKU(f[1]), Qty: qty, PriceMinor: int64(math.Round(price * 100))}, nil
}
