package plant

import (
	"net"
	"strings"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/devices/broker"
	"github.com/aisle-wms/aisle/wms"
)

// intruders are the alarms of what the MQTT broker refused, and when each
// happened last. An alarm goes when nothing of its kind happened for a while.
type intruders struct {
	mu   sync.Mutex
	last map[string]time.Time // by alarm
}

const (
	// intrudersGone is the wall time without another refusal after which an
	// alarm goes.
	intrudersGone = 10 * time.Minute
	// maxIntruders bounds their alarms: strangers must not push others out.
	maxIntruders = 40
)

// BrokerRefused raises an alarm for what the embedded broker refused: one per
// vehicle and kind, or per address if it is no vehicle of ours.
func (p *Plant) BrokerRefused(x broker.Refusal) {
	p.refusedAt(x, time.Now())
}

func (p *Plant) refusedAt(x broker.Refusal, now time.Time) {
	host, _, _ := net.SplitHostPort(x.Remote)
	source := host
	if p.isVehicle(x.User) {
		source = x.User
	}
	id := "mqtt/" + strings.ReplaceAll(x.What, " ", "-") + "/" + source
	p.intruders.mu.Lock()
	defer p.intruders.mu.Unlock()
	if p.intruders.last == nil {
		p.intruders.last = map[string]time.Time{}
	}
	if _, stands := p.intruders.last[id]; !stands && len(p.intruders.last) >= maxIntruders {
		id, source = "mqtt/many", "MQTT broker"
	}
	p.intruders.last[id] = now
	p.alarms.raise(p.Clock.Now(), id, source, "mqtt_refused",
		wms.Say("MQTT broker refused %s of user %.40q from %s: %.120s", x.What, x.User, host, x.Detail), "warning")
}

func (p *Plant) isVehicle(id string) bool {
	for _, w := range p.Network.Warehouses {
		for _, d := range w.MQTTVehicles() {
			if d.ID == id {
				return true
			}
		}
	}
	return false
}

// forgetIntruders clears alarms after a quiet while.
func (p *Plant) forgetIntruders(now time.Time) {
	p.intruders.mu.Lock()
	defer p.intruders.mu.Unlock()
	for id, last := range p.intruders.last {
		if now.Sub(last) >= intrudersGone {
			delete(p.intruders.last, id)
			p.alarms.clear(id)
		}
	}
}
