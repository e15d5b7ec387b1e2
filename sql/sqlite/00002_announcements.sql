-- +goose Up
-- See mysql/00002_announcements.sql for what it means.

CREATE TABLE announcements (
  id         INTEGER NOT NULL PRIMARY KEY,
  text       TEXT    NOT NULL,
  tag        TEXT    NOT NULL DEFAULT '',
  agent_id   INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE TABLE announcement_cursors (
  customer_id INTEGER NOT NULL PRIMARY KEY,
  last_id     INTEGER NOT NULL
);
INSERT INTO announcement_cursors (customer_id, last_id) VALUES (0, 0);

-- +goose Down
DROP TABLE announcement_cursors;
DROP TABLE announcements;
