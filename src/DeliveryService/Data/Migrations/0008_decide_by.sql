-- By when somebody decides about an order that could not be handed over; after it the system does.
ALTER TABLE deliveries ADD COLUMN decide_by DATETIME(6) NULL;
