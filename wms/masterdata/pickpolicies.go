package masterdata

import (
	"fmt"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
)

var (
	pickPolicies = store.NewTable[wms.PickPolicies]("pickpolicies", 1)
	pickVersions = store.NewTable[wms.PickPolicies]("pickversions", 1) // by version
)

// keptPickVersions is how many versions stay; the oldest go.
const keptPickVersions = 50

// PickPoliciesOf reads how a warehouse picks; version 0 if nobody has said.
func PickPoliciesOf(r store.Reader, p store.Partition) (wms.PickPolicies, error) {
	x, _, err := pickPolicies.Get(r, p)
	x.Warehouse = wms.WarehouseID(p)
	return x, err
}

// PickVersions lists the versions that there were, the latest first.
func PickVersions(r store.Reader, p store.Partition) (list []wms.PickPolicies, err error) {
	err = pickVersions.ScanBack(r, p, nil, func(_ store.KeyParts, x wms.PickPolicies) (bool, error) {
		list = append(list, x)
		return len(list) < keptPickVersions, nil
	})
	return list, err
}

// PutPickPolicies makes the next version. What was checked against the layout
// comes in.
func PutPickPolicies(tx store.Tx, x wms.PickPolicies, who wms.UserID) (wms.PickPolicies, error) {
	was, err := PickPoliciesOf(tx, tx.Partition())
	if err != nil {
		return x, err
	}
	if x.Version != was.Version {
		return x, wms.Refuse(wms.Conflict, "policy_changed", "somebody has changed the pick policies: they are version %d now, you began with %d; look again", was.Version, x.Version).With("version", was.Version)
	}
	now := tx.Now()
	x.Warehouse, x.Version, x.ChangedAt, x.ChangedBy = wms.WarehouseID(tx.Partition()), was.Version+1, &now, who
	tx.Emit(wms.Event{Type: "pick_policy.put", Subject: string(x.Warehouse), Data: map[string]any{"version": x.Version}})
	if err := pickVersions.Put(tx, x, versionKey(x.Version)); err != nil {
		return x, err
	}
	if x.Version > keptPickVersions {
		if err := pickVersions.Delete(tx, versionKey(x.Version-keptPickVersions)); err != nil {
			return x, err
		}
	}
	return x, pickPolicies.Put(tx, x)
}

func versionKey(n int64) string { return fmt.Sprintf("%012d", n) }
