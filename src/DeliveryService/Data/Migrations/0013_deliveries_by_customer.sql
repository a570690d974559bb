-- What was brought to somebody is found when they leave for good.
CREATE INDEX ix_deliveries_customer ON deliveries (customer_id, id);
