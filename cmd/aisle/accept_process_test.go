package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The acceptance tests run the real program as its users do: processes, flags,
// sockets and files, and nothing from within. docs/testing.md says how to run
// one of them and where it leaves its logs.

// soak asks for the long versions.
var soak = os.Getenv("AISLE_SOAK") == "1"

func onlySoak(t *testing.T) {
	t.Helper()
	if !soak {
		t.Skip("soak: make soak runs it")
	}
}

// skipUnless skips when a program is missing that the test drives, and says
// so; where skips are failures (CI), it fails.
func skipUnless(t *testing.T, there bool, missing string) {
	t.Helper()
	switch {
	case there:
	case os.Getenv("AISLE_NO_SKIP") == "1":
		t.Fatalf("%s is missing, and AISLE_NO_SKIP=1 says that nothing may be skipped", missing)
	default:
		fmt.Printf("SKIP %s: %s is missing\n", t.Name(), missing)
		t.SkipNow()
	}
}

// found looks for a program, also where servers are installed.
func found(name string) (string, bool) {
	if path, err := exec.LookPath(name); err == nil {
		return path, true
	}
	path := filepath.Join("/usr/sbin", name)
	_, err := os.Stat(path)
	return path, err == nil
}

// built is the program, built once for all tests.
var built struct {
	once sync.Once
	dir  string
	err  error
}

func TestMain(m *testing.M) {
	status := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
	os.Exit(status)
}

// aisle is the path of the built program. AISLE_RACE=1 builds it with the
// race detector: slow, but it watches a whole site at work.
func aisle(t *testing.T) string {
	t.Helper()
	built.once.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "aisle-accept-"); built.err != nil {
			return
		}
		args := []string{"build", "-o", filepath.Join(built.dir, "aisle")}
		if os.Getenv("AISLE_RACE") == "1" {
			args = append(args, "-race")
		}
		if out, err := exec.Command("go", append(args, ".")...).CombinedOutput(); err != nil {
			built.err = fmt.Errorf("go build: %w\n%s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return filepath.Join(built.dir, "aisle")
}

// process is one run of a program.
type process struct {
	t           *testing.T
	name        string
	cmd         *exec.Cmd
	out, stderr buffer
	ended       chan struct{}
	// explain logs what the process waits for, when it does not end in time.
	explain func()
}

// start runs the program; it is killed at the end of the test at the latest.
func start(t *testing.T, args ...string) *process {
	t.Helper()
	return launch(t, "aisle "+args[0], aisle(t), args...)
}

func launch(t *testing.T, name, program string, args ...string) *process {
	t.Helper()
	p := &process{t: t, name: name, cmd: exec.Command(program, args...), ended: make(chan struct{}), explain: func() {}}
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.stderr
	p.cmd.SysProcAttr = group()
	started := make(chan error)
	go func() {
		// The group ends with the thread that made it: keep the thread.
		runtime.LockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			_ = p.cmd.Wait()
			close(p.ended)
		}
	}()
	if err := <-started; err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%s %s ended with status %d; the end of its stderr:\n%s", p.name, strings.Join(args, " "), p.status(), p.stderr.tail(60))
		}
	})
	return p
}

// over says whether the process ended within d.
func (p *process) over(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-p.ended:
		return true
	case <-timer.C:
		return false
	}
}

// status of a process that has ended; -1 if a signal ended it.
func (p *process) status() int { return p.cmd.ProcessState.ExitCode() }

// wait for its end, which must come within the limit.
func (p *process) wait(limit time.Duration) int {
	p.t.Helper()
	if !p.over(limit) {
		p.explain()
		p.t.Fatalf("%s still runs after %v", p.name, limit)
	}
	return p.status()
}

// kill ends the whole group at once, as a power cut would.
func (p *process) kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
	<-p.ended
}

// interrupt ends it as Ctrl-C does.
func (p *process) interrupt() {
	p.t.Helper()
	_ = p.cmd.Process.Signal(os.Interrupt)
	if status := p.wait(time.Minute); status != 0 {
		p.t.Errorf("%s: status %d after an interrupt: %s", p.name, status, p.stderr.tail(5))
	}
}

// until waits for something while the process runs.
func (p *process) until(limit time.Duration, what string, there func() bool) {
	p.t.Helper()
	for deadline := time.Now().Add(limit); !there(); {
		if p.over(100 * time.Millisecond) {
			p.t.Fatalf("%s ended (status %d) before %s", p.name, p.status(), what)
		}
		if time.Now().After(deadline) {
			p.explain()
			p.t.Fatalf("%s: not %s after %v", p.name, what, limit)
		}
	}
}

// buffer keeps what a process writes.
type buffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}

func (b *buffer) tail(lines int) string {
	all := strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}

// command runs the program to its end.
func command(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, aisle(t), args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		t.Fatalf("aisle %s: %v %v\n%s", strings.Join(args, " "), err, ctx.Err(), errs.String())
	}
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// verify wants a data folder without a fault.
func verify(t *testing.T, data string) {
	t.Helper()
	if status, out, errs := command(t, "verify", "--data", data); status != 0 || !strings.Contains(out, "no fault found") {
		t.Errorf("verify: status %d\n%s%s", status, out, errs)
	}
}

// freePort is one that nobody listens on, out of the range that outgoing
// connections take theirs from.
func freePort(t *testing.T) int {
	t.Helper()
	for range 100 {
		port := 15000 + rand.IntN(15000)
		l, err := net.Listen("tcp", address(port))
		if err == nil {
			_ = l.Close()
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

func address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// dice makes the random choices of a test; the log says how to repeat them.
func dice(t *testing.T) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("AISLE_TEST_SEED"); s != "" {
		var err error
		if seed, err = strconv.ParseUint(s, 10, 64); err != nil {
			t.Fatal("AISLE_TEST_SEED:", err)
		}
	}
	t.Logf("AISLE_TEST_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func between(r *rand.Rand, least, most time.Duration) time.Duration {
	return least + time.Duration(r.Int64N(int64(most-least)+1))
}
