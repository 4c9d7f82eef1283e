package config

import (
	"fmt"
	"time"
)

// Clock is a time of day: minutes after midnight, written "18:00".
type Clock int

func (c *Clock) parse(s string) error {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return fmt.Errorf("a time of day such as \"18:00\"")
	}
	*c = Clock(t.Hour()*60 + t.Minute())
	return nil
}

func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// Departure is "13:00" (every day) or "Mon 18:00".
type Departure struct {
	Daily   bool
	Weekday time.Weekday
	Clock   Clock
}

func (d *Departure) parse(s string) error {
	*d = Departure{Daily: true}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if prefix := day.String()[:3] + " "; len(s) > 4 && s[:4] == prefix {
			*d, s = Departure{Weekday: day}, s[4:]
			break
		}
	}
	if d.Clock.parse(s) != nil {
		return fmt.Errorf("a departure such as \"13:00\" or \"Mon 18:00\"")
	}
	return nil
}

// Date is a day, written "2026-12-25".
type Date string

func (d *Date) parse(s string) error {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return fmt.Errorf("a date such as \"2026-12-25\"")
	}
	*d = Date(s)
	return nil
}
