-- G6 history-with-holes: an order's history starts at 1 and each step begins where the last one ended
SELECT HEX(h.order_id), h.seq FROM fd_order.order_history h LEFT JOIN fd_order.order_history p ON p.order_id = h.order_id AND p.seq = h.seq - 1
WHERE h.seq > 1 AND (p.seq IS NULL OR NOT p.to_status <=> h.from_status);
-- broken by
DELETE FROM fd_order.order_history WHERE seq = 2 ORDER BY order_id LIMIT 1;
-- broken by
UPDATE fd_order.order_history SET from_status = NULL WHERE seq = 2 ORDER BY order_id LIMIT 1;

-- G6 illegal-step: only the transitions of the order's machine happen
SELECT HEX(order_id), from_status, to_status FROM fd_order.order_history
WHERE CONCAT(COALESCE(from_status, ''), '>', to_status) NOT IN (
    '>pendingPayment', 'pendingPayment>awaitingAcceptance', 'pendingPayment>paymentFailed', 'pendingPayment>cancelling',
    'awaitingAcceptance>awaitingAcceptance', 'awaitingAcceptance>accepted', 'awaitingAcceptance>scheduled', 'awaitingAcceptance>rejected', 'awaitingAcceptance>expired', 'awaitingAcceptance>cancelling',
    'scheduled>accepted', 'scheduled>cancelling', 'accepted>preparing', 'accepted>accepted', 'accepted>ready', 'accepted>inDelivery', 'accepted>cancelling',
    'preparing>preparing', 'preparing>ready', 'preparing>inDelivery', 'preparing>cancelling',
    'ready>inDelivery', 'ready>collected', 'ready>noShow', 'ready>cancelling', 'inDelivery>delivered', 'inDelivery>undelivered', 'inDelivery>cancelling',
    'ready>ready', 'delivered>delivered', 'collected>collected', 'cancelling>cancelling', 'cancelling>inDelivery', 'cancelling>cancelled');
-- broken by
UPDATE fd_order.order_history SET from_status = 'rejected' WHERE to_status = 'accepted' ORDER BY order_id LIMIT 1;

-- G6 row-and-history-differ: an order is where its last step led
SELECT HEX(o.id), o.status, o.version FROM fd_order.orders o LEFT JOIN fd_order.order_history h ON h.order_id = o.id AND h.seq = o.version
WHERE h.to_status IS NULL OR h.to_status <> o.status OR EXISTS (SELECT 1 FROM fd_order.order_history later WHERE later.order_id = o.id AND later.seq > o.version);
-- broken by
UPDATE fd_order.orders SET version = version + 1 ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_order.orders SET version = version - 1 ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_order.orders SET status = 'accepted' WHERE status = 'delivered' ORDER BY id LIMIT 1;

-- G6 state-without-event: every step of an order is an event of the same number, and every event a step
-- (DISTINCT makes a table of its own, with a key; the outbox has none on these columns)
SELECT HEX(h.order_id), h.seq FROM fd_order.order_history h
LEFT JOIN (SELECT DISTINCT aggregate_id, seq FROM fd_order.outbox WHERE topic = 'order.events.v1') x ON x.aggregate_id = h.order_id AND x.seq = h.seq WHERE x.seq IS NULL
UNION ALL SELECT HEX(x.aggregate_id), x.seq FROM fd_order.outbox x LEFT JOIN fd_order.order_history h ON h.order_id = x.aggregate_id AND h.seq = x.seq
WHERE x.topic = 'order.events.v1' AND h.seq IS NULL;
-- broken by
DELETE FROM fd_order.outbox WHERE topic = 'order.events.v1' ORDER BY id LIMIT 1;
-- broken by
DELETE FROM fd_order.order_history ORDER BY order_id, seq DESC LIMIT 1;

-- G7 total-is-not-the-sum: the total is the sum of its parts (prices include the tax), and no part is negative
SELECT HEX(id) FROM fd_order.orders
WHERE total <> subtotal + delivery_fee + service_fee + tip - discount OR LEAST(subtotal, delivery_fee, service_fee, tax, tip, discount, total) < 0 OR discount > subtotal;
-- broken by
UPDATE fd_order.orders SET total = total - 1 ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_order.orders SET total = total - tip - 1, tip = -1 ORDER BY id LIMIT 1;

