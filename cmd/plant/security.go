package plant

import "github.com/aisle-wms/aisle/wms/api"

// security is who administers users, and how much a caller may ask for.
func (p *Plant) security() api.Security {
	s := p.Network.Security
	return api.Security{Users: accounts{u: p.Users}, RequestsPerS: int(s.RequestsPerS), RequestsAtOnce: int(s.RequestsAtOnce),
		Enrolment: p.Enrolment, PublicURL: p.PublicURL, EnrolURL: p.EnrolURL}
}
