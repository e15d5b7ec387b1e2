-- +goose Up
-- Times are milliseconds since 1970 in UTC. SQLite compares texts byte by byte, as ascii_bin does.

CREATE TABLE customers (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  openid       TEXT    NOT NULL UNIQUE,
  channel      TEXT    NOT NULL,
  name         TEXT    NOT NULL DEFAULT '',
  avatar_url   TEXT    NOT NULL DEFAULT '',
  profile      TEXT    NOT NULL,
  blocked      INTEGER NOT NULL DEFAULT 0,
  external_id  TEXT    NOT NULL DEFAULT '',
  linked_to    INTEGER NOT NULL DEFAULT 0,
  created_at   INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL
);
CREATE INDEX ix_customers_linked ON customers (linked_to);

-- One for each customer, under the customer's id.
CREATE TABLE conversations (
  id                INTEGER PRIMARY KEY,
  status            TEXT    NOT NULL,
  assignee_id       INTEGER NOT NULL DEFAULT 0,
  priority          TEXT    NOT NULL,
  last_seq          INTEGER NOT NULL DEFAULT 0,
  rev               INTEGER NOT NULL DEFAULT 0,
  customer_read_seq INTEGER NOT NULL DEFAULT 0,
  desk_read_seq     INTEGER NOT NULL DEFAULT 0,
  customer_unread   INTEGER NOT NULL DEFAULT 0,
  desk_unread       INTEGER NOT NULL DEFAULT 0,
  waiting_since     INTEGER NOT NULL DEFAULT 0,
  active_at         INTEGER NOT NULL,
  created_at        INTEGER NOT NULL,
  updated_at        INTEGER NOT NULL
);
CREATE INDEX ix_conversations_status ON conversations (status, active_at);
CREATE INDEX ix_conversations_assignee ON conversations (assignee_id, status, active_at);
CREATE INDEX ix_conversations_updated ON conversations (updated_at);
CREATE INDEX ix_conversations_unread ON conversations (desk_unread);

-- Clustered by conversation: a history is one range scan.
CREATE TABLE messages (
  conversation_id INTEGER NOT NULL,
  seq             INTEGER NOT NULL,
  client_id       TEXT    NOT NULL,
  sender_role     TEXT    NOT NULL,
  sender_id       INTEGER NOT NULL,
  sender_name     TEXT    NOT NULL,
  kind            TEXT    NOT NULL,
  body            TEXT    NULL,
  attachment      TEXT    NULL,
  created_at      INTEGER NOT NULL,
  read_at         INTEGER NOT NULL DEFAULT 0,
  recalled_at     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (conversation_id, seq),
  UNIQUE (conversation_id, client_id)
) WITHOUT ROWID;

-- Notes and events: what only agents see. Each raises the conversation's rev, which names it.
CREATE TABLE activity (
  conversation_id INTEGER NOT NULL,
  rev             INTEGER NOT NULL,
  after_seq       INTEGER NOT NULL,
  kind            TEXT    NOT NULL,
  agent_id        INTEGER NOT NULL DEFAULT 0,
  agent_name      TEXT    NOT NULL DEFAULT '',
  client_id       TEXT    NULL,
  body            TEXT    NULL,
  mentions        TEXT    NULL,
  data            TEXT    NULL,
  created_at      INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, rev),
  UNIQUE (conversation_id, client_id)
) WITHOUT ROWID;

CREATE TABLE conversation_tags (
  conversation_id INTEGER NOT NULL,
  tag             TEXT    NOT NULL,
  PRIMARY KEY (conversation_id, tag)
) WITHOUT ROWID;
CREATE INDEX ix_tags_tag ON conversation_tags (tag, conversation_id);

CREATE TABLE agents (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT    NOT NULL,
  role        TEXT    NOT NULL,
  avatar_url  TEXT    NOT NULL DEFAULT '',
  disabled    INTEGER NOT NULL DEFAULT 0,
  key_prefix  TEXT    NOT NULL UNIQUE,
  key_hash    BLOB    NOT NULL,
  token_epoch INTEGER NOT NULL DEFAULT 1,
  created_at  INTEGER NOT NULL
);

-- sent and recalled count the messages that carry the file, and those of them that were taken back.
CREATE TABLE uploads (
  id              TEXT    PRIMARY KEY,
  sha256          TEXT    NOT NULL,
  owner_role      TEXT    NOT NULL,
  owner_id        INTEGER NOT NULL,
  conversation_id INTEGER NOT NULL DEFAULT 0,
  name            TEXT    NOT NULL,
  mime            TEXT    NOT NULL,
  size            INTEGER NOT NULL,
  width           INTEGER NOT NULL DEFAULT 0,
  height          INTEGER NOT NULL DEFAULT 0,
  duration_ms     INTEGER NOT NULL DEFAULT 0,
  has_thumbnail   INTEGER NOT NULL DEFAULT 0,
  sent            INTEGER NOT NULL DEFAULT 0,
  recalled        INTEGER NOT NULL DEFAULT 0,
  created_at      INTEGER NOT NULL
) WITHOUT ROWID;

-- The oldest schema version that a binary must know to work on this database.
CREATE TABLE schema_compat (
  id          INTEGER PRIMARY KEY,
  min_version INTEGER NOT NULL,
  reason      TEXT    NOT NULL
);
INSERT INTO schema_compat (id, min_version, reason) VALUES (1, 1, 'the first schema');

-- +goose Down
DROP TABLE schema_compat;
DROP TABLE uploads;
DROP TABLE agents;
DROP TABLE conversation_tags;
DROP TABLE activity;
DROP TABLE messages;
DROP TABLE conversations;
DROP TABLE customers;
