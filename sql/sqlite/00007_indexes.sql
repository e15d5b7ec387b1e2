-- +goose Up
-- What each message changes must be in as few indexes as may be: a list is indexed by when its conversations
-- were active to a minute or so, and most messages find a conversation that has unread ones already.
DROP INDEX ix_conversations_status;
DROP INDEX ix_conversations_assignee;
DROP INDEX ix_conversations_unread;
ALTER TABLE conversations ADD COLUMN active_slot INTEGER GENERATED ALWAYS AS (active_at >> 16) VIRTUAL;
ALTER TABLE conversations ADD COLUMN has_unread INTEGER GENERATED ALWAYS AS (desk_unread > 0) VIRTUAL;
CREATE INDEX ix_conversations_status ON conversations (status, active_slot);
CREATE INDEX ix_conversations_assignee ON conversations (assignee_id, status, active_slot);
CREATE INDEX ix_conversations_unread ON conversations (has_unread, active_slot);

-- +goose Down
DROP INDEX ix_conversations_status;
DROP INDEX ix_conversations_assignee;
DROP INDEX ix_conversations_unread;
ALTER TABLE conversations DROP COLUMN active_slot;
ALTER TABLE conversations DROP COLUMN has_unread;
CREATE INDEX ix_conversations_status ON conversations (status, active_at);
CREATE INDEX ix_conversations_assignee ON conversations (assignee_id, status, active_at);
CREATE INDEX ix_conversations_unread ON conversations (desk_unread);
