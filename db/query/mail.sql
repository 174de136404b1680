-- database market

-- One mail for one event: the second writer of the same event changes nothing.
-- name mail_put :exec
-- programs checkout, studio, payd
-- param id int
-- param kind text
-- param group_id int
-- param suborder_id int?
-- param shipment_id int?
-- param dedupe text
-- param message_id text
-- param now_ms int
INSERT INTO mail_outbox (id, kind, group_id, suborder_id, shipment_id, dedupe, message_id, state, tries, next_at_ms, created_ms)
VALUES ($id, $kind, $group_id, $suborder_id, $shipment_id, $dedupe, $message_id, 'ready', 0, $now_ms, $now_ms)
ON CONFLICT (dedupe) DO NOTHING;

-- name mail_claim :one
-- programs maild
-- param now_ms int
UPDATE mail_outbox SET state = 'sending', tries = tries + 1, next_at_ms = $now_ms
WHERE id = (SELECT m.id FROM mail_outbox m WHERE m.state = 'ready' AND m.next_at_ms <= $now_ms ORDER BY m.next_at_ms LIMIT 1)
RETURNING id, kind, group_id, suborder_id, shipment_id, message_id, tries, created_ms;

-- name mail_finish :exec
-- programs maild
-- param id int
-- param state text
-- param next_at_ms int
-- param sent_ms int?
UPDATE mail_outbox SET state = $state, next_at_ms = $next_at_ms, sent_ms = $sent_ms WHERE id = $id;

-- Mails whose sender is gone. Perhaps one of them went out: it goes again under the same Message-ID.
-- name mail_orphans :exec
-- programs maild
-- param before_ms int
-- param now_ms int
UPDATE mail_outbox SET state = 'ready', next_at_ms = $now_ms WHERE state = 'sending' AND next_at_ms <= $before_ms;

-- Reading what is written in them ---------------------------------------------------------------------------------------------

-- name mail_order :one
-- programs maild
-- param group_id int
SELECT g.public_id, g.number, g.lang, g.currency, g.items_minor, g.delivery_minor, g.total_minor, g.created_ms, g.person_id,
  p.email_sealed
FROM order_group g JOIN person p ON p.id = g.person_id
WHERE g.id = $group_id;

-- name mail_payment :one
-- programs maild
-- param group_id int
SELECT public_id, state, expires_ms, amount_minor FROM payment WHERE group_id = $group_id ORDER BY seq DESC LIMIT 1;

-- name mail_parts :many
-- programs maild
-- param group_id int
SELECT s.id, s.number, s.state, s.delivery_kind, s.delivery_days_min, s.delivery_days_max, s.pickup_place, s.items_minor,
  s.delivery_minor, s.total_minor, c.display_name
FROM suborder s JOIN creator c ON c.id = s.creator_id
WHERE s.group_id = $group_id ORDER BY s.id LIMIT 50;

-- name mail_lines :many
-- programs maild
-- param suborder_id int
SELECT title, variant_label, quantity, total_minor, made_to_order, making_days_min, making_days_max
FROM order_line WHERE suborder_id = $suborder_id ORDER BY position LIMIT 100;

-- name mail_shipment :one
-- programs maild
-- param id int
SELECT carrier, tracking, shipped_ms FROM shipment WHERE id = $id;
