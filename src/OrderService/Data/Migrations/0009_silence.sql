-- Restaurants that let an order expire: locked while the next expiry is counted, so that two at once are counted one after the other.
CREATE TABLE silent_restaurants (
    restaurant_id BINARY(16) NOT NULL PRIMARY KEY,
    last_expired_at DATETIME(6) NOT NULL
) CHARACTER SET utf8mb4;
