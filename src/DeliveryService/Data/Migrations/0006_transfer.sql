-- A transfer on the way: from whom the new driver fetches the order, and where that one was, as long as that has not happened. What a
-- driver is paid for a part of the way; and why the system took a driver offline.
ALTER TABLE deliveries
    ADD COLUMN handing_driver_id BINARY(16) NULL, ADD COLUMN handing_driver_name VARCHAR(100) NULL,
    ADD COLUMN meet_lat DOUBLE NULL, ADD COLUMN meet_lng DOUBLE NULL;
ALTER TABLE drivers ADD COLUMN offline_reason VARCHAR(16) CHARACTER SET ascii NULL;
CREATE TABLE carried_parts (
    delivery_id BINARY(16) NOT NULL,
    driver_id BINARY(16) NOT NULL,
    pay_amount BIGINT NOT NULL,
    picked_up_at DATETIME(6) NULL,
    handed_on_at DATETIME(6) NOT NULL,
    PRIMARY KEY (delivery_id, driver_id),
    KEY ix_carried_parts_driver (driver_id, delivery_id)
) CHARACTER SET utf8mb4;
