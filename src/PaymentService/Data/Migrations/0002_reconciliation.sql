-- Reconciliation counts the operations that are not done, and sums each booking. Both read the index alone.
CREATE INDEX ix_operations_status ON payment_operations (status, kind, created_at);
CREATE INDEX ix_ledger_txn ON ledger_entries (txn_id, currency, amount_minor);
