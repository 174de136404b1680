-- database market

-- Placing -----------------------------------------------------------------------------------------------------------------

-- name order_by_checkout :one
-- programs checkout
-- param checkout_id int
SELECT id, public_id, number FROM order_group WHERE checkout_id = $checkout_id;

-- name order_number_taken :one
-- programs checkout
-- param number text
SELECT id FROM order_group WHERE number = $number;

-- name order_put :exec
-- programs checkout
-- param id int
-- param public_id blob
-- param checkout_id int
-- param person_id int
-- param address_id int
-- param session_id int
-- param number text
-- param lang text
-- param currency text
-- param items_minor int
-- param delivery_minor int
-- param total_minor int
-- param policy_version int
-- param now_ms int
INSERT INTO order_group (id, public_id, checkout_id, person_id, address_id, session_id, number, lang, currency, items_minor,
  delivery_minor, total_minor, policy_version, created_ms)
VALUES ($id, $public_id, $checkout_id, $person_id, $address_id, $session_id, $number, $lang, $currency, $items_minor,
  $delivery_minor, $total_minor, $policy_version, $now_ms);

-- name suborder_put :exec
-- programs checkout
-- param id int
-- param group_id int
-- param creator_id int
-- param number text
-- param delivery_kind text
-- param days_min int
-- param days_max int
-- param pickup_place text?
-- param items_minor int
-- param delivery_minor int
-- param total_minor int
-- param now_ms int
INSERT INTO suborder (id, group_id, creator_id, number, state, delivery_kind, delivery_days_min, delivery_days_max, pickup_place,
  items_minor, delivery_minor, total_minor, paid_ms, shipped_ms, updated_ms)
VALUES ($id, $group_id, $creator_id, $number, 'awaiting_payment', $delivery_kind, $days_min, $days_max, $pickup_place,
  $items_minor, $delivery_minor, $total_minor, NULL, NULL, $now_ms);

-- name order_line_put :exec
-- programs checkout
-- param id int
-- param suborder_id int
-- param listing_id int
-- param variant_id int
-- param position int
-- param title text
-- param variant_label text?
-- param sku text?
-- param photo_file text?
-- param made_to_order int
-- param making_days_min int?
-- param making_days_max int?
-- param returnable int
-- param unit_price_minor int
-- param quantity int
-- param total_minor int
-- param tax_rate_bp int
-- param tax_minor int
-- param commission_rate_bp int
-- param commission_minor int
-- param commission_tax_minor int
INSERT INTO order_line (id, suborder_id, listing_id, variant_id, position, title, variant_label, sku, photo_file, made_to_order,
  making_days_min, making_days_max, returnable, unit_price_minor, quantity, discount_minor, total_minor, tax_rate_bp, tax_minor,
  commission_rate_bp, commission_minor, commission_tax_minor)
VALUES ($id, $suborder_id, $listing_id, $variant_id, $position, $title, $variant_label, $sku, $photo_file, $made_to_order,
  $making_days_min, $making_days_max, $returnable, $unit_price_minor, $quantity, 0, $total_minor, $tax_rate_bp, $tax_minor,
  $commission_rate_bp, $commission_minor, $commission_tax_minor);

-- Takes stock in one conditional statement. No change: somebody was quicker.
-- name stock_take :exec
-- programs checkout
-- param variant_id int
-- param quantity int
-- param checkout_id int
-- param now_ms int
UPDATE variant SET stock = stock - $quantity
WHERE id = $variant_id AND active = 1
  AND stock - (SELECT coalesce(sum(h.quantity), 0) FROM hold h
    WHERE h.variant_id = $variant_id AND h.expires_ms > $now_ms AND h.checkout_id <> $checkout_id) >= $quantity;

-- name stock_move_order :exec
-- programs checkout
-- param id int
-- param variant_id int
-- param delta int
-- param suborder_id int
-- param now_ms int
INSERT INTO stock_move (id, variant_id, delta, reason, suborder_id, at_ms)
VALUES ($id, $variant_id, $delta, 'order', $suborder_id, $now_ms);

