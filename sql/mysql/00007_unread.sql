-- +goose Up
-- Most messages find a conversation that has unread ones already: its place in this index stays.
ALTER TABLE conversations
  ADD COLUMN has_unread TINYINT GENERATED ALWAYS AS (desk_unread > 0) STORED,
  DROP KEY ix_conversations_unread,
  ADD KEY ix_conversations_unread (has_unread);

-- +goose Down
ALTER TABLE conversations
  DROP KEY ix_conversations_unread,
  ADD KEY ix_conversations_unread (desk_unread),
  DROP COLUMN has_unread;
