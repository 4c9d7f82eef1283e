package allocation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// File is a problem as people and other programs write it: places on the map
// and one tariff. What must be given is a pointer, so that a hole is seen.
type File struct {
	Name                string          `json:"name,omitempty"`
	Warehouses          []FileWarehouse `json:"warehouses"`
	Orders              []FileOrder     `json:"orders"`
	PerKMShipment       *float64        `json:"per_km_shipment"`
	PerUnit             *float64        `json:"per_unit"`
	PerUnitKM           *float64        `json:"per_unit_km"`
	ShortPenaltyPerUnit *float64        `json:"short_penalty_per_unit"`
	SplitPenalty        *float64        `json:"split_penalty"`
	TimeLimitMS         *float64        `json:"time_limit_ms,omitempty"`
}

// FileWarehouse is a warehouse of a File.
type FileWarehouse struct {
	ID           string    `json:"id"`
	Lat          *float64  `json:"lat"`
	Lon          *float64  `json:"lon"`
	FixedShip    *float64  `json:"fixed_ship"`
	MaxShipments *int64    `json:"max_shipments,omitempty"` // none: no limit
	Stock        FileStock `json:"stock"`
}

// FileOrder is an order of a File.
type FileOrder struct {
	ID    string     `json:"id"`
	City  string     `json:"city,omitempty"`
	Lat   *float64   `json:"lat"`
	Lon   *float64   `json:"lon"`
	Lines []FileLine `json:"lines"`
}

// FileLine is written ["sku", qty].
type FileLine struct {
	SKU string
	Qty int64
}

// FileStock is the quantity of each item, by SKU.
type FileStock map[string]int64

// UnmarshalJSON takes exactly a SKU and a whole quantity.
func (l *FileLine) UnmarshalJSON(raw []byte) error {
	var pair []json.RawMessage
	if err := json.Unmarshal(raw, &pair); err != nil || len(pair) != 2 ||
		json.Unmarshal(pair[0], &l.SKU) != nil || json.Unmarshal(pair[1], &l.Qty) != nil ||
		string(pair[0]) == "null" || string(pair[1]) == "null" {
		return fmt.Errorf("%.60s is not a line: it must be [\"sku\", whole quantity]", raw)
	}
	return nil
}

// MarshalJSON writes the pair.
func (l FileLine) MarshalJSON() ([]byte, error) { return json.Marshal([]any{l.SKU, l.Qty}) }

// UnmarshalJSON refuses a SKU that stands twice, which encoding/json would
// silently overwrite.
func (s *FileStock) UnmarshalJSON(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.New(`stock must be {"sku": quantity, …}`)
	}
	*s = FileStock{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		sku := key.(string)
		var qty *int64
		if err := d.Decode(&qty); err != nil || qty == nil {
			return fmt.Errorf("stock of %q is not a whole number", sku)
		}
		if _, had := (*s)[sku]; had {
			return fmt.Errorf("stock of %q stands twice", sku)
		}
		(*s)[sku] = *qty
	}
	return nil
}

// fileBound keeps a tariff's figures far from where sums lose cents.
const fileBound = 1e7

// Problem checks a file and lays it out. Lines of one order for the same item
// become one. An item that no warehouse has is not an error: it will be short.
func (f *File) Problem() (*Problem, error) {
	for _, t := range []struct {
		key   string
		value *float64
	}{{"per_km_shipment", f.PerKMShipment}, {"per_unit", f.PerUnit}, {"per_unit_km", f.PerUnitKM},
		{"short_penalty_per_unit", f.ShortPenaltyPerUnit}, {"split_penalty", f.SplitPenalty}} {
		if err := within(t.key, t.value, 0, fileBound); err != nil {
			return nil, err
		}
	}
	if f.Warehouses == nil || f.Orders == nil {
		return nil, errors.New("warehouses and orders are needed, each a list")
	}
	if f.TimeLimitMS != nil {
		if err := within("time_limit_ms", f.TimeLimitMS, 1, 24*3600*1000); err != nil {
			return nil, err
		}
	}
	p := &Problem{Short: *f.ShortPenaltyPerUnit}
	if err := f.addWarehouses(p); err != nil {
		return nil, err
	}
	if err := f.addOrders(p); err != nil {
		return nil, err
	}
	return p, p.Check()
}

func within(what string, v *float64, low, high float64) error {
	if v == nil {
		return fmt.Errorf("%s is missing", what)
	}
	if !(*v >= low && *v <= high) {
		return fmt.Errorf("%s is %v, must be %v to %v", what, *v, low, high)
	}
	return nil
}

