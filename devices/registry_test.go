package devices

import (
	"context"
	"strings"
	"testing"
)

type nobody struct{}

func (nobody) Add(Spec) (Device, error)  { return nil, nil }
func (nobody) Run(context.Context) error { return nil }

func TestRegistry(t *testing.T) {
	asked := Link{}
	Register("test", func(l Link) (Connection, error) { asked = l; return nobody{}, nil })
	if _, err := Open("test", Link{ID: "x", URL: "tcp://there"}); err != nil || asked.URL != "tcp://there" || asked.Logger == nil {
		t.Errorf("%+v, %v", asked, err)
	}
	if _, err := Open("morse", Link{ID: "x"}); err == nil || !strings.Contains(err.Error(), "test") {
		t.Errorf("an unknown protocol: %v", err)
	}
	for name, open := range map[string]Opener{"test": func(Link) (Connection, error) { return nobody{}, nil }, "": nil, "other": nil} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q did not panic", name)
				}
			}()
			Register(name, open)
		}()
	}
}
