-- +goose Up
-- What each message changes must be in as few indexes as may be: a list is indexed by when its conversations
-- were active to a minute or so, and most messages find a conversation that has unread ones already.
ALTER TABLE conversations
  ADD COLUMN active_slot BIGINT GENERATED ALWAYS AS (active_at >> 16) STORED,
  ADD COLUMN has_unread TINYINT GENERATED ALWAYS AS ((desk_unread > 0)) STORED,
  DROP KEY ix_conversations_status,
  DROP KEY ix_conversations_assignee,
  DROP KEY ix_conversations_unread,
  ADD KEY ix_conversations_status (status, active_slot),
  ADD KEY ix_conversations_assignee (assignee_id, status, active_slot),
  ADD KEY ix_conversations_unread (has_unread, active_slot);

-- +goose Down
ALTER TABLE conversations
  DROP KEY ix_conversations_status,
  DROP KEY ix_conversations_assignee,
  DROP KEY ix_conversations_unread,
  ADD KEY ix_conversations_status (status, active_at),
  ADD KEY ix_conversations_assignee (assignee_id, status, active_at),
  ADD KEY ix_conversations_unread (desk_unread),
  DROP COLUMN active_slot,
  DROP COLUMN has_unread;
