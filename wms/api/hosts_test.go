package api

import (
	"strings"
	"testing"

	"github.com/aisle-wms/aisle/wms"
)

func TestInboxTakesSignedOrdersOnly(t *testing.T) {
	c := newClient(t)
	signed := header{"Aisle-Signature": "right", "Aisle-Timestamp": "1"}
	one := func(id string) string { return strings.Replace(orderBody, "{", `{"id":"`+id+`",`, 1) }
	c.wantProblem(401, "bad_signature", "POST", "/v1/inbox/erp", "", one("A"))
	c.wantProblem(401, "bad_signature", "POST", "/v1/inbox/erp", admin, one("A"), header{"Aisle-Signature": "wrong"})
	if w := c.do("POST", "/v1/inbox/erp", "", one("A"), signed); w.Code != 201 {
		t.Fatalf("new: %d %s", w.Code, w.Body)
	}
	if w := c.do("POST", "/v1/inbox/erp", "", one("again"), signed); w.Code != 200 {
		t.Fatalf("again: %d %s", w.Code, w.Body)
	}
	c.wantProblem(409, "order_differs", "POST", "/v1/inbox/erp", "", one("other"), signed)
	var out struct{ Data []wms.InboxResult }
	c.wantOK("POST", "/v1/inbox/erp", "", "["+one("A")+","+one("other")+"]", &out, signed)
	if len(out.Data) != 2 || out.Data[0].Status != "accepted" || out.Data[1].Code != "order_differs" {
		t.Errorf("list: %+v", out.Data)
	}
	c.wantProblem(422, codeInvalidField, "POST", "/v1/inbox/erp", "", orderBody, signed)
	doc := c.wantProblem(422, codeUnknownField, "POST", "/v1/inbox/erp", "", "["+one("A")+`,{"id":"B","what":1}]`, signed)
	if !strings.Contains(doc["detail"].(string), "order 2 of the list") {
		t.Errorf("detail %v", doc["detail"])
	}
	c.wantProblem(400, codeMalformed, "POST", "/v1/inbox/erp", "", "["+one("A"), signed)
	c.wantProblem(422, codeInvalidField, "POST", "/v1/inbox/erp", "", "[]", signed)
}
