-- Where couriers and customers reach the restaurant. Null where it has given none.
ALTER TABLE restaurants ADD COLUMN phone VARCHAR(20) NULL;
