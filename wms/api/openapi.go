package api

import (
	"bytes"
	"embed"
)

// parts are the contract, a file per subject: the head, then paths, then
// components. In the order of their names, one behind the other, they are one
// YAML document.
//
//go:embed openapi/*.yaml
var parts embed.FS

// OpenAPI is the contract of the face, served at /openapi.yaml.
var OpenAPI = joined()

func joined() []byte {
	entries, err := parts.ReadDir("openapi")
	if err != nil {
		panic(err) // embedded: it can not fail
	}
	var all bytes.Buffer
	for _, e := range entries {
		text, err := parts.ReadFile("openapi/" + e.Name())
		if err != nil {
			panic(err)
		}
		all.Write(text)
	}
	return all.Bytes()
}
