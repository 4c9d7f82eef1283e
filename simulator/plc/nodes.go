package plc

import (
	"fmt"
	"strings"
	"time"

	"github.com/awcullen/opcua/server"
	"github.com/awcullen/opcua/ua"

	"github.com/aisle-wms/aisle/simulator/world"
)

// publish puts a machine's registers into the server's address space: one
// object per step of the path, one variable per register.
func (s *Server) publish(m machine) error {
	d := m.common()
	nm := s.ua.NamespaceManager()
	objects := map[string]bool{}
	var nodes []server.Node
	object := func(id, name string, parent ua.NodeID) {
		if objects[id] {
			return
		}
		objects[id] = true
		nodes = append(nodes, server.NewObjectNode(s.ua, ua.NewNodeIDString(s.index, id), ua.NewQualifiedName(s.index, name),
			ua.NewLocalizedText(name, ""), ua.NewLocalizedText("", ""), nil, []ua.Reference{
				{ReferenceTypeID: ua.ReferenceTypeIDHasTypeDefinition, TargetID: ua.NewExpandedNodeID(ua.ObjectTypeIDBaseObjectType)},
				{ReferenceTypeID: componentOf(parent), IsInverse: true, TargetID: ua.NewExpandedNodeID(parent)},
			}, 0))
	}
	object(d.prefix, d.prefix, ua.ObjectIDObjectsFolder)
	for _, reg := range d.regs.list {
		parent := d.prefix
		steps := strings.Split(reg.path, ".")
		for _, step := range steps[:len(steps)-1] {
			object(parent+"."+step, step, ua.NewNodeIDString(s.index, parent))
			parent += "." + step
		}
		reg.node = s.variable(m, reg, steps[len(steps)-1], ua.NewNodeIDString(s.index, parent))
		nodes = append(nodes, reg.node)
	}
	if err := nm.AddNodes(nodes...); err != nil {
		return fmt.Errorf("device %s: %w", d.id, err)
	}
	return nil
}

func componentOf(parent ua.NodeID) ua.NodeID {
	if parent == ua.ObjectIDObjectsFolder {
		return ua.ReferenceTypeIDOrganizes
	}
	return ua.ReferenceTypeIDHasComponent
}

func (s *Server) variable(m machine, reg *register, name string, parent ua.NodeID) *server.VariableNode {
	access := ua.AccessLevelsCurrentRead
	if reg.wcs {
		access |= ua.AccessLevelsCurrentWrite
	}
	now := s.now()
	n := server.NewVariableNode(s.ua, ua.NewNodeIDString(s.index, m.common().prefix+"."+reg.path), ua.NewQualifiedName(s.index, name),
		ua.NewLocalizedText(name, ""), ua.NewLocalizedText("", ""), nil, []ua.Reference{
			{ReferenceTypeID: ua.ReferenceTypeIDHasTypeDefinition, TargetID: ua.NewExpandedNodeID(ua.VariableTypeIDBaseDataVariableType)},
			{ReferenceTypeID: ua.ReferenceTypeIDHasComponent, IsInverse: true, TargetID: ua.NewExpandedNodeID(parent)},
		}, ua.NewDataValue(reg.value, ua.Good, now, 0, now, 0), reg.kind.dataType(), ua.ValueRankScalar, nil, access, 125, false, nil)
	if reg.wcs {
		n.SetWriteValueHandler(func(session *server.Session, w ua.WriteValue) (ua.DataValue, ua.StatusCode) {
			return s.write(m, reg, session, w.Value.Value)
		})
	}
	return n
}

// write is what happens when the WCS writes a node: checked, put into the
// register and, for a node that triggers something, acted upon before Good
// goes out.
func (s *Server) write(m machine, reg *register, session *server.Session, v any) (ua.DataValue, ua.StatusCode) {
	if session.SecurityMode() != ua.MessageSecurityModeSignAndEncrypt || !strong(session.SecurityPolicyURI()) {
		return ua.DataValue{}, ua.BadSecurityModeInsufficient
	}
	if !reg.kind.fits(v) {
		return ua.DataValue{}, ua.BadTypeMismatch
	}
	if str, ok := v.(string); ok && reg.max > 0 && len(str) > reg.max {
		return ua.DataValue{}, ua.BadOutOfRange
	}
	d := m.common()
	now := s.now()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.owner != nil && d.owner != session && !s.open(d.owner) {
		d.owner = nil
	}
	if !d.admit(session, reg.path, now) {
		return ua.DataValue{}, ua.BadUserAccessDenied
	}
	if reg.path == "Health.WcsHeartbeat" && reg.value != v {
		d.wcsBeatAt = now
	}
	reg.value = v
	if m.trigger(reg.path) {
		m.wrote(reg.path, now)
	}
	return ua.NewDataValue(v, ua.Good, now, 0, now, 0), ua.Good
}

// open says whether a session still exists.
func (s *Server) open(session *server.Session) bool {
	now, ok := s.ua.SessionManager().Get(session.AuthenticationToken())
	return ok && now == session
}

func strong(policy string) bool {
	return policy == ua.SecurityPolicyURIBasic256Sha256 || policy == ua.SecurityPolicyURIAes128Sha256RsaOaep ||
		policy == ua.SecurityPolicyURIAes256Sha256RsaPss
}

// admit lets only one session write: the first that wrote a heartbeat, until
// it closes or has not changed the heartbeat for two seconds.
func (d *device) admit(session *server.Session, path string, now time.Time) bool {
	if d.owner == session {
		return true
	}
	if path != "Health.WcsHeartbeat" || d.owner != nil && !d.wcsStale(now) {
		return false
	}
	d.owner = session
	return true
}

// add prepares a device and shows it.
func (s *Server) add(m machine, id, prefix, warehouse string) error {
	if id == "" || prefix == "" || warehouse == "" {
		return fmt.Errorf("twin PLC device %q: id, prefix and warehouse must be given", id)
	}
	for _, o := range s.machines {
		if o.common().prefix == prefix || o.common().id == id {
			return fmt.Errorf("twin PLC device %s: id or prefix %s is taken", id, prefix)
		}
	}
	d := m.common()
	d.id, d.prefix, d.warehouse = id, prefix, warehouse
	d.world, d.speed, d.log = s.world, s.cfg.Speed, s.cfg.Logger
	return nil
}

// join boots a declared device and takes it into the scan cycle.
func (s *Server) join(m machine) error {
	if err := start(m, s.now()); err != nil {
		return err
	}
	if err := s.publish(m); err != nil {
		return err
	}
	s.machines = append(s.machines, m)
	return nil
}

// exists says whether the world has a place.
func (s *Server) exists(place string) (ok bool) {
	_ = s.world.View(func(tx *world.Tx) error { _, ok = tx.Place(place); return nil })
	return ok
}
