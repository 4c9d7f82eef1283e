package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/cmd/plant"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/orders"
	"github.com/aisle-wms/aisle/wms/store"
)

// 16 clients write over HTTP without a pause while the site is killed.
func TestKilledUnderClients(t *testing.T) {
	t.Parallel()
	killedUnderClients(t, 5, 5)
}

// The same 200 times, in 10 data folders.
func TestSoakKilledUnderClients(t *testing.T) {
	onlySoak(t)
	killedUnderClients(t, 200, 20)
}

const (
	killClients = 16
	killItems   = 20
	smallSite   = "../../simulator/check/testdata/small.yaml"
	countedSKU  = "KILL-COUNTED"
)

// deed is one write of a client under a key of its own.
type deed struct {
	key, path string
	body      string
	answer    string // empty: nobody knows whether it happened
}

// killed is a data folder whose site is killed again and again.
type killed struct {
	t     *testing.T
	data  string
	at    ports
	token string
	deeds [killClients][]*deed
	acked int
}

func killedUnderClients(t *testing.T, rounds, perFolder int) {
	random := dice(t)
	var k *killed
	total, unknown := 0, 0
	for round := range rounds {
		if round%perFolder == 0 {
			if k != nil {
				total += k.finish()
			}
			k = &killed{t: t, data: filepath.Join(t.ArtifactDir(), fmt.Sprint("data", round/perFolder)), at: freePorts(t)}
		}
		p := k.serve()
		if round%perFolder == 0 {
			k.stock()
		}
		unknown += k.settle()
		ctx, cancel := context.WithCancel(context.Background())
		var clients sync.WaitGroup
		for c := range killClients {
			clients.Go(func() { k.client(ctx, c) })
		}
		time.Sleep(between(random, 20*time.Millisecond, 900*time.Millisecond))
		p.kill()
		cancel()
		clients.Wait()
		k.check(round)
		if t.Failed() {
			t.FailNow()
		}
		if soak && round%10 == 9 {
			t.Logf("%d rounds", round+1)
		}
	}
	total += k.finish()
	t.Logf("%d kills, %d writes acknowledged, %d without an answer were sent again", rounds, total, unknown)
}

func (k *killed) serve() *process {
	k.t.Helper()
	p := start(k.t, append([]string{"serve", "--config", smallSite, "--data", k.data}, k.at.flags()...)...)
	p.until(readyLimit, "it answered", func() bool { return ready(k.at.http) })
	raw, err := os.ReadFile(filepath.Join(k.data, "admin.token"))
	if err != nil {
		k.t.Fatal(err)
	}
	k.token = strings.TrimSpace(string(raw))
	return p
}

// stock makes the items and more of each than will be ordered.
func (k *killed) stock() {
	k.t.Helper()
	for i := range killItems {
		sku := fmt.Sprintf("KILL-%02d", i)
		k.must(&deed{key: "item" + sku, path: "PUT /v1/items/" + sku, body: `{"description":"to be ordered","weight_g":100}`})
		k.must(&deed{key: "stock" + sku, path: "POST /v1/stock/adjustments",
			body: fmt.Sprintf(`{"warehouse":"one","location":"S01-01-1","sku":%q,"delta":1000000,"reason":"test"}`, sku)})
	}
	k.must(&deed{key: "item", path: "PUT /v1/items/" + countedSKU, body: `{"description":"to be counted"}`})
}

func (k *killed) must(d *deed) {
	k.t.Helper()
	if err := k.send(context.Background(), d); err != nil {
		k.t.Fatal(err)
	}
}

// send does a deed; it is acknowledged if its answer is set.
func (k *killed) send(ctx context.Context, d *deed) error {
	method, path, _ := strings.Cut(d.path, " ")
	req, err := http.NewRequestWithContext(ctx, method, "http://"+k.at.http+path, strings.NewReader(d.body))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+k.token)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", d.key)
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: status %d: %s", d.path, d.key, res.StatusCode, body)
	}
	if d.answer != "" && d.answer != string(body) {
		k.t.Errorf("key %s was answered\n%s, now\n%s", d.key, d.answer, body)
	}
	d.answer = string(body)
	return nil
}

