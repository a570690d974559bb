-- G11 not-published: every event of a committed change is on its topic
{FOR SERVICE IN user product order payment delivery notification analytics}
SELECT '{SERVICE}', HEX(x.event_id) FROM fd_{SERVICE}.outbox x LEFT JOIN fd_witness.kafka k ON k.event_id = x.event_id WHERE k.event_id IS NULL
{UNION ALL}
-- broken by
DELETE FROM fd_witness.kafka WHERE topic = 'payment.events.v1' ORDER BY part, off LIMIT 1;

-- G11 not-applied: every event of a topic is applied by every service that subscribes to it, or lies in its dead letters
{FOR PAIR IN order/payment order/delivery order/user payment/order payment/user delivery/order delivery/user notification/order notification/payment notification/delivery notification/user analytics/order analytics/payment analytics/delivery analytics/user product/order product/user}
SELECT '{PAIR}', HEX(k.event_id) FROM fd_witness.kafka k LEFT JOIN fd_{PAIR:1}.inbox i ON i.event_id = k.event_id
LEFT JOIN fd_{PAIR:1}.dead_letters d ON d.event_id = k.event_id WHERE k.topic = '{PAIR:2}.events.v1' AND i.event_id IS NULL AND d.id IS NULL
AND NOT EXISTS (SELECT 1 FROM fd_witness.poison p WHERE p.topic = k.topic AND p.part = k.part AND p.off = k.off)
{UNION ALL}
-- broken by
DELETE FROM fd_payment.inbox ORDER BY applied_no LIMIT 1;

-- G11 published-but-never-committed: nothing is on a topic that no committed change put there
SELECT k.topic, HEX(k.event_id) FROM fd_witness.kafka k
LEFT JOIN (SELECT event_id FROM fd_order.outbox UNION ALL SELECT event_id FROM fd_payment.outbox UNION ALL SELECT event_id FROM fd_delivery.outbox
           UNION ALL SELECT event_id FROM fd_user.outbox UNION ALL SELECT event_id FROM fd_product.outbox) committed ON committed.event_id = k.event_id
WHERE committed.event_id IS NULL AND NOT EXISTS (SELECT 1 FROM fd_witness.poison p WHERE p.topic = k.topic AND p.part = k.part AND p.off = k.off)
  AND k.topic IN ('user.events.v1', 'catalog.events.v1', 'order.events.v1', 'payment.events.v1', 'delivery.events.v1');
-- broken by
DELETE FROM fd_order.outbox ORDER BY id LIMIT 1;

-- G12 applied-twice: no service applies an event, or a step of an aggregate, twice
{FOR SERVICE IN order payment delivery notification analytics product}
SELECT '{SERVICE}', HEX(event_id) FROM fd_{SERVICE}.inbox GROUP BY event_id HAVING COUNT(*) > 1
UNION ALL SELECT '{SERVICE}', HEX(aggregate_id) FROM fd_{SERVICE}.inbox GROUP BY aggregate_id, topic, seq HAVING COUNT(*) > 1
{UNION ALL}
-- broken by
UPDATE fd_notification.inbox SET event_id = REPEAT('e', 16) ORDER BY applied_no LIMIT 2;
-- broken by
UPDATE fd_order.inbox SET aggregate_id = REPEAT('a', 16), topic = 'order.events.v1', seq = 1 ORDER BY applied_no LIMIT 2;

-- G12 effect-twice: no effect carries the same cause twice
SELECT HEX(cause_event_id), name FROM fd_notification.stream_events GROUP BY cause_event_id, recipient_id, name HAVING COUNT(*) > 1
UNION ALL SELECT HEX(event_id), 'report' FROM fd_order.order_reports GROUP BY event_id HAVING COUNT(*) > 1
UNION ALL SELECT HEX(operation_id), account FROM fd_payment.ledger_entries GROUP BY operation_id, account HAVING COUNT(*) > 1
UNION ALL SELECT HEX(payment_id), kind FROM fd_payment.payment_operations WHERE kind <> 'refund' GROUP BY payment_id, kind HAVING COUNT(*) > 1;
-- broken by
INSERT INTO fd_order.order_reports SELECT * FROM fd_order.order_reports ORDER BY event_id LIMIT 1;
-- broken by
INSERT INTO fd_notification.stream_events SELECT * FROM fd_notification.stream_events ORDER BY no LIMIT 1;
-- broken by
INSERT INTO fd_payment.ledger_entries SELECT * FROM fd_payment.ledger_entries ORDER BY id LIMIT 1;
-- broken by
INSERT INTO fd_payment.payment_operations SELECT * FROM fd_payment.payment_operations WHERE kind = 'capture' ORDER BY id LIMIT 1;

