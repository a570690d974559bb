-- blocked_at, blocked_reason: ops let nobody in. driver_reason: why ops refused or suspended a driver, which the driver sees.
ALTER TABLE users
    ADD COLUMN blocked_at DATETIME(6) NULL,
    ADD COLUMN blocked_reason VARCHAR(200) NULL,
    ADD COLUMN driver_reason VARCHAR(200) NULL;
