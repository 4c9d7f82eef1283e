package personal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// site is a data folder with a store and a vault that can be restarted.
type site struct {
	t     testing.TB
	dir   string
	clock *storetest.Clock
	s     *store.Bolt
	v     *Vault
}

func newSite(t testing.TB) *site {
	x := &site{t: t, dir: t.TempDir(), clock: storetest.NewClock()}
	x.open()
	t.Cleanup(x.close)
	return x
}

func (x *site) file() string { return filepath.Join(x.dir, store.FileName) }
func (x *site) keys() string { return filepath.Join(x.dir, FileName) }

func (x *site) openStore() {
	x.t.Helper()
	var err error
	if x.s, err = store.Open(store.Options{File: x.file(), Clock: x.clock.Now, NoSync: true, Extras: []string{FileName}}); err != nil {
		x.t.Fatal(err)
	}
}

func (x *site) tryOpen() (err error) {
	x.openStore()
	x.v, err = Open(context.Background(), Options{Dir: x.dir, Store: x.s})
	return err
}

func (x *site) open() {
	x.t.Helper()
	if err := x.tryOpen(); err != nil {
		x.t.Fatal(err)
	}
}

func (x *site) close() {
	x.t.Helper()
	var err error
	if x.v != nil {
		err = x.v.Close()
	}
	if x.s != nil {
		err = errors.Join(err, x.s.Close())
	}
	if err != nil {
		x.t.Error(err)
	}
	x.v, x.s = nil, nil
}

// restart is a close and an open; what is done between them is fn.
func (x *site) restart(fn func()) {
	x.t.Helper()
	x.close()
	fn()
	x.open()
}

func (x *site) keep(id wms.OrderID, to wms.ShipTo) {
	x.t.Helper()
	storetest.Do(x.t, x.s, store.Network, func(tx store.Tx) error { return x.v.Keep(tx, id, to) })
}

func (x *site) read(id wms.OrderID) (to wms.ShipTo, ok bool, err error) {
	x.t.Helper()
	verr := x.s.View(func(r store.Reader) error {
		to, ok, err = x.v.Read(r, id)
		return nil
	})
	if verr != nil {
		x.t.Fatal(verr)
	}
	return to, ok, err
}

func (x *site) begin(ids ...wms.OrderID) (wms.ErasureAnswer, error) {
	var out wms.ErasureAnswer
	_, err := storetest.Try(x.s, store.Network, func(tx store.Tx) (err error) {
		out, err = x.v.Begin(tx, wms.Actor{User: "boss"}, wms.ErasedByRequest, "case 7", ids, func(id wms.OrderID) error {
			return wms.Refuse(wms.NotFound, "unknown_order", "no order %q", id)
		})
		return err
	})
	return out, err
}

func (x *site) erase(ids ...wms.OrderID) {
	x.t.Helper()
	out, err := x.begin(ids...)
	if err == nil {
		_, err = x.v.Finish(context.Background(), out.ID)
	}
	if err != nil {
		x.t.Fatal(err)
	}
}

// verify runs the check as aisle verify does, on the closed folder, and gives
// the faults.
func (x *site) verify() []string {
	x.t.Helper()
	var faults []string
	x.restart(func() {
		report, err := store.Verify(context.Background(), x.file(), store.VerifyOptions{Checks: []store.NamedCheck{{Name: "personal data", Check: Check(x.dir)}}})
		if err != nil && len(report.Faults) == 0 {
			x.t.Fatal(err)
		}
		faults = report.Faults
	})
	return faults
}

func (x *site) clean() {
	x.t.Helper()
	if faults := x.verify(); len(faults) > 0 {
		x.t.Errorf("verify: %v", faults)
	}
}

func person(i int) wms.ShipTo {
	lat, lon := 51.50123+float64(i)/1e4, -0.12345
	return wms.ShipTo{Name: fmt.Sprintf("Erika Muster%04d", i), Address: fmt.Sprintf("%d Baker Street", i), Postcode: "NW1 6XE",
		Phone: fmt.Sprintf("+44 20 7946 %04d", i), Email: fmt.Sprintf("erika%d@example.org", i), Lat: &lat, Lon: &lon}
}

func same(a, b wms.ShipTo) bool {
	return a.Name == b.Name && a.Address == b.Address && a.Postcode == b.Postcode && a.Phone == b.Phone && a.Email == b.Email &&
		(a.Lat == nil) == (b.Lat == nil) && (a.Lat == nil || *a.Lat == *b.Lat && *a.Lon == *b.Lon)
}

