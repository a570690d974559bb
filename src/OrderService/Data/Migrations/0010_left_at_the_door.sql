-- The customer wants it left at the door.
ALTER TABLE orders ADD COLUMN leave_at_door BOOLEAN NOT NULL DEFAULT FALSE;
