package traffic

import "github.com/aisle-wms/aisle/routing"

// SetClosed says which step from a node to the next is closed for now, to
// everybody; nil: none. What is granted stays granted.
func (t *Traffic) SetClosed(closed func(from, to routing.Node) bool) {
	t.closed = closed
	t.vers++
}