func TestKeptReadAndErased(t *testing.T) {
	x := newSite(t)
	for i := range 3 {
		x.keep(wms.OrderID(fmt.Sprint("o", i)), person(i))
	}
	x.keep("nobody", wms.ShipTo{Country: "GB"})
	if to, ok, err := x.read("o1"); err != nil || !ok || !same(to, person(1)) {
		t.Fatalf("read %+v %v %v", to, ok, err)
	}
	if _, ok, err := x.read("nobody"); ok || err != nil {
		t.Fatalf("nothing was given: %v %v", ok, err)
	}
	old, err := os.ReadFile(x.file())
	if err != nil {
		t.Fatal(err)
	}
	x.erase("o1", "o1", "o2")
	for _, id := range []wms.OrderID{"o1", "o2"} {
		if to, _, err := x.read(id); wms.CodeOf(err) != "personal_erased" || to != (wms.ShipTo{}) {
			t.Errorf("%s after its erasure: %+v %v", id, to, err)
		}
	}
	if to, _, err := x.read("o0"); err != nil || !same(to, person(0)) {
		t.Errorf("the other order: %+v %v", to, err)
	}
	if info, err := os.Stat(x.keys()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode of the keys: %v %v", info.Mode(), err)
	}
	// An old copy of the data file opens nothing either: its key is gone.
	x.close()
	if err := os.WriteFile(x.file(), old, 0o600); err != nil {
		t.Fatal(err)
	}
	x.open()
	if to, _, err := x.read("o1"); wms.CodeOf(err) != "personal_erased" {
		t.Errorf("an old data file gives %+v %v", to, err)
	}
	if err := x.v.Reconcile(t.Context(), t.Context().Err); err != nil {
		t.Fatal(err)
	}
	x.clean()
}

