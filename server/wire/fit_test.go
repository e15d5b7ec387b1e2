package wire

import (
	"encoding/json"
	"strings"
	"testing"

	"kefu/server/desk"
)

// TestSyncedFits: an answer that would be too large returns fewer, from the
// start, and says so; asking on from there gives all.
func TestSyncedFits(t *testing.T) {
	all := make([]*desk.Message, 200)
	notes := make([]desk.Activity, 200)
	for i := range all {
		m := sampleMessage()
		m.Seq, m.Text = int64(i+1), strings.Repeat("<", desk.MaxTextChars) // six bytes each in JSON
		all[i] = m
		notes[i] = sampleNote()
		notes[i].Rev, notes[i].Text = int64(1000+i), m.Text
	}
	for _, agents := range []bool{false, true} {
		f := Synced{Type: TypeSynced, ConversationID: "17", Messages: encoder.Messages(all), Rev: 9000, Updated: encoder.Messages(nil)}
		if agents {
			activity := NewActivity(notes)
			f.Activity = &activity
		}
		b := f.Fit()
		var back Synced
		if err := json.Unmarshal(b, &back); err != nil || len(b) >= MaxServerFrame || !back.HasMore || len(back.Messages) == 0 || back.Messages[0].Seq != 1 {
			t.Fatalf("%d bytes, %d messages, more %v, %v", len(b), len(back.Messages), back.HasMore, err)
		}
		if agents {
			if last := (*back.Activity)[len(*back.Activity)-1]; back.Rev != last.Rev {
				t.Errorf("tells rev %d, but the entries up to %d only", back.Rev, last.Rev)
			}
		} else if back.Rev != 9000 {
			t.Errorf("rev %d", back.Rev)
		}
	}
	small := Synced{Type: TypeSynced, Messages: encoder.Messages(all[:2]), Updated: encoder.Messages(nil)}
	if b := small.Fit(); string(b) != string(Encode(small)) {
		t.Error("an answer that fits was cut")
	}
}

func TestTimesAreUTCWithMilliseconds(t *testing.T) {
	if got := Time(sentAt); got != "2026-11-21T03:04:05.678Z" {
		t.Error(got)
	}
	if OptionalTime(desk.Message{}.ReadAt) != nil {
		t.Error("the zero time is shown")
	}
}

func TestProtocolIsTheProjectsCopy(t *testing.T) {
	if !strings.HasPrefix(Protocol(), "# The wire contract, version 1") || !strings.Contains(Protocol(), "message.recall") {
		t.Error("protocol.md is not the contract")
	}
}
