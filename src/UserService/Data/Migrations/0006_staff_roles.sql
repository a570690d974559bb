-- staff_roles: what somebody is in each of their restaurants (restaurant_ids), for example "<restaurant>:kitchen". One that is not named is
-- of before, or of a replica of before: its owner, who may do everything, as all staff could.
ALTER TABLE users ADD COLUMN staff_roles VARCHAR(2500) NOT NULL DEFAULT '';

-- The same by restaurant: to list a restaurant's staff, and to lock it while somebody leaves. Written with the account.
CREATE TABLE restaurant_staff (
    restaurant_id BINARY(16) NOT NULL,
    user_id BINARY(16) NOT NULL,
    role VARCHAR(16) NOT NULL,
    PRIMARY KEY (restaurant_id, user_id),
    KEY ix_restaurant_staff_user (user_id)
) CHARACTER SET utf8mb4;

INSERT IGNORE INTO restaurant_staff (restaurant_id, user_id, role)
SELECT UNHEX(REPLACE(part.id, '-', '')), u.id, 'owner'
FROM users u, JSON_TABLE(CONCAT('["', REPLACE(u.restaurant_ids, ',', '","'), '"]'), '$[*]' COLUMNS (id VARCHAR(36) PATH '$')) part
WHERE u.restaurant_ids <> '';
