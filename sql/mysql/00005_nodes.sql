-- +goose Up
-- The nodes that share this database and a Redis. A node whose beat is older than a lease has ended.
CREATE TABLE nodes (
  id      VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  beat_at BIGINT      NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE nodes;
