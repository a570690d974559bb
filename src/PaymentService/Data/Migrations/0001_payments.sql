-- One payment per order. version = sequence of the last event; 0 until the first.
CREATE TABLE payments (
    id BINARY(16) NOT NULL PRIMARY KEY,
    order_id BINARY(16) NOT NULL,
    customer_id BINARY(16) NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency CHAR(3) CHARACTER SET ascii NOT NULL,
    token VARCHAR(100) NULL,               -- provider token; null when the saved method did not exist
    status VARCHAR(20) NOT NULL,
    version BIGINT NOT NULL,
    authorization_ref VARCHAR(100) NULL,   -- the provider's id of the hold
    expires_at DATETIME(6) NULL,
    held_minor BIGINT NOT NULL,
    captured_minor BIGINT NOT NULL,
    refunded_minor BIGINT NOT NULL,
    decline_code VARCHAR(64) NULL,
    capture_wanted BOOLEAN NOT NULL,
    ended_reason VARCHAR(64) NULL,         -- the order ended: give everything back
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    UNIQUE KEY uq_payments_order (order_id),
    KEY ix_payments_customer (customer_id, id)
) CHARACTER SET utf8mb4;

-- Every movement asked of the provider; id is the key it is asked with. slot is the kind, or the id for refunds:
-- a payment has at most one authorise, one capture and one void.
CREATE TABLE payment_operations (
    id BINARY(16) NOT NULL PRIMARY KEY,
    payment_id BINARY(16) NOT NULL,
    kind VARCHAR(16) NOT NULL,
    slot VARCHAR(36) CHARACTER SET ascii NOT NULL,
    amount_minor BIGINT NOT NULL,
    status VARCHAR(16) NOT NULL,
    provider_ref VARCHAR(100) NULL,
    failure_code VARCHAR(64) NULL,
    failure_stage INT NOT NULL,
    reason VARCHAR(200) NULL,
    automatic BOOLEAN NOT NULL,
    attempts INT NOT NULL,
    next_attempt_at DATETIME(6) NULL,      -- null when finished
    claimed_until DATETIME(6) NULL,
    created_at DATETIME(6) NOT NULL,
    updated_at DATETIME(6) NOT NULL,
    UNIQUE KEY uq_operations_slot (payment_id, slot),
    KEY ix_operations_due (next_attempt_at)
) CHARACTER SET utf8mb4;

-- Double entry, append only. Debits are positive; the entries of a txn_id sum to 0; an operation is booked once.
CREATE TABLE ledger_entries (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    txn_id BINARY(16) NOT NULL,
    account VARCHAR(32) CHARACTER SET ascii NOT NULL,
    amount_minor BIGINT NOT NULL,
    currency CHAR(3) CHARACTER SET ascii NOT NULL,
    payment_id BINARY(16) NOT NULL,
    operation_id BINARY(16) NOT NULL,
    booked_at DATETIME(6) NOT NULL,
    UNIQUE KEY uq_ledger_once (operation_id, account),
    KEY ix_ledger_payment (payment_id)
) CHARACTER SET utf8mb4;

CREATE TABLE webhook_receipts (
    id BINARY(16) NOT NULL PRIMARY KEY,
    provider VARCHAR(32) CHARACTER SET ascii NOT NULL,
    event_id VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    type VARCHAR(64) NOT NULL,
    operation_key VARCHAR(200) NOT NULL,
    parked BOOLEAN NOT NULL,               -- names no operation of ours
    received_at DATETIME(6) NOT NULL,
    UNIQUE KEY uq_receipts_event (provider, event_id),
    KEY ix_receipts_parked (parked)
) CHARACTER SET utf8mb4;

CREATE TABLE payment_methods (
    id BINARY(16) NOT NULL PRIMARY KEY,
    customer_id BINARY(16) NOT NULL,
    token VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    label VARCHAR(60) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    UNIQUE KEY uq_methods_token (customer_id, token)
) CHARACTER SET utf8mb4;
