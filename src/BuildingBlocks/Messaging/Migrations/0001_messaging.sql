-- Outbox: events wait here until the broker has acknowledged them. Polled by published_at IS NULL, never by an id cursor:
-- a lower id can become visible after a higher one.
CREATE TABLE outbox (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    event_id BINARY(16) NOT NULL,
    topic VARCHAR(64) NOT NULL,
    aggregate_id BINARY(16) NOT NULL,
    seq BIGINT NOT NULL,
    type VARCHAR(64) NOT NULL,
    value MEDIUMBLOB NOT NULL,
    created_at DATETIME(6) NOT NULL,
    published_at DATETIME(6) NULL,
    UNIQUE KEY ux_outbox_event (event_id),
    KEY ix_outbox_unpublished (published_at, id)
) CHARACTER SET utf8mb4;

-- Inbox: one row per applied event, written in the same transaction as its effect. The second unique key makes two
-- consumers that fight over a partition apply each step of an aggregate once.
CREATE TABLE inbox (
    applied_no BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    event_id BINARY(16) NOT NULL,
    topic VARCHAR(64) NOT NULL,
    aggregate_id BINARY(16) NOT NULL,
    seq BIGINT NOT NULL,
    applied_at DATETIME(6) NOT NULL,
    UNIQUE KEY ux_inbox_event (event_id),
    UNIQUE KEY ux_inbox_sequence (aggregate_id, topic, seq)
) CHARACTER SET utf8mb4;

-- Events that arrived before their predecessor (or behind a dead letter of their key).
CREATE TABLE parked_events (
    aggregate_id BINARY(16) NOT NULL,
    topic VARCHAR(64) NOT NULL,
    seq BIGINT NOT NULL,
    event_id BINARY(16) NOT NULL,
    value MEDIUMBLOB NOT NULL,
    parked_at DATETIME(6) NOT NULL,
    PRIMARY KEY (aggregate_id, topic, seq)
) CHARACTER SET utf8mb4;

-- Messages that can never be applied as they are, with everything needed to understand and replay them.
CREATE TABLE dead_letters (
    id BINARY(16) NOT NULL PRIMARY KEY,
    topic VARCHAR(64) NOT NULL,
    partition_no INT NOT NULL,
    offset_no BIGINT NOT NULL,
    message_key VARBINARY(256) NULL,
    value MEDIUMBLOB NULL,
    event_id BINARY(16) NULL,
    aggregate_id BINARY(16) NULL,
    seq BIGINT NULL,
    reason VARCHAR(64) NOT NULL,
    error VARCHAR(2000) NOT NULL,
    attempts INT NOT NULL,
    created_at DATETIME(6) NOT NULL,
    resolved_at DATETIME(6) NULL,
    resolution VARCHAR(16) NULL,
    resolved_by BINARY(16) NULL,
    UNIQUE KEY ux_dead_letters_position (topic, partition_no, offset_no),
    KEY ix_dead_letters_open (resolved_at, aggregate_id)
) CHARACTER SET utf8mb4;

-- Which process may run a job that must run once, for example the relay.
CREATE TABLE leases (
    name VARCHAR(64) NOT NULL PRIMARY KEY,
    owner VARCHAR(128) NOT NULL,
    expires_at DATETIME(6) NOT NULL
) CHARACTER SET utf8mb4;