-- G13 hole-in-a-stream: each service has applied each aggregate's events from the first to its last, without a hole
{FOR SERVICE IN order payment delivery notification analytics product}
SELECT '{SERVICE}', HEX(aggregate_id) FROM fd_{SERVICE}.inbox GROUP BY aggregate_id, topic HAVING COUNT(*) <> MAX(seq) OR MIN(seq) <> 1
{UNION ALL}
-- broken by
DELETE FROM fd_analytics.inbox WHERE seq = 2;
-- broken by
DELETE FROM fd_payment.inbox WHERE topic = 'order.events.v1' AND seq = 1 ORDER BY applied_no LIMIT 1;

-- G13 out-of-order: each service has applied each aggregate's events in their order
{FOR SERVICE IN order payment delivery notification analytics product}
SELECT '{SERVICE}', HEX(aggregate_id) FROM (
    SELECT aggregate_id, seq, LAG(seq) OVER (PARTITION BY aggregate_id, topic ORDER BY applied_no) AS before_it FROM fd_{SERVICE}.inbox) applied WHERE seq < before_it
{UNION ALL}
-- broken by
UPDATE fd_delivery.inbox SET applied_no = applied_no + 1000000 WHERE topic = 'order.events.v1' AND seq = 1;

-- G14 step-not-announced: every step of an order is on the customer's stream
SELECT HEX(h.order_id), h.seq FROM fd_order.order_history h JOIN fd_order.orders o ON o.id = h.order_id
JOIN fd_order.outbox x ON x.aggregate_id = h.order_id AND x.seq = h.seq AND x.topic = 'order.events.v1'
LEFT JOIN fd_notification.stream_events e ON e.cause_event_id = x.event_id AND e.recipient_id = o.customer_id AND e.name = 'order.status'
WHERE e.no IS NULL AND h.type NOT IN ('order.delayed.v1', 'order.courier_released.v1', 'order.answer_reminded.v1', 'order.courier_late.v1');
-- broken by
DELETE FROM fd_notification.stream_events WHERE name = 'order.status' ORDER BY no LIMIT 1;

-- G14 numbers-with-holes: the events of each recipient are numbered from the first to his last, without a hole
SELECT HEX(e.recipient_id), MAX(r.last_no) FROM fd_notification.stream_events e LEFT JOIN fd_notification.recipients r ON r.recipient_id = e.recipient_id
GROUP BY e.recipient_id HAVING MIN(e.recipient_no) <> 1 OR COUNT(*) <> MAX(e.recipient_no) OR NOT MAX(e.recipient_no) <=> MAX(r.last_no);
-- broken by
UPDATE fd_notification.recipients SET last_no = last_no + 1 ORDER BY last_no DESC LIMIT 1;
-- broken by
UPDATE fd_notification.stream_events SET recipient_no = recipient_no + 1000000 ORDER BY no LIMIT 1;

-- G14 not-shown: whoever watches sees every announcement made since, across lost connections
SELECT HEX(e.recipient_id), e.recipient_no FROM fd_notification.stream_events e JOIN fd_witness.watchers w ON w.client = e.recipient_id AND e.recipient_no > w.since
LEFT JOIN fd_witness.views v ON v.client = e.recipient_id AND v.no = e.recipient_no WHERE v.no IS NULL;
-- broken by
DELETE FROM fd_witness.views ORDER BY n LIMIT 1;

-- G14 announced-backwards: a later step of an order has a later number on the customer's stream
SELECT HEX(aggregate_id), seq FROM (
    SELECT x.aggregate_id, x.seq, LAG(x.seq) OVER (PARTITION BY e.recipient_id, x.aggregate_id ORDER BY e.recipient_no) AS before_it
    FROM fd_notification.stream_events e JOIN fd_order.outbox x ON x.event_id = e.cause_event_id WHERE e.name = 'order.status') announced WHERE seq <= before_it;
-- broken by
UPDATE fd_notification.stream_events e JOIN fd_order.outbox x ON x.event_id = e.cause_event_id SET e.recipient_no = e.recipient_no + 1000000 WHERE e.name = 'order.status' AND x.seq = 2;

-- G14 shown-backwards: nothing arrives at a screen twice or behind what had arrived before, across lost connections
SELECT HEX(client), no FROM (SELECT client, no, LAG(no) OVER (PARTITION BY client ORDER BY n) AS before_it FROM fd_witness.views) shown WHERE no <= before_it;
-- broken by
UPDATE fd_witness.views SET n = n + 1000000 ORDER BY n LIMIT 1;

