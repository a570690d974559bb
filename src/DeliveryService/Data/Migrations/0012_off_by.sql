-- How far the place is from the address that the driver reads, when that is too far. Null where they agree.
ALTER TABLE dropoffs ADD COLUMN off_by_meters INT NULL;
