package fleetapi

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/fleetapi/wire"
	"github.com/aisle-wms/aisle/simulator/world"
)

const (
	scan        = 20 * time.Millisecond
	readWithin  = 5 * time.Second
	callWithin  = 2 * time.Second
	lateAtMost  = 300 // ms, of a shuffled callback
	bodyAtMost  = 1 << 16
	refuseAfter = 1000 // transports in memory that have not ended
)

// Faults of the controller, each off at first.
type Faults struct {
	LoseAnswers int           // per mille: it does what it is told, and the answer is lost
	Hang        time.Duration // before every answer
	Shuffle     bool          // callbacks come twice, late and in any order
	Down        bool          // nobody answers
	Token       string        // it wants this one instead
	Nonsense    bool          // its answers can't be
}

// SetFaults changes what goes wrong from now on.
func (f *Fleet) SetFaults(x Faults) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = x
}

// Restart the controller. One that forgets knows no transport any more; its
// vehicles stop and keep what they have on board.
func (f *Fleet) Restart(forget bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.world.Update(func(tx *world.Tx) error {
		if err := f.recall(tx); err != nil || !forget {
			return err
		}
		f.mem.Jobs = nil
		for i := range f.mem.Vehicles {
			f.mem.Vehicles[i].Transport = ""
		}
		raw, err := json.Marshal(f.mem)
		tx.SetBlob(f.key(), raw)
		return err
	})
}

// Run serves the API and lets the vehicles drive until ctx ends.
func (f *Fleet) Run(ctx context.Context) error {
	ear, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.cfg.Addr)
	if err != nil {
		return err
	}
	s := &http.Server{Handler: f, ReadTimeout: readWithin, MaxHeaderBytes: 1 << 15, ErrorLog: slog.NewLogLogger(f.log.Handler(), slog.LevelDebug)}
	ended, told := make(chan error, 1), make(chan struct{})
	go func() { ended <- s.ServeTLS(ear, f.cfg.CertFile, f.cfg.KeyFile) }()
	go func() { defer close(told); f.callBack(ctx) }()
	t := time.NewTicker(scan)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			_ = s.Close()
			<-ended
			<-told
			return nil
		case err := <-ended:
			ended <- err
			return err
		case now := <-t.C:
			f.Step(now)
		}
	}
}

