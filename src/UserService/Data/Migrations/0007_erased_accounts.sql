-- Since when nothing of the person is left in the account: the row stays, because others name its id.
ALTER TABLE users ADD COLUMN erased_at DATETIME(6) NULL;
