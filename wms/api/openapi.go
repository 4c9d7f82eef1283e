package api

import _ "embed"

// OpenAPI is the contract of the face, served at /openapi.yaml.
//
//go:embed openapi.yaml
var OpenAPI []byte