// ServeHTTP is the controller's API.
func (f *Fleet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	x := f.faults
	lose := x.LoseAnswers > 0 && f.dice.IntN(1000) < x.LoseAnswers
	f.mu.Unlock()
	if x.Down {
		panic(http.ErrAbortHandler)
	}
	token := f.cfg.Token
	if x.Token != "" {
		token = x.Token
	}
	if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+token)) != 1 {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	code, answer := f.serve(r)
	if x.Hang > 0 {
		select {
		case <-time.After(x.Hang):
		case <-r.Context().Done():
		}
	}
	if lose {
		panic(http.ErrAbortHandler)
	}
	if x.Nonsense {
		answer = map[string]any{"boot": "b", "vehicles": []any{map[string]any{"id": "V1", "battery_permille": -7}}, "transports": []any{map[string]any{"id": "?", "state": "flying"}}}
	}
	raw, err := json.Marshal(answer)
	if err != nil {
		code = http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(raw)
}

type problem struct {
	Error string `json:"error"`
}

func (f *Fleet) serve(r *http.Request) (code int, answer any) {
	body, err := io.ReadAll(io.LimitReader(r.Body, bodyAtMost))
	if err != nil {
		return http.StatusBadRequest, problem{"the body can't be read"}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	path, known := strings.CutPrefix(r.URL.Path, "/v1/")
	id, verb := "", ""
	if rest, ok := strings.CutPrefix(path, "transports/"); ok {
		id, verb, _ = strings.Cut(rest, "/")
		path = "transports/"
	}
	switch {
	case !known:
	case r.Method == http.MethodGet && path == "status":
		return http.StatusOK, f.status()
	case r.Method == http.MethodGet && path == "transports":
		return http.StatusOK, f.list(strings.Split(r.URL.Query().Get("ids"), ","))
	case r.Method == http.MethodPost && path == "transports":
		return f.take(body)
	case r.Method == http.MethodPost && verb == "permit":
		return f.permit(id, body)
	case r.Method == http.MethodPost && verb == "cancel":
		return f.cancel(id)
	}
	return http.StatusNotFound, problem{"no such call"}
}

func (f *Fleet) status() wire.Status {
	s := wire.Status{Boot: f.boot}
	now := time.Now()
	for _, v := range f.mem.Vehicles {
		view := wire.Vehicle{ID: v.ID, XMM: v.X, YMM: v.Y, Battery: int32(1000 * v.Charge), State: "idle", Load: f.onDeck(v.ID), Transport: v.Transport}
		if v.Transport != "" {
			view.State = "waiting"
		}
		if d := f.drives[v.ID]; d != nil && d.hand {
			view.State = "handling"
		} else if d != nil {
			view.State = "driving"
			// A picture a little ahead of the last station: half-way there.
			if now.Before(d.end) {
				view.XMM, view.YMM = (v.X+d.x)/2, (v.Y+d.y)/2
			}
		}
		s.Vehicles = append(s.Vehicles, view)
	}
	for _, p := range f.cfg.Stations {
		s.Stations = append(s.Stations, wire.Station{ID: p.ID, Load: f.read(p.Place)})
	}
	return s
}

func (f *Fleet) list(ids []string) wire.List {
	l := wire.List{Boot: f.boot, Transports: []wire.Transport{}}
	for _, id := range ids[:min(len(ids), wire.AskLimit)] {
		if j := f.job(id); j != nil {
			l.Transports = append(l.Transports, j.Transport)
		}
	}
	return l
}

func (f *Fleet) take(body []byte) (int, any) {
	var o wire.Order
	if err := json.Unmarshal(body, &o); err != nil || !wire.Name(o.ID) || o.Load == "" {
		return http.StatusBadRequest, problem{"a transport needs id, load, to and from"}
	}
	if j := f.job(o.ID); j != nil {
		return http.StatusConflict, j.Transport
	}
	_, from := f.station(o.From)
	_, to := f.station(o.To)
	deck := slices.ContainsFunc(f.mem.Vehicles, func(v vehicle) bool { return v.ID == o.Vehicle && f.onDeck(v.ID) == o.Load })
	if !to || !from && !deck {
		return http.StatusUnprocessableEntity, problem{"from or to is no station of ours"}
	}
	open := 0
	for _, j := range f.mem.Jobs {
		if !j.State.Ended() {
			open++
		}
	}
	if open >= refuseAfter {
		return http.StatusServiceUnavailable, problem{"too many transports"}
	}
	f.mem.Jobs = append(f.mem.Jobs, &job{Order: o, Transport: wire.Transport{ID: o.ID, State: devices.CarryQueued, Revision: 1}})
	for len(f.mem.Jobs) > jobsKept && f.mem.Jobs[0].State.Ended() {
		f.mem.Jobs = f.mem.Jobs[1:]
	}
	if err := f.commit(func(tx *world.Tx) error { tx.Count("carrier_orders", 1); return nil }); err != nil {
		f.mem.Jobs = f.mem.Jobs[:len(f.mem.Jobs)-1]
		return http.StatusInternalServerError, problem{err.Error()}
	}
	return http.StatusCreated, f.job(o.ID).Transport
}

func (f *Fleet) permit(id string, body []byte) (int, any) {
	var p struct {
		Step devices.Handover `json:"step"`
	}
	j := f.job(id)
	if json.Unmarshal(body, &p) != nil || j == nil || p.Step == devices.HandoverNone || j.Asks != p.Step {
		return http.StatusConflict, problem{"nobody asks for that"}
	}
	j.Permitted = p.Step
	return http.StatusOK, j.Transport
}

// cancel is possible until the load is picked up.
func (f *Fleet) cancel(id string) (int, any) {
	j := f.job(id)
	if j == nil || j.State != devices.CarryQueued && j.State != devices.CarryAssigned {
		return http.StatusConflict, problem{"it is too late to cancel"}
	}
	for i := range f.mem.Vehicles {
		if v := &f.mem.Vehicles[i]; v.Transport == id {
			v.Transport = ""
			delete(f.drives, v.ID)
		}
	}
	f.changes(j, devices.CarryCancelled)
	return http.StatusOK, j.Transport
}

// call is a callback that is owed.
type call struct {
	url  string
	body wire.Callback
	late time.Duration
}

// tell a change by callback; what can't be told now is not told.
func (f *Fleet) tell(j *job) {
	if j.Order.Callback == "" {
		return
	}
	times := 1
	if f.faults.Shuffle {
		times = 2
	}
	for range times {
		c := call{url: j.Order.Callback, body: wire.Callback{ID: j.Order.ID, Revision: j.Revision}}
		if f.faults.Shuffle {
			c.late = time.Duration(f.dice.IntN(lateAtMost)) * time.Millisecond
		}
		select {
		case f.calls <- c:
		default:
		}
	}
}

// callBack sends what is owed, with two at a time so that they overtake each
// other.
func (f *Fleet) callBack(ctx context.Context) {
	client := &http.Client{Timeout: callWithin}
	defer client.CloseIdleConnections()
	done := make(chan struct{})
	for range 2 {
		go func() {
			defer func() { done <- struct{}{} }()
			for {
				select {
				case <-ctx.Done():
					return
				case c := <-f.calls:
					if err := f.say(ctx, client, c); err != nil && !errors.Is(err, context.Canceled) {
						f.log.Debug("callback", "err", err)
					}
				}
			}
		}()
	}
	<-done
	<-done
}

func (f *Fleet) say(ctx context.Context, client *http.Client, c call) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(c.late):
	}
	body, err := json.Marshal(c.body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	stamp, sign := wire.Sign(f.cfg.Token, time.Now(), body)
	r.Header.Set(wire.TimeHeader, stamp)
	r.Header.Set(wire.SignatureHeader, sign)
	res, err := client.Do(r)
	if err != nil {
		return err
	}
	return res.Body.Close()
}
