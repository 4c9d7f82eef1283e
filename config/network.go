package config

// Network is the whole business: its warehouses and what connects them.
type Network struct {
	At   At
	Name string `cfg:"name,required"`
	// Sites are the site files, relative to the network file.
	Sites []string `cfg:"sites,required"`
	// Warehouses are the read Sites, in their order.
	Warehouses []*Warehouse

	MQTT               Broker     `cfg:"mqtt"`
	Security           Security   `cfg:"security"`
	OIDC               *OIDC      `cfg:"oidc"`
	Carriers           []Carrier  `cfg:"carriers,required"`
	Regions            []Region   `cfg:"regions,required"`
	WeightStep         WeightStep `cfg:"weight_step"`
	Lanes              []Lane     `cfg:"lanes,required"`
	SplitPenalty       int64      `cfg:"split_shipment_penalty,min=0"`
	LateDayCost        int64      `cfg:"late_day_cost,min=0"`
	Transfers          []Transfer `cfg:"transfers"`
	Suppliers          []Supplier `cfg:"suppliers"`
	HoldingCostPerYear float64    `cfg:"holding_cost_per_year,min=0,max=10"` // share of the item's value
	Privacy            Privacy    `cfg:"privacy"`
	Allocation         Allocation `cfg:"allocation"`

	byID     map[string]*Warehouse
	regionOf map[string]*Region // by code, and by place
	others   *Region
}

// Warehouse finds a warehouse by id.
func (n *Network) Warehouse(id string) (*Warehouse, bool) {
	w, ok := n.byID[id]
	return w, ok
}

// Privacy says how customers' personal data is treated.
type Privacy struct {
	At At
	// KeepDays is how many days after an order was shipped or cancelled its
	// personal data is erased by itself; 0 keeps it until somebody erases it.
	KeepDays int64 `cfg:"keep_days,min=0,max=36500"`
}

// Allocation says what is planned of orders in the background; both are on
// unless switched off.
type Allocation struct {
	At At
	// Replan plans promises anew when stock, machines or rules change.
	Replan string `cfg:"replan,oneof=on|off"`
	// OpportunityPrices let a promise spare what expected orders need more.
	OpportunityPrices string `cfg:"opportunity_prices,oneof=on|off"`
}

// Broker is the MQTT broker that vehicles talk over.
type Broker struct {
	At At
	// Mode embedded: Aisle runs its own; external: it connects to URL.
	Mode string `cfg:"mode,required,oneof=embedded|external"`
	URL  string `cfg:"url"` // tcp://host:port, ssl://host:port
	// User and PasswordFile log in to an external broker; may be empty.
	User         string `cfg:"user"`
	PasswordFile string `cfg:"password_file"`
	// CAFile is the authority that signed the broker's certificate, if the
	// machine does not trust it anyway; CertFile and KeyFile (PEM) are the
	// certificate that we prove ourselves with, if the broker wants one.
	CAFile   string `cfg:"ca_file"`
	CertFile string `cfg:"cert_file"`
	KeyFile  string `cfg:"key_file"`
}

// Carrier takes shipments away.
type Carrier struct {
	At   At
	ID   string `cfg:"id,required"`
	Name string `cfg:"name,required"`
}

// Region is a set of countries with the same lanes. The region with Others
// takes every country of ISO 3166-1 that is not named.
type Region struct {
	At        At
	ID        string   `cfg:"id,required"`
	Countries []string `cfg:"countries"` // of ISO 3166-1: codes, or names that Country knows
	Places    []string `cfg:"places"`    // that orders name and ISO 3166-1 does not
	Others    bool     `cfg:"others"`
	// PricedAs and Surcharge: lanes to that region serve this one too, at so
	// much more per shipment.
	PricedAs  string `cfg:"priced_as"`
	Surcharge int64  `cfg:"surcharge,min=0"`
}

// RegionOf is the region that a country or place belongs to; nil if it is
// none, or nothing is delivered there.
func (n *Network) RegionOf(country string) *Region {
	if r, ok := n.regionOf[country]; ok {
		return r
	}
	code, known := Country(country)
	if !known {
		return nil
	}
	if r, ok := n.regionOf[code]; ok {
		return r
	}
	return n.others
}

// WeightStep prices weight on lanes that have no per_kg of their own: each
// begun kg above the free weight.
type WeightStep struct {
	At    At
	FreeG int64 `cfg:"free_g,min=0"`
	PerKG int64 `cfg:"per_kg,min=0"`
}

// Lane is one carrier's service from warehouses to a region. Its price and
// days are in Bands by distance; a lane with one price has one band.
type Lane struct {
	At      At
	ID      string   `cfg:"id,required"`
	Carrier string   `cfg:"carrier,required"`
	From    []string `cfg:"from,required"`
	To      string   `cfg:"to,required"`
	Service string   `cfg:"service,required"`
	Bands   []Band   `cfg:"bands,required"`
	PerKG   int64    `cfg:"per_kg,min=0"` // every begun kg; 0: the network's weight step
	Customs int64    `cfg:"customs_per_shipment,min=0"`
}

// Band is what a lane costs and takes up to a distance. MaxKM 0: no limit.
// Route names where a sorter sends it: several bands may share one.
type Band struct {
	At    At
	MaxKM int64  `cfg:"max_km,min=0,max=20100"`
	Price int64  `cfg:"price,required,min=0"`
	Days  int64  `cfg:"days,required,min=0,max=60"` // delivery days after departure
	Route string `cfg:"route,required"`
}

// BandFor is the first band that reaches km.
func (l *Lane) BandFor(km float64) (*Band, bool) {
	for i := range l.Bands {
		if b := &l.Bands[i]; b.MaxKM == 0 || km <= float64(b.MaxKM) {
			return b, true
		}
	}
	return nil, false
}

// LanesTo lists the lanes from a warehouse that serve a region, with the
// region's surcharge if it is priced as another.
func (n *Network) LanesTo(warehouse string, r *Region) (lanes []*Lane, surcharge int64) {
	to := r.ID
	if r.PricedAs != "" {
		to, surcharge = r.PricedAs, r.Surcharge
	}
	for i := range n.Lanes {
		l := &n.Lanes[i]
		if l.To != to {
			continue
		}
		for _, from := range l.From {
			if from == warehouse {
				lanes = append(lanes, l)
			}
		}
	}
	return lanes, surcharge
}

// Transfer is a regular truck between two warehouses.
type Transfer struct {
	At         At
	From       string      `cfg:"from,required"`
	To         string      `cfg:"to,required"`
	PerPallet  int64       `cfg:"per_pallet,min=0"`
	Hours      int64       `cfg:"hours,required,min=1,max=2000"`
	Departures []Departure `cfg:"departures,required"`
}

// Supplier delivers items after a lead time.
type Supplier struct {
	At            At
	ID            string  `cfg:"id,required"`
	ShareOfItems  float64 `cfg:"share_of_items,required,min=0,max=1"`
	LeadDaysMean  float64 `cfg:"lead_days_mean,required,min=0,max=365"`
	LeadDaysSD    float64 `cfg:"lead_days_sd,min=0,max=365"`
	OrderCost     int64   `cfg:"order_cost,min=0"`
	MinOrderUnits int64   `cfg:"min_order_units,min=0"`
}
