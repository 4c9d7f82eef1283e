package users_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aisle-wms/aisle/wms"
	"github.com/aisle-wms/aisle/wms/store"
	"github.com/aisle-wms/aisle/wms/users"
)

// site is a store with users whose wall clock the test moves.
type site struct {
	*users.Users
	t     *testing.T
	file  string
	store *store.Bolt
	mu    sync.Mutex
	now   time.Time
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, file: filepath.Join(t.TempDir(), "aisle.db"), now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	s.open()
	t.Cleanup(func() { _ = s.store.Close() })
	return s
}

func (s *site) open() {
	s.t.Helper()
	var err error
	if s.store, err = store.Open(store.Options{File: s.file, NoSync: true}); err != nil {
		s.t.Fatal(err)
	}
	s.Users, err = users.New(users.Options{Store: s.store, Now: s.clock, AdminToken: adminToken, HashMemoryKiB: 64})
	if err != nil {
		s.t.Fatal(err)
	}
}

// restart stops and starts the program on the same data.
func (s *site) restart() {
	s.t.Helper()
	if err := s.store.Close(); err != nil {
		s.t.Fatal(err)
	}
	s.open()
}

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

const adminToken = "adm_0123456789012345678901234567890123"

func ana() users.Person {
	return users.Person{ID: "ana", Name: "Ana Pick", Badge: "P-01", PIN: "1234", Roles: []string{"picker"},
		Warehouses: []wms.WarehouseID{"central"}}
}

func (s *site) seed(people ...users.Person) {
	s.t.Helper()
	if err := s.Seed(ctx(s.t), people); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) login(badge, pin string) wms.Session {
	s.t.Helper()
	got, err := s.BadgeLogin(ctx(s.t), badge, pin, "127.0.0.1")
	if err != nil {
		s.t.Fatalf("log-in of %s: %v", badge, err)
	}
	return got
}

func ctx(t *testing.T) context.Context {
	t.Helper()
	c, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return c
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if wms.CodeOf(err) != code || err == nil {
		t.Fatalf("got error %v, want code %s", err, code)
	}
}

func TestSessionKnowsItsUserAndSurvivesARestart(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	session := s.login("P-01", "1234")
	if session.Name != "Ana Pick" || session.User != "ana" || !session.ExpiresAt.Equal(s.now.Add(12*time.Hour)) {
		t.Fatalf("session %+v", session)
	}
	for range 2 {
		who, err := s.Authenticate(ctx(t), session.Token)
		if err != nil {
			t.Fatal(err)
		}
		if who.User != "ana" || who.Roles[0] != "picker" || who.Warehouses[0] != "central" {
			t.Fatalf("identity %+v", who)
		}
		s.restart()
	}
}

func TestSessionEndsAfterTwelveHours(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	session := s.login("P-01", "1234")
	for range 3 { // it is used, so it does not end for being idle
		s.pass(3 * time.Hour)
		if _, err := s.Authenticate(ctx(t), session.Token); err != nil {
			t.Fatal(err)
		}
	}
	s.pass(3*time.Hour - time.Second)
	if _, err := s.Authenticate(ctx(t), session.Token); err != nil {
		t.Fatal(err)
	}
	s.pass(time.Second)
	_, err := s.Authenticate(ctx(t), session.Token)
	wantCode(t, err, "unauthenticated")
}

func TestLogoutEndsTheSessionAtOnce(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	session := s.login("P-01", "1234")
	if _, err := s.Authenticate(ctx(t), session.Token); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time is no error
		if err := s.Logout(ctx(t), session.Token); err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.Authenticate(ctx(t), session.Token)
	wantCode(t, err, "unauthenticated")
	wantCode(t, s.Logout(ctx(t), adminToken), "not_a_session")
}

func TestWrongBadgeAndWrongPINLookTheSame(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	_, badge := s.BadgeLogin(ctx(t), "P-99", "1234", "")
	_, pin := s.BadgeLogin(ctx(t), "P-01", "4321", "")
	wantCode(t, badge, "wrong_badge_or_pin")
	if badge.Error() != pin.Error() {
		t.Fatalf("%q and %q differ", badge, pin)
	}
}

