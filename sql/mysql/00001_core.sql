-- +goose Up
-- Times are milliseconds since 1970 in UTC, by the database's clock. Identifiers are
-- ascii_bin: under any other collation oAbC and oabc would be one customer.

CREATE TABLE customers (
  id           BIGINT NOT NULL AUTO_INCREMENT,
  openid       VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel      VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name         VARCHAR(64)  NOT NULL DEFAULT '',
  avatar_url   VARCHAR(512) NOT NULL DEFAULT '',
  profile      MEDIUMTEXT   NOT NULL,
  blocked      TINYINT      NOT NULL DEFAULT 0,
  external_id  VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '',
  linked_to    BIGINT       NOT NULL DEFAULT 0,
  created_at   BIGINT       NOT NULL,
  last_seen_at BIGINT       NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_customers_openid (openid),
  KEY ix_customers_linked (linked_to)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- One for each customer, under the customer's id.
CREATE TABLE conversations (
  id                BIGINT      NOT NULL,
  status            VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  assignee_id       BIGINT      NOT NULL DEFAULT 0,
  priority          VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_seq          BIGINT      NOT NULL DEFAULT 0,
  rev               BIGINT      NOT NULL DEFAULT 0,
  customer_read_seq BIGINT      NOT NULL DEFAULT 0,
  desk_read_seq     BIGINT      NOT NULL DEFAULT 0,
  customer_unread   BIGINT      NOT NULL DEFAULT 0,
  desk_unread       BIGINT      NOT NULL DEFAULT 0,
  waiting_since     BIGINT      NOT NULL DEFAULT 0,
  active_at         BIGINT      NOT NULL,
  created_at        BIGINT      NOT NULL,
  updated_at        BIGINT      NOT NULL,
  PRIMARY KEY (id),
  KEY ix_conversations_status (status, active_at),
  KEY ix_conversations_assignee (assignee_id, status, active_at),
  KEY ix_conversations_updated (updated_at),
  KEY ix_conversations_unread (desk_unread)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Clustered by conversation: a history is one range scan.
CREATE TABLE messages (
  conversation_id BIGINT      NOT NULL,
  seq             BIGINT      NOT NULL,
  client_id       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sender_role     VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sender_id       BIGINT      NOT NULL,
  sender_name     VARCHAR(64) NOT NULL,
  kind            VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body            TEXT        NULL,
  attachment      TEXT        NULL,
  created_at      BIGINT      NOT NULL,
  read_at         BIGINT      NOT NULL DEFAULT 0,
  recalled_at     BIGINT      NOT NULL DEFAULT 0,
  PRIMARY KEY (conversation_id, seq),
  UNIQUE KEY uq_messages_client (conversation_id, client_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- Notes and events: what only agents see. Each raises the conversation's rev, which names it.
CREATE TABLE activity (
  conversation_id BIGINT      NOT NULL,
  rev             BIGINT      NOT NULL,
  after_seq       BIGINT      NOT NULL,
  kind            VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  agent_id        BIGINT      NOT NULL DEFAULT 0,
  agent_name      VARCHAR(64) NOT NULL DEFAULT '',
  client_id       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  body            TEXT        NULL,
  mentions        TEXT        NULL,
  data            TEXT        NULL,
  created_at      BIGINT      NOT NULL,
  PRIMARY KEY (conversation_id, rev),
  UNIQUE KEY uq_activity_client (conversation_id, client_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

CREATE TABLE conversation_tags (
  conversation_id BIGINT      NOT NULL,
  tag             VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  PRIMARY KEY (conversation_id, tag),
  KEY ix_tags_tag (tag, conversation_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

CREATE TABLE agents (
  id          BIGINT       NOT NULL AUTO_INCREMENT,
  name        VARCHAR(64)  NOT NULL,
  role        VARCHAR(10)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  avatar_url  VARCHAR(512) NOT NULL DEFAULT '',
  disabled    TINYINT      NOT NULL DEFAULT 0,
  key_prefix  VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  key_hash    VARBINARY(32) NOT NULL,
  token_epoch BIGINT       NOT NULL DEFAULT 1,
  created_at  BIGINT       NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_agents_key (key_prefix)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- sent and recalled count the messages that carry the file, and those of them that were taken back.
CREATE TABLE uploads (
  id              VARCHAR(32)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sha256          CHAR(64)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  owner_role      VARCHAR(10)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  owner_id        BIGINT       NOT NULL,
  conversation_id BIGINT       NOT NULL DEFAULT 0,
  name            VARCHAR(255) NOT NULL,
  mime            VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size            BIGINT       NOT NULL,
  width           INT          NOT NULL DEFAULT 0,
  height          INT          NOT NULL DEFAULT 0,
  duration_ms     BIGINT       NOT NULL DEFAULT 0,
  has_thumbnail   TINYINT      NOT NULL DEFAULT 0,
  sent            BIGINT       NOT NULL DEFAULT 0,
  recalled        BIGINT       NOT NULL DEFAULT 0,
  created_at      BIGINT       NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- The oldest schema version that a binary must know to work on this database.
CREATE TABLE schema_compat (
  id          INT          NOT NULL,
  min_version BIGINT       NOT NULL,
  reason      VARCHAR(255) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;
INSERT INTO schema_compat (id, min_version, reason) VALUES (1, 1, 'the first schema');

-- +goose Down
DROP TABLE schema_compat;
DROP TABLE uploads;
DROP TABLE agents;
DROP TABLE conversation_tags;
DROP TABLE activity;
DROP TABLE messages;
DROP TABLE conversations;
DROP TABLE customers;
