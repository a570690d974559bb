-- Ops ask for orders by status; the few that wait must be found without walking all that have ended.
CREATE INDEX ix_orders_status ON orders (status, id);
