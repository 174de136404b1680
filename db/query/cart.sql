-- database market

-- name cart_by_session :one
-- programs checkout
-- param session_id int
SELECT id FROM cart WHERE session_id = $session_id;

-- name cart_put :exec
-- programs checkout
-- param id int
-- param session_id int
-- param now_ms int
INSERT INTO cart (id, session_id, created_ms, updated_ms) VALUES ($id, $session_id, $now_ms, $now_ms);

-- name cart_touch :exec
-- programs checkout
-- param id int
-- param now_ms int
UPDATE cart SET updated_ms = $now_ms WHERE id = $id;

-- Everything that a cart line is judged, shown and sold by, as it is now. What others hold counts against the stock,
-- what this cart's own checkout holds never does.
-- name cart_lines :many
-- programs checkout
-- param cart_id int
-- param lang text
-- param now_ms int
-- column title text
-- column label text?
-- column held int
-- column craft text?
-- column city text
SELECT cl.variant_id, cl.quantity, cl.seen_price_minor, v.price_minor, v.stock, v.active, v.sku,
  coalesce(CASE $lang WHEN 'kk' THEN v.label_kk WHEN 'ru' THEN v.label_ru ELSE v.label_en END, v.label_ru, v.label_en, v.label_kk) AS label,
  l.id AS listing_id, l.slug, l.state AS listing_state, l.currency, l.made_to_order, l.making_days_min, l.making_days_max,
  l.returnable, l.creator_id,
  coalesce((SELECT t.title FROM listing_text t WHERE t.listing_id = l.id AND t.lang = $lang),
    (SELECT t.title FROM listing_text t WHERE t.listing_id = l.id AND t.lang = 'ru'),
    (SELECT t.title FROM listing_text t WHERE t.listing_id = l.id AND t.lang = l.lang),
    (SELECT t.title FROM listing_text t WHERE t.listing_id = l.id ORDER BY t.lang LIMIT 1), l.slug) AS title,
  p.file AS photo_file, p.width AS photo_width, p.height AS photo_height,
  c.handle, c.display_name, c.state AS creator_state, c.return_days, c.city_slug, c.photo_file AS creator_photo,
  coalesce(CASE $lang WHEN 'kk' THEN c.craft_kk WHEN 'ru' THEN c.craft_ru ELSE c.craft_en END, c.craft_ru, c.craft_en, c.craft_kk) AS craft,
  CASE $lang WHEN 'kk' THEN ci.name_kk WHEN 'ru' THEN ci.name_ru ELSE ci.name_en END AS city,
  (SELECT coalesce(sum(h.quantity), 0) FROM hold h JOIN checkout k ON k.id = h.checkout_id
   WHERE h.variant_id = cl.variant_id AND h.expires_ms > $now_ms AND k.cart_id <> $cart_id) AS held
FROM cart_line cl
JOIN variant v ON v.id = cl.variant_id
JOIN listing l ON l.id = v.listing_id
JOIN creator c ON c.id = l.creator_id
JOIN city ci ON ci.slug = c.city_slug
LEFT JOIN photo p ON p.listing_id = l.id AND p.position = (SELECT min(q.position) FROM photo q WHERE q.listing_id = l.id)
WHERE cl.cart_id = $cart_id
ORDER BY cl.added_ms, cl.variant_id
LIMIT 50;

-- What is asked before something is put into the cart.
-- name cart_offer :one
-- programs checkout
-- param variant_id int
-- param cart_id int
-- param lang text
-- param now_ms int
-- column title text
-- column available int
-- column in_cart int
SELECT v.price_minor, l.made_to_order, l.creator_id,
  coalesce((SELECT t.title FROM listing_text t WHERE t.listing_id = l.id AND t.lang = $lang),
    (SELECT t.title FROM listing_text t WHERE t.listing_id = l.id AND t.lang = 'ru'),
    (SELECT t.title FROM listing_text t WHERE t.listing_id = l.id AND t.lang = l.lang),
    (SELECT t.title FROM listing_text t WHERE t.listing_id = l.id ORDER BY t.lang LIMIT 1), l.slug) AS title,
  v.stock - (SELECT coalesce(sum(h.quantity), 0) FROM hold h JOIN checkout k ON k.id = h.checkout_id
   WHERE h.variant_id = v.id AND h.expires_ms > $now_ms AND k.cart_id <> $cart_id) AS available,
  (SELECT coalesce(sum(cl.quantity), 0) FROM cart_line cl WHERE cl.cart_id = $cart_id AND cl.variant_id = v.id) AS in_cart
