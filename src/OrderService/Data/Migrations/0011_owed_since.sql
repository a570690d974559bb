-- Since when money that was taken is owed back: of an order that ended without reaching its customer, and not by the customer's fault. Null when
-- nothing is, and on rows of before. Few are not null at any time, so looking for them is cheap.
ALTER TABLE orders ADD COLUMN owed_since DATETIME(6) NULL;
CREATE INDEX ix_orders_owed ON orders (owed_since);
