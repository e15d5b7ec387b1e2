package settings_test

import (
	"testing"
	"time"

	"kefu/server/testkit"
	"kefu/server/testkit/testdesk"
	"kefu/server/wire"
)

func isAvailability(f testkit.Frame) bool {
	return f.Type() == wire.TypePresence && f["available"] != nil
}

// openAllDays makes the desk open all day, every day, in UTC.
func openAllDays(d *testdesk.Desk) {
	spans := []object{{"from": "00:00", "to": "24:00"}}
	w := object{}
	for day := range week(nil) {
		w[day] = spans
	}
	edit(d, object{"opening_hours": object{"enabled": true, "time_zone": "UTC", "week": w}})
}

// A customer to whom nobody is there hears when the desk opens, on coming and
// when that changes; and not while somebody is there.
func TestOpensAt(t *testing.T) {
	d := start(t, testkit.NewAddress(t, "sqlite"))
	li := d.Visitor("Li Lei")
	phone := d.Dial(li)
	if f := phone.Take("the first word", isAvailability); f["available"] != false || f["opens_at"] != nil {
		t.Errorf("without hours: %v", f)
	}
	tomorrow := time.Now().UTC().AddDate(0, 0, 1).Truncate(24 * time.Hour)
	closedToday := object{"opening_hours": object{"closed_dates": []string{time.Now().UTC().Format(time.DateOnly)}}}
	openAllDays(d)
	edit(d, closedToday)
	if f := phone.Take("the hours", isAvailability); f["available"] != false || f["opens_at"] != wire.Time(tomorrow) {
		t.Errorf("the hours came: %v, want %s", f, wire.Time(tomorrow))
	}
	if f := d.Dial(li).Take("the first word of a second device", isAvailability); f["opens_at"] != wire.Time(tomorrow) {
		t.Errorf("on coming: %v", f)
	}
	agent := d.Dial(d.Agent("Han Mei", "agent"))
	if f := phone.Take("somebody", isAvailability); f["available"] != true || f["opens_at"] != nil {
		t.Errorf("somebody is there: %v", f)
	}
	edit(d, object{"opening_hours": object{"enabled": false}})
	edit(d, object{"opening_hours": object{"enabled": true}})
	agent.Close()
	if f := phone.Take("nobody", isAvailability); f["available"] != false || f["opens_at"] != wire.Time(tomorrow) {
		t.Errorf("nobody is there any more: %v", f)
	}
	edit(d, object{"opening_hours": object{"closed_dates": []string{}}})
	if f := phone.Take("the opening", isAvailability); f["available"] != false || f["opens_at"] != nil {
		t.Errorf("open, and nobody there: %v", f)
	}
}
