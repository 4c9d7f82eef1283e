package users_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/users"
)

var boss = users.Call{Actor: wms.Actor{User: "admin", From: "192.0.2.9", Reason: "new colleague"}}

func some[T any](v T) *T { return &v }

func (s *site) add(id wms.UserID, badge, pin string, roles ...string) {
	s.t.Helper()
	if _, err := s.NewUser(ctx(s.t), boss, id, users.Change{Name: some("Bob Bench"), Badge: &badge, Roles: &roles}); err != nil {
		s.t.Fatal(err)
	}
	if err := s.SetPIN(ctx(s.t), boss.Actor, id, pin, false); err != nil {
		s.t.Fatal(err)
	}
}

// TestBruteForce: a guesser who tries one PIN after the other, restarts of the
// program or not, gets a few hundred guesses a day of ten thousand PINs.
func TestBruteForce(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	dice := rand.New(rand.NewPCG(1, 2))
	end := s.now.Add(24 * time.Hour)
	guesses := 0
	for n := 0; s.clock().Before(end); n++ {
		_, err := s.BadgeLogin(ctx(t), "P-01", fmt.Sprintf("%04d", 2000+n%8000), fmt.Sprintf("198.51.100.%d", n%250))
		var refused *wms.Error
		if !errors.As(err, &refused) {
			t.Fatalf("guess %d: %v", n, err)
		}
		switch refused.Code {
		case "wrong_badge_or_pin":
			guesses++
		case "locked_out":
			wait, is := refused.Args["retry_after_s"].(int64)
			if !is || wait < 1 || wait > 3600 {
				t.Fatalf("locked for %v s", refused.Args["retry_after_s"])
			}
			s.pass(time.Duration(wait) * time.Second)
			if dice.IntN(4) == 0 {
				s.restart()
			}
		default:
			t.Fatalf("guess %d: %v", n, err)
		}
	}
	if guesses > 150 {
		t.Errorf("%d guesses in a day", guesses)
	}
	s.pass(time.Hour)
	s.login("P-01", "1234") // the right person still gets in
}

func TestLockSurvivesARestartAndEndsWithANewPIN(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	for range 5 {
		_, _ = s.BadgeLogin(ctx(t), "P-01", "0000", "192.0.2.1")
	}
	s.restart()
	_, err := s.BadgeLogin(ctx(t), "P-01", "1234", "192.0.2.1")
	wantCode(t, err, "locked_out")
	u, err := s.User("ana")
	if err != nil || u.LockedUntil == nil {
		t.Fatalf("user %+v, %v", u, err)
	}
	if err := s.SetPIN(ctx(t), boss.Actor, "ana", "8642", false); err != nil {
		t.Fatal(err)
	}
	s.login("P-01", "8642")
}

// TestBadgesThatNobodyHasAreLockedAlike: the answers to a guesser are the same
// for a badge that there is and one that there is not.
func TestBadgesThatNobodyHasAreLockedAlike(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	for n := range 20 {
		_, there := s.BadgeLogin(ctx(t), "P-01", "0000", "")
		_, not := s.BadgeLogin(ctx(t), "P-99", "0000", "")
		if there == nil || not == nil || there.Error() != not.Error() {
			t.Fatalf("try %d: %v and %v", n, there, not)
		}
		if wms.CodeOf(there) == "locked_out" {
			s.pass(7 * time.Minute)
		}
	}
}

func TestAnAddressThatTriesManyBadgesIsLocked(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	locked := 0
	for n := range 80 {
		_, err := s.BadgeLogin(ctx(t), fmt.Sprintf("X-%d", n), "0000", "203.0.113.5")
		if wms.CodeOf(err) == "locked_out" {
			locked++
		}
	}
	if locked != 31 {
		t.Errorf("%d of 80 tries were refused unread, want 31", locked)
	}
	if _, err := s.BadgeLogin(ctx(t), "P-01", "1234", "203.0.113.5"); wms.CodeOf(err) != "locked_out" {
		t.Errorf("from the locked address: %v", err)
	}
	if _, err := s.BadgeLogin(ctx(t), "P-01", "1234", "203.0.113.6"); err != nil {
		t.Errorf("from another address: %v", err)
	}
}

