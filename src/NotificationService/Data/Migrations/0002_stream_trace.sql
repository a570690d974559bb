-- The trace in which the event was caused, so that its push can be seen there. Null on rows of before.
ALTER TABLE stream_events ADD COLUMN traceparent VARCHAR(55) CHARACTER SET ascii NULL;
