-- Whose a provider's token is: who used it first. Kept as a hash, because nothing has to be paid from here.
CREATE TABLE token_owners (
    token_hash BINARY(32) NOT NULL PRIMARY KEY,
    customer_id BINARY(16) NOT NULL,
    created_at DATETIME(6) NOT NULL,
    KEY ix_token_owners_customer (customer_id)
) CHARACTER SET utf8mb4;
INSERT IGNORE INTO token_owners (token_hash, customer_id, created_at)
SELECT UNHEX(SHA2(token, 256)), customer_id, created_at FROM payment_methods ORDER BY id;
