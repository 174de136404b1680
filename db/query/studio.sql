-- database market

-- Every statement here carries the creator: what belongs to somebody else is not there.

-- name studio_creator :one
-- programs studio
-- param creator_id int
SELECT id, handle, display_name, state FROM creator WHERE id = $creator_id AND state = 'accepted';

-- name studio_to_do_count :one
-- programs studio
-- param creator_id int
-- column count int
SELECT count(*) AS count FROM (SELECT 1 FROM suborder
  WHERE creator_id = $creator_id AND state IN ('paid', 'accepted', 'making', 'ready') LIMIT 100);

-- name studio_orders_to_do :many
-- programs studio
-- param creator_id int
-- param before_id int
-- param count int
-- column pieces int
-- column first_title text
-- column titles int
SELECT s.id, s.number, s.state, s.total_minor, s.paid_ms, g.created_ms, g.currency, g.address_id, s.delivery_kind,
  (SELECT sum(ol.quantity) FROM order_line ol WHERE ol.suborder_id = s.id) AS pieces,
  (SELECT ol.title FROM order_line ol WHERE ol.suborder_id = s.id ORDER BY ol.position LIMIT 1) AS first_title,
  (SELECT count(*) FROM order_line ol WHERE ol.suborder_id = s.id) AS titles
FROM suborder s JOIN order_group g ON g.id = s.group_id
WHERE s.creator_id = $creator_id AND s.state IN ('paid', 'accepted', 'making', 'ready') AND s.id < $before_id
ORDER BY s.id DESC LIMIT $count;

-- name studio_orders_sent :many
-- programs studio
-- param creator_id int
-- param before_id int
-- param count int
-- column pieces int
-- column first_title text
-- column titles int
SELECT s.id, s.number, s.state, s.total_minor, s.paid_ms, g.created_ms, g.currency, g.address_id, s.delivery_kind,
  (SELECT sum(ol.quantity) FROM order_line ol WHERE ol.suborder_id = s.id) AS pieces,
  (SELECT ol.title FROM order_line ol WHERE ol.suborder_id = s.id ORDER BY ol.position LIMIT 1) AS first_title,
  (SELECT count(*) FROM order_line ol WHERE ol.suborder_id = s.id) AS titles
FROM suborder s JOIN order_group g ON g.id = s.group_id
WHERE s.creator_id = $creator_id AND s.shipped_ms IS NOT NULL AND s.id < $before_id
ORDER BY s.id DESC LIMIT $count;

-- name studio_orders_all :many
-- programs studio
-- param creator_id int
-- param before_id int
-- param count int
-- column pieces int
-- column first_title text
-- column titles int
SELECT s.id, s.number, s.state, s.total_minor, s.paid_ms, g.created_ms, g.currency, g.address_id, s.delivery_kind,
  (SELECT sum(ol.quantity) FROM order_line ol WHERE ol.suborder_id = s.id) AS pieces,
  (SELECT ol.title FROM order_line ol WHERE ol.suborder_id = s.id ORDER BY ol.position LIMIT 1) AS first_title,
  (SELECT count(*) FROM order_line ol WHERE ol.suborder_id = s.id) AS titles
FROM suborder s JOIN order_group g ON g.id = s.group_id
WHERE s.creator_id = $creator_id AND s.paid_ms IS NOT NULL AND s.id < $before_id
ORDER BY s.id DESC LIMIT $count;

-- A part that was never paid is not the creator's business yet.
-- name studio_order :one
-- programs studio
-- param creator_id int
-- param number text
SELECT s.id, s.group_id, s.creator_id, s.number, s.state, s.delivery_kind, s.delivery_days_min, s.delivery_days_max, s.pickup_place,
  s.items_minor, s.delivery_minor, s.total_minor, s.paid_ms, s.shipped_ms, g.created_ms, g.currency, g.address_id, g.lang,
  c.return_days
FROM suborder s JOIN order_group g ON g.id = s.group_id JOIN creator c ON c.id = s.creator_id
WHERE s.number = $number AND s.creator_id = $creator_id AND s.paid_ms IS NOT NULL;

