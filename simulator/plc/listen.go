package plc

import (
	"errors"
	"fmt"
	"net"
	"reflect"
	"sync"
	"time"
	_ "unsafe" // for go:linkname

	"github.com/awcullen/opcua/server"
	"github.com/awcullen/opcua/ua"
)

// serve is the library's own loop over a listener. Its ListenAndServe makes
// one on every interface and takes no other, so the loop is called here with a
// listener on the address that was asked for.
//
//go:linkname serve github.com/awcullen/opcua/server.(*Server).serve
func serve(s *server.Server, ln net.Listener, connections *sync.WaitGroup) error

// goodBye is how long the end of the connections is waited for.
const goodBye = time.Second

// listening is a server that listens.
type listening struct {
	server *server.Server
	ln     net.Listener
	state  *ua.ServerState
	pool   interface{ StopWait() }
	ended  chan error
}

// listen opens the address and serves it in a goroutine of its own until
// close; ended tells how it went.
func listen(s *server.Server, addr string) (*listening, error) {
	v := reflect.ValueOf(s).Elem()
	state, pool := v.FieldByName("state"), v.FieldByName("workerpool")
	if !state.IsValid() || !pool.IsValid() {
		return nil, errors.New("the OPC UA library is another than the one this was made for")
	}
	workers, ok := reflect.NewAt(pool.Type(), pool.Addr().UnsafePointer()).Elem().Interface().(interface{ StopWait() })
	if !ok || state.Type() != reflect.TypeFor[ua.ServerState]() {
		return nil, errors.New("the OPC UA library is another than the one this was made for")
	}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	l := &listening{server: s, ln: ln, state: (*ua.ServerState)(state.Addr().UnsafePointer()), pool: workers, ended: make(chan error, 1)}
	l.enter(ua.ServerStateRunning)
	go func() {
		var connections sync.WaitGroup
		err := serve(s, ln, &connections)
		connections.Wait()
		l.pool.StopWait()
		l.ended <- err
	}()
	return l, nil
}

func (l *listening) enter(s ua.ServerState) {
	l.server.Lock()
	defer l.server.Unlock()
	*l.state = s
}

// close ends every connection at once and waits for that. The library would
// let its clients wait for three seconds first; the machines of a twin are
// switched off without a word, as real ones are.
func (l *listening) close() error {
	l.enter(ua.ServerStateShutdown)
	err := l.server.Close()
	if e := l.ln.Close(); err == nil {
		err = e
	}
	select {
	case e := <-l.ended:
		if e != nil && !errors.Is(e, ua.BadServerHalted) {
			return e
		}
	case <-time.After(goodBye): // somebody opened a socket and never said what for
	}
	return err
}
