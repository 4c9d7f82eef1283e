package config

import "time"

// Warehouse is one site.
type Warehouse struct {
	At       At
	ID       string  `cfg:"id,required"`
	Name     string  `cfg:"name,required"`
	Mode     string  `cfg:"mode,required,oneof=own|front|3pl"`
	Lat      float64 `cfg:"lat,required,min=-90,max=90"`
	Lon      float64 `cfg:"lon,required,min=-180,max=180"`
	TimeZone string  `cfg:"time_zone,required"`
	Zone     *time.Location
	CutOff   Clock `cfg:"cut_off,required"`
	// Departs is when the day's shipments leave; left out: two hours after the
	// cut-off.
	Departs Clock `cfg:"departs"`
	// Closed are the weekdays, and Holidays the dates, on which nothing leaves.
	Closed   []string `cfg:"closed,oneof=Mon|Tue|Wed|Thu|Fri|Sat|Sun"`
	Holidays []Date   `cfg:"holidays"`
	// Pickups say what carriers do here otherwise than the site.
	Pickups []Pickup `cfg:"pickups"`
	Costs   Costs    `cfg:"costs,required"`
	Limits  Limits   `cfg:"limits,required"`
	Layout  Layout   `cfg:"layout,required"`
	Models  Models   `cfg:"models"`
	PLCs    []PLC    `cfg:"plcs"`
	// Controllers are reached in other protocols than OPC UA.
	Controllers []Controller `cfg:"controllers"`
	Devices     []Device     `cfg:"devices"`
	People      []Person     `cfg:"people"`
	Flow        Flow         `cfg:"flow,required"`

	locations []Location
	byID      map[string]int
}

// Pickup is how a carrier fetches shipments from a site.
type Pickup struct {
	At      At
	Carrier string `cfg:"carrier,required"`
	// CutOff is when a shipment must be ordered to leave today; left out: the
	// site's.
	CutOff          Clock    `cfg:"cut_off"`
	Departs         Clock    `cfg:"departs"`                 // left out: as for the site
	ShipmentsPerDay int64    `cfg:"shipments_per_day,min=0"` // 0: as many as the site can send
	Closed          []string `cfg:"closed,oneof=Mon|Tue|Wed|Thu|Fri|Sat|Sun"`
}

// Costs of handling and storing.
type Costs struct {
	At              At
	HandlingOrder   int64 `cfg:"handling_per_order,min=0"`
	HandlingLine    int64 `cfg:"handling_per_line,min=0"`
	StoragePerM3Day int64 `cfg:"storage_per_m3_day,min=0"`
}

// Limits of what a site can do.
type Limits struct {
	At              At
	ShipmentsPerDay int64 `cfg:"shipments_per_day,required,min=1"`
	Items           int64 `cfg:"items,min=0"` // how many SKUs may be kept here; 0: no limit
}

// Flow says how work runs through this site.
type Flow struct {
	At   At
	Tote ToteType `cfg:"tote,required"`
	// Totes is how many empty ones the tote stack holds at the start.
	Totes int64 `cfg:"totes,required,min=1,max=100000"`
	// TotesPerCart is how many order totes one picker takes on a tour.
	TotesPerCart int64 `cfg:"totes_per_cart,required,min=1,max=60"`
	// BulkFromUnits: a line of so many units or more is served as cases or
	// pallets from the rack where there is one; 0: never.
	BulkFromUnits int64 `cfg:"bulk_from_units,min=0"`
	// ToBench is how a filled tote reaches its pack bench.
	ToBench string `cfg:"to_bench,required,oneof=sorter|vehicle|carry"`
	// OpenOrders is how many orders the floor works on at once.
	OpenOrders int64 `cfg:"open_orders,required,min=1,max=100000"`
}

// ToteType is the one tote of a site.
type ToteType struct {
	At       At
	LengthMM int64 `cfg:"length_mm,required,min=100,max=2000"`
	WidthMM  int64 `cfg:"width_mm,required,min=100,max=2000"`
	HeightMM int64 `cfg:"height_mm,required,min=50,max=2000"`
	VolumeML int64 `cfg:"volume_ml,required,min=1000,max=1000000"`
	MaxG     int64 `cfg:"max_g,required,min=1000,max=100000"`
	TareG    int64 `cfg:"tare_g,required,min=0,max=20000"`
}

