-- pending_of is the applicant as long as nothing is decided: nobody has two applications at once. restaurant is what was applied with, as sent.
CREATE TABLE applications (
    id BINARY(16) NOT NULL PRIMARY KEY,
    applicant_id BINARY(16) NOT NULL,
    pending_of BINARY(16) NULL,
    status VARCHAR(16) NOT NULL,
    name VARCHAR(120) NOT NULL,
    restaurant TEXT NOT NULL,
    message VARCHAR(1000) NULL,
    restaurant_id BINARY(16) NULL,
    reason VARCHAR(200) NULL,
    created_at DATETIME(6) NOT NULL,
    decided_at DATETIME(6) NULL,
    UNIQUE KEY ux_applications_pending (pending_of),
    KEY ix_applications_applicant (applicant_id, id),
    KEY ix_applications_status (status, id)
) CHARACTER SET utf8mb4;
