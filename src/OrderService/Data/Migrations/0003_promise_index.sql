-- Orders that are late are counted every few seconds: among those that have not ended, those past their promise.
CREATE INDEX ix_orders_promise ON orders (status, promise_latest);
