-- Under which ids Payment and Delivery know their part of an order, and who carries it or carried it last; null until they said so, and on
-- rows of before. Ops find an order by what somebody reads aloud, and what a driver carried.
ALTER TABLE orders
    ADD COLUMN payment_id BINARY(16) NULL,
    ADD COLUMN delivery_id BINARY(16) NULL,
    ADD COLUMN driver_id BINARY(16) NULL;
CREATE INDEX ix_orders_code ON orders (code, id);
CREATE INDEX ix_orders_driver ON orders (driver_id, id);
