-- Unread messages of a recipient, newest first, without passing over all that were read.
ALTER TABLE stream_events ADD KEY ix_stream_events_unread (recipient_id, name, read_at, no);
