-- special_days: dates with hours of their own, or none. busy_*: orders are taken, and take longer. closed_at: the restaurant is gone for good.
ALTER TABLE restaurants
    ADD COLUMN special_days VARCHAR(8000) NOT NULL DEFAULT '[]',
    ADD COLUMN busy_minutes INT NOT NULL DEFAULT 0,
    ADD COLUMN busy_until DATETIME(6) NULL,
    ADD COLUMN busy_reason VARCHAR(200) NULL,
    ADD COLUMN closed_at DATETIME(6) NULL;
