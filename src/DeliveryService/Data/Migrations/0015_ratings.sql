-- What customers said of a driver's deliveries: how many, and the sum of their 1 to 5. Not a part of the version: no command reads it.
ALTER TABLE drivers ADD COLUMN rating_count INT NOT NULL DEFAULT 0, ADD COLUMN rating_sum BIGINT NOT NULL DEFAULT 0;
