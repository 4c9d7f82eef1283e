package api

import "context"

func (f *fake) Label(_ context.Context, _ Call, _ Identity, q LabelQuery) ([]byte, error) {
	return []byte("label"), f.saw("Label", q)
}
