-- Stored answers of keyed requests. One row per caller, route and key; written in the transaction of the effect.
CREATE TABLE idempotency_keys (
    caller VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    route VARCHAR(96) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    idem_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    fingerprint BINARY(32) NOT NULL,
    resource_id BINARY(16) NOT NULL,
    locked_until DATETIME(6) NOT NULL,
    status INT NULL,
    body MEDIUMBLOB NULL,
    created_at DATETIME(6) NOT NULL,
    PRIMARY KEY (caller, route, idem_key),
    KEY ix_idempotency_created (created_at)
) CHARACTER SET utf8mb4;
