-- +goose Up
-- The nodes that share this database and a Redis. A node whose beat is older than a lease has ended.
CREATE TABLE nodes (
  id      TEXT    PRIMARY KEY,
  beat_at INTEGER NOT NULL
) WITHOUT ROWID;

-- +goose Down
DROP TABLE nodes;
