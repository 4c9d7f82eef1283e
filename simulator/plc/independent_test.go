package plc_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/devices"
	"github.com/aisle-wms/aisle/devices/plc"
	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/ledger"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/store/storetest"
)

// TestIndependentPLC drives a PLC made with node-opcua, which shares no code
// with us: SignAndEncrypt, a user, and a namespace whose index is another one
// after each of its restarts. It is killed in the middle of jobs.
func TestIndependentPLC(t *testing.T) { independent(t, 40, 1) }

// TestSoakIndependentPLC is the same with 200 jobs and four kills.
func TestSoakIndependentPLC(t *testing.T) {
	if os.Getenv("AISLE_SOAK") == "" {
		t.Skip("skipped: the long version runs with AISLE_SOAK=1")
	}
	independent(t, 200, 4)
}

func independent(t *testing.T, jobs, kills int) {
	p := &peer{t: t, memory: filepath.Join(t.TempDir(), "memory.json"), pki: t.TempDir(), addr: freeAddr(t)}
	var err error
	if p.node, err = exec.LookPath("node"); err != nil {
		t.Skip("skipped: node is not installed")
	}
	if p.dir, err = filepath.Abs("../../devices/plc/interop"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(p.dir, "node_modules", "node-opcua")); err != nil {
		t.Skip("skipped: node-opcua is not installed (npm ci in devices/plc/interop)")
	}
	t.Parallel()
	p.start(3)
	thumbprint, err := devices.CertificateThumbprint(cert(t, "server.crt"))
	if err != nil {
		t.Fatal(err)
	}
	link, err := plc.New(plc.Config{Endpoint: "opc.tcp://" + p.addr, ServerThumbprint: thumbprint, User: "wcs", Password: password,
		ClientCert: cert(t, "client.crt"), ClientKey: cert(t, "client.key"), Logger: logger()})
	if err != nil {
		t.Fatal(err)
	}
	books, _ := storetest.Open(t)
	r := &rig{t: t}
	var aisles []*rackAisle
	for n := 1; n <= 2; n++ {
		name := fmt.Sprintf("Crane%d", n)
		a := newAisle(r, n, books)
		a.name = func(s devices.Spot) string {
			if s.Kind == devices.SpotStation {
				return fmt.Sprintf("%s/station%d", name, s.X)
			}
			return fmt.Sprintf("%s/%d-%d-%d-%d", name, s.Side, s.X, s.Y, s.Depth)
		}
		a.carry = func(string) error {
			_, err := p.ask("carry " + a.place(pnd(2)) + " " + a.place(pnd(1)))
			return err
		}
		a.fill(func(unit, place string) {
			if _, err := p.ask("put " + place + " " + unit); err != nil {
				t.Fatal(err)
			}
		})
		a.crane = link.Crane(strings.ToLower(name), name, 2)
		aisles = append(aisles, a)
	}
	run(t, "connection", link.Run)
	var finished atomic.Int64
	ended := make(chan error, len(aisles))
	for _, a := range aisles {
		a.listen(t)
		go func() { ended <- a.work(jobs/len(aisles), &finished) }()
	}
	for k := 1; k <= kills; k++ {
		soon(t, fmt.Sprintf("kill %d is due", k), func() bool { return int(finished.Load()) >= k*jobs/(kills+2) || len(ended) > 0 })
		p.restart([]int{7, 1, 5, 2}[k%4])
	}
	for range aisles {
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(5 * time.Minute):
			t.Fatal("the jobs do not end")
		}
	}
	p.agrees(books, jobs)
}

// peer is the independent PLC: a process that may be killed.
type peer struct {
	t                            *testing.T
	node, dir, memory, pki, addr string
	mu                           sync.Mutex // one question at a time, none during a restart
	cmd                          *exec.Cmd
	in                           io.WriteCloser
	lines                        chan string
}

func (p *peer) start(before int) {
	p.t.Helper()
	p.cmd = exec.Command(p.node, "serve.js", "--port", p.addr[strings.LastIndex(p.addr, ":")+1:], "--cert", cert(p.t, "server.crt"),
		"--key", cert(p.t, "server.key"), "--pki", p.pki, "--user", "wcs", "--memory", p.memory, "--before", fmt.Sprint(before))
	p.cmd.Dir, p.cmd.Env, p.cmd.Stderr = p.dir, append(os.Environ(), "PLC_PASSWORD="+password), os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		p.in, err = p.cmd.StdinPipe()
	}
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	cmd, lines := p.cmd, make(chan string, 100)
	p.lines = lines
	p.t.Cleanup(func() { _ = cmd.Process.Kill() })
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			if word, _, _ := strings.Cut(s.Text(), " "); word == "ready" || word == "ok" || word == "dump" { // the library prints, too
				lines <- s.Text()
			}
		}
	}()
	if _, err := p.answer(); err != nil {
		p.t.Fatal("the independent PLC does not start: ", err)
	}
}

func (p *peer) answer() (string, error) {
	select {
	case line, ok := <-p.lines:
		if !ok {
			return "", io.ErrUnexpectedEOF
		}
		return line, nil
	case <-time.After(time.Minute):
		return "", fmt.Errorf("no answer")
	}
}

func (p *peer) ask(question string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := fmt.Fprintln(p.in, question); err != nil {
		return "", err
	}
	return p.answer()
}

func (p *peer) restart(before int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	p.start(before)
}

// agrees compares the books with where the PLC says its units are.
func (p *peer) agrees(books *store.Bolt, jobs int) {
	line, err := p.ask("dump")
	if err != nil {
		p.t.Fatal(err)
	}
	var got struct {
		Places map[string]string
		Ran    map[string]int
	}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(line, "dump ")), &got); err != nil {
		p.t.Fatal(err)
	}
	if len(got.Ran) < jobs {
		p.t.Errorf("the PLC ran %d legs of %d jobs", len(got.Ran), jobs)
	}
	for id, n := range got.Ran {
		if n != 1 {
			p.t.Errorf("job %s ran %d times", id, n)
		}
	}
	units := 0
	if err := books.View(func(rd store.Reader) error {
		return ledger.EachUnit(rd, house, func(u wms.HandlingUnit) (bool, error) {
			units++
			if at := got.Places[string(u.Location)]; at != string(u.ID) {
				p.t.Errorf("the ledger says %s is at %s, there stands %q", u.ID, u.Location, at)
			}
			return true, nil
		})
	}); err != nil {
		p.t.Fatal(err)
	}
	if units != len(got.Places) || units != 2*perAisle {
		p.t.Errorf("%d units in the ledger, %d in the rack", units, len(got.Places))
	}
}