-- name consent_put :exec
-- programs checkout
-- param id int
-- param person_id int
-- param purpose text
-- param version int
-- param lang text
-- param group_id int
-- param now_ms int
INSERT INTO consent_receipt (id, person_id, purpose, version, lang, method, given, group_id, at_ms)
VALUES ($id, $person_id, $purpose, $version, $lang, 'checkout_form', 1, $group_id, $now_ms);

-- The next event of an order; the numbering is its own, so two writers cannot write the same.
-- name order_event_add :exec
-- programs checkout, studio, payd
-- param group_id int
-- param suborder_id int?
-- param kind text
-- param actor text
-- param from_state text?
-- param to_state text
-- param now_ms int
INSERT INTO order_event (group_id, seq, suborder_id, kind, actor, from_state, to_state, at_ms)
SELECT $group_id, coalesce(max(e.seq), 0) + 1, $suborder_id, $kind, $actor, $from_state, $to_state, $now_ms
FROM order_event e WHERE e.group_id = $group_id;

-- Reading -----------------------------------------------------------------------------------------------------------------

-- name order_by_public_id :one
-- programs checkout
-- param public_id blob
SELECT id, person_id, address_id, session_id, number, currency, items_minor, delivery_minor, total_minor, created_ms
FROM order_group WHERE public_id = $public_id;

-- name order_parts :many
-- programs checkout
-- param group_id int
-- param lang text
-- column craft text?
-- column city text
SELECT s.id, s.creator_id, s.number, s.state, s.delivery_kind, s.delivery_days_min, s.delivery_days_max, s.pickup_place,
  s.items_minor, s.delivery_minor, s.total_minor, s.paid_ms, s.shipped_ms,
  c.handle, c.display_name, c.state AS creator_state, c.return_days, c.photo_file AS creator_photo,
  coalesce(CASE $lang WHEN 'kk' THEN c.craft_kk WHEN 'ru' THEN c.craft_ru ELSE c.craft_en END, c.craft_ru, c.craft_en, c.craft_kk) AS craft,
  CASE $lang WHEN 'kk' THEN ci.name_kk WHEN 'ru' THEN ci.name_ru ELSE ci.name_en END AS city
FROM suborder s JOIN creator c ON c.id = s.creator_id JOIN city ci ON ci.slug = c.city_slug
WHERE s.group_id = $group_id
ORDER BY s.id LIMIT 50;

-- name order_lines :many
-- programs checkout
-- param suborder_id int
SELECT ol.listing_id, ol.variant_id, ol.title, ol.variant_label, ol.sku, ol.photo_file, ol.made_to_order, ol.making_days_min,
  ol.making_days_max, ol.returnable, ol.unit_price_minor, ol.quantity, ol.total_minor, ol.tax_minor,
  l.slug, l.state AS listing_state, p.width AS photo_width, p.height AS photo_height
FROM order_line ol JOIN listing l ON l.id = ol.listing_id
LEFT JOIN photo p ON p.listing_id = ol.listing_id
  AND p.position = (SELECT min(q.position) FROM photo q WHERE q.listing_id = ol.listing_id AND q.file = ol.photo_file)
WHERE ol.suborder_id = $suborder_id
ORDER BY ol.position LIMIT 50;

-- name order_events :many
-- programs checkout
-- param group_id int
-- column part_number text?
SELECT e.seq, e.kind, e.to_state, e.at_ms, e.suborder_id, s.number AS part_number, c.display_name AS creator_name
FROM order_event e LEFT JOIN suborder s ON s.id = e.suborder_id LEFT JOIN creator c ON c.id = s.creator_id
WHERE e.group_id = $group_id
ORDER BY e.seq LIMIT 200;

-- name order_shipments :many
-- programs checkout
-- param suborder_id int
SELECT id, carrier, tracking, shipped_ms FROM shipment WHERE suborder_id = $suborder_id ORDER BY shipped_ms, id LIMIT 20;

-- Keeping -----------------------------------------------------------------------------------------------------------------

-- name order_forget_session :exec
-- programs keeperd
-- param session_id int
UPDATE order_group SET session_id = NULL WHERE session_id = $session_id;