// Person works here. Simulated people are played by the twin.
type Person struct {
	At    At
	ID    string   `cfg:"id,required"`
	Name  string   `cfg:"name,required"`
	Badge string   `cfg:"badge,required"`
	PIN   string   `cfg:"pin,required"`
	Roles []string `cfg:"roles,required,oneof=picker|receiver|supervisor|planner|admin|device|auditor"`
	// Work lists the kinds of task this person does, the most wanted first.
	Work []string `cfg:"work,oneof=pick|station|induct|pack|load|putaway|count|reject"`
	// Place is where the person starts and works: a station, a bench, a dock.
	Place     string `cfg:"place"`
	Simulated bool   `cfg:"simulated"`
}

// PLC is one OPC UA server; it may hold many devices.
type PLC struct {
	At  At
	ID  string `cfg:"id,required"`
	URL string `cfg:"url,required"` // opc.tcp://host:port
	// ThumbprintFile holds the SHA-1 thumbprint of the server's certificate;
	// User and PasswordFile log in. Relative to the data folder.
	ThumbprintFile string `cfg:"thumbprint_file,required"`
	User           string `cfg:"user,required"`
	PasswordFile   string `cfg:"password_file,required"`
}

// Controller has machines behind it and speaks a protocol of its own.
type Controller struct {
	At       At
	ID       string `cfg:"id,required"`
	Protocol string `cfg:"protocol,required,oneof=telegram|fleetapi"`
	URL      string `cfg:"url,required"` // telegram: tcp://host:port, fleetapi: https://host:port
	// ThumbprintFile holds the SHA-256 thumbprint of the server's certificate,
	// TokenFile what we show it and what its callbacks are signed with; both
	// relative to the data folder's enrolment. Telegrams have neither.
	ThumbprintFile string `cfg:"thumbprint_file"`
	TokenFile      string `cfg:"token_file"`
	// Callback is the host:port where we listen for its callbacks; without it
	// the controller is only asked.
	Callback string `cfg:"callback"`
}

// Device is one machine.
type Device struct {
	At       At
	ID       string `cfg:"id,required"`
	Class    string `cfg:"class,required,oneof=vehicle|crane|sorter|vision|gate|conveyor|fleet"`
	Protocol string `cfg:"protocol,required,oneof=vda5050|plc|telegram|fleetapi|field"`
	Model    string `cfg:"model"` // of Models; vision needs none
	// VDA 5050
	Manufacturer string `cfg:"manufacturer"`
	Serial       string `cfg:"serial"`
	Version      string `cfg:"version,oneof=2.1|3.0|2.0/vda-5050-lib"`
	Start        string `cfg:"start"` // node of the roadmap where the vehicle is first switched on
	// PLC
	PLC    string `cfg:"plc"`
	Prefix string `cfg:"prefix"` // of its node ids: D
	// Other protocols
	Controller string `cfg:"controller"`
	// A maker's fleet: how many vehicles of the model it has, and the locations
	// that they serve.
	Vehicles int64    `cfg:"vehicles,min=0,max=1000"`
	Places   []string `cfg:"places"`
	// Sorter is whose field a robot belongs to. Robots are not listed but made
	// from the field's series; their class is robot.
	Sorter string
}

// Models hold the motion of machines: what the twin moves by and planners
// reckon with.
type Models struct {
	At        At
	Vehicles  []VehicleModel  `cfg:"vehicles"`
	Cranes    []CraneModel    `cfg:"cranes"`
	Sorters   []SorterModel   `cfg:"sorters"`
	Conveyors []ConveyorModel `cfg:"conveyors"`
}

// VehicleModel is the motion of an AGV.
type VehicleModel struct {
	At               At
	ID               string `cfg:"id,required"`
	LengthMM         int64  `cfg:"length_mm,required,min=200,max=5000"`
	WidthMM          int64  `cfg:"width_mm,required,min=200,max=5000"`
	SpeedMMPerS      int64  `cfg:"speed_mm_per_s,required,min=50,max=10000"`
	AccelMMPerS2     int64  `cfg:"accel_mm_per_s2,required,min=10,max=10000"`
	TurnMradPerS     int64  `cfg:"turn_mrad_per_s,required,min=50,max=20000"`
	LoadMS           int64  `cfg:"load_ms,required,min=0,max=600000"`
	UnloadMS         int64  `cfg:"unload_ms,required,min=0,max=600000"`
	MaxLoadG         int64  `cfg:"max_load_g,required,min=1000"`
	BatteryWh        int64  `cfg:"battery_wh,required,min=1"`
	DrivingW         int64  `cfg:"driving_w,required,min=0"`
	IdleW            int64  `cfg:"idle_w,required,min=0"`
	ChargingW        int64  `cfg:"charging_w,required,min=1"`
	ChargeAtPermille int64  `cfg:"charge_at_permille,required,min=1,max=999"` // go and charge below this
	HeightMM         int64  `cfg:"height_mm,min=0,max=20000"`                 // with the highest load; 0: not said
}

