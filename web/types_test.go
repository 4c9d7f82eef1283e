package web_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"testing"

	"github.com/aisle-wms/aisle/wms/api"
)

// TestTypesAreThoseOfTheContract: who changes the contract runs
// `npm run types`. A stale file fails where nothing may be skipped.
func TestTypesAreThoseOfTheContract(t *testing.T) {
	types, err := os.ReadFile("src/api/schema.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := bytes.Cut(types, []byte("\n"))
	if want := fmt.Sprintf("// contract %x", sha256.Sum256(api.OpenAPI)); string(first) != want {
		if os.Getenv("AISLE_NO_SKIP") == "" {
			t.Skip("src/api/schema.d.ts is older than the contract: run npm run types in web")
		}
		t.Fatalf("src/api/schema.d.ts begins with %q, the contract is %q: run npm run types in web", first, want)
	}
}
