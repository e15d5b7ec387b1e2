-- +goose Up
-- What admins changed of the settings: one row, whose document is a JSON object of the
-- changed ones only. Whoever changes it raises the version that they have read.
CREATE TABLE settings (
  id         INT        NOT NULL,
  version    BIGINT     NOT NULL,
  document   MEDIUMTEXT NOT NULL,
  agent_id   BIGINT     NOT NULL DEFAULT 0,
  updated_at BIGINT     NOT NULL DEFAULT 0,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
INSERT INTO settings (id, version, document) VALUES (1, 0, '{}');

-- Logins that were ended before their tokens: until keep_until, when the last token of the
-- login has ended by itself.
CREATE TABLE ended_logins (
  id         VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role       VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  holder_id  BIGINT      NOT NULL,
  ended_at   BIGINT      NOT NULL,
  keep_until BIGINT      NOT NULL,
  PRIMARY KEY (id),
  KEY ix_ended_logins_ended (ended_at),
  KEY ix_ended_logins_keep (keep_until)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- 0: never.
ALTER TABLE agents ADD COLUMN last_seen_at BIGINT NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE agents DROP COLUMN last_seen_at;
DROP TABLE ended_logins;
DROP TABLE settings;
