package plant

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// mailbox is a mail server that keeps what it is sent; the first connection
// fails, so that a letter must be tried again.
type mailbox struct {
	mu      sync.Mutex
	letters []string
	tries   int
}

func newMailbox(t *testing.T) (*mailbox, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	m := &mailbox{}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			m.serve(conn)
		}
	}()
	return m, l.Addr().String()
}

func (m *mailbox) serve(conn net.Conn) {
	defer conn.Close()
	m.mu.Lock()
	m.tries++
	first := m.tries == 1
	m.mu.Unlock()
	if first {
		return
	}
	r := bufio.NewReader(conn)
	say := func(text string) { fmt.Fprintf(conn, "%s\r\n", text) }
	say("220 test")
	letter, data := "", false
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch {
		case data && line == ".\r\n":
			data = false
			m.mu.Lock()
			m.letters = append(m.letters, letter)
			m.mu.Unlock()
			say("250 ok")
		case data:
			letter += line
		case strings.HasPrefix(line, "DATA"):
			data = true
			say("354 go on")
		case strings.HasPrefix(line, "QUIT"):
			say("221 bye")
			return
		default:
			letter += line
			say("250 ok")
		}
	}
}

// hooks is a web server that keeps what is posted by path.
type hooks struct {
	mu  sync.Mutex
	got map[string][]map[string]any
}

func (h *hooks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, _ := io.ReadAll(r.Body)
	var v map[string]any
	_ = json.Unmarshal(raw, &v)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.got[r.URL.Path] = append(h.got[r.URL.Path], v)
	if r.URL.Path == "/wecom" && len(h.got["/wecom"]) == 1 {
		fmt.Fprint(w, `{"errcode":45009,"errmsg":"api freq out of limit"}`) // with status 200: to be tried again
	}
}

func (h *hooks) count(path string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.got[path])
}

