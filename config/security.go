package config

// Security is how long sessions live and how much one caller may ask for. What
// is not given is the program's default.
type Security struct {
	At             At
	SessionLifeMin int64 `cfg:"session_life_min,min=1,max=10080"`
	SessionIdleMin int64 `cfg:"session_idle_min,min=1,max=10080"`
	// RequestsPerS is how many requests a second a token or session may make
	// for long; for a moment it may make twice as many.
	RequestsPerS   int64 `cfg:"requests_per_s,min=10,max=1000000"`
	RequestsAtOnce int64 `cfg:"requests_at_once,min=8,max=100000"`
}

// OIDC is a log-in provider (OpenID Connect).
type OIDC struct {
	At               At
	Name             string `cfg:"name"` // on the log-in page
	Issuer           string `cfg:"issuer,required"`
	ClientID         string `cfg:"client_id,required"`
	ClientSecretFile string `cfg:"client_secret_file,required"` // relative to the network file
	// PublicURL is where browsers reach this program: https://wms.example.
	PublicURL string `cfg:"public_url,required"`
	// RolesClaim names the claim of the ID token that holds groups or roles;
	// without it, users have the roles that administrators gave them here.
	RolesClaim string      `cfg:"roles_claim"`
	RoleMap    []RoleValue `cfg:"role_map"`
	// CreateUsers: whoever has a role by the map is let in, known here or not.
	CreateUsers bool `cfg:"create_users"`
}

// RoleValue says which roles a value of the claim stands for.
type RoleValue struct {
	At    At
	Value string   `cfg:"value,required"`
	Roles []string `cfg:"roles,required,oneof=picker|receiver|supervisor|planner|admin|device|auditor"`
}
