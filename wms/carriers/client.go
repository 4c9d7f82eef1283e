package carriers

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// How a call and its answer are signed. Both cover the body; which call it is
// stands in it.
const (
	SignMD5  = "md5"         // base64(md5(body + secret)), as express carriers in China have it
	SignHMAC = "hmac-sha256" // base64(hmac-sha256(secret, body))
)

// Headers of a call and its answer.
const (
	HeaderAccount = "X-Company-Id"
	HeaderDigest  = "X-Data-Digest"
)

// Digest signs a body.
func Digest(scheme, secret string, body []byte) string {
	if scheme == SignHMAC {
		m := hmac.New(sha256.New, []byte(secret))
		m.Write(body)
		return base64.StdEncoding.EncodeToString(m.Sum(nil))
	}
	sum := md5.Sum(append(bytes.Clone(body), secret...))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Verify refuses a body that is not signed with the secret.
func Verify(scheme, secret, digest string, body []byte) error {
	if secret == "" || !hmac.Equal([]byte(digest), []byte(Digest(scheme, secret, body))) {
		return wms.Refuse(wms.Unauthorized, "bad_signature", "%s must be the base64 of %s over the body and the secret of a carrier we know", HeaderDigest, scheme)
	}
	return nil
}

// Party sends or receives a parcel.
type Party struct {
	Name     string `json:"name,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Address  string `json:"address,omitempty"`
	Postcode string `json:"postcode,omitempty"`
	Country  string `json:"country,omitempty"`
}

// asked is the body of a call: Do is create or cancel.
type asked struct {
	Do        string `json:"do"`
	Reference string `json:"reference"`
	Waybill   string `json:"waybill,omitempty"`
	Service   string `json:"service,omitempty"`
	Order     string `json:"order,omitempty"`
	WeightG   int64  `json:"weight_g,omitempty"`
	Sender    *Party `json:"sender,omitempty"`
	Receiver  *Party `json:"receiver,omitempty"`
}

// given is the answer.
type given struct {
	Success   bool   `json:"success"`
	Code      string `json:"code"`
	Reference string `json:"reference"`
	Waybill   string `json:"waybill"`
	Mark      string `json:"mark"`
	SortCode  string `json:"sort_code"`
	RouteCode string `json:"route_code"`
}

const maxAnswer = 64 << 10

// errRefused: the carrier does not want this one; asking again does not help.
type errRefused struct{ code string }

func (e errRefused) Error() string { return "the carrier refuses it: " + e.code }

func goodURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil && len(s) <= 500
}

// call asks a carrier's system once, within the link's bound. What it answers
// in words is not passed on: it may repeat the address.
func call(ctx context.Context, client *http.Client, l wms.CarrierLink, secret string, a asked) (given, error) {
	body, err := json.Marshal(a)
	if err != nil {
		return given{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(l.TimeoutMS)*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.URL, bytes.NewReader(body))
	if err != nil {
		return given{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(HeaderAccount, l.Account)
	req.Header.Set(HeaderDigest, Digest(l.Sign, secret, body))
	res, err := client.Do(req)
	if err != nil {
		return given{}, unreached(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case err != nil:
		return given{}, unreached(err)
	case len(raw) > maxAnswer:
		return given{}, fmt.Errorf("its answer is longer than %d bytes", maxAnswer)
	case res.StatusCode != http.StatusOK:
		return given{}, fmt.Errorf("it answers with HTTP status %d", res.StatusCode)
	case Verify(l.Sign, secret, res.Header.Get(HeaderDigest), raw) != nil:
		return given{}, errors.New("its answer is not signed with our secret")
	}
	return answerOf(a, raw)
}

// answerOf reads an answer to a call.
func answerOf(a asked, raw []byte) (given, error) {
	var g given
	if err := json.Unmarshal(raw, &g); err != nil {
		return given{}, errors.New("its answer is not JSON")
	}
	return g, judge(a, g)
}

// judge refuses an answer that is another's, or that can not be a waybill.
func judge(a asked, g given) error {
	switch {
	case g.Reference != a.Reference:
		return errors.New("its answer is about something else than was asked")
	case !g.Success && !codeForm.MatchString(g.Code):
		return errRefused{"no code"}
	case !g.Success:
		return errRefused{g.Code}
	case a.Do != "create":
		return nil
	case !numberForm.MatchString(g.Waybill):
		return errors.New("its answer has no waybill number")
	case !goodText(g.Mark, 60) || !goodText(g.SortCode, 40) || !goodText(g.RouteCode, 40):
		return errors.New("its answer has too long a mark, sort code or route code")
	}
	return nil
}

// unreached says why without the URL, which may hold a key.
func unreached(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		if u.Timeout() {
			return errors.New("it does not answer in time")
		}
		return fmt.Errorf("it can not be reached: %w", u.Err)
	}
	return err
}
