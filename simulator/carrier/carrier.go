// Package carrier is the twin of a carrier's own system: it gives waybill
// numbers over HTTP when it is asked with the right signature, remembers what it
// gave by the caller's reference, and takes numbers back.
//
// The nouns: a Parcel is what it gave a number to; Faults are how it misbehaves.
//
// Caveats: it is one carrier with one account; it knows no streets: what it
// says of the destination is made of the postcode.
package carrier

import (
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// Party is a sender or receiver.
type Party struct {
	Name     string `json:"name"`
	Phone    string `json:"phone"`
	Address  string `json:"address"`
	Postcode string `json:"postcode"`
	Country  string `json:"country"`
}

// Parcel is what a number was given to.
type Parcel struct {
	Reference, Number, Service, Order string
	WeightG                           int64
	Receiver                          Party
	Cancelled                         bool
	Asked                             int // how often
}

// Faults are what is wrong with it.
type Faults struct {
	// Slow is the time until it answers.
	Slow time.Duration
	// Status, when set, is answered instead of anything else.
	Status int
	// Refuse, when set, is the code with which it refuses each parcel.
	Refuse string
	// Lost: it does what it is asked, and hangs up without an answer.
	Lost bool
	// SameNumber: it gives the last number again, to another parcel.
	SameNumber bool
	// WrongSign: its answers are signed with another secret. WrongReference:
	// they are about something else. Garbage: they are no JSON.
	WrongSign, WrongReference, Garbage bool
}

// Carrier is the twin. Listen, then Run.
type Carrier struct {
	Account, Secret string
	HMAC            bool // else md5

	listener net.Listener
	mu       sync.Mutex
	faults   Faults
	parcels  map[string]*Parcel
	order    []string
	calls    int
	bad      int
}

// Listen opens its port.
func Listen(address, account, secret string) (*Carrier, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	return &Carrier{Account: account, Secret: secret, listener: l, parcels: map[string]*Parcel{}}, nil
}

// URL to ask at.
func (c *Carrier) URL() string { return "http://" + c.listener.Addr().String() + "/waybill" }

// Set makes it misbehave, or well again.
func (c *Carrier) Set(f Faults) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.faults = f
}

// Parcels it gave numbers to, in that order.
func (c *Carrier) Parcels() []Parcel {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]Parcel, len(c.order))
	for i, ref := range c.order {
		out[i] = *c.parcels[ref]
	}
	return out
}

// Calls it had, and how many of them were not signed as agreed.
func (c *Carrier) Calls() (all, bad int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls, c.bad
}

// Run serves until ctx ends.
func (c *Carrier) Run(ctx context.Context) error {
	s := &http.Server{Handler: http.HandlerFunc(c.serve), ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-ctx.Done()
		_ = s.Close()
	}()
	err := s.Serve(c.listener)
	<-done
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

const maxBody = 64 << 10

type question struct {
	Do        string `json:"do"`
	Reference string `json:"reference"`
	Service   string `json:"service"`
	Order     string `json:"order"`
	WeightG   int64  `json:"weight_g"`
	Receiver  Party  `json:"receiver"`
}

func (c *Carrier) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return
	}
	c.mu.Lock()
	c.calls++
	f := c.faults
	c.mu.Unlock()
	if f.Slow > 0 {
		t := time.NewTimer(f.Slow)
		defer t.Stop()
		select {
		case <-t.C:
		case <-r.Context().Done():
			return
		}
	}
	if f.Status != 0 {
		w.WriteHeader(f.Status)
		return
	}
	if r.Header.Get("X-Company-Id") != c.Account || !hmac.Equal([]byte(r.Header.Get("X-Data-Digest")), []byte(c.Sign(body))) {
		c.mu.Lock()
		c.bad++
		c.mu.Unlock()
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var q question
	if json.Unmarshal(body, &q) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	out, err := json.Marshal(c.answer(q, f))
	if err != nil {
		return
	}
	switch {
	case f.Lost:
		panic(http.ErrAbortHandler)
	case f.Garbage:
		out = []byte("<html>")
	}
	sign := c.Sign(out)
	if f.WrongSign {
		sign = c.Sign(append(out, 'x'))
	}
	w.Header().Set("X-Data-Digest", sign)
	_, _ = w.Write(out)
}

func (c *Carrier) answer(q question, f Faults) map[string]any {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := map[string]any{"success": true, "reference": q.Reference}
	if f.WrongReference {
		out["reference"] = q.Reference + "X"
	}
	p := c.parcels[q.Reference]
	switch {
	case q.Do == "cancel" && p == nil:
		return map[string]any{"success": false, "reference": q.Reference, "code": "UNKNOWN", "message": "no such reference"}
	case q.Do == "cancel":
		p.Cancelled = true
		return out
	case f.Refuse != "":
		return map[string]any{"success": false, "reference": q.Reference, "code": f.Refuse, "message": "not to " + q.Receiver.Address}
	case p == nil:
		p = &Parcel{Reference: q.Reference, Number: fmt.Sprintf("YT%012d", 880000000000+len(c.order)+1), Service: q.Service, Order: q.Order, WeightG: q.WeightG, Receiver: q.Receiver}
		if f.SameNumber && len(c.order) > 0 {
			p.Number = c.parcels[c.order[len(c.order)-1]].Number
		}
		c.parcels[q.Reference], c.order = p, append(c.order, q.Reference)
	}
	p.Asked++
	place := (q.Receiver.Postcode + "000000")[:3]
	out["waybill"], out["mark"], out["sort_code"], out["route_code"] = p.Number, "杭州 "+place, place+"-B12 08", "R"+place
	return out
}

// Sign is the signature of a body, as agreed.
func (c *Carrier) Sign(body []byte) string {
	if c.HMAC {
		m := hmac.New(sha256.New, []byte(c.Secret))
		m.Write(body)
		return base64.StdEncoding.EncodeToString(m.Sum(nil))
	}
	sum := md5.Sum([]byte(string(body) + c.Secret))
	return base64.StdEncoding.EncodeToString(sum[:])
}
