CREATE TABLE drivers (
    id BINARY(16) NOT NULL PRIMARY KEY,
    first_name VARCHAR(100) NOT NULL,
    vehicle VARCHAR(16) NOT NULL,
    approved BOOLEAN NOT NULL,
    status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    online_since DATETIME(6) NOT NULL,
    idle_since DATETIME(6) NOT NULL,
    version BIGINT NOT NULL,
    KEY ix_drivers_status (status)
) CHARACTER SET utf8mb4;

-- busy_driver_id holds the driver while one is asked or carries: a driver is bound to at most one delivery at a time.
CREATE TABLE deliveries (
    id BINARY(16) NOT NULL PRIMARY KEY,
    order_id BINARY(16) NOT NULL,
    customer_id BINARY(16) NOT NULL,
    restaurant_id BINARY(16) NOT NULL,
    restaurant_name VARCHAR(200) NOT NULL,
    status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    version BIGINT NOT NULL,
    pickup_lat DOUBLE NOT NULL,
    pickup_lng DOUBLE NOT NULL,
    area_lat DOUBLE NOT NULL,
    area_lng DOUBLE NOT NULL,
    pay_amount BIGINT NOT NULL,
    pay_currency CHAR(3) NOT NULL,
    ready_by DATETIME(6) NOT NULL,
    dispatch_at DATETIME(6) NOT NULL,
    pickup_eta DATETIME(6) NOT NULL,
    dropoff_eta DATETIME(6) NOT NULL,
    search_no INT NOT NULL,
    round INT NOT NULL,
    round_started_at DATETIME(6) NULL,
    gave_up_at DATETIME(6) NULL,
    driver_id BINARY(16) NULL,
    offer_id BINARY(16) NULL,
    at_pickup_at DATETIME(6) NULL,
    picked_up_at DATETIME(6) NULL,
    ended_at DATETIME(6) NULL,
    bag_count INT NULL,
    fail_reason VARCHAR(32) NULL,
    created_at DATETIME(6) NOT NULL,
    busy_driver_id BINARY(16) GENERATED ALWAYS AS (
        CASE WHEN status IN ('offered', 'assigned', 'atPickup', 'pickedUp', 'atDropoff', 'undeliverable', 'returning') THEN driver_id END) STORED,
    UNIQUE KEY ux_deliveries_order (order_id),
    UNIQUE KEY ux_deliveries_busy_driver (busy_driver_id),
    KEY ix_deliveries_status (status, created_at)
) CHARACTER SET utf8mb4;

CREATE TABLE offers (
    id BINARY(16) NOT NULL PRIMARY KEY,
    delivery_id BINARY(16) NOT NULL,
    driver_id BINARY(16) NOT NULL,
    round INT NOT NULL,
    status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    distance_meters INT NOT NULL,
    created_at DATETIME(6) NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    closed_at DATETIME(6) NULL,
    pending_delivery_id BINARY(16) GENERATED ALWAYS AS (CASE WHEN status = 'pending' THEN delivery_id END) STORED,
    pending_driver_id BINARY(16) GENERATED ALWAYS AS (CASE WHEN status = 'pending' THEN driver_id END) STORED,
    UNIQUE KEY ux_offers_pending_delivery (pending_delivery_id),
    UNIQUE KEY ux_offers_pending_driver (pending_driver_id),
    KEY ix_offers_delivery (delivery_id),
    KEY ix_offers_driver (driver_id, created_at)
) CHARACTER SET utf8mb4;

-- Personal data: a row exists only between assignment and the end of the delivery.
CREATE TABLE dropoffs (
    delivery_id BINARY(16) NOT NULL PRIMARY KEY,
    address VARCHAR(500) NOT NULL,
    lat DOUBLE NOT NULL,
    lng DOUBLE NOT NULL,
    notes VARCHAR(1000) NULL,
    contact_name VARCHAR(200) NULL,
    delivery_pin VARCHAR(16) NOT NULL,
    pin_tries INT NOT NULL DEFAULT 0
) CHARACTER SET utf8mb4;
