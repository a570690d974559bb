-- The customer wants it left at the door: being there proves the hand-over.
ALTER TABLE dropoffs ADD COLUMN leave_at_door BOOLEAN NOT NULL DEFAULT FALSE;
