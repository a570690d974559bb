-- Who has asked for a mail of each new order of a restaurant.
CREATE TABLE mail_audiences (
    recipient_id BINARY(16) NOT NULL,
    user_id BINARY(16) NOT NULL,
    PRIMARY KEY (recipient_id, user_id),
    KEY ix_mail_audiences_user (user_id)
) CHARACTER SET utf8mb4;
