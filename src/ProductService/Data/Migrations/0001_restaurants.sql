-- A restaurant is one row: profile in columns, opening hours, menu and outages as JSON documents. Every change goes through
-- the row's version, so the version alone says whether a copy in memory is current.
CREATE TABLE restaurants (
    id BINARY(16) NOT NULL PRIMARY KEY,
    name VARCHAR(120) NOT NULL,
    cuisines TEXT NOT NULL,
    description VARCHAR(1000) NULL,
    address VARCHAR(300) NOT NULL,
    lat DOUBLE NOT NULL,
    lng DOUBLE NOT NULL,
    time_zone VARCHAR(64) NOT NULL,
    always_open BOOLEAN NOT NULL,
    hours TEXT NOT NULL,
    delivery_radius_meters INT NOT NULL,
    minimum_order BIGINT NOT NULL,
    currency CHAR(3) NOT NULL,
    prep_minutes INT NOT NULL,
    paused BOOLEAN NOT NULL,
    paused_until DATETIME(6) NULL,
    pause_reason VARCHAR(200) NULL,
    menu LONGTEXT NOT NULL,
    menu_version INT NOT NULL,
    outages LONGTEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at DATETIME(6) NOT NULL,
    -- The database's own clock: replicas ask "what changed since" and their clocks may differ.
    changed_at DATETIME(6) NOT NULL,
    KEY ix_restaurants_changed (changed_at, id, version)
) CHARACTER SET utf8mb4;