-- G15 poison-lost: every poisoned message is in the dead letters of every service that reads it
SELECT p.consumer, p.topic, p.part, p.off FROM fd_witness.poison p LEFT JOIN (
    SELECT 'order' AS consumer, topic, partition_no, offset_no FROM fd_order.dead_letters
    UNION ALL SELECT 'payment', topic, partition_no, offset_no FROM fd_payment.dead_letters
    UNION ALL SELECT 'delivery', topic, partition_no, offset_no FROM fd_delivery.dead_letters
    UNION ALL SELECT 'notification', topic, partition_no, offset_no FROM fd_notification.dead_letters
    UNION ALL SELECT 'analytics', topic, partition_no, offset_no FROM fd_analytics.dead_letters) d
    ON d.consumer = p.consumer AND d.topic = p.topic AND d.partition_no = p.part AND d.offset_no = p.off WHERE d.topic IS NULL;
-- broken by
INSERT INTO fd_witness.poison (consumer, topic, part, off) VALUES ('payment', 'order.events.v1', 0, 999999);

-- G15 dead-without-poison: no good event is a dead letter
{FOR SERVICE IN order payment delivery notification analytics product}
SELECT '{SERVICE}', topic, partition_no, offset_no, reason FROM fd_{SERVICE}.dead_letters d
WHERE NOT EXISTS (SELECT 1 FROM fd_witness.poison p WHERE p.consumer = '{SERVICE}' AND p.topic = d.topic AND p.part = d.partition_no AND p.off = d.offset_no)
{UNION ALL}
-- broken by
INSERT INTO fd_delivery.dead_letters (id, topic, partition_no, offset_no, reason, error, attempts, created_at) VALUES (REPEAT('l', 16), 'order.events.v1', 0, 1, 'handler_failed', '', 3, UTC_TIMESTAMP());

-- G16 not-sent-on: after settling nothing waits in an outbox or for a predecessor
{FOR SERVICE IN order payment delivery notification analytics user product}
SELECT '{SERVICE}', HEX(event_id) FROM fd_{SERVICE}.outbox WHERE published_at IS NULL UNION ALL SELECT '{SERVICE}', HEX(event_id) FROM fd_{SERVICE}.parked_events
{UNION ALL}
-- broken by
UPDATE fd_order.outbox SET published_at = NULL ORDER BY id LIMIT 1;
-- broken by
INSERT INTO fd_order.parked_events (aggregate_id, topic, seq, event_id, value, parked_at) VALUES (REPEAT('a', 16), 'payment.events.v1', 2, REPEAT('e', 16), '', UTC_TIMESTAMP());

-- G16 waits-without-deadline: an order that waits has a deadline, and none is overdue or has failed again and again
SELECT HEX(o.id), o.status FROM fd_order.orders o WHERE o.status IN ('pendingPayment', 'awaitingAcceptance', 'accepted', 'preparing', 'ready', 'cancelling')
  AND NOT EXISTS (SELECT 1 FROM fd_order.deadlines d WHERE d.aggregate_id = o.id)
UNION ALL {FOR SERVICE IN order payment delivery product user notification analytics}
SELECT HEX(aggregate_id), kind FROM fd_{SERVICE}.deadlines WHERE due_at < UTC_TIMESTAMP(6) - INTERVAL 30 SECOND OR attempts >= 3
{UNION ALL}
-- broken by
UPDATE fd_order.orders SET status = 'cancelling' ORDER BY id LIMIT 1;
-- broken by
INSERT INTO fd_order.deadlines (aggregate_id, kind, due_at, attempts) VALUES (REPEAT('a', 16), 'late', UTC_TIMESTAMP(6) - INTERVAL 31 SECOND, 0);
-- broken by
INSERT INTO fd_payment.deadlines (aggregate_id, kind, due_at, attempts) VALUES (REPEAT('a', 16), 'late', UTC_TIMESTAMP(6) - INTERVAL 31 SECOND, 0);
-- broken by
INSERT INTO fd_delivery.deadlines (aggregate_id, kind, due_at, attempts) VALUES (REPEAT('a', 16), 'late', UTC_TIMESTAMP(6) - INTERVAL 31 SECOND, 0);
-- broken by
INSERT INTO fd_product.deadlines (aggregate_id, kind, due_at, attempts) VALUES (REPEAT('a', 16), 'late', UTC_TIMESTAMP(6) - INTERVAL 31 SECOND, 0);
-- broken by
INSERT INTO fd_order.deadlines (aggregate_id, kind, due_at, attempts) VALUES (REPEAT('a', 16), 'failing', UTC_TIMESTAMP(6) + INTERVAL 60 SECOND, 3);

