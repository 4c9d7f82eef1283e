package config

// own says whether a station is a place of the conveyor itself, not one that
// it shares with another machine.
func (s ConveyorStation) own() bool { return s.XMM != 0 || s.YMM != 0 }

// checkConveyors proves that each conveyor leads from somewhere to somewhere:
// a crane's P&D out may only begin one, a P&D in only end one.
func (w *Warehouse) checkConveyors(place func(device, class string, at At) error) error {
	on := map[string]string{}
	for _, c := range w.Layout.Conveyors {
		if err := place(c.Device, "conveyor", c.At); err != nil {
			return err
		}
		if len(c.Stations) < 2 {
			return c.At.Errorf("conveyor %q has %d stations: it needs two or more, in the order of travel", c.ID, len(c.Stations))
		}
		for i, s := range c.Stations {
			loc, ok := w.Location(s.Location)
			if !ok {
				return s.At.Errorf("conveyor %q: %q is no location: give x_mm and y_mm if it is a place of its own", c.ID, s.Location)
			}
			if other, taken := on[s.Location]; taken {
				return s.At.Errorf("conveyor %q: %q is on conveyor %q already", c.ID, s.Location, other)
			}
			on[s.Location] = c.ID
			first, last := i == 0, i == len(c.Stations)-1
			switch {
			case loc.Kind == "conveyor":
			case loc.Kind == "pnd_out" && first, loc.Kind == "pnd_in" && last:
			default:
				return s.At.Errorf("conveyor %q: %q is a %s: only a pnd_out may begin it and a pnd_in end it", c.ID, s.Location, loc.Kind)
			}
		}
	}
	return nil
}
