-- version is the sequence of the account's last event; revision counts every change of the profile and is its ETag.
-- roles and restaurant_ids are short comma-separated lists: they are only ever read and written whole, with the account.
CREATE TABLE users (
    id BINARY(16) NOT NULL PRIMARY KEY,
    email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
    display_name VARCHAR(80) NOT NULL,
    password_hash VARCHAR(255) COLLATE utf8mb4_bin NOT NULL,
    roles VARCHAR(64) NOT NULL,
    restaurant_ids VARCHAR(2000) NOT NULL,
    phone VARCHAR(32) NULL,
    vehicle VARCHAR(16) NULL,
    driver_status VARCHAR(16) NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    created_at DATETIME(6) NOT NULL,
    UNIQUE KEY ux_users_email (email),
    KEY ix_users_driver_status (driver_status, id)
) CHARACTER SET utf8mb4;

CREATE TABLE addresses (
    id BINARY(16) NOT NULL PRIMARY KEY,
    user_id BINARY(16) NOT NULL,
    label VARCHAR(40) NULL,
    address VARCHAR(300) NOT NULL,
    lat DOUBLE NOT NULL,
    lng DOUBLE NOT NULL,
    notes VARCHAR(500) NULL,
    KEY ix_addresses_user (user_id, id),
    CONSTRAINT fk_addresses_user FOREIGN KEY (user_id) REFERENCES users (id)
) CHARACTER SET utf8mb4;

-- A session is a family of refresh tokens, each made from its predecessor and the family's secret. Only the newest generation is good.
CREATE TABLE sessions (
    id BINARY(16) NOT NULL PRIMARY KEY,
    user_id BINARY(16) NOT NULL,
    secret BINARY(32) NOT NULL,
    generation INT NOT NULL,
    rotated_at DATETIME(6) NULL,
    created_at DATETIME(6) NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    revoked_at DATETIME(6) NULL,
    KEY ix_sessions_user (user_id, expires_at),
    CONSTRAINT fk_sessions_user FOREIGN KEY (user_id) REFERENCES users (id)
) CHARACTER SET utf8mb4;

CREATE TABLE refresh_tokens (
    token_hash BINARY(32) NOT NULL PRIMARY KEY,
    session_id BINARY(16) NOT NULL,
    generation INT NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    UNIQUE KEY ux_refresh_tokens_generation (session_id, generation),
    CONSTRAINT fk_refresh_tokens_session FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE
) CHARACTER SET utf8mb4;

-- Keyed by a hash of the address: guesses at addresses that are not ours leave no personal data behind.
CREATE TABLE login_failures (
    email_hash BINARY(32) NOT NULL PRIMARY KEY,
    failures INT NOT NULL,
    window_started_at DATETIME(6) NOT NULL,
    last_failed_at DATETIME(6) NOT NULL,
    KEY ix_login_failures_age (last_failed_at)
) CHARACTER SET utf8mb4;

-- The unique slot (current, next, or NULL for retired) makes replicas that start together agree on the same keys.
CREATE TABLE signing_keys (
    kid VARCHAR(64) NOT NULL PRIMARY KEY,
    slot VARCHAR(8) NULL,
    private_key VARBINARY(4096) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    retired_at DATETIME(6) NULL,
    UNIQUE KEY ux_signing_keys_slot (slot)
) CHARACTER SET utf8mb4;
