-- Since when an order is in its status, and since when a courier is looked for; when Payment said that the money cannot be taken. Null when
-- it is not so, and on rows of before.
ALTER TABLE orders
    ADD COLUMN step_since DATETIME(6) NULL,
    ADD COLUMN searching_since DATETIME(6) NULL,
    ADD COLUMN capture_failed_at DATETIME(6) NULL;
-- Money that is held belongs to the few orders that are under way; the others are looked into.
CREATE INDEX ix_orders_payment ON orders (payment_status, id);
