package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	systemNouns["ConnectionTest"], systemNouns["ConnectionStep"] = wms.ConnectionTest{}, wms.ConnectionStep{}
}

func (f *fake) TestConnection(_ context.Context, id wms.DeviceID) (wms.ConnectionTest, error) {
	return wms.ConnectionTest{Device: id, Good: true, Steps: []wms.ConnectionStep{{Step: "reach", Good: true, Detail: "127.0.0.1:4840", MS: 2}}}, f.saw("TestConnection", id)
}
