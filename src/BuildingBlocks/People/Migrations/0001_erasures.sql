-- Who is to be forgotten, and how far this service is: finished_at is null while something of the person is left.
CREATE TABLE erasures (
    user_id BINARY(16) NOT NULL PRIMARY KEY,
    requested_at DATETIME(6) NOT NULL,
    finished_at DATETIME(6) NULL,
    rows_erased BIGINT NOT NULL DEFAULT 0,
    KEY ix_erasures_requested (requested_at, user_id),
    KEY ix_erasures_finished (finished_at, requested_at)
) CHARACTER SET utf8mb4;