-- name studio_order_lines :many
-- programs studio
-- param suborder_id int
-- param creator_id int
SELECT ol.title, ol.variant_label, ol.sku, ol.photo_file, ol.made_to_order, ol.returnable, ol.making_days_min, ol.making_days_max,
  ol.unit_price_minor, ol.quantity, ol.total_minor, l.slug, l.state AS listing_state, p.width AS photo_width, p.height AS photo_height
FROM order_line ol JOIN suborder s ON s.id = ol.suborder_id JOIN listing l ON l.id = ol.listing_id
LEFT JOIN photo p ON p.listing_id = ol.listing_id
  AND p.position = (SELECT min(q.position) FROM photo q WHERE q.listing_id = ol.listing_id AND q.file = ol.photo_file)
WHERE ol.suborder_id = $suborder_id AND s.creator_id = $creator_id
ORDER BY ol.position LIMIT 50;

-- Events of the whole order and of this creator's part; never those of another's part.
-- name studio_order_events :many
-- programs studio
-- param group_id int
-- param suborder_id int
-- param creator_id int
SELECT e.seq, e.kind, e.to_state, e.at_ms, e.suborder_id
FROM order_event e
WHERE e.group_id = $group_id AND (e.suborder_id IS NULL OR e.suborder_id = $suborder_id)
  AND EXISTS (SELECT 1 FROM suborder s WHERE s.id = $suborder_id AND s.group_id = $group_id AND s.creator_id = $creator_id)
ORDER BY e.seq LIMIT 200;

-- name studio_order_shipments :many
-- programs studio
-- param suborder_id int
-- param creator_id int
SELECT h.id, h.carrier, h.tracking, h.shipped_ms
FROM shipment h JOIN suborder s ON s.id = h.suborder_id
WHERE h.suborder_id = $suborder_id AND s.creator_id = $creator_id
ORDER BY h.shipped_ms, h.id LIMIT 20;

-- The address of a part that is paid and on its way or inside its return window; afterwards it is not there.
-- name studio_order_address :one
-- programs studio
-- param suborder_id int
-- param creator_id int
-- param sent_after_ms int
SELECT a.id, a.person_id, a.country, a.name_sealed, a.phone_sealed, a.region_sealed, a.city_sealed, a.street_sealed, a.building_sealed,
  a.apartment_sealed, a.postcode_sealed, a.note_sealed
FROM suborder s JOIN order_group g ON g.id = s.group_id JOIN address a ON a.id = g.address_id
WHERE s.id = $suborder_id AND s.creator_id = $creator_id
  AND (s.state IN ('paid', 'accepted', 'making', 'ready')
    OR (s.state IN ('shipped', 'delivered', 'completed') AND s.shipped_ms > $sent_after_ms));

-- name studio_city :one
-- programs studio
-- param address_id int
-- param creator_id int
SELECT a.id, a.person_id, a.city_sealed
FROM address a JOIN order_group g ON g.address_id = a.id JOIN suborder s ON s.group_id = g.id
WHERE a.id = $address_id AND s.creator_id = $creator_id
  AND s.state IN ('paid', 'accepted', 'making', 'ready', 'shipped') LIMIT 1;

-- The step to shipped, once: a second click changes nothing.
-- name suborder_ship :one
-- programs studio
-- param suborder_id int
-- param creator_id int
-- param from_state text
-- param now_ms int
UPDATE suborder SET state = 'shipped', shipped_ms = $now_ms, updated_ms = $now_ms
WHERE id = $suborder_id AND creator_id = $creator_id AND state = $from_state AND state IN ('paid', 'accepted', 'making', 'ready')
RETURNING group_id;

-- name shipment_put :exec
-- programs studio
-- param id int
-- param suborder_id int
-- param carrier text
-- param tracking text?
-- param now_ms int
INSERT INTO shipment (id, suborder_id, carrier, tracking, shipped_ms) VALUES ($id, $suborder_id, $carrier, $tracking, $now_ms);
