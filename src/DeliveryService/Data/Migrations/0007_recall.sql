-- When an order was cancelled on the way and is called back.
ALTER TABLE deliveries ADD COLUMN recalled_at DATETIME(6) NULL;
