package plant

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/cmd/signon"
	"github.com/aisle-wms/aisle/wms/api"
)

// security is who administers users, and how much a caller may ask for.
func (p *Plant) security() api.Security {
	s := p.Network.Security
	return api.Security{Users: accounts{u: p.Users, issuer: p.issuer()}, SignOn: p.signOn, RequestsPerS: int(s.RequestsPerS), RequestsAtOnce: int(s.RequestsAtOnce),
		Enrolment: p.Enrolment, PublicURL: p.PublicURL, EnrolURL: p.EnrolURL}
}

func (p *Plant) issuer() string {
	if p.Network.OIDC == nil {
		return ""
	}
	return p.Network.OIDC.Issuer
}

// newSignOn makes the log-in provider of the network file; nil if it has none.
// Users must be there.
func (p *Plant) newSignOn() (api.SignOn, error) {
	c := p.Network.OIDC
	if c == nil {
		return nil, nil
	}
	file := c.ClientSecretFile
	if !filepath.IsAbs(file) {
		file = filepath.Join(filepath.Dir(c.At.File), file)
	}
	secret, err := os.ReadFile(file)
	if err != nil {
		return nil, c.At.Errorf("client_secret_file: %v", err)
	}
	if !strings.HasPrefix(c.PublicURL, "https://") && !strings.HasPrefix(c.PublicURL, "http://127.0.0.1") && !strings.HasPrefix(c.PublicURL, "http://localhost") {
		return nil, c.At.Errorf("public_url %q: must begin with https://", c.PublicURL)
	}
	roles := map[string][]string{}
	for _, r := range c.RoleMap {
		roles[r.Value] = append(roles[r.Value], r.Roles...)
	}
	if (c.RolesClaim == "") != (len(roles) == 0) {
		return nil, c.At.Errorf("roles_claim and role_map belong together")
	}
	name := c.Name
	if name == "" {
		name = fmt.Sprintf("OpenID Connect (%s)", c.Issuer)
	}
	return signon.New(signon.Options{Name: name, Issuer: c.Issuer, ClientID: c.ClientID, ClientSecret: strings.TrimSpace(string(secret)),
		PublicURL: strings.TrimRight(c.PublicURL, "/"), RolesClaim: c.RolesClaim, RoleMap: roles, CreateUsers: c.CreateUsers,
		Users: p.Users, Now: time.Now}), nil
}
