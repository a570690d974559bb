-- One row per order, filled by the events of three topics in whatever order they come: every column is unknown (NULL) until its event
-- was applied. Reports count an order from the moment its order.placed has been applied, by the time it was placed.
CREATE TABLE order_facts (
    order_id BINARY(16) NOT NULL PRIMARY KEY,
    restaurant_id BINARY(16) NULL,
    placed_at DATETIME(6) NULL,
    submitted_at DATETIME(6) NULL,
    accepted_at DATETIME(6) NULL,
    prep_minutes INT NULL,
    started_at DATETIME(6) NULL,
    ready_at DATETIME(6) NULL,
    ready_inferred TINYINT NULL,
    delivery_planned_at DATETIME(6) NULL,
    searching_at DATETIME(6) NULL,
    first_offered_at DATETIME(6) NULL,
    assigned_at DATETIME(6) NULL,
    offers INT NOT NULL DEFAULT 0,
    declines INT NOT NULL DEFAULT 0,
    offers_expired INT NOT NULL DEFAULT 0,
    picked_up_at DATETIME(6) NULL,
    delivered_at DATETIME(6) NULL,
    ended_at DATETIME(6) NULL,
    outcome VARCHAR(16) NULL,
    promise_latest DATETIME(6) NULL,
    late_seconds INT NULL,
    total_minor BIGINT NULL,
    captured_minor BIGINT NOT NULL DEFAULT 0,
    refunded_minor BIGINT NOT NULL DEFAULT 0,
    currency CHAR(3) NULL,
    KEY ix_order_facts_placed (placed_at),
    KEY ix_order_facts_restaurant (restaurant_id, placed_at)
) CHARACTER SET utf8mb4;

-- What was ordered. One item can stand on several lines of an order, with other options.
CREATE TABLE order_fact_lines (
    order_id BINARY(16) NOT NULL,
    line_no INT NOT NULL,
    item_id BINARY(16) NOT NULL,
    name TEXT NOT NULL,
    quantity INT NOT NULL,
    line_total_minor BIGINT NOT NULL,
    PRIMARY KEY (order_id, line_no),
    KEY ix_order_fact_lines_item (item_id, order_id)
) CHARACTER SET utf8mb4;
