-- Where the courier reaches the restaurant. Null where it has given none.
ALTER TABLE deliveries ADD COLUMN pickup_phone VARCHAR(20) NULL;