// client places orders and counts one up, one deed after the other, until the
// site is gone. The last deed may have happened or not.
func (k *killed) client(ctx context.Context, c int) {
	for n := len(k.deeds[c]); ctx.Err() == nil; n++ {
		d := &deed{key: fmt.Sprintf("client-%d-%d", c, n), path: "POST /v1/orders"}
		if n%3 == 2 {
			d.path = "POST /v1/stock/adjustments"
			d.body = fmt.Sprintf(`{"warehouse":"one","location":"S01-01-1","sku":%q,"delta":1,"reason":"count"}`, countedSKU)
		} else {
			var lines []string
			for l := range 1 + n%5 {
				lines = append(lines, fmt.Sprintf(`{"sku":"KILL-%02d","qty":%d}`, (n+c+3*l)%killItems, 1+l))
			}
			d.body = `{"ship_to":{"country":"Home"},"lines":[` + strings.Join(lines, ",") + `]}`
		}
		k.deeds[c] = append(k.deeds[c], d)
		if err := k.send(ctx, d); err != nil {
			if strings.Contains(err.Error(), "status") {
				k.t.Error(err)
			}
			return
		}
	}
}

// settle sends again what had no answer, and a few of what had one: they must
// get the same.
func (k *killed) settle() (unknown int) {
	k.t.Helper()
	for c := range k.deeds {
		for i, d := range k.deeds[c] {
			if d.answer == "" {
				unknown++
				k.must(d)
			} else if i >= len(k.deeds[c])-3 {
				k.must(d)
			}
		}
	}
	return unknown
}

// check verifies the folder and looks for every deed: each acknowledged one is
// there, and none that nobody did.
func (k *killed) check(round int) {
	k.t.Helper()
	file := filepath.Join(k.data, store.FileName)
	if report, err := store.Verify(k.t.Context(), file, store.VerifyOptions{Checks: plant.Checks(k.data)}); err != nil {
		k.t.Fatalf("round %d: %v\n%s", round, err, report)
	}
	s, err := openStopped(file)
	if err != nil {
		k.t.Fatal(err)
	}
	defer s.Close()
	err = s.View(func(r store.Reader) error {
		placed, counted, unknown := 0, int64(0), 0
		k.acked = 0
		seen := map[wms.OrderID]string{}
		for c := range k.deeds {
			for _, d := range k.deeds[c] {
				if d.answer == "" {
					unknown++
					continue
				}
				k.acked++
				if !strings.HasSuffix(d.path, "orders") {
					counted++
					continue
				}
				placed++
				if err := k.there(r, d, seen); err != nil {
					return err
				}
			}
		}
		all, err := orders.Counts(r)
		if err != nil {
			return err
		}
		stored := 0
		for _, n := range all {
			stored += int(n)
		}
		row, err := ledger.RowAt(r, "one", ledger.Spot{SKU: countedSKU, Place: ledger.At("S01-01-1")})
		if err != nil {
			return err
		}
		if stored < placed || row.OnHand < counted || int64(stored-placed)+row.OnHand-counted > int64(unknown) {
			return fmt.Errorf("%d orders and %d counts are stored; acknowledged are %d and %d, %d deeds had no answer", stored, row.OnHand, placed, counted, unknown)
		}
		return nil
	})
	if err != nil {
		k.t.Fatalf("round %d: %v", round, err)
	}
}

// there says whether an acknowledged order is stored as it was answered, and
// under no other key.
func (k *killed) there(r store.Reader, d *deed, seen map[wms.OrderID]string) error {
	var answer wms.OrderView
	var asked wms.NewOrder
	if err := json.NewDecoder(bytes.NewReader([]byte(d.answer))).Decode(&answer); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(d.body), &asked); err != nil {
		return err
	}
	if other, had := seen[answer.ID]; had {
		return fmt.Errorf("order %s was answered to key %s and to key %s", answer.ID, other, d.key)
	}
	seen[answer.ID] = d.key
	o, err := orders.Get(r, answer.ID)
	if err != nil {
		return fmt.Errorf("key %s was acknowledged: %w", d.key, err)
	}
	if len(o.Lines) != len(asked.Lines) {
		return fmt.Errorf("order %s has %d lines, %d were asked for", o.ID, len(o.Lines), len(asked.Lines))
	}
	for i, l := range asked.Lines {
		if o.Lines[i].SKU != l.SKU || o.Lines[i].Qty != l.Qty {
			return fmt.Errorf("order %s line %d: %d of %s, asked for were %d of %s", o.ID, i+1, o.Lines[i].Qty, o.Lines[i].SKU, l.Qty, l.SKU)
		}
	}
	return nil
}

// finish sends what had no answer, stops the site in peace, and finds exactly
// what was asked for.
func (k *killed) finish() int {
	k.t.Helper()
	p := k.serve()
	k.settle()
	p.interrupt()
	k.check(-1)
	return k.acked
}
