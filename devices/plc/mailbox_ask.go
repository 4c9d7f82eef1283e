package plc

import "time"

// askAgain hands an accepted job over once more when the machine has stood
// idle for askAfter and shows no Done for it: the Done got lost on its side,
// or the job did. The machine answers a JobId that it executed with the old
// Done and moves nothing (docs/plc-interface.md, restart).
func (m *mailbox) askAgain(now time.Time) {
	c := m.current
	if c == nil || c.stage != accepted || c.job == nil || m.abort != 0 || m.toAbort != "" || m.readDone ||
		!m.commandable(now) || m.pic.i32("PackML.StateCurrent") != stateIdle || m.pic.u32("Done.Seq") != m.doneAck {
		m.idleSince = time.Time{}
		return
	}
	if m.idleSince.IsZero() {
		m.idleSince = now
	}
	if now.Sub(m.idleSince) < askAfter {
		return
	}
	m.idleSince = time.Time{}
	m.next, m.current, m.retryAt, m.refused = c.job, nil, time.Time{}, 0
}
