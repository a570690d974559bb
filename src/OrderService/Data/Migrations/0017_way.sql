-- How long the food is on its way once it is ready, as the first promise has it. Null on a pick-up and on orders of before this was kept.
ALTER TABLE orders ADD COLUMN way_minutes INT NULL;