func (f *File) addWarehouses(p *Problem) error {
	seen := map[string]bool{}
	for i, w := range f.Warehouses {
		at := fmt.Sprintf("warehouses[%d] %q", i, w.ID)
		if w.ID == "" || seen[w.ID] {
			return fmt.Errorf("%s: the id is empty or taken, each warehouse needs its own", at)
		}
		seen[w.ID] = true
		if err := errors.Join(within(at+": lat", w.Lat, -90, 90), within(at+": lon", w.Lon, -180, 180),
			within(at+": fixed_ship", w.FixedShip, 0, fileBound)); err != nil {
			return first(err)
		}
		if w.Stock == nil {
			return fmt.Errorf("%s: stock is missing, {} if there is none", at)
		}
		limit := NoLimit
		if w.MaxShipments != nil {
			if limit = *w.MaxShipments; limit < 0 {
				return fmt.Errorf("%s: max_shipments is %d, must be 0 or more", at, limit)
			}
		}
		for sku, qty := range w.Stock {
			if qty < 0 || qty > maxUnits {
				return fmt.Errorf("%s: stock of %q is %d, must be 0 to %d", at, sku, qty, maxUnits)
			}
		}
		p.Warehouses = append(p.Warehouses, w.ID)
		p.MaxShipments = append(p.MaxShipments, limit)
	}
	if len(p.Warehouses) > MaxWarehouses {
		return fmt.Errorf("%d warehouses, at most %d can be planned together", len(p.Warehouses), MaxWarehouses)
	}
	return nil
}

func (f *File) addOrders(p *Problem) error {
	items := map[string]int{}
	seen := map[string]bool{}
	for i, o := range f.Orders {
		at := fmt.Sprintf("orders[%d] %q", i, o.ID)
		if o.ID == "" || seen[o.ID] {
			return fmt.Errorf("%s: the id is empty or taken, each order needs its own", at)
		}
		seen[o.ID] = true
		if err := errors.Join(within(at+": lat", o.Lat, -90, 90), within(at+": lon", o.Lon, -180, 180)); err != nil {
			return first(err)
		}
		if len(o.Lines) == 0 {
			return fmt.Errorf("%s has no lines", at)
		}
		order := Order{ID: o.ID, Open: make([]float64, len(f.Warehouses)), Unit: make([]float64, len(f.Warehouses))}
		for w, from := range f.Warehouses {
			km := greatCircleKM(*from.Lat, *from.Lon, *o.Lat, *o.Lon)
			order.Open[w] = *from.FixedShip + *f.SplitPenalty + *f.PerKMShipment*km
			order.Unit[w] = *f.PerUnit + *f.PerUnitKM*km
		}
		lines := map[int]int{}
		for l, line := range o.Lines {
			if line.SKU == "" || line.Qty < 1 || line.Qty > maxUnits {
				return fmt.Errorf("%s: line %d is %d of %q, must be 1 to %d of a named item", at, l+1, line.Qty, line.SKU, maxUnits)
			}
			item, known := items[line.SKU]
			if !known {
				item = len(p.Items)
				items[line.SKU] = item
				p.Items = append(p.Items, line.SKU)
				p.Stock = append(p.Stock, f.stockOf(line.SKU))
			}
			if k, again := lines[item]; again {
				order.Lines[k].Qty += line.Qty
				continue
			}
			lines[item] = len(order.Lines)
			order.Lines = append(order.Lines, Line{item, line.Qty})
		}
		p.Orders = append(p.Orders, order)
	}
	return nil
}

func (f *File) stockOf(sku string) []int64 {
	stock := make([]int64, len(f.Warehouses))
	for w := range f.Warehouses {
		stock[w] = f.Warehouses[w].Stock[sku]
	}
	return stock
}

// first is the first of joined errors.
func first(err error) error {
	var many interface{ Unwrap() []error }
	if errors.As(err, &many) {
		return many.Unwrap()[0]
	}
	return err
}

const earthRadiusKM = 6371

func greatCircleKM(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	s := math.Sin((lat2 - lat1) * rad / 2)
	c := math.Sin((lon2 - lon1) * rad / 2)
	h := s*s + math.Cos(lat1*rad)*math.Cos(lat2*rad)*c*c
	return 2 * earthRadiusKM * math.Asin(math.Sqrt(min(1, h)))
}
