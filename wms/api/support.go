package api

import (
	"context"
	"io"
	"net/http"
)

// Support writes what somebody who helps needs to see of a site: no secret and
// no personal data.
type Support interface {
	Support(ctx context.Context, out io.Writer) error
}

func (f *face) supportRoutes() []route {
	return []route{{method: "GET", path: "/v1/support", roles: adminOnly, unlimited: true, slow: true, missing: f.Options.Support == nil, do: supportBundle}}
}

func supportBundle(r *request) (answer, error) {
	r.Header("Content-Type", "application/zip")
	r.Header("Content-Disposition", `attachment; filename="aisle-support.zip"`)
	r.Header("Cache-Control", "no-store")
	r.Status(http.StatusOK)
	return streamed, r.face.Options.Support.Support(r.ctx, r.Writer)
}
