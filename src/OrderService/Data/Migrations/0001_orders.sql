-- One row per order. Lines are a document: they are a snapshot, read and written only as a whole. The drop-off address lives here and
-- nowhere else in this schema. payment_*, delivery_status and driver_name repeat what those services reported.
CREATE TABLE orders (
    id BINARY(16) NOT NULL PRIMARY KEY,
    code CHAR(6) CHARACTER SET ascii NOT NULL,
    status VARCHAR(24) CHARACTER SET ascii NOT NULL,
    version INT NOT NULL,
    customer_id BINARY(16) NOT NULL,
    restaurant_id BINARY(16) NOT NULL,
    restaurant_name VARCHAR(200) NOT NULL,
    quote_id BINARY(16) NOT NULL,
    fulfilment VARCHAR(16) CHARACTER SET ascii NOT NULL,
    payment_method VARCHAR(128) NOT NULL,
    line_items LONGTEXT NOT NULL,
    currency CHAR(3) CHARACTER SET ascii NOT NULL,
    subtotal BIGINT NOT NULL,
    delivery_fee BIGINT NOT NULL,
    service_fee BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    tip BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    total BIGINT NOT NULL,
    note VARCHAR(500) NULL,
    pickup_lat DOUBLE NOT NULL,
    pickup_lng DOUBLE NOT NULL,
    dropoff_address VARCHAR(500) NULL,
    dropoff_lat DOUBLE NULL,
    dropoff_lng DOUBLE NULL,
    dropoff_notes VARCHAR(500) NULL,
    delivery_pin CHAR(4) CHARACTER SET ascii NULL,
    pickup_code CHAR(6) CHARACTER SET ascii NULL,
    collect_tries INT NOT NULL DEFAULT 0,
    promise_earliest DATETIME(6) NOT NULL,
    promise_latest DATETIME(6) NOT NULL,
    placed_at DATETIME(6) NOT NULL,
    submitted_at DATETIME(6) NULL,
    accept_by DATETIME(6) NULL,
    prep_minutes INT NULL,
    ready_by DATETIME(6) NULL,
    delay_count INT NOT NULL DEFAULT 0,
    delay_minutes INT NOT NULL DEFAULT 0,
    end_reason VARCHAR(500) NULL,
    ended_by VARCHAR(16) CHARACTER SET ascii NULL,
    payment_status VARCHAR(24) CHARACTER SET ascii NOT NULL,
    decline_code VARCHAR(64) NULL,
    delivery_status VARCHAR(24) CHARACTER SET ascii NULL,
    driver_name VARCHAR(100) NULL,
    payment_released TINYINT(1) NOT NULL DEFAULT 0,
    delivery_released TINYINT(1) NOT NULL DEFAULT 0,
    UNIQUE KEY ux_orders_quote (quote_id),
    KEY ix_orders_customer (customer_id, id),
    KEY ix_orders_restaurant (restaurant_id, id),
    KEY ix_orders_restaurant_status (restaurant_id, status, id)
) CHARACTER SET utf8mb4;

-- Every step an order made: seq is the version it led to and the sequence of its event.
CREATE TABLE order_history (
    order_id BINARY(16) NOT NULL,
    seq INT NOT NULL,
    from_status VARCHAR(24) CHARACTER SET ascii NULL,
    to_status VARCHAR(24) CHARACTER SET ascii NOT NULL,
    type VARCHAR(64) CHARACTER SET ascii NOT NULL,
    actor_role VARCHAR(16) CHARACTER SET ascii NOT NULL,
    actor_id BINARY(16) NULL,
    at DATETIME(6) NOT NULL,
    detail VARCHAR(600) NULL,
    PRIMARY KEY (order_id, seq)
) CHARACTER SET utf8mb4;

-- What payment and delivery reported about an order, for its timeline.
CREATE TABLE order_reports (
    event_id BINARY(16) NOT NULL PRIMARY KEY,
    order_id BINARY(16) NOT NULL,
    type VARCHAR(64) CHARACTER SET ascii NOT NULL,
    at DATETIME(6) NOT NULL,
    detail VARCHAR(200) NULL,
    KEY ix_order_reports_order (order_id, at)
) CHARACTER SET utf8mb4;