-- G7 price-is-not-ours: every line costs the menu's price with its options, 1 to 50 times, and the lines sum to the subtotal
SELECT HEX(o.id) FROM fd_order.orders o
CROSS JOIN JSON_TABLE(o.line_items, '$[*]' COLUMNS (item VARCHAR(36) PATH '$.itemId', quantity INT PATH '$.quantity', unit BIGINT PATH '$.unitPrice.amount', total BIGINT PATH '$.lineTotal.amount')) line
LEFT JOIN fd_witness.prices p ON p.item_id = line.item
WHERE COALESCE(line.unit BETWEEN p.price_minor AND p.price_minor + p.options_minor AND line.quantity BETWEEN 1 AND 50 AND line.total = line.unit * line.quantity, FALSE) = FALSE
UNION ALL SELECT HEX(o.id) FROM fd_order.orders o
LEFT JOIN JSON_TABLE(o.line_items, '$[*]' COLUMNS (total BIGINT PATH '$.lineTotal.amount')) line ON TRUE GROUP BY o.id, o.subtotal HAVING NOT SUM(line.total) <=> o.subtotal;
-- broken by
UPDATE fd_witness.prices SET price_minor = price_minor + 100000;
-- broken by
DELETE FROM fd_witness.prices;
-- broken by
UPDATE fd_order.orders SET line_items = '[]' ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_order.orders SET line_items = JSON_REMOVE(line_items, '$[0].unitPrice') ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_order.orders SET line_items = JSON_SET(line_items, '$[0].quantity', 51) ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_order.orders SET subtotal = subtotal + 1 ORDER BY id LIMIT 1;

-- G8 sold-out-is-sold: what a restaurant switched off, and was told so, is not sold until it is switched on again
SELECT HEX(o.id) FROM fd_order.orders o
CROSS JOIN JSON_TABLE(o.line_items, '$[*]' COLUMNS (item VARCHAR(36) PATH '$.itemId')) line
JOIN fd_witness.sold_out s ON s.item_id = line.item AND o.placed_at > s.off_at AND o.placed_at < s.on_at;
-- broken by
UPDATE fd_witness.sold_out s, (SELECT JSON_UNQUOTE(JSON_EXTRACT(line_items, '$[0].itemId')) AS item FROM fd_order.orders LIMIT 1) sold
SET s.item_id = sold.item, s.off_at = '2000-01-01', s.on_at = '2100-01-01';