// An alarm that nobody acknowledges is passed on by every rule that it is old
// and grave enough for, once each; one that is acknowledged is not; it all
// survives a restart.
func TestAlarmsArePassedOn(t *testing.T) {
	dir := t.TempDir()
	quick := func(o *Options) { o.HostRetry, o.AlarmGrace = 5*time.Millisecond, 500*time.Millisecond }
	box, smtp := newMailbox(t)
	h := &hooks{got: map[string][]map[string]any{}}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	standing := func(c *client) []wms.AlarmCase {
		var out struct{ Data []wms.AlarmCase }
		c.must("GET", "/v1/alarms", nil, &out)
		return out.Data
	}
	t.Run("first", func(t *testing.T) {
		p, c := startWith(t, dir, quick)
		for id, rule := range map[string]map[string]any{
			"mail":    {"level": "critical", "via": "email", "smtp": smtp, "from": "aisle@example.org", "to": []string{"chief@example.org"}},
			"hook":    {"level": "warning", "via": "webhook", "url": srv.URL + "/hook"},
			"wecom":   {"level": "critical", "via": "wecom", "url": srv.URL + "/wecom"},
			"teams":   {"level": "critical", "via": "teams", "url": srv.URL + "/teams", "codes": []string{"device_fault"}},
			"late":    {"level": "info", "via": "webhook", "url": srv.URL + "/late", "after_s": 86400},
			"other":   {"level": "info", "via": "webhook", "url": srv.URL + "/other", "codes": []string{"no_tote"}},
			"bounded": {"level": "info", "via": "webhook", "url": srv.URL + "/bounded", "codes": []string{"burst"}, "per_hour": 3},
		} {
			c.must("PUT", "/v1/alarm-rules/"+id, rule, nil)
		}
		now := p.Clock.Now()
		p.alarms.raise(now, "crane-1/fault", "crane-1", "device_fault", wms.Say("%s has a fault: %s", "crane-1", "rope\r\nBcc: x@example.org"), "critical")
		p.alarms.raise(now, "agv-1/offline", "agv-1", "device_offline", wms.Say("%s is not heard of", "agv-1"), "warning")
		for i := range 9 {
			p.alarms.raise(now, fmt.Sprintf("burst/%d", i), "x", "burst", wms.Words{Format: "one of many"}, "info")
		}
		eventually(t, "everybody is told", func() bool {
			box.mu.Lock()
			defer box.mu.Unlock()
			return len(box.letters) == 1 && h.count("/hook") == 2 && h.count("/wecom") == 2 && h.count("/teams") == 1 && h.count("/bounded") == 3
		})
		letter := box.letters[0]
		if !strings.Contains(letter, "RCPT TO:<chief@example.org>") || !strings.Contains(letter, "Subject: [critical] crane-1: device_fault") {
			t.Errorf("letter %q", letter)
		}
		if head, _, _ := strings.Cut(letter, "\r\n\r\n"); strings.Contains(head, "Bcc") {
			t.Errorf("an alarm wrote a header: %q", head)
		}
		card, _ := json.Marshal(h.got["/teams"])
		if !strings.Contains(string(card), `"type":"AdaptiveCard"`) || h.got["/wecom"][1]["msgtype"] != "markdown" {
			t.Errorf("cards %s, %v", card, h.got["/wecom"])
		}
		for _, x := range standing(c) {
			if x.ID == "agv-1/offline" && x.MessageZh != "agv-1 没有消息" {
				t.Errorf("in Chinese: %q", x.MessageZh)
			}
		}
		var a wms.AlarmCase
		c.must("POST", "/v1/alarms/"+url.PathEscape("crane-1/fault")+"/assign", map[string]any{"owner": "ana"}, &a)
		c.must("POST", "/v1/alarms/"+url.PathEscape("crane-1/fault")+"/acknowledge", map[string]any{"note": "on my way"}, &a)
		if a.Owner != "ana" || a.AcknowledgedBy == "" || a.Note == "" || len(a.Told) != 4 {
			t.Errorf("case %+v", a)
		}
		if h.count("/late")+h.count("/other") > 0 {
			t.Error("a rule told what it was not to")
		}
	})
	t.Run("restarted", func(t *testing.T) {
		p, c := startWith(t, dir, quick)
		if n := len(standing(c)); n != 11 {
			t.Errorf("%d alarms stand after a restart", n)
		}
		p.alarms.raise(p.Clock.Now(), "crane-1/fault", "crane-1", "device_fault", wms.Say("%s has a fault: %s", "crane-1", "rope"), "critical")
		c.must("PUT", "/v1/alarm-rules/late", map[string]any{"level": "info", "via": "webhook", "url": srv.URL + "/late", "codes": []string{"device_fault"}}, nil)
		eventually(t, "what is not found again is over", func() bool { return len(standing(c)) == 1 })
		var past struct{ Data []wms.AlarmCase }
		c.must("GET", "/v1/alarms?state=past", nil, &past)
		if len(past.Data) != 10 || past.Data[0].ClearedAt == nil {
			t.Errorf("%d are over", len(past.Data))
		}
		if left := standing(c)[0]; left.Owner != "ana" || h.count("/late") > 0 || h.count("/hook") != 2 {
			t.Errorf("the acknowledged alarm was told again, or lost its owner: %+v", left)
		}
		if code := c.call("POST", "/v1/alarms/none/acknowledge", map[string]any{}, nil); code != 404 {
			t.Errorf("unknown alarm: %d", code)
		}
		for _, wrong := range []map[string]any{{"level": "loud", "via": "teams", "url": srv.URL}, {"level": "info", "via": "pigeon"},
			{"level": "info", "via": "email", "smtp": smtp, "from": "x", "to": []string{"a@b.c"}}, {"level": "info", "via": "webhook", "url": "file:///x"}} {
			if code := c.call("PUT", "/v1/alarm-rules/x", wrong, nil); code != 422 {
				t.Errorf("%v: %d", wrong, code)
			}
		}
		c.must("DELETE", "/v1/alarm-rules/late", nil, nil)
	})
}
