package vda5050

import (
	"fmt"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/devices/vda5050/message"
)

// instant is an instant action that is repeated until the vehicle lists it.
type instant struct {
	action message.Action
	sentAt time.Time
	tries  int
}

// cancellation of an order: nothing else is sent until it ended.
type cancellation struct {
	orderID  string
	actionID string
	tries    int
	listed   bool // by the vehicle
}

// mostTries bounds how often an instant action goes out that the vehicle never
// lists.
const mostTries = 30

const idPrefix = "aisle-"

// ours says that an action id names an instant action of ours.
func (s *session) ours(id string) bool { return strings.HasPrefix(id, idPrefix) }

func cancelPrefix(orderID string) string { return idPrefix + "cancel-" + orderID + "-" }

// cancels says that an instant action is a cancelOrder of ours, or of an
// earlier master of ours, for that order. Behind the prefix come a nonce
// without dashes and a number.
func cancels(actionID, orderID string) bool {
	rest, ok := strings.CutPrefix(actionID, cancelPrefix(orderID))
	return ok && strings.Count(rest, "-") == 1
}

func (s *session) newInstant(kind string) message.Action {
	s.nextInstant++
	return message.Action{
		ActionType: kind, BlockingType: message.BlockingHard,
		ActionID: fmt.Sprintf("%s%s-%s-%d", idPrefix, kind, s.nonce, s.nextInstant),
	}
}

func (s *session) sendNow(now time.Time, a message.Action) {
	s.out = append(s.out, action{instant: &message.InstantActions{
		Header: s.header(now, &s.headers.instant), Actions: []message.Action{a},
	}})
}

// instantAction begins to send an action. startPause and stopPause displace
// each other.
func (s *session) instantAction(a message.Action) error {
	const most = 16
	if !s.known {
		return fmt.Errorf("vda5050: vehicle %s cannot %s: %w", s.vehicle, a.ActionType, errNoState)
	}
	n := s.newInstant(a.ActionType)
	n.Parameters = a.Parameters
	displaced := map[string]string{message.ActionStartPause: message.ActionStopPause, message.ActionStopPause: message.ActionStartPause}[a.ActionType]
	kept := s.instants[:0]
	for _, i := range s.instants {
		if i.action.ActionType != displaced && i.action.ActionType != a.ActionType {
			kept = append(kept, i)
		}
	}
	if len(kept) >= most {
		s.instants = kept
		return fmt.Errorf("vda5050: vehicle %s does not answer: %d instant actions wait", s.vehicle, most)
	}
	s.instants = append(kept, &instant{action: n})
	return nil
}

func (s *session) cancelOrder(now time.Time, id string) error {
	switch o := s.order; {
	case s.waiting != nil && s.waiting.ID == id:
		s.waiting, s.cancelled = nil, id
		return nil
	case s.cancel != nil && s.cancel.orderID == id, s.cancelled == id:
		return nil
	case o == nil || o.id != id:
		return fmt.Errorf("vda5050: vehicle %s cannot cancel order %s: it has order %q", s.vehicle, id, s.state.OrderID)
	default:
		o.next, o.horizon, o.horizonIn = nil, nil, false
		s.sendCancel(&cancellation{orderID: id})
		return nil
	}
}

// sendCancel begins to send cancelOrder under an id that names the order, so
// that a restarted master knows it again.
func (s *session) sendCancel(c *cancellation) {
	c.tries++
	c.actionID = fmt.Sprintf("%s%s-%d", cancelPrefix(c.orderID), s.nonce, c.tries)
	c.listed = false
	s.cancel = c
	a := message.Action{ActionType: message.ActionCancelOrder, ActionID: c.actionID, BlockingType: message.BlockingHard}
	if s.dialect.cancelNamesOrder {
		a.Parameters = []message.Parameter{{Key: "orderId", Value: c.orderID}}
	}
	s.instants = append(s.instants, &instant{action: a})
}

// clearInstants has the vehicle forget ended instant actions, before there are
// too many to list. Not while one is awaited: its end must be seen.
func (s *session) clearInstants(now time.Time) {
	const many, again = 20, 30 * time.Second
	if !s.dialect.clearsInstants || s.cancel != nil || len(s.instants) > 0 || now.Sub(s.clearedAt) < again {
		return
	}
	ended := 0
	for _, a := range s.state.ActionStates {
		if s.ours(a.ActionID) && a.ActionStatus.Ended() {
			ended++
		}
	}
	if ended > many {
		s.clearedAt = now
		s.sendNow(now, s.newInstant(message.ActionClearInstant))
	}
}

// followCancel waits for the end of the cancellation.
func (s *session) followCancel(now time.Time) {
	c := s.cancel
	if c == nil {
		return
	}
	status := s.actionStatus(c.actionID)
	c.listed = c.listed || status != ""
	switch {
	case status == message.StatusFinished:
	case status == message.StatusFailed && s.state.OrderID == c.orderID && len(s.state.NodeStates) > 0:
		s.sendCancel(c) // it would not, though it still drives: once more
		return
	case status == message.StatusFailed: // there was nothing left to cancel
	case c.listed && status == "" && s.state.OrderID != c.orderID: // restarted without memory
	default:
		return
	}
	s.cancel, s.cancelled = nil, c.orderID
	if o := s.order; o != nil && o.id == c.orderID {
		o.over, o.sent, o.flying, o.next = true, nil, nil, nil
	}
}

func (s *session) actionStatus(id string) message.ActionStatus {
	for _, a := range s.state.ActionStates {
		if a.ActionID == id {
			return a.ActionStatus
		}
	}
	return ""
}

// followInstants drops those that the vehicle has heard.
func (s *session) followInstants() {
	kept := s.instants[:0]
	for _, i := range s.instants {
		if s.actionStatus(i.action.ActionID) == "" {
			kept = append(kept, i)
		}
	}
	clear(s.instants[len(kept):])
	s.instants = kept
}

func (s *session) sendInstants(now time.Time) {
	kept := s.instants[:0]
	for _, i := range s.instants {
		if now.Sub(i.sentAt) >= s.resendAfter {
			if i.tries >= mostTries && i.action.ActionType != message.ActionCancelOrder {
				continue
			}
			i.sentAt = now
			i.tries++
			s.sendNow(now, i.action)
		}
		kept = append(kept, i)
	}
	s.instants = kept
}
