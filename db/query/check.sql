-- database market
-- Invariants, for `aina check`. Each statement finds the first row that breaks one and says it in `row`; a house in order finds none.
-- They read whole tables: that is their work. A new one also gets its line in programs/aina_check.c.

-- name check_stock_moves :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'variant ' || v.id || ': stock ' || v.stock || ', moves give ' || coalesce(sum(m.delta), 0) AS row
  FROM variant AS v LEFT JOIN stock_move AS m ON m.variant_id = v.id
  GROUP BY v.id HAVING v.stock <> coalesce(sum(m.delta), 0) ORDER BY v.id LIMIT 1;

-- name check_hold_open :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'checkout ' || c.id || ' is placed and still holds variant ' || h.variant_id AS row
  FROM hold AS h JOIN checkout AS c ON c.id = h.checkout_id WHERE c.state = 'placed' ORDER BY c.id LIMIT 1;

-- A creator may find fewer pieces on the shelf than were held: what was corrected lately proves nothing. 14 400 000 ms: the longest hold.
-- name check_hold_stock :one
-- programs aina
-- param now_ms int
-- column row text
-- scan a check reads everything
SELECT 'variant ' || v.id || ': stock ' || v.stock || ', live holds ' || sum(h.quantity) AS row
  FROM hold AS h JOIN variant AS v ON v.id = h.variant_id JOIN listing AS l ON l.id = v.listing_id
  WHERE h.expires_ms > $now_ms AND l.made_to_order = 0 AND NOT EXISTS (SELECT 1 FROM stock_move AS m
    WHERE m.variant_id = v.id AND m.delta < 0 AND m.reason IN ('correction', 'import') AND m.at_ms > $now_ms - 14400000)
  GROUP BY v.id HAVING sum(h.quantity) > v.stock ORDER BY v.id LIMIT 1;

-- name check_order_sums :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'order ' || g.number || ': ' || g.items_minor || ' + ' || g.delivery_minor || ', its parts give '
    || coalesce(sum(s.items_minor), 0) || ' + ' || coalesce(sum(s.delivery_minor), 0) AS row
  FROM order_group AS g LEFT JOIN suborder AS s ON s.group_id = g.id
  GROUP BY g.id HAVING g.items_minor <> coalesce(sum(s.items_minor), 0) OR g.delivery_minor <> coalesce(sum(s.delivery_minor), 0)
  ORDER BY g.id LIMIT 1;

-- name check_part_sums :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'suborder ' || s.number || ': items ' || s.items_minor || ', its lines give ' || coalesce(sum(l.total_minor), 0) AS row
  FROM suborder AS s LEFT JOIN order_line AS l ON l.suborder_id = s.id
  GROUP BY s.id HAVING s.items_minor <> coalesce(sum(l.total_minor), 0) OR count(l.id) = 0 ORDER BY s.id LIMIT 1;

-- name check_line_shares :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'order line ' || id || ': tax ' || tax_minor || ', commission ' || commission_minor || ' of ' || total_minor AS row
  FROM order_line
  WHERE tax_minor < 0 OR tax_minor > total_minor OR commission_minor < 0 OR commission_minor > total_minor
    OR commission_tax_minor < 0 OR commission_tax_minor > commission_minor
  ORDER BY id LIMIT 1;

-- Every piece of a living order was taken from the stock, every piece of a dead one is back.
-- name check_order_moves :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'suborder ' || s.number || ' (' || s.state || '), variant ' || l.variant_id || ': ordered ' || sum(l.quantity) || ', moved '
    || coalesce((SELECT sum(m.delta) FROM stock_move AS m WHERE m.suborder_id = s.id AND m.variant_id = l.variant_id), 0) AS row
  FROM suborder AS s JOIN order_line AS l ON l.suborder_id = s.id
  WHERE l.made_to_order = 0
  GROUP BY s.id, l.variant_id
  HAVING coalesce((SELECT sum(m.delta) FROM stock_move AS m WHERE m.suborder_id = s.id AND m.variant_id = l.variant_id), 0)
    <> CASE WHEN s.state IN ('cancelled', 'expired') THEN 0 ELSE -sum(l.quantity) END
  ORDER BY s.id LIMIT 1;

-- name check_events_state :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'suborder ' || s.number || ' is ' || s.state || ', its last event says ' || coalesce((SELECT e.to_state FROM order_event AS e
    WHERE e.group_id = s.group_id AND (e.suborder_id = s.id OR e.suborder_id IS NULL) ORDER BY e.seq DESC LIMIT 1), 'nothing') AS row
  FROM suborder AS s
  WHERE s.state <> coalesce((SELECT e.to_state FROM order_event AS e
    WHERE e.group_id = s.group_id AND (e.suborder_id = s.id OR e.suborder_id IS NULL) ORDER BY e.seq DESC LIMIT 1), 'nothing')
  ORDER BY s.id LIMIT 1;

