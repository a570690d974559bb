-- What operators did: one row per act, in the transaction of its effect. Only ever added to.
CREATE TABLE audit_trail (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    at DATETIME(6) NOT NULL,
    actor_id BINARY(16) NOT NULL,
    action VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject_id BINARY(16) NULL,
    reason VARCHAR(500) NULL,
    KEY ix_audit_subject (subject_id, id),
    KEY ix_audit_actor (actor_id, id)
) CHARACTER SET utf8mb4;
