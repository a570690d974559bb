-- One number for all stream events. It is taken under the row lock of this counter, which is held until the commit, so numbers
-- become visible in order and without holes: who has read up to N has seen everything up to N.
CREATE TABLE stream_position (id TINYINT NOT NULL PRIMARY KEY, last_no BIGINT NOT NULL) CHARACTER SET utf8mb4;
INSERT INTO stream_position (id, last_no) VALUES (1, 0);

-- What people see live and can replay. A recipient is a user, a restaurant (its staff), or the ops audience.
CREATE TABLE stream_events (
    no BIGINT NOT NULL PRIMARY KEY,
    recipient_id BINARY(16) NOT NULL,
    name VARCHAR(32) NOT NULL,
    data TEXT NOT NULL,
    cause_event_id BINARY(16) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    read_at DATETIME(6) NULL,
    KEY ix_stream_events_recipient (recipient_id, no),
    KEY ix_stream_events_named (recipient_id, name, no),
    -- One row per cause, recipient and kind: an event that is applied twice cannot be shown twice.
    UNIQUE KEY ux_stream_events_cause (cause_event_id, recipient_id, name)
) CHARACTER SET utf8mb4;

-- Who carries an order, to tell drivers what happens in the kitchen.
CREATE TABLE order_drivers (order_id BINARY(16) NOT NULL PRIMARY KEY, driver_id BINARY(16) NOT NULL) CHARACTER SET utf8mb4;
