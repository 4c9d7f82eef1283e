package allocation

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// realOrder is an order of the shop whose books are public: UCI "Online Retail
// II", D. Chen 2019, doi 10.24432/C5CG6D, CC BY 4.0.
type realOrder struct {
	id    string
	gb    bool
	lines []FileLine
}

type town struct {
	name     string
	people   float64
	lat, lon float64
}

var realOrders = sync.OnceValue(func() []realOrder {
	f, err := os.Open("../../simulator/demand/data/order_lines_2009-12_2010-05.tsv.gz")
	if err != nil {
		panic(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		panic(err)
	}
	var orders []realOrder
	in := bufio.NewScanner(z)
	in.Scan()
	for in.Scan() {
		c := strings.Split(in.Text(), "\t")
		qty, err := strconv.ParseInt(c[2], 10, 64)
		if err != nil {
			panic(err)
		}
		if n := len(orders); n == 0 || orders[n-1].id != c[0] {
			orders = append(orders, realOrder{id: c[0], gb: c[6] == "United Kingdom"})
		}
		o := &orders[len(orders)-1]
		o.lines = append(o.lines, FileLine{c[1], qty})
	}
	return orders
})

var towns = sync.OnceValue(func() []town {
	raw, err := os.ReadFile("../../simulator/demand/data/gb_cities.json")
	if err != nil {
		panic(err)
	}
	var rows [][]any
	if err := json.Unmarshal(raw, &rows); err != nil {
		panic(err)
	}
	list := make([]town, len(rows))
	for i, r := range rows {
		list[i] = town{r[0].(string), r[1].(float64), r[2].(float64), r[3].(float64)}
	}
	return list
})

// kind says what a sample is like. alloc_s.json is {orders: 30, warehouses: 3,
// from: 2000, lines: 8, qty: 50, stock: 1.3, spread: 0.75, limit: 2}.
type kind struct {
	orders, warehouses int
	from               int     // the first real order
	lines              int     // orders with more are passed over
	qty                int64   // and quantities cut to this
	stock              float64 // of demand, over all warehouses
	spread             float64 // chance of an item to lie in a warehouse
	limit              float64 // shipments over all warehouses, by order
}

func (k kind) String() string {
	return fmt.Sprintf("%dx%d from=%d lines=%d stock=%g spread=%g limit=%g", k.orders, k.warehouses, k.from, k.lines, k.stock, k.spread, k.limit)
}

var depots = []town{{"Daventry", 0, 52.257, -1.164}, {"Doncaster", 0, 53.523, -1.134}, {"Reading", 0, 51.455, -0.971},
	{"Bristol", 0, 51.455, -2.588}, {"Glasgow", 0, 55.865, -4.258}, {"Norwich", 0, 52.628, 1.299},
	{"Warrington", 0, 53.39, -2.597}, {"Newcastle", 0, 54.973, -1.614}, {"Dartford", 0, 51.446, 0.217}, {"Cardiff", 0, 51.48, -3.18}}

// sample makes a problem of the same kind as alloc_s.json.
func sample(k kind, seed uint64) *File {
	r := rand.New(rand.NewPCG(seed, 5))
	f := &File{Name: fmt.Sprintf("%v seed=%d", k, seed), PerKMShipment: num(0.01), PerUnit: num(0.05), PerUnitKM: num(0.0004),
		ShortPenaltyPerUnit: num(5), SplitPenalty: num(1)}
	demand := map[string]int64{}
	var skus []string
	taken := map[string]bool{}
	var people float64
	for _, t := range towns() {
		people += t.people
	}
	for _, o := range realOrders()[k.from:] {
		if len(f.Orders) == k.orders {
			break
		}
		if !o.gb || len(o.lines) > k.lines || taken[o.id] {
			continue
		}
		taken[o.id] = true
		home := drawTown(r, people)
		order := FileOrder{ID: o.id, City: home.name, Lat: num(home.lat), Lon: num(home.lon)}
		sum := map[string]int64{}
		for _, l := range o.lines {
			if sum[l.SKU] == 0 {
				order.Lines = append(order.Lines, FileLine{SKU: l.SKU})
			}
			sum[l.SKU] += l.Qty
		}
		for i := range order.Lines {
			l := &order.Lines[i]
			l.Qty = min(sum[l.SKU], k.qty)
			if demand[l.SKU] == 0 {
				skus = append(skus, l.SKU)
			}
			demand[l.SKU] += l.Qty
		}
		f.Orders = append(f.Orders, order)
	}
	for w := range k.warehouses {
		limit := int64(math.Ceil(k.limit * float64(k.orders) / float64(k.warehouses)))
		if w == 0 {
			limit = limit * 8 / 5
		}
		fixed := math.Round(100*(3.2+r.Float64())) / 100
		f.Warehouses = append(f.Warehouses, FileWarehouse{ID: depots[w].name, Lat: num(depots[w].lat), Lon: num(depots[w].lon),
			FixedShip: &fixed, MaxShipments: &limit, Stock: FileStock{}})
	}
	for _, sku := range skus {
		spreadStock(r, f, sku, int64(math.Ceil(k.stock*float64(demand[sku]))), k.spread)
	}
	return f
}

func num(v float64) *float64 { return &v }

func drawTown(r *rand.Rand, people float64) town {
	at := r.Float64() * people
	for _, t := range towns() {
		if at -= t.people; at < 0 {
			return t
		}
	}
	return towns()[0]
}

// spreadStock shares a quantity among some warehouses at random.
func spreadStock(r *rand.Rand, f *File, sku string, qty int64, spread float64) {
	weight := make([]float64, len(f.Warehouses))
	sum := 0.0
	for sum == 0 {
		for w := range weight {
			weight[w] = 0
			if r.Float64() < spread {
				weight[w] = 0.2 + r.Float64()
			}
			sum += weight[w]
		}
	}
	left := qty
	for w, share := range weight {
		n := min(left, int64(math.Round(share/sum*float64(qty))))
		if n > 0 {
			f.Warehouses[w].Stock[sku] += n
			left -= n
		}
	}
	for w := 0; left > 0; w++ {
		if weight[w] > 0 {
			f.Warehouses[w].Stock[sku] += left
			left = 0
		}
	}
}

func problemOf(t testing.TB, f *File) *Problem {
	t.Helper()
	p, err := f.Problem()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func readFile(t testing.TB, path string) *File {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var f File
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	return &f
}