func TestIdleSessionsEnd(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	session := s.login("P-01", "1234")
	s.pass(4*time.Hour + time.Second)
	_, err := s.Authenticate(ctx(t), session.Token)
	wantCode(t, err, "unauthenticated")
	u, err := users.New(users.Options{Store: s.store, Now: s.clock, HashMemoryKiB: 64, SessionLife: 10 * time.Minute, SessionIdle: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	session, err = u.BadgeLogin(ctx(t), "P-01", "1234", "")
	if err != nil {
		t.Fatal(err)
	}
	for range 11 {
		s.pass(50 * time.Second)
		if _, err := u.Authenticate(ctx(t), session.Token); err != nil {
			t.Fatal(err)
		}
	}
	s.pass(50 * time.Second) // ten minutes are over
	_, err = u.Authenticate(ctx(t), session.Token)
	wantCode(t, err, "unauthenticated")
}

func TestUsersAreAdministered(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	s.add("bob", "P-02", "4711", "picker")
	session := s.login("P-02", "4711")

	_, err := s.NewUser(ctx(t), boss, "bob", users.Change{Roles: &[]string{"picker"}})
	wantCode(t, err, "user_exists")
	_, err = s.NewUser(ctx(t), boss, "eve", users.Change{Roles: &[]string{"picker"}, Badge: some("P-01")})
	wantCode(t, err, "badge_taken")
	if _, err := s.User("eve"); wms.CodeOf(err) != "unknown_user" {
		t.Fatalf("what was refused left a user: %v", err)
	}

	// Less rights hold at once, for the open session too.
	if _, err := s.ChangeUser(ctx(t), boss, "bob", users.Change{Roles: &[]string{"receiver"},
		Warehouses: &[]wms.WarehouseID{"front"}, Owners: &[]string{"acme"}, Language: some("zh")}); err != nil {
		t.Fatal(err)
	}
	who, err := s.Authenticate(ctx(t), session.Token)
	if err != nil || who.Roles[0] != "receiver" || who.Warehouses[0] != "front" || who.Owners[0] != "acme" || who.Language != "zh" {
		t.Fatalf("identity %+v, %v", who, err)
	}
	open, err := s.Sessions("bob")
	if err != nil || len(open) != 1 || open[0].From != "127.0.0.1" {
		t.Fatalf("sessions %+v, %v", open, err)
	}
	wantCode(t, s.EndSessions(ctx(t), boss, "bob", "nosuch"), "unknown_session")
	if err := s.EndSessions(ctx(t), boss, "bob", open[0].ID); err != nil {
		t.Fatal(err)
	}
	_, err = s.Authenticate(ctx(t), session.Token)
	wantCode(t, err, "unauthenticated")

	session = s.login("P-02", "4711")
	if _, err := s.ChangeUser(ctx(t), boss, "bob", users.Change{Active: some(false)}); err != nil {
		t.Fatal(err)
	}
	_, err = s.Authenticate(ctx(t), session.Token)
	wantCode(t, err, "unauthenticated")
	_, err = s.BadgeLogin(ctx(t), "P-02", "4711", "")
	wantCode(t, err, "wrong_badge_or_pin")

	s.seed(ana(), users.Person{ID: "cat", Badge: "P-03", PIN: "3333", Roles: []string{"picker"}})
	if u, err := s.User("bob"); err != nil || u.Origin != "api" || u.Badge != "P-02" {
		t.Fatalf("the site file touched another's user: %+v, %v", u, err)
	}
	all, next, err := s.ListUsers("", 2)
	if err != nil || len(all) != 2 || next != "bob" {
		t.Fatalf("page %+v, next %q, %v", all, next, err)
	}
}

func TestAPINSetByAnotherMustBeChanged(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	if err := s.SetPIN(ctx(t), boss.Actor, "ana", "9713", true); err != nil {
		t.Fatal(err)
	}
	session := s.login("P-01", "9713")
	other := s.login("P-01", "9713")
	if who, err := s.Authenticate(ctx(t), session.Token); err != nil || !who.MustChange || !session.MustChangePIN {
		t.Fatalf("identity %+v, %v", who, err)
	}
	by := wms.Actor{User: "ana", From: "127.0.0.1"}
	wantCode(t, s.ChangePIN(ctx(t), by, session.Token, "0000", "2468"), "wrong_badge_or_pin")
	wantCode(t, s.ChangePIN(ctx(t), by, session.Token, "9713", "9713"), "weak_pin")
	wantCode(t, s.ChangePIN(ctx(t), by, session.Token, "9713", "1111"), "weak_pin")
	if err := s.ChangePIN(ctx(t), by, session.Token, "9713", "2468"); err != nil {
		t.Fatal(err)
	}
	if who, err := s.Authenticate(ctx(t), session.Token); err != nil || who.MustChange {
		t.Fatalf("identity %+v, %v", who, err)
	}
	_, err := s.Authenticate(ctx(t), other.Token)
	wantCode(t, err, "unauthenticated")
	for range 5 {
		_ = s.ChangePIN(ctx(t), by, session.Token, "0000", "1357")
	}
	wantCode(t, s.ChangePIN(ctx(t), by, session.Token, "2468", "1357"), "locked_out")
}

// TestATokenFollowsItsMaker: what the maker loses, the token loses too.
func TestATokenFollowsItsMaker(t *testing.T) {
	s := newSite(t)
	s.add("bob", "P-02", "4711", "planner", "supervisor")
	made, err := s.NewToken(ctx(t), wms.Actor{User: "bob"}, users.NewToken{Name: "erp", Roles: []string{"planner", "supervisor"}, Scopes: []string{"orders:read"}})
	if err != nil {
		t.Fatal(err)
	}
	child, err := s.NewToken(ctx(t), wms.Actor{User: wms.UserID(made.ID)}, users.NewToken{Name: "child", Roles: []string{"planner"}})
	if err != nil {
		t.Fatal(err)
	}
	who, err := s.Authenticate(ctx(t), made.Secret)
	if err != nil || len(who.Roles) != 2 || who.Scopes[0] != "orders:read" {
		t.Fatalf("identity %+v, %v", who, err)
	}
	if _, err := s.ChangeUser(ctx(t), boss, "bob", users.Change{Roles: &[]string{"planner"}, Warehouses: &[]wms.WarehouseID{"front"}}); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{made.Secret, child.Secret} {
		who, err = s.Authenticate(ctx(t), secret)
		if err != nil || len(who.Roles) != 1 || who.Roles[0] != "planner" || len(who.Warehouses) != 1 || who.Warehouses[0] != "front" {
			t.Fatalf("identity %+v, %v", who, err)
		}
	}
	if err := s.RevokeToken(ctx(t), boss.Actor, made.ID); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{made.Secret, child.Secret} {
		_, err = s.Authenticate(ctx(t), secret)
		wantCode(t, err, "unauthenticated")
	}
	only, err := s.NewToken(ctx(t), wms.Actor{User: "bob"}, users.NewToken{Name: "x", Roles: []string{"planner"}, Warehouses: []wms.WarehouseID{"front"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ChangeUser(ctx(t), boss, "bob", users.Change{Warehouses: &[]wms.WarehouseID{"central"}}); err != nil {
		t.Fatal(err)
	}
	_, err = s.Authenticate(ctx(t), only.Secret) // nothing in common must not become everything
	wantCode(t, err, "unauthenticated")
}

func TestSubjectsLogIn(t *testing.T) {
	s := newSite(t)
	s.add("bob", "", "4711", "picker")
	sub := users.Subject{Issuer: "https://id.example", Subject: "bob@example", Roles: []string{"supervisor"}}
	_, err := s.SubjectLogin(ctx(t), sub, "")
	wantCode(t, err, "unknown_subject")
	if _, err := s.ChangeUser(ctx(t), boss, "bob", users.Change{Subject: some(users.SubjectKey(sub.Issuer, sub.Subject))}); err != nil {
		t.Fatal(err)
	}
	session, err := s.SubjectLogin(ctx(t), sub, "")
	if err != nil || session.User != "bob" || session.Roles[0] != "supervisor" {
		t.Fatalf("session %+v, %v", session, err)
	}
	sub.Roles = []string{}
	_, err = s.SubjectLogin(ctx(t), sub, "")
	wantCode(t, err, "no_role")
	fresh := users.Subject{Issuer: "https://id.example", Subject: "eve@example", Name: "Eve", Roles: []string{"picker"}, Create: true}
	session, err = s.SubjectLogin(ctx(t), fresh, "")
	if err != nil || session.Name != "Eve" {
		t.Fatalf("session %+v, %v", session, err)
	}
	if _, err := s.ChangeUser(ctx(t), boss, session.User, users.Change{Active: some(false)}); err != nil {
		t.Fatal(err)
	}
	_, err = s.SubjectLogin(ctx(t), fresh, "")
	wantCode(t, err, "unknown_subject")
}

// TestJournalNamesNobody: what administrators do is journalled with who and
// why, and with no PIN, name or provider's subject.
func TestJournalNamesNobody(t *testing.T) {
	s := newSite(t)
	s.add("bob", "P-02", "471147", "picker")
	if err := s.SetPIN(ctx(t), boss.Actor, "bob", "864286", true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SubjectLogin(ctx(t), users.Subject{Issuer: "i", Subject: "eve@example", Name: "Eve Stranger", Roles: []string{"picker"}, Create: true}, ""); err != nil {
		t.Fatal(err)
	}
	records, err := s.store.Records(0, 100)
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprintf("%+v", records); !strings.Contains(text, "user.created") || !strings.Contains(text, "new colleague") {
		t.Errorf("records %s", text)
	}
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"471147", "864286", "eve@example"} {
		if strings.Contains(string(data), secret) {
			t.Errorf("the file holds %s", secret)
		}
	}
	for _, r := range records {
		for _, name := range []string{"Bob Bench", "Eve Stranger"} {
			if strings.Contains(fmt.Sprintf("%+v", r), name) {
				t.Errorf("record %+v names %s", r, name)
			}
		}
	}
}
