-- +goose Up
-- See mysql/00004_settings.sql for what it means.
CREATE TABLE settings (
  id         INTEGER NOT NULL PRIMARY KEY,
  version    INTEGER NOT NULL,
  document   TEXT    NOT NULL,
  agent_id   INTEGER NOT NULL DEFAULT 0,
  updated_at INTEGER NOT NULL DEFAULT 0
);
INSERT INTO settings (id, version, document) VALUES (1, 0, '{}');

CREATE TABLE ended_logins (
  id         TEXT    NOT NULL PRIMARY KEY,
  role       TEXT    NOT NULL,
  holder_id  INTEGER NOT NULL,
  ended_at   INTEGER NOT NULL,
  keep_until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX ix_ended_logins_ended ON ended_logins (ended_at);
CREATE INDEX ix_ended_logins_keep ON ended_logins (keep_until);

ALTER TABLE agents ADD COLUMN last_seen_at INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE agents DROP COLUMN last_seen_at;
DROP TABLE ended_logins;
DROP TABLE settings;
