package plant

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/messages"
)

// alarms are what a person should look at now. They speak of present states,
// which are found again after a restart, so they live in memory.
type alarms struct {
	mu   sync.Mutex
	byID map[string]wms.Alarm
}

// maxAlarms bounds the list; beyond it the oldest go.
const maxAlarms = 500

func newAlarms() *alarms { return &alarms{byID: map[string]wms.Alarm{}} }

func (a *alarms) raise(now time.Time, id, source, code string, words wms.Words, level string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	x, stands := a.byID[id]
	if !stands {
		x = wms.Alarm{ID: id, Since: now, Source: source, Code: code}
	}
	x.Message, x.MessageZh, x.Level = words.String(), messages.Chinese.Say(words), level
	a.byID[id] = x
	if len(a.byID) > maxAlarms {
		delete(a.byID, a.sorted()[0].ID)
	}
}

// said is what an error says, as far as it can be said in two languages.
func said(err error) wms.Words {
	var refusal *wms.Error
	if errors.As(err, &refusal) && !refusal.Words.IsZero() {
		return refusal.Words
	}
	return wms.Say("%s", err.Error())
}

func (a *alarms) clear(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.byID, id)
}

func (a *alarms) list() []wms.Alarm {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.sorted()
}

func (a *alarms) sorted() []wms.Alarm {
	out := make([]wms.Alarm, 0, len(a.byID))
	for _, x := range a.byID {
		out = append(out, x)
	}
	slices.SortFunc(out, func(x, y wms.Alarm) int {
		if c := x.Since.Compare(y.Since); c != 0 {
			return c
		}
		return strings.Compare(x.ID, y.ID)
	})
	return out
}

// peopleSeen is where each person scanned last.
type peopleSeen struct {
	mu   sync.Mutex
	byID map[wms.UserID]wms.LivePerson
}

// maxPeople bounds the picture.
const maxPeople = 2000

func newPeopleSeen() *peopleSeen { return &peopleSeen{byID: map[wms.UserID]wms.LivePerson{}} }

func (s *peopleSeen) at(who wms.UserID, l wms.Location, task wms.Task) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.byID[who]; !known && len(s.byID) >= maxPeople {
		return
	}
	s.byID[who] = wms.LivePerson{ID: who, XMM: l.XMM, YMM: l.YMM, Task: string(task.ID), Kind: string(task.Kind)}
}

func (s *peopleSeen) last(who wms.UserID) (wms.LivePerson, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, known := s.byID[who]
	return p, known
}

func (s *peopleSeen) list() []wms.LivePerson {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]wms.LivePerson, 0, len(s.byID))
	for _, p := range s.byID {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b wms.LivePerson) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return out
}
