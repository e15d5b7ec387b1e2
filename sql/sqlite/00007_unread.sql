-- +goose Up
DROP INDEX ix_conversations_unread;
ALTER TABLE conversations ADD COLUMN has_unread INTEGER GENERATED ALWAYS AS (desk_unread > 0) VIRTUAL;
CREATE INDEX ix_conversations_unread ON conversations (has_unread, active_at);

-- +goose Down
DROP INDEX ix_conversations_unread;
ALTER TABLE conversations DROP COLUMN has_unread;
CREATE INDEX ix_conversations_unread ON conversations (desk_unread);
