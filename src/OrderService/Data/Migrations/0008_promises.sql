-- What was promised first, once it has changed, and every change of it: the second version and those behind it. Null and none while the first
-- promise holds.
ALTER TABLE orders
    ADD COLUMN first_promise_earliest DATETIME(6) NULL,
    ADD COLUMN first_promise_latest DATETIME(6) NULL,
    ADD COLUMN promise_version INT NOT NULL DEFAULT 1;
CREATE TABLE order_promises (
    order_id BINARY(16) NOT NULL,
    version INT NOT NULL,
    earliest DATETIME(6) NOT NULL,
    latest DATETIME(6) NOT NULL,
    cause VARCHAR(24) CHARACTER SET ascii NOT NULL,
    at DATETIME(6) NOT NULL,
    PRIMARY KEY (order_id, version)
) CHARACTER SET utf8mb4;
