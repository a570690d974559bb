-- How far the coordinates of a drop-off are from its address, where that is known and too far. Null where they agree.
ALTER TABLE orders ADD COLUMN dropoff_off_by INT NULL;
