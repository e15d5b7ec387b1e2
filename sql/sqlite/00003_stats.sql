-- +goose Up
-- See mysql/00003_stats.sql for what it means.
CREATE TABLE stats_follow (
  id        INTEGER NOT NULL PRIMARY KEY,
  version   INTEGER NOT NULL,
  since     INTEGER NOT NULL,
  after_id  INTEGER NOT NULL,
  caught_up INTEGER NOT NULL,
  holder    TEXT    NOT NULL,
  held_at   INTEGER NOT NULL
);
INSERT INTO stats_follow (id, version, since, after_id, caught_up, holder, held_at) VALUES (1, 0, 0, 0, 0, '', 0);

CREATE TABLE stats_conversations (
  conversation_id INTEGER NOT NULL PRIMARY KEY,
  seq             INTEGER NOT NULL,
  rev             INTEGER NOT NULL,
  episodes        INTEGER NOT NULL,
  assignee_id     INTEGER NOT NULL,
  channel         TEXT    NOT NULL
);

CREATE TABLE stats_episodes (
  conversation_id INTEGER NOT NULL,
  number          INTEGER NOT NULL,
  channel         TEXT    NOT NULL,
  assignee_id     INTEGER NOT NULL,
  by_customer     INTEGER NOT NULL,
  opened_at       INTEGER NOT NULL,
  first_seq       INTEGER NOT NULL,
  last_seq        INTEGER NOT NULL,
  reply_at        INTEGER NOT NULL,
  reply_seq       INTEGER NOT NULL,
  reply_by        INTEGER NOT NULL,
  resolved_at     INTEGER NOT NULL,
  resolved_by     INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, number)
) WITHOUT ROWID;
CREATE INDEX ix_stats_episodes_opened ON stats_episodes (opened_at, conversation_id, number, channel, assignee_id, by_customer, reply_at, reply_by);
CREATE INDEX ix_stats_episodes_resolved ON stats_episodes (resolved_at, conversation_id, number, channel, resolved_by, opened_at);

CREATE TABLE stats_slots (
  slot     INTEGER NOT NULL,
  channel  TEXT    NOT NULL,
  agent_id INTEGER NOT NULL,
  received INTEGER NOT NULL,
  sent     INTEGER NOT NULL,
  PRIMARY KEY (slot, channel, agent_id)
) WITHOUT ROWID;

CREATE TABLE stats_conversation_slots (
  slot            INTEGER NOT NULL,
  conversation_id INTEGER NOT NULL,
  agent_id        INTEGER NOT NULL,
  channel         TEXT    NOT NULL,
  received        INTEGER NOT NULL,
  sent            INTEGER NOT NULL,
  PRIMARY KEY (slot, conversation_id, agent_id)
) WITHOUT ROWID;
CREATE INDEX ix_stats_conversation_slots ON stats_conversation_slots (conversation_id, slot);

-- +goose Down
DROP TABLE stats_conversation_slots;
DROP TABLE stats_slots;
DROP TABLE stats_episodes;
DROP TABLE stats_conversations;
DROP TABLE stats_follow;
