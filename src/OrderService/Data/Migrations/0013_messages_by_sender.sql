-- What somebody wrote is found when they leave for good.
CREATE INDEX ix_order_messages_sender ON order_messages (sender_id, id);
