-- locale: the language in which somebody is written to. email_verified_at: since when it is known that mail to the address arrives.
ALTER TABLE users
    ADD COLUMN locale VARCHAR(8) NOT NULL DEFAULT 'en',
    ADD COLUMN email_verified_at DATETIME(6) NULL;

-- One-time links that are sent by mail. token_hash finds the link of a token that comes back; secret is the token itself, encrypted under
-- Auth:KeyEncryptionKey, until the link is used or its mail can no longer be wanted: a copy of the database opens no account.
-- A row without email answers for an address that has no account: it is written so that asking tells nothing by its work.
CREATE TABLE links (
    id BINARY(16) NOT NULL PRIMARY KEY,
    kind VARCHAR(24) NOT NULL,
    user_id BINARY(16) NULL,
    email_hash BINARY(32) NOT NULL,
    email VARCHAR(254) COLLATE utf8mb4_bin NOT NULL,
    locale VARCHAR(8) NOT NULL,
    restaurant_id BINARY(16) NULL,
    restaurant_name VARCHAR(200) NULL,
    staff_role VARCHAR(16) NULL,
    token_hash BINARY(32) NOT NULL,
    secret VARBINARY(128) NULL,
    created_at DATETIME(6) NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    used_at DATETIME(6) NULL,
    UNIQUE KEY ux_links_token (token_hash),
    KEY ix_links_email (email_hash, kind, created_at),
    KEY ix_links_user (user_id, kind),
    KEY ix_links_restaurant (restaurant_id, created_at),
    KEY ix_links_expiry (expires_at)
) CHARACTER SET utf8mb4;
