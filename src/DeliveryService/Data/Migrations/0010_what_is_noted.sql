-- Arrivals far from the place are marked for ops, in metres; and which driver has seen the customer's phone number.
ALTER TABLE deliveries ADD COLUMN pickup_metres_off INT NULL, ADD COLUMN dropoff_metres_off INT NULL;
ALTER TABLE dropoffs ADD COLUMN phone_seen_by BINARY(16) NULL, ADD COLUMN items TEXT NULL;
