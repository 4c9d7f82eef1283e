package wms

// Scan is what a scanned payload says and what it is here: the answer of POST
// /v1/scans/parse. Several readings, or several things found, are a question
// for who scanned; sending a reading's bracketed form answers it.
type Scan struct {
	Payload  string        `json:"payload"`
	Readings []ScanReading `json:"readings"`
	Found    []ScanFound   `json:"found"`
	// Clear: there is one reading, and at most one thing found.
	Clear bool `json:"clear"`
}

// ScanReading is one meaning of a payload. Kind is elements, gtin, sscc or
// text.
type ScanReading struct {
	Kind      string        `json:"kind"`
	Elements  []ScanElement `json:"elements,omitempty"`
	Text      string        `json:"text,omitempty"`
	Bracketed string        `json:"bracketed,omitempty"`
}

// ScanElement is a GS1 application identifier and its value.
type ScanElement struct {
	AI       string `json:"ai"`
	Title    string `json:"title"`
	Value    string `json:"value"`
	Decimals int    `json:"decimals,omitempty"`
	Date     string `json:"date,omitempty"` // YYYY-MM-DD
}

// ScanFound is a thing of this network that a payload names. Kind is item,
// location, handling_unit, order or person.
type ScanFound struct {
	Kind      string      `json:"kind"`
	ID        string      `json:"id"`
	Name      string      `json:"name,omitempty"`
	Warehouse WarehouseID `json:"warehouse,omitempty"`
	Location  LocationID  `json:"location,omitempty"`
	Unit      string      `json:"unit,omitempty"` // of an item: whose GTIN it was
	Qty       int64       `json:"qty,omitempty"`  // base units in it
}
