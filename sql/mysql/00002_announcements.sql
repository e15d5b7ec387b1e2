-- +goose Up
-- Ids are given by the row of announcement_cursors whose customer is 0, so that they are
-- without gaps and in the order of commit: who has seen an id has seen all below it.

CREATE TABLE announcements (
  id         BIGINT      NOT NULL,
  text       TEXT        NOT NULL,
  tag        VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  agent_id   BIGINT      NOT NULL,
  created_at BIGINT      NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Up to which announcement a customer was told.
CREATE TABLE announcement_cursors (
  customer_id BIGINT NOT NULL,
  last_id     BIGINT NOT NULL,
  PRIMARY KEY (customer_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
INSERT INTO announcement_cursors (customer_id, last_id) VALUES (0, 0);

-- +goose Down
DROP TABLE announcement_cursors;
DROP TABLE announcements;
