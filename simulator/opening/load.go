package opening

import (
	"fmt"

	"github.com/aisle-wms/aisle/config"
	"github.com/aisle-wms/aisle/simulator/world"
	"github.com/aisle-wms/aisle/wms"
)

// loadedBlob marks a world that has been stocked.
const loadedBlob = "opening/loaded"

const (
	palletTareG                   = 25_000
	palletLengthMM, palletWidthMM = 1200, 800
	palletHeightMM                = 1400
)

// PlaceID is the twin's name of a location.
func PlaceID(warehouse, location string) string { return warehouse + "/" + location }

// Tote is an empty tote of the first morning.
type Tote struct {
	Warehouse wms.WarehouseID
	ID        wms.HandlingUnitID
	Location  wms.LocationID
}

// Totes lists the empty totes of all sites. Their ids count over the network.
func Totes(n *config.Network) []Tote {
	var out []Tote
	for _, w := range n.Warehouses {
		stack := w.LocationsOf("tote_stack")[0]
		for range w.Flow.Totes {
			out = append(out, Tote{wms.WarehouseID(w.ID), wms.HandlingUnitID(fmt.Sprintf("T-%05d", len(out)+1)), wms.LocationID(stack.ID)})
		}
	}
	return out
}

// LoadWorld builds all places of the network in the twin's world and, the
// first time, stocks them with the receipts and the empty totes. A world that
// was stocked before keeps what it has.
func LoadWorld(w *world.World, n *config.Network, receipts []Receipt) error {
	return w.Update(func(tx *world.Tx) error {
		for _, site := range n.Warehouses {
			for _, l := range site.Locations() {
				tx.AddPlace(PlaceID(site.ID, l.ID), int(l.CapacityHU))
			}
		}
		if tx.Blob(loadedBlob) != nil {
			return nil
		}
		for _, r := range receipts {
			for _, l := range r.Lines {
				if err := stock(tx, r, l); err != nil {
					return fmt.Errorf("receipt %s: %w", r.ID, err)
				}
			}
		}
		for _, t := range Totes(n) {
			site, _ := n.Warehouse(string(t.Warehouse))
			k := site.Flow.Tote
			if err := tx.Create(world.HandlingUnit{ID: string(t.ID), Kind: string(wms.Tote), Place: PlaceID(site.ID, string(t.Location)),
				LengthMM: k.LengthMM, WidthMM: k.WidthMM, HeightMM: k.HeightMM, TareG: k.TareG}); err != nil {
				return err
			}
		}
		tx.SetBlob(loadedBlob, []byte(`{"v":1}`))
		return nil
	})
}

func stock(tx *world.Tx, r Receipt, l Line) error {
	place := PlaceID(string(r.Warehouse), string(l.PutAwayTo))
	if l.Unit == "" {
		return tx.AddLoose(place, string(l.SKU), l.Qty)
	}
	return tx.Create(world.HandlingUnit{ID: string(l.Unit), Kind: string(l.UnitKind), Place: place,
		Units:    map[string]int64{string(l.SKU): l.Qty},
		LengthMM: palletLengthMM, WidthMM: palletWidthMM, HeightMM: palletHeightMM, TareG: palletTareG})
}
