-- The same lines of a cart, quoted twice, are one wish: two devices that order at once must not order twice. Null on orders of before this was
-- known, and on those that ended without being served, for whose sake the customer may try again.
ALTER TABLE orders ADD COLUMN wish_id BINARY(16) NULL, ADD UNIQUE KEY ux_orders_wish (wish_id);