func TestFiveWrongPINsLockForFiveMinutes(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	for range 4 {
		_, err := s.BadgeLogin(ctx(t), "P-01", "0000", "")
		wantCode(t, err, "wrong_badge_or_pin")
	}
	_, err := s.BadgeLogin(ctx(t), "P-01", "0000", "")
	wantCode(t, err, "locked_out")
	s.pass(5*time.Minute - time.Second)
	_, err = s.BadgeLogin(ctx(t), "P-01", "1234", "")
	wantCode(t, err, "locked_out")
	var refused *wms.Error
	if errors.As(err, &refused); refused.Args["retry_after_s"] != int64(1) {
		t.Fatalf("args %v", refused.Args)
	}
	s.pass(time.Second)
	s.login("P-01", "1234")
}

func TestAttemptsAtOnceAreAllCounted(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	var group sync.WaitGroup
	codes := make([]string, 20)
	for i := range codes {
		group.Go(func() {
			_, err := s.BadgeLogin(ctx(t), "P-01", fmt.Sprintf("9%03d", i), "")
			codes[i] = wms.CodeOf(err)
		})
	}
	group.Wait()
	tried := strings.Count(strings.Join(codes, " "), "wrong_badge_or_pin")
	if tried != 4 {
		t.Fatalf("%d of 20 guesses were told that they are wrong, want 4 before the lock: %v", tried, codes)
	}
}