func TestErasureRefusals(t *testing.T) {
	x := newSite(t)
	x.keep("o1", person(1))
	many := make([]wms.OrderID, MaxOrders+1)
	for code, ids := range map[string][]wms.OrderID{"unknown_order": {"o1", "o9"}, "invalid_orders": many} {
		if _, err := x.begin(ids...); wms.CodeOf(err) != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	for reason, code := range map[string]string{
		"": "invalid_reason", "  ": "invalid_reason", "a\nb": "invalid_reason", strings.Repeat("x", 301): "invalid_reason",
		"Erika  MUSTER0001 asked": "reason_names_person", "mail of Muster0001, today": "reason_names_person",
		"call from 0044 20 7946 0001": "reason_names_person", "erika1@example.org wrote": "reason_names_person", "case 0815": "",
	} {
		_, err := storetest.Try(x.s, store.Network, func(tx store.Tx) error {
			_, err := x.v.Begin(tx, wms.Actor{}, wms.ErasedByRequest, reason, []wms.OrderID{"o1"}, func(wms.OrderID) error { return nil })
			return errors.Join(err, errors.New("do not keep it"))
		})
		if got := strings.TrimPrefix(wms.CodeOf(err), "internal"); got != code {
			t.Errorf("reason %q: %q, want %q", reason, got, code)
		}
	}
	if _, _, err := x.read("o1"); err != nil {
		t.Errorf("a refused erasure erased: %v", err)
	}
	x.clean()
}

// TestKilledBetweenTheSteps stops an erasure after each step; the next start
// finishes it.
func TestKilledBetweenTheSteps(t *testing.T) {
	for name, until := range map[string]func(x *site, id uint64) error{
		"after the intent": func(*site, uint64) error { return nil },
		"after the slots":  func(x *site, id uint64) error { _, _, err := x.v.overwrite(id); return err },
		"after one slot of two": func(x *site, _ uint64) error {
			return x.v.keys.erase([]uint64{1})
		},
	} {
		t.Run(name, func(t *testing.T) {
			x := newSite(t)
			for i := range 3 {
				x.keep(wms.OrderID(fmt.Sprint("o", i)), person(i))
			}
			out, err := x.begin("o0", "o1")
			if err != nil {
				t.Fatal(err)
			}
			if err := until(x, out.ID); err != nil {
				t.Fatal(err)
			}
			x.close()
			report, err := store.Verify(t.Context(), x.file(), store.VerifyOptions{Checks: []store.NamedCheck{{Name: "p", Check: Check(x.dir)}}})
			if err != nil {
				t.Errorf("an erasure under way is no fault: %v %v", err, report.Faults)
			}
			x.open()
			for _, id := range []wms.OrderID{"o0", "o1"} {
				if _, _, err := x.read(id); wms.CodeOf(err) != "personal_erased" {
					t.Errorf("%s: %v", id, err)
				}
			}
			if _, ok, err := x.read("o2"); !ok || err != nil {
				t.Errorf("o2: %v %v", ok, err)
			}
			var list []wms.Erasure
			_ = x.s.View(func(r store.Reader) (err error) { list, err = Erasures(r, 0, 10); return err })
			if len(list) != 1 || list[0].Done == nil || list[0].By != "boss" || len(list[0].Orders) != 2 {
				t.Errorf("erasures %+v", list)
			}
			x.clean()
		})
	}
}

func TestDamagedSlot(t *testing.T) {
	x := newSite(t)
	x.keep("o1", person(1))
	x.keep("o2", person(2))
	flip(t, x.keys(), offset(1)+5)
	if _, _, err := x.read("o1"); wms.CodeOf(err) != "personal_damaged" {
		t.Errorf("damaged: %v", err)
	}
	if _, ok, err := x.read("o2"); !ok || err != nil {
		t.Errorf("the other: %v", err)
	}
	found, unreadable, err := x.v.Find(wms.Customer{Name: person(2).Name}, t.Context().Err)
	if err != nil || unreadable != 1 || !slices.Equal(found, []wms.OrderID{"o2"}) {
		t.Errorf("found %v, %d unreadable, %v", found, unreadable, err)
	}
	if faults := x.verify(); len(faults) != 1 || !strings.Contains(faults[0], "slot 1") {
		t.Errorf("verify: %v", faults)
	}
	x.erase("o1")
	x.clean()
	// A slot that is copied over another is no key of it.
	raw, err := os.ReadFile(x.keys())
	if err != nil {
		t.Fatal(err)
	}
	x.keep("o3", person(3))
	copy(raw[offset(3):], raw[offset(2):][:slotBytes])
	if err := os.WriteFile(x.keys(), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if faults := x.verify(); len(faults) != 1 || !strings.Contains(faults[0], "slot 3") {
		t.Errorf("verify of a copied slot: %v", faults)
	}
}

func flip(t testing.TB, file string, at int64) {
	t.Helper()
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b := make([]byte, 1)
	if _, err := f.ReadAt(b, at); err != nil {
		t.Fatal(err)
	}
	b[0] ^= 0x40
	if _, err := f.WriteAt(b, at); err != nil {
		t.Fatal(err)
	}
}

// TestKeysThatDoNotFit opens a folder with the wrong keys.
func TestKeysThatDoNotFit(t *testing.T) {
	other := newSite(t)
	foreign, err := os.ReadFile(other.keys())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(t *testing.T, file string)
		want   string
	}{
		"another folder's": {func(t *testing.T, file string) { must(t, os.WriteFile(file, foreign, 0o600)) }, "another data folder"},
		"none":             {func(t *testing.T, file string) { must(t, os.Remove(file)) }, "is missing"},
		"cut":              {func(t *testing.T, file string) { must(t, os.Truncate(file, offset(2))) }, "1 keys and 2 were given"},
		"cut in the head":  {func(t *testing.T, file string) { must(t, os.Truncate(file, 20)) }, "not a file of keys"},
		"damaged head":     {func(t *testing.T, file string) { flip(t, file, 10) }, "not a file of keys"},
	} {
		t.Run(name, func(t *testing.T) {
			x := newSite(t)
			x.keep("o1", person(1))
			x.keep("o2", person(2))
			x.close()
			good, err := os.ReadFile(x.keys())
			must(t, err)
			c.change(t, x.keys())
			report, _ := store.Verify(t.Context(), x.file(), store.VerifyOptions{Checks: []store.NamedCheck{{Name: "p", Check: Check(x.dir)}}})
			if len(report.Faults) != 1 {
				t.Errorf("verify: %v", report.Faults)
			}
			if err := x.tryOpen(); err == nil || !strings.Contains(err.Error(), c.want) || !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("open: %v, want %q", err, c.want)
			}
			must(t, x.s.Close())
			must(t, os.WriteFile(x.keys(), good, 0o600))
			x.open()
			if _, ok, err := x.read("o2"); !ok || err != nil {
				t.Errorf("with its own keys again: %v %v", ok, err)
			}
		})
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestOlderKeysOfTheSameFolder: a file from before an erasure brings a key
// back; it is destroyed again.
func TestOlderKeysOfTheSameFolder(t *testing.T) {
	x := newSite(t)
	x.keep("o1", person(1))
	before, err := os.ReadFile(x.keys())
	must(t, err)
	x.erase("o1")
	x.restart(func() { must(t, os.WriteFile(x.keys(), before, 0o600)) })
	if faults := x.verify(); len(faults) != 1 || !strings.Contains(faults[0], "its key is still in slot 1") {
		t.Errorf("verify: %v", faults)
	}
	must(t, x.v.Reconcile(t.Context(), t.Context().Err))
	x.clean()
}

// TestLostKeys makes a folder usable again whose keys are gone for good.
func TestLostKeys(t *testing.T) {
	x := newSite(t)
	for i := range 5 {
		x.keep(wms.OrderID(fmt.Sprint("o", i)), person(i))
	}
	x.erase("o3")
	if _, err := RenewKeys(t.Context(), Options{Dir: x.dir, Store: x.s}, wms.Actor{User: "boss"}, "the disk broke"); wms.CodeOf(err) != "keys_there" {
		t.Errorf("with keys: %v", err)
	}
	x.close()
	must(t, os.Remove(x.keys()))
	if err := x.tryOpen(); err == nil || !strings.Contains(err.Error(), "--lost-keys") {
		t.Errorf("without keys: %v", err)
	}
	n, err := RenewKeys(t.Context(), Options{Dir: x.dir, Store: x.s}, wms.Actor{User: "boss"}, "the disk broke")
	if n != 4 || err != nil {
		t.Errorf("%d orders, %v", n, err)
	}
	must(t, x.s.Close())
	x.open()
	x.keep("new", person(9))
	for i := range 5 {
		if to, _, err := x.read(wms.OrderID(fmt.Sprint("o", i))); wms.CodeOf(err) != "personal_erased" {
			t.Errorf("o%d: %+v %v", i, to, err)
		}
	}
	if to, ok, err := x.read("new"); !ok || err != nil || !same(to, person(9)) {
		t.Errorf("new: %+v %v", to, err)
	}
	if info, err := os.Stat(x.keys()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode: %v %v", info.Mode(), err)
	}
	x.clean()
}

// TestManyOrdersGrowTheFile takes more than a block, and a torn end.
func TestManyOrdersGrowTheFile(t *testing.T) {
	x := newSite(t)
	storetest.Do(t, x.s, store.Network, func(tx store.Tx) error {
		for i := range blockSlots + 10 {
			if err := x.v.Keep(tx, wms.OrderID(fmt.Sprint("o", i)), wms.ShipTo{Name: "n"}); err != nil {
				return err
			}
		}
		return nil
	})
	x.restart(func() {
		f, err := os.OpenFile(x.keys(), os.O_WRONLY|os.O_APPEND, 0)
		must(t, err)
		_, err = f.Write(make([]byte, 100*slotBytes+7)) // a block that was cut off by a crash
		must(t, errors.Join(err, f.Close()))
	})
	storetest.Do(t, x.s, store.Network, func(tx store.Tx) error {
		for i := range blockSlots + 10 {
			if err := x.v.Keep(tx, wms.OrderID(fmt.Sprint("p", i)), wms.ShipTo{Name: "n"}); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, x.v.Ahead())
	if _, ok, err := x.read("p4100"); !ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
	x.clean()
}

// TestErasedNeverOthersAlways is a random life of a folder against a map.
func TestErasedNeverOthersAlways(t *testing.T) {
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		x := &site{t: t, dir: t.TempDir(), clock: storetest.NewClock()}
		x.open()
		defer x.close()
		want := map[wms.OrderID]wms.ShipTo{}
		gone := map[wms.OrderID]bool{}
		n := 0
		pick := func(rt *rapid.T) wms.OrderID {
			if n == 0 {
				return ""
			}
			return wms.OrderID(fmt.Sprint("o", rapid.IntRange(0, n-1).Draw(rt, "order")))
		}
		rt.Repeat(map[string]func(*rapid.T){
			"place": func(*rapid.T) {
				id := wms.OrderID(fmt.Sprint("o", n))
				x.keep(id, person(n))
				want[id] = person(n)
				n++
			},
			"place that fails": func(*rapid.T) {
				_, err := storetest.Try(x.s, store.Network, func(tx store.Tx) error {
					return errors.Join(x.v.Keep(tx, "never", person(1)), errors.New("no"))
				})
				if err == nil {
					rt.Fatal("it did not fail")
				}
			},
			"ship": func(rt *rapid.T) {
				if id := pick(rt); id != "" {
					x.clock.Add(time.Minute)
					storetest.Do(t, x.s, store.Network, func(tx store.Tx) error { return x.v.Ended(tx, id, tx.Now()) })
				}
			},
			"erase": func(rt *rapid.T) {
				if id := pick(rt); id != "" {
					x.erase(id)
					delete(want, id)
					gone[id] = true
				}
			},
			"erase, killed": func(rt *rapid.T) {
				id := pick(rt)
				if id == "" {
					return
				}
				out, err := x.begin(id)
				if err == nil && rapid.Bool().Draw(rt, "slots too") {
					_, _, err = x.v.overwrite(out.ID)
				}
				must(t, err)
				x.restart(func() {})
				delete(want, id)
				gone[id] = true
			},
			"restart":   func(*rapid.T) { x.restart(func() {}) },
			"reconcile": func(*rapid.T) { must(t, x.v.Reconcile(t.Context(), t.Context().Err)) },
			"": func(rt *rapid.T) {
				for id, to := range want {
					if got, ok, err := x.read(id); !ok || err != nil || !same(got, to) {
						rt.Fatalf("%s can't be read: %+v %v %v", id, got, ok, err)
					}
				}
				for id := range gone {
					if got, ok, err := x.read(id); ok || wms.CodeOf(err) != "personal_erased" || got.Name != "" {
						rt.Fatalf("%s was erased, and gives %+v %v", id, got, err)
					}
				}
			},
		})
		if runs++; runs%10 == 0 { // it takes longer than all the rest
			x.clean()
		}
	})
}

// TestPlainRowsOfOlderFolders are encrypted at open, and nothing plain is left
// in the file.
func TestPlainRowsOfOlderFolders(t *testing.T) {
	x := &site{t: t, dir: t.TempDir(), clock: storetest.NewClock()}
	x.openStore()
	name := func(i int) string { return fmt.Sprintf("Großmann-Ölçer 王小明 %04d", i) }
	const rows = 2*migrateBatch - 1 // the last part is large: nothing reuses its pages
	storetest.Do(t, x.s, store.Network, func(tx store.Tx) error {
		for i := range rows {
			if err := plainRows.Put(tx, plainRow{Name: name(i), Address: strings.Repeat("1 Way ", 150), Postcode: "X1", Phone: "123"}, fmt.Sprint("o", i)); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, x.s.Close())
	if n := occurrences(t, x.file(), "Großmann"); n < rows {
		t.Fatalf("the test finds only %d plain names of %d", n, rows)
	}
	ended := storetest.Start.Add(-time.Hour)
	x.openStore()
	var err error
	x.v, err = Open(t.Context(), Options{Dir: x.dir, Store: x.s, Ended: func(store.Reader, wms.OrderID) (time.Time, bool) { return ended, true }})
	must(t, err)
	defer x.close()
	for _, i := range []int{0, rows - 1} {
		if to, ok, err := x.read(wms.OrderID(fmt.Sprint("o", i))); err != nil || !ok || to.Name != name(i) || to.Phone != "123" {
			t.Errorf("%d: %+v %v %v", i, to, ok, err)
		}
	}
	if n := occurrences(t, x.file(), "Großmann") + occurrences(t, x.file(), "王小明"); n > 0 {
		t.Errorf("%d plain names are left in the data file", n)
	}
	var due []Due
	_ = x.s.View(func(r store.Reader) (err error) { due, err = DueBefore(r, storetest.Start, 1000); return err })
	if len(due) != rows || !due[0].Ended.Equal(ended) {
		t.Errorf("%d are due", len(due))
	}
	x.clean()
}

func occurrences(t testing.TB, file, text string) int {
	t.Helper()
	raw, err := os.ReadFile(file)
	must(t, err)
	return bytes.Count(raw, []byte(text))
}

// TestBackupCarriesTheKeys restores a backup made after an erasure.
func TestBackupCarriesTheKeys(t *testing.T) {
	x := newSite(t)
	x.keep("o1", person(1))
	x.keep("o2", person(2))
	x.erase("o1")
	backup := filepath.Join(t.TempDir(), "backup")
	must(t, x.s.Backup(t.Context(), backup))
	y := &site{t: t, dir: filepath.Join(t.TempDir(), "restored"), clock: x.clock}
	_, err := store.Restore(t.Context(), backup, y.dir)
	must(t, err)
	y.open()
	defer y.close()
	if to, ok, err := y.read("o2"); !ok || err != nil || !same(to, person(2)) {
		t.Errorf("o2: %+v %v %v", to, ok, err)
	}
	if _, _, err := y.read("o1"); wms.CodeOf(err) != "personal_erased" {
		t.Errorf("o1: %v", err)
	}
	y.clean()
	if info, err := os.Stat(y.keys()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode: %v %v", info.Mode(), err)
	}
}
