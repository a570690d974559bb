-- What is told outside of the live stream, by mail and push. A row waits while it has a due time, which is also the end of the lease of who
-- is sending it; then it stays as the log of what was sent, given up or left unsaid, and why.
CREATE TABLE outbound_messages (
    id BIGINT NOT NULL PRIMARY KEY AUTO_INCREMENT,
    channel VARCHAR(8) CHARACTER SET ascii NOT NULL,
    -- Whom it concerns: a person, a restaurant, ops; or the link of a mail to who has no account.
    recipient_id BINARY(16) NOT NULL,
    -- Who gets it; null when that is no account.
    user_id BINARY(16) NULL,
    -- The push subscription; for a mail the recipient.
    target_id BINARY(16) NOT NULL,
    template VARCHAR(48) CHARACTER SET ascii NOT NULL,
    order_id BINARY(16) NULL,
    cause_event_id BINARY(16) NOT NULL,
    data TEXT NOT NULL,
    state VARCHAR(12) CHARACTER SET ascii NOT NULL DEFAULT 'waiting',
    reason VARCHAR(48) CHARACTER SET ascii NULL,
    attempts INT NOT NULL DEFAULT 0,
    due_at DATETIME(6) NULL,
    wanted_at DATETIME(6) NOT NULL,
    give_up_at DATETIME(6) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    ended_at DATETIME(6) NULL,
    traceparent VARCHAR(55) CHARACTER SET ascii NULL,
    -- Told once: an event that is applied again finds its rows.
    UNIQUE KEY ux_outbound_messages_once (cause_event_id, recipient_id, channel, template, target_id),
    KEY ix_outbound_messages_due (channel, due_at),
    KEY ix_outbound_messages_user (user_id, id),
    KEY ix_outbound_messages_order (order_id, id),
    KEY ix_outbound_messages_ended (ended_at)
) CHARACTER SET utf8mb4;

-- Devices that people let us push to. The session is the one in which it was made: when that ends, so does this.
CREATE TABLE push_subscriptions (
    id BINARY(16) NOT NULL PRIMARY KEY,
    user_id BINARY(16) NOT NULL,
    session_id BINARY(16) NULL,
    endpoint VARCHAR(1024) CHARACTER SET ascii NOT NULL,
    endpoint_hash BINARY(32) NOT NULL,
    p256dh VARBINARY(65) NOT NULL,
    -- 16 bytes; a column of just as many would be read as an id.
    auth VARBINARY(24) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    UNIQUE KEY ux_push_subscriptions_endpoint (endpoint_hash),
    KEY ix_push_subscriptions_user (user_id),
    KEY ix_push_subscriptions_session (session_id)
) CHARACTER SET utf8mb4;

-- For whom each of them listens: the person, and the restaurants or ops of his or her token.
CREATE TABLE push_audiences (
    recipient_id BINARY(16) NOT NULL,
    subscription_id BINARY(16) NOT NULL,
    PRIMARY KEY (recipient_id, subscription_id),
    KEY ix_push_audiences_subscription (subscription_id)
) CHARACTER SET utf8mb4;

-- What people have switched off, and when they want to sleep. Who has no row has the defaults.
CREATE TABLE preferences (
    user_id BINARY(16) NOT NULL PRIMARY KEY,
    switched_off VARCHAR(400) CHARACTER SET ascii NOT NULL,
    quiet_from VARCHAR(5) CHARACTER SET ascii NULL,
    quiet_to VARCHAR(5) CHARACTER SET ascii NULL,
    time_zone VARCHAR(64) CHARACTER SET ascii NULL,
    updated_at DATETIME(6) NOT NULL
) CHARACTER SET utf8mb4;

-- What later texts about an order need and its later events do not say.
CREATE TABLE order_facts (
    order_id BINARY(16) NOT NULL PRIMARY KEY,
    code VARCHAR(16) NULL,
    receipt TEXT NULL,
    restaurant_name VARCHAR(200) NULL,
    time_zone VARCHAR(64) NULL,
    created_at DATETIME(6) NOT NULL,
    KEY ix_order_facts_created (created_at)
) CHARACTER SET utf8mb4;
