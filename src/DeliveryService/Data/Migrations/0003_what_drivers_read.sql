-- What a driver needs at the counter and at the door, and who said that it cannot be handed over, and how often the
-- customer asked for another try. Null on rows of before.
ALTER TABLE deliveries
    ADD COLUMN order_code VARCHAR(12) CHARACTER SET ascii NULL,
    ADD COLUMN pickup_place VARCHAR(300) NULL,
    ADD COLUMN failed_by VARCHAR(16) CHARACTER SET ascii NULL,
    ADD COLUMN redeliveries INT NOT NULL DEFAULT 0;
ALTER TABLE dropoffs ADD COLUMN contact_phone VARCHAR(32) NULL;