FROM variant v
JOIN listing l ON l.id = v.listing_id
JOIN creator c ON c.id = l.creator_id
WHERE v.id = $variant_id AND v.active = 1 AND l.state = 'published' AND l.currency = 'KZT' AND c.state = 'accepted';

-- name cart_size :one
-- programs checkout
-- param cart_id int
-- column lines int
-- column pieces int
-- column creators int
SELECT count(*) AS lines, coalesce(sum(cl.quantity), 0) AS pieces, count(DISTINCT l.creator_id) AS creators
FROM cart_line cl JOIN variant v ON v.id = cl.variant_id JOIN listing l ON l.id = v.listing_id
WHERE cl.cart_id = $cart_id;

-- name cart_has_creator :one
-- programs checkout
-- param cart_id int
-- param creator_id int
SELECT cl.variant_id FROM cart_line cl JOIN variant v ON v.id = cl.variant_id JOIN listing l ON l.id = v.listing_id
WHERE cl.cart_id = $cart_id AND l.creator_id = $creator_id LIMIT 1;

-- name cart_line_put :exec
-- programs checkout
-- param cart_id int
-- param variant_id int
-- param quantity int
-- param price_minor int
-- param now_ms int
INSERT INTO cart_line (cart_id, variant_id, quantity, seen_price_minor, added_ms)
VALUES ($cart_id, $variant_id, $quantity, $price_minor, $now_ms)
ON CONFLICT (cart_id, variant_id) DO UPDATE SET quantity = excluded.quantity;

-- name cart_line_quantity :exec
-- programs checkout
-- param cart_id int
-- param variant_id int
-- param quantity int
UPDATE cart_line SET quantity = $quantity WHERE cart_id = $cart_id AND variant_id = $variant_id;

-- The shopper went on from a page that showed this price and quantity.
-- name cart_line_accept :exec
-- programs checkout
-- param cart_id int
-- param variant_id int
-- param quantity int
-- param price_minor int
UPDATE cart_line SET quantity = $quantity, seen_price_minor = $price_minor
WHERE cart_id = $cart_id AND variant_id = $variant_id;

-- name cart_line_remove :exec
-- programs checkout
-- param cart_id int
-- param variant_id int
DELETE FROM cart_line WHERE cart_id = $cart_id AND variant_id = $variant_id;

-- name cart_remove_creator :exec
-- programs checkout
-- param cart_id int
-- param creator_id int
DELETE FROM cart_line WHERE cart_id = $cart_id AND variant_id IN
  (SELECT v.id FROM listing l JOIN variant v ON v.listing_id = l.id JOIN cart_line cl ON cl.variant_id = v.id
   WHERE l.creator_id = $creator_id AND cl.cart_id = $cart_id);

-- name cart_empty :exec
-- programs checkout
-- param cart_id int
DELETE FROM cart_line WHERE cart_id = $cart_id;

-- The goods of an old order that are still offered.
-- name cart_again_lines :many
-- programs checkout
-- param group_id int
-- column quantity int
SELECT ol.variant_id, sum(ol.quantity) AS quantity
FROM suborder s JOIN order_line ol ON ol.suborder_id = s.id
WHERE s.group_id = $group_id
GROUP BY ol.variant_id
ORDER BY ol.variant_id
LIMIT 50;

-- Carts nobody has touched for long, and the cart of a session that ended.
-- name cart_abandoned :many
-- programs keeperd
-- param before_ms int
-- param count int
SELECT id FROM cart WHERE updated_ms < $before_ms ORDER BY updated_ms LIMIT $count;

-- name cart_of_session :one
-- programs keeperd
-- param session_id int
SELECT id FROM cart WHERE session_id = $session_id;

-- name cart_forget :exec
-- programs keeperd
-- param id int
DELETE FROM cart WHERE id = $id;
