package store

import (
	"context"
	"database/sql"

	"kefu/server/desk"

	"github.com/jmoiron/sqlx"
)

const uploadColumns = "id, sha256, owner_role, owner_id, conversation_id, name, mime, size, width, height, duration_ms, has_thumbnail, sent, recalled, created_at"

// CreateUpload stores a new upload. An id that is taken is a conflict.
func (db *DB) CreateUpload(ctx context.Context, u desk.Upload) error {
	err := db.Write(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO uploads ("+uploadColumns+") VALUES ("+marks(15)+")",
			u.ID, u.SHA256, string(u.OwnerRole), u.OwnerID, u.ConversationID, u.Name, u.Mime, u.Size, u.Width, u.Height, u.DurationMS,
			u.HasThumbnail, u.Sent, u.Recalled, millis(u.CreatedAt))
		return err
	})
	if db.IsDuplicate(err) {
		return desk.Errorf(desk.CodeConflict, "another upload has this id")
	}
	return db.fail("record an upload", err)
}

// UploadByID returns an upload; not_found if there is none.
func (db *DB) UploadByID(ctx context.Context, id string) (desk.Upload, error) {
	var u desk.Upload
	var created int64
	err := db.QueryRowContext(ctx, "SELECT "+uploadColumns+" FROM uploads WHERE id=?", asciiOnly(id)).Scan(
		&u.ID, &u.SHA256, &u.OwnerRole, &u.OwnerID, &u.ConversationID, &u.Name, &u.Mime, &u.Size, &u.Width, &u.Height, &u.DurationMS,
		&u.HasThumbnail, &u.Sent, &u.Recalled, &created)
	u.CreatedAt = at(created)
	if err == nil && u.ID != id { // MySQL's ascii_bin takes no notice of spaces at the end
		err = sql.ErrNoRows
	}
	return u, db.fail("read an upload", notFound(err, "file"))
}
