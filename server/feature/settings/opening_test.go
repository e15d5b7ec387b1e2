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

// nobodyUntil tells the word that nobody is there, and when the desk opens; nil:
// it does not say. What settings changed on the way here may be told once more.
func nobodyUntil(opens any) func(testkit.Frame) bool {
	return func(f testkit.Frame) bool {
		return isAvailability(f) && f["available"] == false && f["opens_at"] == opens
	}
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
	today := time.Now().UTC().Truncate(24 * time.Hour)
	opens := wire.Time(today.AddDate(0, 0, 2)) // closed tomorrow too: it may become tomorrow meanwhile
	closed := object{"opening_hours": object{"closed_dates": []string{today.Format(time.DateOnly), today.AddDate(0, 0, 1).Format(time.DateOnly)}}}
	openAllDays(d)
	edit(d, closed)
	phone.Take("the hours", nobodyUntil(opens))
	if f := d.Dial(li).Take("the first word of a second device", isAvailability); f["opens_at"] != opens {
		t.Errorf("on coming: %v", f)
	}
	agent := d.Dial(d.Agent("Han Mei", "agent"))
	if f := phone.Take("somebody", func(f testkit.Frame) bool { return isAvailability(f) && f["available"] == true }); f["opens_at"] != nil {
		t.Errorf("somebody is there: %v", f)
	}
	edit(d, object{"opening_hours": object{"enabled": false}})
	edit(d, object{"opening_hours": object{"enabled": true}})
	agent.Close()
	phone.Take("nobody any more", nobodyUntil(opens))
	edit(d, object{"opening_hours": object{"closed_dates": []string{}}})
	phone.Take("open, and nobody there", nobodyUntil(nil))
}
