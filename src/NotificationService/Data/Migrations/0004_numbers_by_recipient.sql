-- Each recipient's events are numbered by themselves, under the lock of the recipient's row: who tells different people does not wait for
-- each other. Numbers that were given before stay valid.

-- The release of before goes on taking numbers from its counter, and leaves the number by recipient open. They come to lie beyond all
-- others first, so that nobody takes them for a recipient's: who comes back with one of them has a gap.
UPDATE stream_position SET last_no = last_no + 1000000000000 WHERE id = 1 AND last_no < 1000000000000;

-- What was the number becomes the id of the row, given by the database, and beyond those again.
ALTER TABLE stream_events
    MODIFY COLUMN no BIGINT NOT NULL AUTO_INCREMENT,
    ADD COLUMN recipient_no BIGINT NULL,
    AUTO_INCREMENT = 2000000000000;
UPDATE stream_events SET recipient_no = no WHERE no < 1000000000000;
ALTER TABLE stream_events ADD UNIQUE KEY ux_stream_events_recipient_no (recipient_id, recipient_no);

CREATE TABLE recipients (recipient_id BINARY(16) NOT NULL PRIMARY KEY, last_no BIGINT NOT NULL) CHARACTER SET utf8mb4;
INSERT INTO recipients (recipient_id, last_no)
SELECT recipient_id, MAX(recipient_no) FROM stream_events WHERE recipient_no IS NOT NULL GROUP BY recipient_id;
