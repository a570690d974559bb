-- Since when a delivery waits for its next step, for whoever watches that none is stuck. Null until the first one, and on rows of before.
ALTER TABLE deliveries ADD COLUMN step_since DATETIME(6) NULL;
