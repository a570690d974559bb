-- G14 not-told: whoever has to know of a step is told in words, each once
SELECT HEX(x.event_id), x.type, told.who FROM fd_order.outbox x JOIN fd_order.orders o ON o.id = x.aggregate_id
JOIN (SELECT 'order.submitted.v1' AS type, 'restaurant' AS who, 'order_submitted' AS template
    UNION ALL SELECT 'order.answer_reminded.v1', 'restaurant', 'order_waits' UNION ALL SELECT 'order.payment_failed.v1', 'customer', 'payment_failed'
    UNION ALL SELECT 'order.accepted.v1', 'customer', 'order_accepted' UNION ALL SELECT 'order.rejected.v1', 'customer', 'order_rejected'
    UNION ALL SELECT 'order.expired.v1', 'customer', 'order_expired' UNION ALL SELECT 'order.delayed.v1', 'customer', 'order_delayed'
    UNION ALL SELECT 'order.promise_changed.v1', 'customer', 'promise_changed' UNION ALL SELECT 'order.courier_late.v1', 'customer', 'courier_late'
    UNION ALL SELECT 'order.picked_up.v1', 'customer', 'order_picked_up' UNION ALL SELECT 'order.delivered.v1', 'customer', 'order_delivered'
    UNION ALL SELECT 'order.cancelled.v1', 'customer', 'order_cancelled' UNION ALL SELECT 'order.undelivered.v1', 'customer', 'order_undelivered'
    UNION ALL SELECT 'order.no_show.v1', 'customer', 'order_no_show') told ON told.type = x.type
LEFT JOIN fd_notification.stream_events e ON e.cause_event_id = x.event_id AND e.name = 'notification'
    AND e.recipient_id = CASE told.who WHEN 'customer' THEN o.customer_id ELSE o.restaurant_id END
WHERE x.topic = 'order.events.v1' AND (e.no IS NULL OR JSON_UNQUOTE(JSON_EXTRACT(e.data, '$.template')) <> told.template);
-- broken by
DELETE FROM fd_notification.stream_events WHERE name = 'notification' AND JSON_EXTRACT(data, '$.template') = 'order_undelivered' LIMIT 1;
-- broken by
UPDATE fd_notification.stream_events SET data = JSON_SET(data, '$.template', 'order_delivered') WHERE name = 'notification' AND JSON_EXTRACT(data, '$.template') = 'order_accepted' LIMIT 1;

-- G14 told-twice: nobody is told twice how an order ended
SELECT HEX(recipient_id), MIN(data) FROM fd_notification.stream_events
WHERE name = 'notification' AND JSON_UNQUOTE(JSON_EXTRACT(data, '$.template'))
    IN ('order_rejected', 'order_expired', 'order_delivered', 'order_cancelled', 'order_undelivered', 'order_no_show', 'payment_failed')
GROUP BY recipient_id, JSON_EXTRACT(data, '$.orderId') HAVING COUNT(*) > 1;
-- broken by
UPDATE fd_notification.stream_events SET data = JSON_SET(data, '$.template', 'order_delivered') WHERE name = 'notification' AND JSON_EXTRACT(data, '$.template') = 'order_picked_up';

-- G14 told-to-a-stranger: only the customer, the restaurant, drivers who had or were asked for it, and ops are told of an order
SELECT HEX(e.recipient_id), e.data FROM fd_notification.stream_events e JOIN fd_order.orders o ON o.id = UNHEX(REPLACE(JSON_UNQUOTE(JSON_EXTRACT(e.data, '$.orderId')), '-', ''))
LEFT JOIN fd_delivery.deliveries d ON d.order_id = o.id
WHERE e.recipient_id NOT IN (o.customer_id, o.restaurant_id, UNHEX('0000000000007000800000000000005F')) AND NOT e.recipient_id <=> d.driver_id
  AND NOT EXISTS (SELECT 1 FROM fd_delivery.offers f WHERE f.delivery_id = d.id AND f.driver_id = e.recipient_id)
  AND NOT EXISTS (SELECT 1 FROM fd_delivery.carried_parts c WHERE c.delivery_id = d.id AND c.driver_id = e.recipient_id);
-- broken by
UPDATE fd_notification.stream_events SET recipient_id = REPEAT('s', 16) WHERE name = 'notification' AND JSON_EXTRACT(data, '$.template') = 'order_delivered' LIMIT 1;
