package api

import (
	"context"

	"github.com/aisle-wms/aisle/wms"
)

func init() {
	bodies["PUT /v1/occasions/:id"] = `{"kind":"promotion","from":"2026-11-27","to":"2026-11-30","cut_permille":200,"skus":["S1"],"families":["mugs"],"warehouses":["central"]}`
	systemNouns["Occasion"], systemNouns["OccasionEffect"], systemNouns["KnownWeek"] = wms.Occasion{}, wms.OccasionEffect{}, wms.KnownWeek{}
}

func (f *fake) Occasions(context.Context) ([]wms.Occasion, error) {
	return []wms.Occasion{{ID: "easter", Kind: wms.OccasionCalendar, Name: "Easter", From: "2026-04-03", To: "2026-04-06", Yearly: true, PutBy: "ana", PutAt: when,
		Learned: &wms.OccasionEffect{Factor: 0.4, Low: 0.3, High: 0.5, Weeks: 200}}}, f.saw("Occasions", nil)
}

func (f *fake) PutOccasion(_ context.Context, c Call, n wms.Occasion) (wms.Occasion, error) {
	n.PutAt = when
	return once(f, "PutOccasion", c, n, func() wms.Occasion { return n })
}

func (f *fake) DeleteOccasion(_ context.Context, c Call, id string) error {
	_, err := once(f, "DeleteOccasion", c, id, func() bool { return true })
	return err
}