-- name check_payment_there :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'order ' || g.number || ' has no payment' AS row FROM order_group AS g
  WHERE NOT EXISTS (SELECT 1 FROM payment AS p WHERE p.group_id = g.id) ORDER BY g.id LIMIT 1;

-- name check_payment_one :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'order ' || g.number || ' has ' || count(*) || ' payments that may still bring or have brought money' AS row
  FROM payment AS p JOIN order_group AS g ON g.id = p.group_id
  WHERE p.state NOT IN ('failed', 'expired', 'cancelled')
  GROUP BY p.group_id HAVING count(*) > 1 ORDER BY g.id LIMIT 1;

-- name check_payment_amount :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'payment ' || p.id || ': ' || p.amount_minor || ' ' || p.currency || ', order ' || g.number || ' is ' || g.total_minor || ' ' || g.currency AS row
  FROM payment AS p JOIN order_group AS g ON g.id = p.group_id
  WHERE p.amount_minor <> g.total_minor OR p.currency <> g.currency ORDER BY p.id LIMIT 1;

-- name check_paid_captured :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'suborder ' || s.number || ' is ' || s.state || ' without a captured payment' AS row FROM suborder AS s
  WHERE s.state IN ('paid', 'accepted', 'making', 'ready', 'shipped', 'delivered', 'completed')
    AND NOT EXISTS (SELECT 1 FROM payment AS p WHERE p.group_id = s.group_id AND p.state = 'captured')
  ORDER BY s.id LIMIT 1;

-- name check_captured_paid :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'payment ' || p.id || ' is captured, suborder ' || s.number || ' is ' || s.state AS row
  FROM payment AS p JOIN suborder AS s ON s.group_id = p.group_id
  WHERE p.state = 'captured' AND s.state IN ('awaiting_payment', 'expired') ORDER BY p.id LIMIT 1;

-- name check_payment_events :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'payment ' || p.id || ' is ' || p.state || ', its last event says '
    || coalesce((SELECT e.to_state FROM payment_event AS e WHERE e.payment_id = p.id ORDER BY e.seq DESC LIMIT 1), 'nothing') AS row
  FROM payment AS p
  WHERE p.state <> coalesce((SELECT e.to_state FROM payment_event AS e WHERE e.payment_id = p.id ORDER BY e.seq DESC LIMIT 1), 'nothing')
  ORDER BY p.id LIMIT 1;

-- name check_terms_agreed :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'order ' || g.number || ' was placed without agreeing to the terms' AS row FROM order_group AS g
  WHERE NOT EXISTS (SELECT 1 FROM consent_receipt AS r WHERE r.group_id = g.id AND r.purpose = 'terms' AND r.given = 1)
  ORDER BY g.id LIMIT 1;

-- name check_listing_whole :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'listing ' || l.slug || ' is published without ' || CASE WHEN EXISTS (SELECT 1 FROM listing_text AS t WHERE t.listing_id = l.id)
    THEN 'a variant' ELSE 'a text' END AS row
  FROM listing AS l
  WHERE l.state = 'published' AND (NOT EXISTS (SELECT 1 FROM listing_text AS t WHERE t.listing_id = l.id)
    OR NOT EXISTS (SELECT 1 FROM variant AS v WHERE v.listing_id = l.id AND v.active = 1))
  ORDER BY l.id LIMIT 1;

-- name check_sent_shipment :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'suborder ' || s.number || ' (' || s.state || ') has ' || count(h.id) || ' shipments' AS row
  FROM suborder AS s LEFT JOIN shipment AS h ON h.suborder_id = s.id
  GROUP BY s.id HAVING (count(h.id) > 0) <> (s.shipped_ms IS NOT NULL) ORDER BY s.id LIMIT 1;

-- name check_checkout_order :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'checkout ' || k.id || ' is ' || k.state || CASE WHEN g.id IS NULL THEN ' without an order' ELSE ' and became order ' || g.number END AS row
  FROM checkout AS k LEFT JOIN order_group AS g ON g.checkout_id = k.id
  WHERE (k.state = 'placed') <> (g.id IS NOT NULL) ORDER BY k.id LIMIT 1;

-- An address is the frozen one of an order or the draft of an open checkout, and in either case of that very buyer.
-- name check_address_owner :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'address ' || a.id || ' belongs to no order and no open checkout of its person' AS row FROM address AS a
  WHERE NOT EXISTS (SELECT 1 FROM order_group AS g WHERE g.address_id = a.id AND g.person_id = a.person_id)
    AND NOT EXISTS (SELECT 1 FROM checkout AS k WHERE k.address_id = a.id AND k.person_id = a.person_id AND k.state = 'open')
  ORDER BY a.id LIMIT 1;
