package message

// Factsheet is what a vehicle says about its kind. Of the many fields of the
// standard it holds those that Aisle reads or writes.
type Factsheet struct {
	Header
	TypeSpecification  TypeSpecification  `json:"typeSpecification"`
	PhysicalParameters PhysicalParameters `json:"physicalParameters"`
	ProtocolLimits     ProtocolLimits     `json:"protocolLimits"`
	ProtocolFeatures   ProtocolFeatures   `json:"protocolFeatures"`
	AGVGeometry        struct{}           `json:"agvGeometry"`
	LoadSpecification  LoadSpecification  `json:"loadSpecification"`
}

// TypeSpecification names the kind of vehicle.
type TypeSpecification struct {
	SeriesName        string   `json:"seriesName"`
	AGVKinematic      string   `json:"agvKinematic"`
	AGVClass          string   `json:"agvClass"`
	MaxLoadMass       float64  `json:"maxLoadMass"`
	LocalizationTypes []string `json:"localizationTypes"`
	NavigationTypes   []string `json:"navigationTypes"`
	// SupportedZones are zone types of 3.0; nil: not told.
	SupportedZones []string `json:"-"`
}

// PhysicalParameters in m, m/s and m/s².
type PhysicalParameters struct {
	SpeedMin        float64 `json:"speedMin"`
	SpeedMax        float64 `json:"speedMax"`
	AccelerationMax float64 `json:"accelerationMax"`
	DecelerationMax float64 `json:"decelerationMax"`
	HeightMax       float64 `json:"heightMax"`
	Width           float64 `json:"width"`
	Length          float64 `json:"length"`
}

// ProtocolLimits say how much a vehicle can take; 0 stands for no limit.
type ProtocolLimits struct {
	MaxStringLens MaxStringLens `json:"maxStringLens"`
	MaxArrayLens  MaxArrayLens  `json:"maxArrayLens"`
	Timing        Timing        `json:"timing"`
}

// MaxStringLens limit the length of texts.
type MaxStringLens struct {
	IDLen Uint `json:"idLen,omitempty"`
}

// MaxArrayLens limit the length of lists.
type MaxArrayLens struct {
	OrderNodes Uint `json:"order.nodes,omitempty"`
	OrderEdges Uint `json:"order.edges,omitempty"`
}

// Timing in seconds.
type Timing struct {
	MinOrderInterval float64 `json:"minOrderInterval"`
	MinStateInterval float64 `json:"minStateInterval"`
}

// ProtocolFeatures say what a vehicle can do.
type ProtocolFeatures struct {
	OptionalParameters []OptionalParameter `json:"optionalParameters"`
	AGVActions         []AGVAction         `json:"agvActions"`
}

// OptionalParameter that a vehicle supports or requires.
type OptionalParameter struct {
	Parameter string `json:"parameter"`
	Support   string `json:"support"` // SUPPORTED, REQUIRED
}

// AGVAction is an action that a vehicle knows.
type AGVAction struct {
	ActionType   string   `json:"actionType"`
	ActionScopes []string `json:"actionScopes"` // INSTANT, NODE, EDGE
}

// LoadSpecification says what a vehicle carries.
type LoadSpecification struct {
	LoadPositions []string  `json:"loadPositions,omitempty"`
	LoadSets      []LoadSet `json:"loadSets,omitempty"`
}

// LoadSet is a kind of load that a vehicle can carry.
type LoadSet struct {
	SetName  string `json:"setName"`
	LoadType string `json:"loadType"`
}
