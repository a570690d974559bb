-- What an order's people write to each other while it is under way; erased when it is old.
CREATE TABLE order_messages (
    id BINARY(16) NOT NULL PRIMARY KEY,
    order_id BINARY(16) NOT NULL,
    sender VARCHAR(16) CHARACTER SET ascii NOT NULL,
    sender_id BINARY(16) NOT NULL,
    text VARCHAR(500) NOT NULL,
    at DATETIME(6) NOT NULL,
    KEY ix_order_messages_order (order_id, id),
    KEY ix_order_messages_at (at)
) CHARACTER SET utf8mb4;