-- G16 key-left-in-progress: no request stays half answered
SELECT idem_key FROM fd_order.idempotency_keys WHERE status IS NULL AND locked_until < UTC_TIMESTAMP(6)
UNION ALL SELECT idem_key FROM fd_payment.idempotency_keys WHERE status IS NULL AND locked_until < UTC_TIMESTAMP(6);
-- broken by
UPDATE fd_order.idempotency_keys SET status = NULL, locked_until = '2000-01-01' LIMIT 1;
-- broken by
UPDATE fd_payment.idempotency_keys SET status = NULL, locked_until = '2000-01-01' LIMIT 1;

-- G16 movement-left-open: every movement of money has an outcome
SELECT HEX(payment_id), kind, status FROM fd_payment.payment_operations WHERE status IN ('pending', 'unknown');
-- broken by
UPDATE fd_payment.payment_operations SET status = 'unknown' ORDER BY id LIMIT 1;

-- G16 order-never-ended: every order that people saw through has ended
SELECT HEX(w.order_id), o.status FROM fd_witness.ops w JOIN fd_order.orders o ON o.id = w.order_id
WHERE w.kind = 'end' AND o.status NOT IN ('delivered', 'collected', 'cancelled', 'rejected', 'expired', 'paymentFailed', 'undelivered', 'noShow');
-- broken by
UPDATE fd_order.orders SET status = 'ready' WHERE status = 'delivered' ORDER BY id LIMIT 1;

-- G17 reports-and-orders-differ: the reports' facts are the orders' and the payments', each line with them, and there are no others
SELECT HEX(o.id), o.status, f.outcome FROM fd_order.orders o LEFT JOIN fd_analytics.order_facts f ON f.order_id = o.id LEFT JOIN fd_payment.payments p ON p.order_id = o.id
LEFT JOIN (SELECT order_id, SUM(line_total_minor) AS total FROM fd_analytics.order_fact_lines GROUP BY order_id) line ON line.order_id = o.id
WHERE NOT f.total_minor <=> o.total OR NOT f.currency <=> o.currency OR NOT f.placed_at <=> o.placed_at OR NOT f.restaurant_id <=> o.restaurant_id
   OR NOT f.captured_minor <=> COALESCE(p.captured_minor, 0) OR NOT f.refunded_minor <=> COALESCE(p.refunded_minor, 0) OR NOT line.total <=> o.subtotal
   OR NOT f.outcome <=> CASE WHEN o.status IN ('delivered', 'collected', 'cancelled', 'rejected', 'expired', 'paymentFailed', 'undelivered', 'noShow') THEN o.status END
UNION ALL SELECT HEX(f.order_id), NULL, f.outcome FROM fd_analytics.order_facts f LEFT JOIN fd_order.orders o ON o.id = f.order_id WHERE o.id IS NULL;
-- broken by
UPDATE fd_analytics.order_facts SET captured_minor = captured_minor + 1 ORDER BY order_id LIMIT 1;
-- broken by
UPDATE fd_analytics.order_facts SET total_minor = NULL ORDER BY order_id LIMIT 1;
-- broken by
UPDATE fd_analytics.order_facts SET placed_at = NULL ORDER BY order_id LIMIT 1;
-- broken by
UPDATE fd_analytics.order_facts SET restaurant_id = NULL ORDER BY order_id LIMIT 1;
-- broken by
UPDATE fd_analytics.order_facts SET outcome = NULL ORDER BY order_id LIMIT 1;
-- broken by
UPDATE fd_order.orders SET status = 'noShow' WHERE status = 'delivered' ORDER BY id LIMIT 1;
-- broken by
DELETE FROM fd_payment.payments;
DELETE FROM fd_analytics.order_facts;
-- broken by
UPDATE fd_analytics.order_fact_lines SET line_total_minor = line_total_minor + 1 ORDER BY order_id LIMIT 1;
-- broken by
DELETE FROM fd_order.orders ORDER BY id LIMIT 1;

-- G24 session-without-token: a session has exactly one newest refresh token
SELECT HEX(s.id) FROM fd_user.sessions s WHERE NOT EXISTS (SELECT 1 FROM fd_user.refresh_tokens t WHERE t.session_id = s.id AND t.generation = s.generation)
UNION ALL SELECT HEX(t.session_id) FROM fd_user.refresh_tokens t JOIN fd_user.sessions s ON s.id = t.session_id WHERE t.generation > s.generation;
-- broken by
UPDATE fd_user.sessions SET generation = generation + 1 ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_user.sessions s JOIN fd_user.refresh_tokens t ON t.session_id = s.id SET s.generation = 0 WHERE s.generation > 0 AND t.generation = s.generation;
