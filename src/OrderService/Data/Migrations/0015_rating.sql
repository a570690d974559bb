-- How the customer found it. Null on orders that nobody has rated; the number says how often it was said.
ALTER TABLE orders
    ADD COLUMN rating_food TINYINT NULL, ADD COLUMN rating_delivery TINYINT NULL, ADD COLUMN rating_comment VARCHAR(500) NULL,
    ADD COLUMN rated_at DATETIME(6) NULL, ADD COLUMN ratings INT NOT NULL DEFAULT 0;
