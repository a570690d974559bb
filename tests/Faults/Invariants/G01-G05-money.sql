-- G1 order-lost: an acknowledged order exists and costs what was acknowledged
SELECT HEX(w.order_id) FROM fd_witness.ops w LEFT JOIN fd_order.orders o ON o.id = w.order_id
WHERE w.kind = 'place' AND w.outcome = 'ok' AND (o.id IS NULL OR NOT o.total <=> w.total_minor);
-- broken by
DELETE FROM fd_order.orders ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_order.orders SET total = total + 1 ORDER BY id LIMIT 1;
-- broken by
UPDATE fd_witness.ops SET total_minor = NULL WHERE kind = 'place' AND outcome = 'ok' ORDER BY op_id LIMIT 1;

-- G1 order-from-nowhere: a request that was definitely refused made no order, and nobody else did
SELECT HEX(o.id) FROM fd_order.orders o WHERE NOT EXISTS (
    SELECT 1 FROM fd_order.idempotency_keys k JOIN fd_witness.ops w ON w.idem_key = k.idem_key
    WHERE k.resource_id = o.id AND w.kind = 'place' AND w.outcome IN ('ok', 'info'));
-- broken by
UPDATE fd_witness.ops w, (SELECT MIN(idem_key) AS idem_key FROM fd_witness.ops WHERE kind = 'place' AND outcome = 'ok') one SET w.outcome = 'fail'
WHERE w.kind = 'place' AND w.idem_key = one.idem_key;

-- G2 two-orders-from-one-quote: one checkout intent makes at most one order
SELECT HEX(quote_id) FROM fd_order.orders GROUP BY quote_id HAVING COUNT(*) > 1;
-- broken by
UPDATE fd_order.orders SET quote_id = REPEAT('q', 16) ORDER BY id LIMIT 2;

-- G2 two-answers-to-one-key: every repeat of a request is answered with the same order
SELECT idem_key FROM fd_witness.ops WHERE kind = 'place' AND outcome = 'ok' GROUP BY idem_key HAVING COUNT(DISTINCT order_id) > 1;
-- broken by
UPDATE fd_witness.ops SET idem_key = 'the-same-key' WHERE kind = 'place' AND outcome = 'ok';

-- G3 held-or-captured-twice: the provider holds and captures an order's money at most once
SELECT HEX(order_ref), kind FROM fd_witness.ledger WHERE kind IN ('auth', 'capture') GROUP BY order_ref, kind HAVING COUNT(*) > 1;
-- broken by
INSERT INTO fd_witness.ledger (seq, kind, order_ref, amount_minor) SELECT seq + 1000000, kind, order_ref, amount_minor FROM fd_witness.ledger WHERE kind = 'capture' LIMIT 1;
-- broken by
INSERT INTO fd_witness.ledger (seq, kind, order_ref, amount_minor) SELECT seq + 1000000, kind, order_ref, amount_minor FROM fd_witness.ledger WHERE kind = 'auth' LIMIT 1;

-- G3 captured-too-much: no money is taken without an order, or more than its total, or given back beyond what was taken
SELECT HEX(l.order_ref) FROM fd_witness.ledger l LEFT JOIN fd_order.orders o ON o.id = l.order_ref
WHERE l.kind IN ('auth', 'capture') AND (o.id IS NULL OR l.amount_minor > o.total)
UNION ALL SELECT HEX(order_ref) FROM fd_witness.ledger GROUP BY order_ref
HAVING SUM(CASE kind WHEN 'refund' THEN amount_minor WHEN 'capture' THEN -amount_minor ELSE 0 END) > 0;
-- broken by
UPDATE fd_witness.ledger SET amount_minor = amount_minor + 1 WHERE kind = 'capture' ORDER BY seq LIMIT 1;
-- broken by
UPDATE fd_witness.ledger SET amount_minor = amount_minor + 1 WHERE kind = 'auth' ORDER BY seq LIMIT 1;
-- broken by
UPDATE fd_witness.ledger SET order_ref = REPEAT('n', 16) WHERE kind = 'auth' ORDER BY seq LIMIT 1;
-- broken by
UPDATE fd_witness.ledger SET amount_minor = amount_minor + 1000000 WHERE kind = 'refund';

-- G4 unbalanced-booking: the entries of a booking sum to zero
SELECT HEX(txn_id) FROM fd_payment.ledger_entries GROUP BY txn_id HAVING SUM(amount_minor) <> 0;
-- broken by
UPDATE fd_payment.ledger_entries SET amount_minor = amount_minor + 1 ORDER BY id LIMIT 1;

-- G4 order-and-provider-differ: the provider keeps the price of what was served, less refunds, the whole price of what was brought and not taken, and nothing of any other order
SELECT HEX(o.id), o.status, COALESCE(l.net, 0) FROM fd_order.orders o
LEFT JOIN fd_payment.payments p ON p.order_id = o.id
LEFT JOIN fd_delivery.deliveries d ON d.order_id = o.id
LEFT JOIN (SELECT order_ref, SUM(CASE kind WHEN 'capture' THEN amount_minor WHEN 'refund' THEN -amount_minor ELSE 0 END) AS net FROM fd_witness.ledger GROUP BY order_ref) l
    ON l.order_ref = o.id