// CraneModel is the motion of a stacker crane: both axes move at once.
type CraneModel struct {
	At            At
	ID            string `cfg:"id,required"`
	XSpeedMMPerS  int64  `cfg:"x_speed_mm_per_s,required,min=50,max=20000"`
	XAccelMMPerS2 int64  `cfg:"x_accel_mm_per_s2,required,min=10,max=20000"`
	YSpeedMMPerS  int64  `cfg:"y_speed_mm_per_s,required,min=50,max=20000"`
	YAccelMMPerS2 int64  `cfg:"y_accel_mm_per_s2,required,min=10,max=20000"`
	ForkMS        int64  `cfg:"fork_ms,required,min=100,max=60000"` // one pick or one put at depth 1
	MaxLoadG      int64  `cfg:"max_load_g,required,min=1000"`
	// Dwell is where the crane waits for work: where it stands (stay; left out),
	// before its P&D in (input), or where the next job is nearest by what it did
	// so far (learned). It moves there after DwellAfterS (left out: 20 s).
	Dwell       string `cfg:"dwell,oneof=stay|input|learned"`
	DwellAfterS int64  `cfg:"dwell_after_s,min=0,max=3600"`
}

// SorterModel is the motion of a sorter.
type SorterModel struct {
	At             At
	ID             string `cfg:"id,required"`
	BeltMMPerS     int64  `cfg:"belt_mm_per_s,required,min=50,max=10000"`
	GapMM          int64  `cfg:"gap_mm,required,min=0,max=10000"`             // between two items
	DecideWithinMS int64  `cfg:"decide_within_ms,required,min=500,max=60000"` // wall time
	NoReadPermille int64  `cfg:"no_read_permille,min=0,max=1000"`
}

// ConveyorModel is the motion of a conveyor.
type ConveyorModel struct {
	At           At
	ID           string `cfg:"id,required"`
	SpeedMMPerS  int64  `cfg:"speed_mm_per_s,required,min=10,max=5000"`
	StationMM    int64  `cfg:"station_mm,required,min=100,max=20000"` // from one station to the next
	StartMS      int64  `cfg:"start_ms,min=0,max=60000"`              // of belts that stood
	SleepAfterMS int64  `cfg:"sleep_after_ms,min=0,max=3600000"`      // without work the belts stop; 0: never
}

// Device finds a device by id.
func (w *Warehouse) Device(id string) (*Device, bool) {
	for i := range w.Devices {
		if w.Devices[i].ID == id {
			return &w.Devices[i], true
		}
	}
	return nil, false
}

// MQTTVehicles lists everything that speaks VDA 5050: the vehicles of the
// roadmap and the robots of fields.
func (w *Warehouse) MQTTVehicles() []*Device {
	return append(w.DevicesOf("vehicle"), w.DevicesOf("robot")...)
}

// DevicesOf lists the devices of a class, in the order of the file.
func (w *Warehouse) DevicesOf(class string) []*Device {
	var out []*Device
	for i := range w.Devices {
		if w.Devices[i].Class == class {
			out = append(out, &w.Devices[i])
		}
	}
	return out
}

// VehicleModel finds the motion of a vehicle.
func (w *Warehouse) VehicleModel(d *Device) *VehicleModel {
	for i := range w.Models.Vehicles {
		if w.Models.Vehicles[i].ID == d.Model {
			return &w.Models.Vehicles[i]
		}
	}
	return nil
}

// CraneModel finds the motion of a crane.
func (w *Warehouse) CraneModel(d *Device) *CraneModel {
	for i := range w.Models.Cranes {
		if w.Models.Cranes[i].ID == d.Model {
			return &w.Models.Cranes[i]
		}
	}
	return nil
}

// SorterModel finds the motion of a sorter.
func (w *Warehouse) SorterModel(d *Device) *SorterModel {
	for i := range w.Models.Sorters {
		if w.Models.Sorters[i].ID == d.Model {
			return &w.Models.Sorters[i]
		}
	}
	return nil
}

// ConveyorModel finds the motion of a conveyor.
func (w *Warehouse) ConveyorModel(d *Device) *ConveyorModel {
	for i := range w.Models.Conveyors {
		if w.Models.Conveyors[i].ID == d.Model {
			return &w.Models.Conveyors[i]
		}
	}
	return nil
}

// PLC finds an OPC UA server by id.
func (w *Warehouse) PLC(id string) (*PLC, bool) {
	for i := range w.PLCs {
		if w.PLCs[i].ID == id {
			return &w.PLCs[i], true
		}
	}
	return nil, false
}
