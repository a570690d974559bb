-- What customers said of the food: how many, and the sum of their 1 to 5. Not a part of the version: nobody edits it.
ALTER TABLE restaurants ADD COLUMN rating_count INT NOT NULL DEFAULT 0, ADD COLUMN rating_sum BIGINT NOT NULL DEFAULT 0;
