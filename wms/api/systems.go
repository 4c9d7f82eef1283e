package api

import "slices"

// systemRoutes are the other systems, and what helps when things stop.
func (f *face) systemRoutes() []route {
	return slices.Concat(f.hostRoutes(), f.channelRoutes())
}
