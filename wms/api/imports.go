package api

func (f *face) importRoutes() []route { return nil }