-- G9 driver-with-two: a driver is bound to at most one delivery, and an order to one, now and ever
-- (From each assignment to the end or the next search of that delivery: by the numbers of its events, which follow what was committed before,
-- whatever a clock says.)
SELECT HEX(driver_id) FROM fd_delivery.deliveries WHERE status IN ('offered', 'assigned', 'atPickup', 'pickedUp', 'atDropoff', 'undeliverable', 'returning')
GROUP BY driver_id HAVING COUNT(*) > 1
UNION ALL SELECT HEX(order_id) FROM fd_delivery.deliveries GROUP BY order_id HAVING COUNT(*) > 1
UNION ALL SELECT HEX(driver_id) FROM fd_delivery.offers WHERE status = 'pending' GROUP BY driver_id HAVING COUNT(*) > 1
UNION ALL SELECT HEX(delivery_id) FROM fd_delivery.offers WHERE status IN ('pending', 'accepted') GROUP BY delivery_id HAVING COUNT(*) > 1
UNION ALL SELECT driver FROM (
    SELECT driver, id, MAX(COALESCE(until_id, 9223372036854775807)) OVER (PARTITION BY driver ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until FROM (
        SELECT id, type, LEAD(id) OVER (PARTITION BY aggregate_id ORDER BY seq) AS until_id, JSON_UNQUOTE(JSON_EXTRACT(CONVERT(value USING utf8mb4), '$.data.driverId')) AS driver
        FROM fd_delivery.outbox
        WHERE type IN ('delivery.assigned.v1', 'delivery.transferred.v1', 'delivery.searching.v1', 'delivery.delivered.v1', 'delivery.returned.v1', 'delivery.disposed.v1', 'delivery.cancelled.v1')) steps
    WHERE type IN ('delivery.assigned.v1', 'delivery.transferred.v1')) bound WHERE id < busy_until;
-- broken by
UPDATE fd_delivery.deliveries SET status = 'assigned', driver_id = REPEAT('d', 16) ORDER BY id LIMIT 2;
-- broken by
UPDATE fd_delivery.deliveries SET order_id = REPEAT('o', 16) ORDER BY id LIMIT 2;
-- broken by
UPDATE fd_delivery.offers SET status = 'pending', driver_id = REPEAT('d', 16) ORDER BY id LIMIT 2;
-- broken by
UPDATE fd_delivery.offers SET status = 'accepted', delivery_id = REPEAT('d', 16) ORDER BY id LIMIT 2;
-- broken by
UPDATE fd_delivery.outbox SET id = id - 1000000, value = JSON_SET(CONVERT(value USING utf8mb4), '$.data.driverId', 'the-same-driver') WHERE type = 'delivery.assigned.v1';

-- G9 driver-locked: nobody is kept busy by an offer that was never made or has long ended
SELECT HEX(d.id) FROM fd_delivery.deliveries d LEFT JOIN fd_delivery.offers o ON o.id = d.offer_id
WHERE d.status = 'offered' AND (o.id IS NULL OR o.status <> 'pending' OR o.expires_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND);
-- broken by
UPDATE fd_delivery.deliveries SET status = 'offered', offer_id = NULL ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_delivery.deliveries SET status = 'offered' WHERE status = 'delivered' ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_delivery.deliveries d JOIN fd_delivery.offers o ON o.id = d.offer_id SET d.status = 'offered', o.status = 'pending', o.expires_at = '2000-01-01';

-- G10 delivery-and-order-differ: courier and order agree
SELECT HEX(d.id), d.status, o.status FROM fd_delivery.deliveries d JOIN fd_order.orders o ON o.id = d.order_id
WHERE (d.status = 'delivered' AND o.status <> 'delivered') OR (d.status IN ('pickedUp', 'atDropoff') AND o.status <> 'inDelivery')
   OR (d.status IN ('planned', 'searching', 'offered', 'assigned', 'atPickup', 'unassigned')
       AND o.status IN ('paymentFailed', 'expired', 'rejected', 'cancelled', 'delivered', 'inDelivery'))
   OR (d.status IN ('returned', 'disposed') AND o.status NOT IN ('undelivered', 'cancelled')) OR (o.status = 'undelivered' AND d.status NOT IN ('returned', 'disposed'));
-- broken by
UPDATE fd_delivery.deliveries SET status = 'assigned' WHERE status = 'delivered' ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_delivery.deliveries SET status = 'pickedUp' WHERE status = 'delivered' ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_order.orders SET status = 'inDelivery' WHERE status = 'delivered' ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_order.orders SET status = 'inDelivery' WHERE status = 'undelivered' ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_delivery.deliveries SET status = 'undeliverable', decide_by = UTC_TIMESTAMP(6) WHERE status = 'disposed' ORDER BY id LIMIT 1;

-- G10 failed-without-trying: what the customer pays for untaken was brought, tried for and waited with
SELECT HEX(id) FROM fd_delivery.deliveries
WHERE fail_reason IN ('noAnswer', 'badAddress') AND failed_by = 'driver' AND COALESCE(at_dropoff_at <= first_contact_at AND contacts > 0 AND may_fail_at > first_contact_at, FALSE) = FALSE;
-- broken by
UPDATE fd_delivery.deliveries SET first_contact_at = NULL WHERE status = 'disposed';
-- broken by
UPDATE fd_delivery.deliveries SET may_fail_at = first_contact_at WHERE status = 'returned';

-- G10 recalled-and-handed-over: an order that was called back is not handed over
SELECT HEX(id) FROM fd_delivery.deliveries WHERE recalled_at IS NOT NULL AND status = 'delivered';
-- broken by
UPDATE fd_delivery.deliveries SET recalled_at = '2000-01-01' WHERE status = 'delivered' ORDER BY id LIMIT 1;

-- G10 fetched-from-itself: who is to fetch an order from another driver is another one
SELECT HEX(id) FROM fd_delivery.deliveries WHERE handing_driver_id = driver_id OR (handing_driver_id IS NOT NULL AND ended_at IS NOT NULL);
-- broken by
UPDATE fd_delivery.deliveries SET handing_driver_id = driver_id WHERE status = 'delivered' ORDER BY id LIMIT 1;

-- G10 undecided-for-ever: what could not be handed over is decided about in time
SELECT HEX(id) FROM fd_delivery.deliveries WHERE status = 'undeliverable' AND decide_by < UTC_TIMESTAMP(6) - INTERVAL 5 MINUTE;
-- broken by
UPDATE fd_delivery.deliveries SET status = 'undeliverable', decide_by = '2000-01-01' WHERE status = 'delivered' ORDER BY id LIMIT 1;

-- G10 delivered-by-nobody: a delivered order has exactly one delivery that says so
SELECT HEX(o.id) FROM fd_order.orders o WHERE o.status = 'delivered'
  AND (SELECT COUNT(*) FROM fd_delivery.deliveries d WHERE d.order_id = o.id AND d.status = 'delivered') <> 1;
-- broken by
DELETE FROM fd_delivery.deliveries WHERE status = 'delivered' ORDER BY id LIMIT 1;