WHERE COALESCE(l.net, 0) <> CASE WHEN o.status IN ('inDelivery', 'delivered', 'collected', 'noShow') THEN o.total - COALESCE(p.refunded_minor, 0)
    WHEN o.status = 'undelivered' AND d.failed_by = 'driver' AND d.fail_reason IN ('noAnswer', 'badAddress') THEN o.total ELSE 0 END;
-- broken by
DELETE FROM fd_witness.ledger WHERE kind = 'capture' ORDER BY seq LIMIT 1;
-- broken by
DELETE FROM fd_payment.payments WHERE order_id IN (SELECT order_ref FROM fd_witness.ledger WHERE kind = 'refund');
-- broken by
DELETE FROM fd_payment.payments;
DELETE FROM fd_witness.ledger;
-- broken by
UPDATE fd_order.orders SET status = 'noShow' WHERE status = 'rejected';
-- broken by
UPDATE fd_delivery.deliveries SET fail_reason = 'noAnswer' WHERE fail_reason = 'damaged';
-- broken by
UPDATE fd_delivery.deliveries SET failed_by = 'ops' WHERE fail_reason = 'badAddress';

-- G4 sums-differ: our books show exactly what the provider took, net
SELECT provider, ours FROM (SELECT
    (SELECT COALESCE(SUM(CASE kind WHEN 'capture' THEN amount_minor WHEN 'refund' THEN -amount_minor ELSE 0 END), 0) FROM fd_witness.ledger) AS provider,
    (SELECT COALESCE(-SUM(amount_minor), 0) FROM fd_payment.ledger_entries WHERE account = 'customer') AS ours) sums
WHERE provider <> ours;
-- broken by
DELETE FROM fd_payment.ledger_entries WHERE account = 'customer' ORDER BY id LIMIT 1;

-- G4 holds-differ: our books show exactly what the provider holds
SELECT HEX(known.order_id), COALESCE(b.held, 0), COALESCE(l.held, 0) FROM (SELECT order_id FROM fd_payment.payments UNION SELECT order_ref FROM fd_witness.ledger) known
LEFT JOIN (SELECT p.order_id, SUM(e.amount_minor) AS held FROM fd_payment.ledger_entries e JOIN fd_payment.payments p ON p.id = e.payment_id
           WHERE e.account = 'provider_hold' GROUP BY p.order_id) b ON b.order_id = known.order_id
LEFT JOIN (SELECT order_ref, SUM(CASE kind WHEN 'auth' THEN amount_minor WHEN 'refund' THEN 0 WHEN 'decline' THEN 0 ELSE -amount_minor END) AS held
           FROM fd_witness.ledger GROUP BY order_ref) l ON l.order_ref = known.order_id
WHERE COALESCE(b.held, 0) <> COALESCE(l.held, 0);
-- broken by
DELETE FROM fd_witness.ledger WHERE kind = 'void' ORDER BY seq LIMIT 1;
-- broken by
INSERT INTO fd_witness.ledger (seq, kind, order_ref, amount_minor) VALUES (1000000, 'auth', REPEAT('n', 16), 100);

-- G5 confirmed-unpaid: no restaurant ever saw an order whose money was not held, however it ended
SELECT HEX(h.order_id) FROM fd_order.order_history h
WHERE h.to_status = 'awaitingAcceptance' AND NOT EXISTS (SELECT 1 FROM fd_witness.ledger l WHERE l.order_ref = h.order_id AND l.kind = 'auth');
-- broken by
DELETE FROM fd_witness.ledger WHERE kind = 'auth' AND order_ref IN (SELECT id FROM fd_order.orders WHERE status = 'rejected') LIMIT 1;
-- broken by
DELETE FROM fd_witness.ledger WHERE kind = 'auth' AND order_ref IN (SELECT id FROM fd_order.orders WHERE status = 'delivered') LIMIT 1;

-- G5 ended-with-money: an order that ended holds no money, and one that ended before it was brought has cost none
SELECT HEX(o.id), o.status FROM fd_order.orders o JOIN (
    SELECT order_ref, SUM(kind = 'auth') AS auths, SUM(kind = 'capture') AS captures, SUM(kind = 'void') AS voids,
        SUM(CASE kind WHEN 'capture' THEN amount_minor WHEN 'refund' THEN -amount_minor ELSE 0 END) AS net FROM fd_witness.ledger GROUP BY order_ref) l ON l.order_ref = o.id
WHERE (o.status IN ('paymentFailed', 'expired', 'rejected', 'cancelled', 'undelivered', 'delivered', 'collected', 'noShow') AND l.auths > l.captures + l.voids)
   OR (o.status IN ('paymentFailed', 'expired', 'rejected', 'cancelled') AND l.net <> 0);
-- broken by
DELETE FROM fd_witness.ledger WHERE kind = 'void' ORDER BY seq LIMIT 1;
-- broken by
UPDATE fd_witness.ledger SET kind = 'capture' WHERE kind = 'void' ORDER BY seq LIMIT 1;
-- broken by
DELETE FROM fd_witness.ledger WHERE kind = 'capture' ORDER BY seq LIMIT 1;
