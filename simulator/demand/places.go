package demand

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"sort"
)

//go:embed data/gb_cities.json
var gbCities []byte

const homeCountry = "United Kingdom"

// towns of Great Britain with the running sum of their populations.
type towns struct {
	name     []string
	lat, lon []float64
	upTo     []uint64
}

func loadTowns() (*towns, error) {
	var rows [][4]any
	if err := json.Unmarshal(gbCities, &rows); err != nil {
		return nil, err
	}
	t, sum := &towns{}, uint64(0)
	for i, r := range rows {
		name, okName := r[0].(string)
		people, okPeople := r[1].(float64)
		lat, okLat := r[2].(float64)
		lon, okLon := r[3].(float64)
		if !okName || !okPeople || !okLat || !okLon || people < 1 {
			return nil, fmt.Errorf("row %d is not name, population, latitude, longitude", i+1)
		}
		sum += uint64(people)
		t.name, t.lat, t.lon, t.upTo = append(t.name, name), append(t.lat, lat), append(t.lon, lon), append(t.upTo, sum)
	}
	if sum == 0 {
		return nil, fmt.Errorf("no towns")
	}
	return t, nil
}

// place says where an order goes. A customer of the home country lives in one
// town for ever, drawn by population; all others at their country's capital.
func place(o Order, seed uint64, t *towns) (town string, lat, lon float64, err error) {
	if o.Country != homeCountry {
		c, ok := capitals[o.Country]
		if !ok {
			return "", 0, 0, fmt.Errorf("invoice %s: country %q has no coordinates: add it to capitals", o.Invoice, o.Country)
		}
		return c.town, c.lat, c.lon, nil
	}
	who := o.Customer
	if who == "" {
		who = "invoice " + o.Invoice
	}
	draw := hash(fmt.Sprintf("%d/%s", seed, who)) % t.upTo[len(t.upTo)-1]
	i := sort.Search(len(t.upTo), func(i int) bool { return draw < t.upTo[i] })
	return t.name[i], t.lat[i], t.lon[i], nil
}

// hash is FNV-1a with a final mix (the finaliser of MurmurHash3), because the
// high bits of FNV of short texts are not evenly spread.
func hash(text string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	x := h.Sum64()
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

type capital struct {
	town     string
	lat, lon float64
}

// capitals by the country names of the data. Coordinates: GeoNames (CC BY
// 4.0), rounded to two digits. "Unspecified" is what the data says for a few
// orders; they are sent to London, but keep that country.
var capitals = map[string]capital{
	"Australia":            {"Canberra", -35.28, 149.13},
	"Austria":              {"Vienna", 48.21, 16.37},
	"Bahrain":              {"Manama", 26.23, 50.59},
	"Belgium":              {"Brussels", 50.85, 4.35},
	"Bermuda":              {"Hamilton", 32.29, -64.78},
	"Channel Islands":      {"Saint Helier", 49.19, -2.10},
	"Cyprus":               {"Nicosia", 35.18, 33.36},
	"Denmark":              {"Copenhagen", 55.68, 12.57},
	"EIRE":                 {"Dublin", 53.33, -6.25},
	"Finland":              {"Helsinki", 60.17, 24.94},
	"France":               {"Paris", 48.85, 2.35},
	"Germany":              {"Berlin", 52.52, 13.41},
	"Greece":               {"Athens", 37.98, 23.73},
	"Hong Kong":            {"Hong Kong", 22.28, 114.17},
	"Italy":                {"Rome", 41.89, 12.51},
	"Japan":                {"Tokyo", 35.69, 139.69},
	"Malta":                {"Valletta", 35.90, 14.51},
	"Netherlands":          {"Amsterdam", 52.37, 4.89},
	"Norway":               {"Oslo", 59.91, 10.75},
	"Poland":               {"Warsaw", 52.23, 21.01},
	"Portugal":             {"Lisbon", 38.73, -9.15},
	"RSA":                  {"Pretoria", -25.74, 28.19},
	"Singapore":            {"Singapore", 1.29, 103.85},
	"Spain":                {"Madrid", 40.42, -3.70},
	"Sweden":               {"Stockholm", 59.33, 18.06},
	"Switzerland":          {"Bern", 46.95, 7.45},
	"USA":                  {"Washington", 38.90, -77.04},
	"United Arab Emirates": {"Abu Dhabi", 24.45, 54.40},
	"Unspecified":          {"London", 51.51, -0.13},
}
