-- +goose Up
-- What the nodes tell each other of who is where while a node does not reach Redis. A node writes its
-- entries one after another, and each is kept for half a minute. deaf: the node does not reach Redis.
CREATE TABLE gossip (
  node    TEXT    NOT NULL,
  number  INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  payload BLOB    NOT NULL,
  PRIMARY KEY (node, number)
) WITHOUT ROWID;
ALTER TABLE nodes ADD COLUMN deaf INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE nodes DROP COLUMN deaf;
DROP TABLE gossip;
