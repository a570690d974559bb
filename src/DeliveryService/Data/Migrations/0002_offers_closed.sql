-- Old offers are found by when they were closed.
ALTER TABLE offers ADD KEY ix_offers_closed (closed_at);
