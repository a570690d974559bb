-- Where and in which time zone the restaurant is, as Product said when the order was placed; why an order could not be handed over, and
-- which items the restaurant was out of (ids, separated by commas). Null on rows of before, and of the release before.
ALTER TABLE orders
    ADD COLUMN pickup_place VARCHAR(300) NULL,
    ADD COLUMN time_zone VARCHAR(64) CHARACTER SET ascii NULL,
    ADD COLUMN end_cause VARCHAR(32) CHARACTER SET ascii NULL,
    ADD COLUMN end_items TEXT CHARACTER SET ascii NULL;