func TestFiftyPeopleLogInAtOnce(t *testing.T) {
	s := newSite(t)
	people := make([]users.Person, 50)
	for i := range people {
		people[i] = users.Person{ID: wms.UserID(fmt.Sprintf("u%d", i)), Badge: fmt.Sprintf("B-%d", i), PIN: fmt.Sprintf("%04d", i),
			Roles: []string{"picker"}}
	}
	s.seed(people...)
	var group sync.WaitGroup
	errs := make([]error, len(people))
	for i, p := range people {
		group.Go(func() { _, errs[i] = s.BadgeLogin(ctx(t), p.Badge, p.PIN, "") })
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestSeedFollowsTheSiteFile(t *testing.T) {
	s := newSite(t)
	bob := users.Person{ID: "bob", Name: "Bob", Badge: "P-02", PIN: "2222", Roles: []string{"receiver"}}
	s.seed(ana(), bob)
	a, b := s.login("P-01", "1234"), s.login("P-02", "2222")
	before := s.store.Seq()
	s.seed(ana(), bob)
	if s.store.Seq() != before {
		t.Fatal("seeding the same people again wrote something")
	}

	changed := ana()
	changed.PIN, changed.Badge, changed.Roles = "9876", "P-02", []string{"supervisor"}
	s.seed(changed) // bob left, ana took over his badge
	for _, token := range []string{a.Token, b.Token} {
		_, err := s.Authenticate(ctx(t), token)
		wantCode(t, err, "unauthenticated")
	}
	_, err := s.BadgeLogin(ctx(t), "P-01", "1234", "")
	wantCode(t, err, "wrong_badge_or_pin")
	if got := s.login("P-02", "9876"); got.User != "ana" || got.Roles[0] != "supervisor" {
		t.Fatalf("session %+v", got)
	}

	s.seed(ana(), bob) // bob came back
	if got := s.login("P-02", "2222"); got.User != "bob" {
		t.Fatalf("session %+v", got)
	}
}

func TestSeedRefusesWhatItCannotMean(t *testing.T) {
	s := newSite(t)
	twice, noPIN, own, badHash := ana(), ana(), ana(), ana()
	twice.ID = "ana2"
	noPIN.PIN = ""
	own.ID = "admin"
	badHash.PIN, badHash.PINHash = "", "$argon2id$v=19$m=99999999,t=2,p=1$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5a2V5"
	for want, people := range map[string][]users.Person{
		`badge "P-01" is there twice`: {ana(), twice}, `either a PIN or a PIN hash`: {noPIN},
		`the program's own`: {own}, `parameters must be at most`: {badHash},
	} {
		if err := s.Seed(ctx(t), people); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestSiteFileMayHoldTheHash(t *testing.T) {
	s := newSite(t)
	hash, err := s.HashPIN("1234")
	if err != nil {
		t.Fatal(err)
	}
	p := ana()
	p.PIN, p.PINHash = "", hash
	s.seed(p)
	s.login("P-01", "1234")
}

func TestPINHashesCostWhatTheyShould(t *testing.T) {
	s := newSite(t)
	u, err := users.New(users.Options{Store: s.store})
	if err != nil {
		t.Fatal(err)
	}
	hash, err := u.HashPIN("1234")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("hash %q, %v", hash, err)
	}
	again, err := u.HashPIN("1234")
	if err != nil || again == hash {
		t.Fatalf("two hashes of one PIN are the same: %v", err)
	}
}

func TestSessionsOfAUserAreBounded(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	first := s.login("P-01", "1234")
	for range 10 {
		s.login("P-01", "1234")
	}
	_, err := s.Authenticate(ctx(t), first.Token)
	wantCode(t, err, "unauthenticated")
}

func TestTokenIsLimitedListedAndRevoked(t *testing.T) {
	s := newSite(t)
	soon := s.now.Add(time.Hour)
	var made []users.Token
	for _, n := range []users.NewToken{
		{Name: "erp", Roles: []string{"planner"}, Warehouses: []wms.WarehouseID{"central"}},
		{Name: "audit", Roles: []string{"auditor"}, ExpiresAt: &soon},
	} {
		token, err := s.NewToken(ctx(t), wms.Actor{User: "admin"}, n)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, token)
	}
	who, err := s.Authenticate(ctx(t), made[0].Secret)
	if err != nil || who.User != wms.UserID(made[0].ID) || who.Roles[0] != "planner" || who.Warehouses[0] != "central" {
		t.Fatalf("identity %+v, %v", who, err)
	}
	page, next, err := s.ListTokens("", 1)
	if err != nil || len(page) != 1 || next != page[0].ID || page[0].Secret != "" {
		t.Fatalf("first page %+v, next %q, %v", page, next, err)
	}
	page, next, err = s.ListTokens(next, 1)
	if err != nil || len(page) != 1 || next != "" || page[0].Name != "audit" {
		t.Fatalf("second page %+v, next %q, %v", page, next, err)
	}

	for range 2 {
		if err := s.RevokeToken(ctx(t), wms.Actor{User: "admin"}, made[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.Authenticate(ctx(t), made[0].Secret)
	wantCode(t, err, "unauthenticated")
	if _, err := s.Authenticate(ctx(t), made[1].Secret); err != nil {
		t.Fatal(err)
	}
	s.pass(time.Hour)
	_, err = s.Authenticate(ctx(t), made[1].Secret)
	wantCode(t, err, "unauthenticated")
	wantCode(t, s.RevokeToken(ctx(t), wms.Actor{}, "token-99"), "unknown_token")
}

func TestTokenMustMakeSense(t *testing.T) {
	s := newSite(t)
	past := s.now
	for _, n := range []users.NewToken{{Roles: []string{"auditor"}}, {Name: "x"}, {Name: "x", Roles: []string{"auditor"}, ExpiresAt: &past}} {
		_, err := s.NewToken(ctx(t), wms.Actor{}, n)
		wantCode(t, err, "invalid_field")
	}
}

func TestAdminTokenHasAllRights(t *testing.T) {
	s := newSite(t)
	who, err := s.Authenticate(ctx(t), adminToken)
	if err != nil || who.User != users.AdminUser || who.Roles[0] != "admin" || len(who.Warehouses) != 0 {
		t.Fatalf("identity %+v, %v", who, err)
	}
	_, err = s.Authenticate(ctx(t), adminToken+"x")
	wantCode(t, err, "unauthenticated")
}

func TestAdminTokenFileIsMadeOnceAndPrivate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "admin.token")
	first, err := users.AdminTokenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	second, err := users.AdminTokenFile(file)
	if err != nil || second != first {
		t.Fatalf("second %q, %v; first %q", second, err, first)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(file, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := users.AdminTokenFile(file); err == nil || !strings.Contains(err.Error(), "delete it") {
		t.Fatalf("a damaged file gave %v", err)
	}
}

func TestSecretsAreNotStored(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	session := s.login("P-01", "1234")
	token, err := s.NewToken(ctx(t), wms.Actor{User: "admin"}, users.NewToken{Name: "erp", Roles: []string{"planner"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(s.file)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{session.Token, token.Secret} {
		if strings.Contains(string(data), secret) {
			t.Errorf("the file holds the secret %s", secret)
		}
	}
}

func TestEventsNameNobody(t *testing.T) {
	s := newSite(t)
	s.seed(ana())
	s.login("P-01", "1234")
	records, err := s.store.Records(0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	for _, r := range records {
		for _, e := range r.Events {
			types = append(types, e.Type)
			if e.Subject != "ana" || len(e.Data) > 0 {
				t.Errorf("event %+v", e)
			}
		}
	}
	if got := strings.Join(types, " "); got != "user.seeded user.logged_in" {
		t.Errorf("events %q", got)
	}
}

func FuzzPINHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$a2V5a2V5a2V5a2V5a2V5")
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$$")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) { users.ParsePINHash(text) })
}
