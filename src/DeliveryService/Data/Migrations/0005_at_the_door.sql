-- The wait at the door: when the driver came, tried to reach the customer, and may say that nobody was there; help that was asked for; and the
-- tip by itself. Null on rows of before. A driver looks at what he or she has brought.
ALTER TABLE deliveries
    ADD COLUMN at_dropoff_at DATETIME(6) NULL, ADD COLUMN first_contact_at DATETIME(6) NULL,
    ADD COLUMN contacts INT NOT NULL DEFAULT 0, ADD COLUMN may_fail_at DATETIME(6) NULL,
    ADD COLUMN help_kind VARCHAR(16) CHARACTER SET ascii NULL, ADD COLUMN help_at DATETIME(6) NULL,
    ADD COLUMN tip_amount BIGINT NULL,
    ADD KEY ix_deliveries_driver (driver_id, id);
