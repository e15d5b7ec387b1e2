-- +goose Up
-- What the dashboard counts, filled behind the send. All of it can be counted anew from
-- messages and activity: empty these tables, and set stats_follow back to zeros.

-- One row: up to which time and conversation the changes were looked through. Whoever
-- counts raises version in the same transaction, and only from the one that it has read.
CREATE TABLE stats_follow (
  id        INT     NOT NULL,
  version   BIGINT  NOT NULL,
  since     BIGINT  NOT NULL,
  after_id  BIGINT  NOT NULL,
  caught_up TINYINT NOT NULL,
  holder    VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  held_at   BIGINT  NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
INSERT INTO stats_follow (id, version, since, after_id, caught_up, holder, held_at) VALUES (1, 0, 0, 0, 0, '', 0);

-- How far a conversation is counted: its messages up to seq, its activity up to rev.
CREATE TABLE stats_conversations (
  conversation_id BIGINT      NOT NULL,
  seq             BIGINT      NOT NULL,
  rev             BIGINT      NOT NULL,
  episodes        INT         NOT NULL,
  assignee_id     BIGINT      NOT NULL,
  channel         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (conversation_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- 0 is "not yet". The two indexes hold all that the figures of a period read.
CREATE TABLE stats_episodes (
  conversation_id BIGINT      NOT NULL,
  number          INT         NOT NULL,
  channel         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  assignee_id     BIGINT      NOT NULL,
  by_customer     TINYINT     NOT NULL,
  opened_at       BIGINT      NOT NULL,
  first_seq       BIGINT      NOT NULL,
  last_seq        BIGINT      NOT NULL,
  reply_at        BIGINT      NOT NULL,
  reply_seq       BIGINT      NOT NULL,
  reply_by        BIGINT      NOT NULL,
  resolved_at     BIGINT      NOT NULL,
  resolved_by     BIGINT      NOT NULL,
  PRIMARY KEY (conversation_id, number),
  KEY ix_stats_episodes_opened (opened_at, conversation_id, number, channel, assignee_id, by_customer, reply_at, reply_by),
  KEY ix_stats_episodes_resolved (resolved_at, conversation_id, number, channel, resolved_by, opened_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Messages by the quarter of an hour since 1970, in UTC.
CREATE TABLE stats_slots (
  slot     BIGINT      NOT NULL,
  channel  VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  agent_id BIGINT      NOT NULL,
  received BIGINT      NOT NULL,
  sent     BIGINT      NOT NULL,
  PRIMARY KEY (slot, channel, agent_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- The same by conversation: which ones a figure counts.
CREATE TABLE stats_conversation_slots (
  slot            BIGINT      NOT NULL,
  conversation_id BIGINT      NOT NULL,
  agent_id        BIGINT      NOT NULL,
  channel         VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  received        BIGINT      NOT NULL,
  sent            BIGINT      NOT NULL,
  PRIMARY KEY (slot, conversation_id, agent_id),
  KEY ix_stats_conversation_slots (conversation_id, slot)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE stats_conversation_slots;
DROP TABLE stats_slots;
DROP TABLE stats_episodes;
DROP TABLE stats_conversations;
DROP TABLE stats_follow;
