-- Failures count by address and client, and so that a changed password can end every lock of an account, each row knows its address.
-- email_hash is the key of any counter now: the hash of the address alone counts failures from everywhere.
-- client_hash: from where the session was opened; a client that once knew the password is not locked by what others guess.
ALTER TABLE login_failures ADD COLUMN account_hash BINARY(32) NULL, ADD KEY ix_login_failures_account (account_hash);
ALTER TABLE sessions ADD COLUMN client_hash BINARY(32) NULL;
