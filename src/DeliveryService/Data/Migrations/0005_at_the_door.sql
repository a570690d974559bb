-- The wait at the door: when the driver came, tried to reach the customer, and may say that nobody was there. Null on rows of before.
ALTER TABLE deliveries
    ADD COLUMN at_dropoff_at DATETIME(6) NULL, ADD COLUMN first_contact_at DATETIME(6) NULL,
    ADD COLUMN contacts INT NOT NULL DEFAULT 0, ADD COLUMN may_fail_at DATETIME(6) NULL;
