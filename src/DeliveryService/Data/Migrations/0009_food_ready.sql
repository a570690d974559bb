-- When the restaurant said that the food is ready. Null until then, and on rows of before: then Order is asked.
ALTER TABLE deliveries ADD COLUMN ready_at DATETIME(6) NULL;
