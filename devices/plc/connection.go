package plc

import (
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/gopcua/opcua"
	"github.com/gopcua/opcua/ua"
)

// errRefused marks what a person must mend: certificate, password, security.
var errRefused = errors.New("refused")

// pin is the thumbprint a server's certificate must have.
type pin struct{ sum string }

func parsePin(s string) (pin, error) {
	clean := strings.ToLower(strings.NewReplacer(":", "", " ", "", "\n", "", "\r", "", "\t", "").Replace(s))
	raw, err := hex.DecodeString(clean)
	if err != nil || len(raw) != sha1.Size && len(raw) != sha256.Size {
		return pin{}, fmt.Errorf("server thumbprint %q: want 64 hex digits (SHA-256) or 40 (SHA-1)", s)
	}
	return pin{clean}, nil
}

// check compares a certificate, or the first of a chain, in DER form.
func (p pin) check(der []byte) error {
	certs, err := x509.ParseCertificates(der)
	if err != nil || len(certs) == 0 {
		return fmt.Errorf("%w: the server's certificate cannot be read: %v", errRefused, err)
	}
	long, short := sha256.Sum256(certs[0].Raw), sha1.Sum(certs[0].Raw)
	if got := hex.EncodeToString(long[:]); p.sum == got {
		return nil
	} else if p.sum == hex.EncodeToString(short[:]) {
		return nil
	} else {
		return fmt.Errorf("%w: the server's certificate has thumbprint %s, pinned is %s", errRefused, got, p.sum)
	}
}

// policies that are good enough, the most common first.
var policies = []string{ua.SecurityPolicyURIBasic256Sha256, ua.SecurityPolicyURIAes256Sha256RsaPss, ua.SecurityPolicyURIAes128Sha256RsaOaep}

// endpoint chooses SignAndEncrypt with a good policy, a user name and the
// pinned certificate.
func (s *Server) endpoint(all []*ua.EndpointDescription) (*ua.EndpointDescription, error) {
	for _, policy := range policies {
		for _, e := range all {
			if e == nil || e.SecurityPolicyURI != policy || e.SecurityMode != ua.MessageSecurityModeSignAndEncrypt || !takesUser(e) {
				continue
			}
			return e, s.pin.check(e.ServerCertificate)
		}
	}
	return nil, fmt.Errorf("%w: the server offers no Basic256Sha256 SignAndEncrypt (or better) with user name and password", errRefused)
}

func takesUser(e *ua.EndpointDescription) bool {
	for _, t := range e.UserIdentityTokens {
		if t != nil && t.TokenType == ua.UserTokenTypeUserName {
			return true
		}
	}
	return false
}

// connect opens channel and session. The channel's first message is encrypted
// with the pinned certificate's key, so that nobody else can answer it.
func (s *Server) connect(ctx context.Context) (c *opcua.Client, err error) {
	defer func() { // the library dereferences nil when a server's signature is wrong
		if p := recover(); p != nil {
			c, err = nil, fmt.Errorf("%w: the session could not be verified: %v", errRefused, p)
		}
	}()
	all, err := opcua.GetEndpoints(ctx, s.cfg.Endpoint, opcua.DialTimeout(answerWithin), opcua.RequestTimeout(answerWithin))
	if err != nil {
		return nil, fmt.Errorf("ask for its endpoints: %w", err)
	}
	e, err := s.endpoint(all)
	if err != nil {
		return nil, err
	}
	c, err = opcua.NewClient(s.cfg.Endpoint,
		opcua.CertificateFile(s.cfg.ClientCert), opcua.PrivateKeyFile(s.cfg.ClientKey),
		opcua.AuthUsername(s.cfg.User, s.cfg.Password), opcua.SecurityFromEndpoint(e, ua.UserTokenTypeUserName),
		opcua.ApplicationName("Aisle"), opcua.SessionName("aisle"), opcua.SessionTimeout(15*answerWithin),
		opcua.AutoReconnect(false), opcua.DialTimeout(answerWithin), opcua.RequestTimeout(answerWithin))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errRefused, err)
	}
	if err := c.Connect(ctx); err != nil {
		_ = c.Close(ctx)
		if refusal(err) {
			err = fmt.Errorf("%w: %w", errRefused, err)
		}
		return nil, fmt.Errorf("open a session: %w", err)
	}
	return c, nil
}

func refusal(err error) bool {
	for _, code := range []ua.StatusCode{ua.StatusBadUserAccessDenied, ua.StatusBadIdentityTokenRejected, ua.StatusBadIdentityTokenInvalid,
		ua.StatusBadSecurityChecksFailed, ua.StatusBadCertificateUntrusted, ua.StatusBadCertificateInvalid} {
		if errors.Is(err, code) {
			return true
		}
	}
	return false
}

// link is an open connection.
type link struct {
	client *opcua.Client
	index  uint16
}

// read in batches; as many values come back as were asked for.
func (l link) read(ctx context.Context, ids []*ua.NodeID) ([]*ua.DataValue, error) {
	var out []*ua.DataValue
	for len(ids) > 0 {
		n := min(len(ids), requestItems)
		req := &ua.ReadRequest{TimestampsToReturn: ua.TimestampsToReturnNeither, NodesToRead: make([]*ua.ReadValueID, n)}
		for i, id := range ids[:n] {
			req.NodesToRead[i] = &ua.ReadValueID{NodeID: id, AttributeID: ua.AttributeIDValue, DataEncoding: &ua.QualifiedName{}}
		}
		res, err := l.client.Read(ctx, req)
		if err != nil {
			return nil, fmt.Errorf("read: %w", err)
		}
		if res == nil || len(res.Results) != n {
			return nil, fmt.Errorf("read: %d values asked for, another number came", n)
		}
		out = append(out, res.Results...)
		ids = ids[n:]
	}
	return out, nil
}

// target is a node of a device to write.
type target struct {
	prefix string
	setting
}

// write in batches; as many results come back as were written.
func (l link) write(ctx context.Context, set []target) ([]ua.StatusCode, error) {
	var out []ua.StatusCode
	for len(set) > 0 {
		n := min(len(set), requestItems)
		req := &ua.WriteRequest{NodesToWrite: make([]*ua.WriteValue, n)}
		for i, t := range set[:n] {
			v, err := ua.NewVariant(t.value)
			if err != nil {
				return nil, fmt.Errorf("write %s.%s: %w", t.prefix, t.path, err)
			}
			req.NodesToWrite[i] = &ua.WriteValue{NodeID: ua.NewStringNodeID(l.index, t.prefix+"."+t.path), AttributeID: ua.AttributeIDValue,
				Value: &ua.DataValue{EncodingMask: ua.DataValueValue, Value: v}}
		}
		res, err := l.client.Write(ctx, req)
		if err != nil {
			return nil, fmt.Errorf("write: %w", err)
		}
		if res == nil || len(res.Results) != n {
			return nil, fmt.Errorf("write: %d values sent, another number of results came", n)
		}
		out = append(out, res.Results...)
		set = set[n:]
	}
	return out, nil
}
