package store_test

import (
	"strings"
	"testing"
	"time"

	"kefu/server/desk"
	"kefu/server/store"
	"kefu/server/testkit"
)

func anUpload(id string) desk.Upload {
	return desk.Upload{
		Attachment: desk.Attachment{
			ID: id, Name: strings.Repeat("照👨‍👩‍👧", 7) + ".png", Mime: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
			Size: 5 << 30, Width: 6000, Height: 4000, DurationMS: 86_400_000, HasThumbnail: true,
		},
		SHA256: strings.Repeat("0123456789abcdef", 4), OwnerRole: desk.RoleCustomer, OwnerID: 1 << 40, ConversationID: 1 << 40,
		CreatedAt: time.Date(2026, 11, 21, 3, 4, 5, 678e6, time.UTC),
	}
}

func TestUploadIsReadAsItWasStored(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		want := anUpload("vq3tz6aaaaaaaaaaaaaaaaaaaa")
		if err := db.CreateUpload(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		if got, err := db.UploadByID(t.Context(), want.ID); err != nil || got != want {
			t.Errorf("stored %+v, read %+v, %v", want, got, err)
		}
		if err := db.CreateUpload(t.Context(), want); desk.CodeOf(err) != desk.CodeConflict {
			t.Errorf("the same id again: %v", err)
		}
		bare := desk.Upload{Attachment: desk.Attachment{ID: "b", Mime: "text/plain"}, OwnerRole: desk.RoleAgent}
		if err := db.CreateUpload(t.Context(), bare); err != nil {
			t.Fatal(err)
		}
		if got, err := db.UploadByID(t.Context(), "b"); err != nil || got != bare {
			t.Errorf("stored %+v, read %+v, %v", bare, got, err)
		}
		// An id is known byte by byte, whatever the database's collation does.
		for _, id := range []string{"", "B", "b ", "ｂ", "vq3tz6", "VQ3TZ6AAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --"} {
			if _, err := db.UploadByID(t.Context(), id); desk.CodeOf(err) != desk.CodeNotFound {
				t.Errorf("the id %q: %v", id, err)
			}
		}
	})
}

// TestUploadCountsItsMessages: sends and recalls, repeated ones once.
func TestUploadCountsItsMessages(t *testing.T) {
	testkit.EachDatabase(t, func(t *testing.T, db *store.DB) {
		li, _, err := db.EnsureCustomer(t.Context(), desk.Customer{OpenID: "o-li", Channel: desk.ChannelWeb})
		if err != nil {
			t.Fatal(err)
		}
		u := anUpload("b")
		u.ConversationID = 0
		if err := db.CreateUpload(t.Context(), u); err != nil {
			t.Fatal(err)
		}
		w := db.NewGroupWriter()
		defer w.Close() //nolint:errcheck // each commit has its own error
		send := func(clientID string) *desk.Change {
			return &desk.Change{ConversationID: li.ID, By: li.Principal(), Send: &desk.NewMessage{ClientID: clientID, Kind: desk.KindImage, Attachment: &u.Attachment}}
		}
		recall := func() *desk.Change {
			return &desk.Change{ConversationID: li.ID, By: li.Principal(), Recall: &desk.RecallMessage{Seq: 1}}
		}
		for i, step := range []struct {
			group          []*desk.Change
			sent, recalled int64
			gone           bool
		}{
			{[]*desk.Change{send("1")}, 1, 0, false},
			{[]*desk.Change{send("1"), send("1")}, 1, 0, false},
			{[]*desk.Change{recall(), recall()}, 1, 1, true},
			{[]*desk.Change{recall()}, 1, 1, true},
			{[]*desk.Change{send("2")}, 2, 1, false},
		} {
			if err := w.Commit(t.Context(), step.group); err != nil {
				t.Fatal(err)
			}
			got, err := db.UploadByID(t.Context(), "b")
			if err != nil || got.Sent != step.sent || got.Recalled != step.recalled || got.Gone() != step.gone || got.ConversationID != li.ID {
				t.Errorf("after step %d: %+v, %v", i, got, err)
			}
		}
	})
}
