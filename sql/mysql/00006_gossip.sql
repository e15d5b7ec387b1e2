-- +goose Up
-- What the nodes tell each other of who is where while a node does not reach Redis. A node writes its
-- entries one after another, and each is kept for half a minute. deaf: the node does not reach Redis.
CREATE TABLE gossip (
  node    VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number  BIGINT      NOT NULL,
  at      BIGINT      NOT NULL,
  payload MEDIUMBLOB  NOT NULL,
  PRIMARY KEY (node, number)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
ALTER TABLE nodes ADD COLUMN deaf SMALLINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE nodes DROP COLUMN deaf;
DROP TABLE gossip;
