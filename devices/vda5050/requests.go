package vda5050

import (
	"time"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// said is an answer to a request that the vehicle may not have heard.
type said struct {
	word string
	at   time.Time
}

// queuedAgain is how many times rarer QUEUED is repeated than the other
// answers: it changes nothing.
const queuedAgain = 10

// answerRequests answers what a vehicle of 3.0 asks for, until its state shows
// that it heard.
func (s *session) answerRequests(now time.Time) {
	extra := s.state.Extra
	if s.permits == nil || !s.known {
		return
	}
	if extra == nil {
		extra = &message.StateOf30{}
	}
	answers := s.permits.answer(now, s.vehicle, extra.ZoneRequests)
	for _, e := range extra.EdgeRequests {
		if e.Status == message.RequestRequested {
			answers = append(answers, message.Response{RequestID: e.RequestID, Grant: message.AnswerRejected}) // no edge of ours has a corridor
		}
	}
	still := map[string]said{}
	var out []message.Response
	for _, a := range answers {
		was := s.answered[a.RequestID]
		again := s.resendAfter
		if a.Grant == message.AnswerQueued {
			again *= queuedAgain
		}
		if was.word != a.Grant || now.Sub(was.at) >= again {
			was = said{a.Grant, now}
			out = append(out, a)
		}
		still[a.RequestID] = was
	}
	s.answered = still
	if len(out) > 0 {
		s.out = append(s.out, action{responses: &message.Responses{Header: s.header(now, &s.headers.responses), Responses: out}})
	}
}

// sendZones sends the zone sets that the vehicle does not list yet, and
// enables those that it lists as disabled.
func (s *session) sendZones(now time.Time) {
	if len(s.zones) == 0 || s.permits == nil || now.Sub(s.zonesAt) < 2*s.resendAfter {
		return
	}
	listed := map[string]string{}
	if s.state.Extra != nil {
		for _, z := range s.state.Extra.ZoneSets {
			listed[z.ZoneSetID] = z.Status
		}
	}
	for _, z := range s.zones {
		if s.factsheet != nil && s.factsheet.TypeSpecification.SupportedZones != nil {
			if z = z.Only(s.factsheet.TypeSpecification.SupportedZones); len(z.Zones) == 0 {
				continue
			}
		}
		switch listed[z.ZoneSetID] {
		case "ENABLED":
		case "":
			s.zonesAt = now
			s.out = append(s.out, action{zones: &message.ZoneSetMessage{Header: s.header(now, &s.headers.zones), ZoneSet: z}})
		default:
			s.zonesAt = now
			a := s.newInstant(message.ActionEnableZoneSet)
			a.Parameters = []message.Parameter{{Key: "zoneSetId", Value: z.ZoneSetID}}
			s.sendNow(now, a)
		}
	}
}
