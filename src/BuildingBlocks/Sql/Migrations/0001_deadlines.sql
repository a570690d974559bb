-- Every waiting state has a row here: what is due, when, for which aggregate.
CREATE TABLE deadlines (
    aggregate_id BINARY(16) NOT NULL,
    kind VARCHAR(48) NOT NULL,
    due_at DATETIME(6) NOT NULL,
    attempts INT NOT NULL DEFAULT 0,
    PRIMARY KEY (aggregate_id, kind),
    KEY ix_deadlines_due (due_at)
) CHARACTER SET utf8mb4;
