-- Where a parked event lay in its topic: when it turns out that it cannot be applied, it becomes a dead letter of its own.
-- Null for what an earlier version parked.
ALTER TABLE parked_events
    ADD COLUMN partition_no INT NULL,
    ADD COLUMN offset_no BIGINT NULL;
