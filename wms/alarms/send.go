package alarms

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/smtp"
	"strings"
	"time"

	"github.com/aisle-wms/aisle/wms"
)

// SendTimeout bounds one message.
const SendTimeout = 15 * time.Second

// Send passes a case on as its rule says.
func Send(ctx context.Context, client *http.Client, r wms.AlarmRule, password string, c wms.AlarmCase) error {
	ctx, cancel := context.WithTimeout(ctx, SendTimeout)
	defer cancel()
	if r.Via == "email" {
		return email(ctx, r, password, c)
	}
	return post(ctx, client, r, body(r, c))
}

func title(c wms.AlarmCase) string { return fmt.Sprintf("[%s] %s: %s", c.Level, c.Source, c.Code) }

// body is what each kind of receiver takes: a WeCom group bot markdown, a
// Teams workflow an adaptive card, any other the alarm itself.
func body(r wms.AlarmRule, c wms.AlarmCase) any {
	since := c.Since.UTC().Format(time.RFC3339)
	switch r.Via {
	case "wecom":
		text := fmt.Sprintf("**%s**\n%s\n> since %s", title(c), c.Message, since)
		if len(text) > 4096 { // the bot's limit
			text = strings.ToValidUTF8(text[:4096], "")
		}
		return map[string]any{"msgtype": "markdown", "markdown": map[string]any{"content": text}}
	case "teams":
		block := func(text string, more map[string]any) map[string]any {
			b := map[string]any{"type": "TextBlock", "text": text, "wrap": true}
			for k, v := range more {
				b[k] = v
			}
			return b
		}
		return map[string]any{"type": "message", "attachments": []any{map[string]any{
			"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": nil,
			"content": map[string]any{"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
				"body": []any{block(title(c), map[string]any{"weight": "Bolder", "size": "Medium"}), block(c.Message, nil),
					block("since "+since, map[string]any{"isSubtle": true})}}}}}
	}
	return map[string]any{"rule": r.ID, "alarm": c}
}

func post(ctx context.Context, client *http.Client, r wms.AlarmRule, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "aisle")
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(res.Body, 4096)) // the status counts
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("status %d", res.StatusCode)
	}
	var wecom struct {
		Code int    `json:"errcode"`
		Text string `json:"errmsg"`
	}
	if r.Via == "wecom" && json.Unmarshal(answer, &wecom) == nil && wecom.Code != 0 { // its errors come with status 200
		return fmt.Errorf("errcode %d: %.200s", wecom.Code, wecom.Text)
	}
	return nil
}

func email(ctx context.Context, r wms.AlarmRule, password string, c wms.AlarmCase) (err error) {
	host, _, err := net.SplitHostPort(r.SMTP)
	if err != nil {
		return err
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", r.SMTP)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ignoreClosed(conn.Close())) }()
	if end, bounded := ctx.Deadline(); bounded {
		if err := conn.SetDeadline(end); err != nil {
			return err
		}
	}
	s, err := smtp.NewClient(conn, host)
	if err != nil {
		return err
	}
	if can, _ := s.Extension("STARTTLS"); can {
		if err := s.StartTLS(&tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}); err != nil {
			return err
		}
	}
	if r.User != "" { // net/smtp refuses to send it in the clear
		if err := s.Auth(smtp.PlainAuth("", r.User, password, host)); err != nil {
			return err
		}
	}
	if err := s.Mail(r.From); err != nil {
		return err
	}
	for _, to := range r.To {
		if err := s.Rcpt(to); err != nil {
			return err
		}
	}
	w, err := s.Data()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, letter(r, c)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return s.Quit()
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// letter is the mail. What comes from an alarm can not break out of its line.
func letter(r wms.AlarmRule, c wms.AlarmCase) string {
	var b strings.Builder
	for _, h := range [][2]string{{"From", r.From}, {"To", strings.Join(r.To, ", ")}, {"Subject", mime.QEncoding.Encode("utf-8", title(c))},
		{"Date", c.Since.UTC().Format(time.RFC1123Z)}, {"MIME-Version", "1.0"}, {"Content-Type", "text/plain; charset=utf-8"},
		{"Content-Transfer-Encoding", "8bit"}, {"Auto-Submitted", "auto-generated"}} {
		b.WriteString(h[0] + ": " + strings.NewReplacer("\r", " ", "\n", " ").Replace(h[1]) + "\r\n")
	}
	b.WriteString("\r\n" + strings.ReplaceAll(c.Message, "\n", "\r\n") + "\r\n\r\nsince " + c.Since.UTC().Format(time.RFC3339) + "\r\n")
	return b.String()
}
