-- Who has read which message of a restaurant or of ops: read_at is for messages to one person, and for what was read before.
CREATE TABLE message_reads (
    reader_id BINARY(16) NOT NULL,
    no BIGINT NOT NULL,
    PRIMARY KEY (reader_id, no),
    KEY ix_message_reads_no (no)
) CHARACTER SET utf8mb4;
