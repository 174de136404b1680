-- database market

-- name checkout_open_of_cart :one
-- programs checkout
-- param cart_id int
SELECT id, public_id, cart_id, person_id, address_id, state, lang, news_consent
FROM checkout WHERE cart_id = $cart_id AND state = 'open';

-- A checkout belongs to the browser whose cart it is: another session finds nothing.
-- name checkout_by_public_id :one
-- programs checkout
-- param public_id blob
-- param session_id int
SELECT k.id, k.public_id, k.cart_id, k.person_id, k.address_id, k.state, k.lang, k.news_consent
FROM checkout k JOIN cart c ON c.id = k.cart_id
WHERE k.public_id = $public_id AND c.session_id = $session_id;

-- name checkout_put :exec
-- programs checkout
-- param id int
-- param public_id blob
-- param cart_id int
-- param person_id int
-- param lang text
-- param now_ms int
INSERT INTO checkout (id, public_id, cart_id, person_id, address_id, state, lang, news_consent, created_ms, updated_ms)
VALUES ($id, $public_id, $cart_id, $person_id, NULL, 'open', $lang, 0, $now_ms, $now_ms);

-- name checkout_touch :exec
-- programs checkout
-- param id int
-- param lang text
-- param now_ms int
UPDATE checkout SET lang = $lang, updated_ms = $now_ms WHERE id = $id;

-- name checkout_set_address :exec
-- programs checkout
-- param id int
-- param address_id int
-- param now_ms int
UPDATE checkout SET address_id = $address_id, updated_ms = $now_ms WHERE id = $id;

-- The one step from open to placed; a second one changes nothing.
-- name checkout_place :exec
-- programs checkout
-- param id int
-- param news_consent int
-- param now_ms int
UPDATE checkout SET state = 'placed', address_id = NULL, news_consent = $news_consent, updated_ms = $now_ms
WHERE id = $id AND state = 'open';

-- name person_put :exec
-- programs checkout
-- param id int
-- param lang text
-- param now_ms int
INSERT INTO person (id, kind, lang, email_sealed, email_index, created_ms) VALUES ($id, 'guest', $lang, NULL, NULL, $now_ms);

-- name person_set_email :exec
-- programs checkout
-- param id int
-- param lang text
-- param email_sealed blob
-- param email_index blob
UPDATE person SET lang = $lang, email_sealed = $email_sealed, email_index = $email_index WHERE id = $id;

-- name person_email :one
-- programs checkout
-- param id int
SELECT email_sealed FROM person WHERE id = $id;

-- name address_put :exec
-- programs checkout
-- param id int
-- param person_id int
-- param country text
-- param name_sealed blob
-- param phone_sealed blob
-- param region_sealed blob?
-- param city_sealed blob?
-- param street_sealed blob?
-- param building_sealed blob?
-- param apartment_sealed blob?
-- param postcode_sealed blob?
-- param note_sealed blob?
-- param now_ms int
INSERT INTO address (id, person_id, country, name_sealed, phone_sealed, region_sealed, city_sealed, street_sealed, building_sealed,
  apartment_sealed, postcode_sealed, note_sealed, created_ms)
VALUES ($id, $person_id, $country, $name_sealed, $phone_sealed, $region_sealed, $city_sealed, $street_sealed, $building_sealed,
  $apartment_sealed, $postcode_sealed, $note_sealed, $now_ms);

-- name address_by_id :one
-- programs checkout
-- param id int
SELECT id, person_id, country, name_sealed, phone_sealed, region_sealed, city_sealed, street_sealed, building_sealed,
  apartment_sealed, postcode_sealed, note_sealed
FROM address WHERE id = $id;

-- Only a draft can go: an order's address is referred to by its row, and the foreign key refuses.
-- name address_delete :exec
-- programs checkout, keeperd
-- param id int
DELETE FROM address WHERE id = $id;

-- name delivery_methods :many
-- programs checkout
-- param creator_id int
-- param lang text
-- column pickup text?
SELECT id, kind, area, price_minor, free_from_minor, days_min, days_max,
  coalesce(CASE $lang WHEN 'kk' THEN pickup_kk WHEN 'ru' THEN pickup_ru ELSE pickup_en END, pickup_ru, pickup_en, pickup_kk) AS pickup
FROM delivery_method WHERE creator_id = $creator_id AND active = 1
ORDER BY position, id LIMIT 20;

-- name delivery_city :one
-- programs checkout
-- param slug text
SELECT slug, country, name_kk, name_ru, name_en FROM city WHERE slug = $slug;

-- name checkout_deliveries :many
-- programs checkout
-- param checkout_id int
SELECT creator_id, delivery_method_id FROM checkout_delivery WHERE checkout_id = $checkout_id LIMIT 50;

-- name checkout_delivery_put :exec
-- programs checkout
-- param checkout_id int
-- param creator_id int
-- param delivery_method_id int
INSERT INTO checkout_delivery (checkout_id, creator_id, delivery_method_id) VALUES ($checkout_id, $creator_id, $delivery_method_id)
ON CONFLICT (checkout_id, creator_id) DO UPDATE SET delivery_method_id = excluded.delivery_method_id;

-- name checkout_delivery_clear :exec
-- programs checkout
-- param checkout_id int
DELETE FROM checkout_delivery WHERE checkout_id = $checkout_id;

-- One conditional statement: what others hold counts, what this checkout holds never does. No change: not that many are free.
-- name hold_take :exec
-- programs checkout
-- param checkout_id int
-- param variant_id int
-- param quantity int
-- param now_ms int
-- param expires_ms int
INSERT INTO hold (checkout_id, variant_id, quantity, expires_ms)
SELECT $checkout_id, v.id, $quantity, $expires_ms FROM variant v
WHERE v.id = $variant_id AND v.active = 1
  AND v.stock - (SELECT coalesce(sum(h.quantity), 0) FROM hold h
    WHERE h.variant_id = v.id AND h.expires_ms > $now_ms AND h.checkout_id <> $checkout_id) >= $quantity
ON CONFLICT (checkout_id, variant_id) DO UPDATE SET quantity = excluded.quantity, expires_ms = excluded.expires_ms;

-- name hold_release :exec
-- programs checkout
-- param checkout_id int
DELETE FROM hold WHERE checkout_id = $checkout_id;

-- What was taken out of the cart, or lowered there, is free for others at once.
-- name hold_lower :exec
-- programs checkout
-- param cart_id int
-- param variant_id int
-- param quantity int
UPDATE hold SET quantity = $quantity WHERE variant_id = $variant_id AND quantity > $quantity
  AND checkout_id IN (SELECT k.id FROM checkout k WHERE k.cart_id = $cart_id AND k.state = 'open');

-- name hold_drop :exec
-- programs checkout
-- param cart_id int
-- param variant_id int
DELETE FROM hold WHERE variant_id = $variant_id
  AND checkout_id IN (SELECT k.id FROM checkout k WHERE k.cart_id = $cart_id AND k.state = 'open');

-- name hold_drop_creator :exec
-- programs checkout
-- param cart_id int
-- param creator_id int
DELETE FROM hold WHERE checkout_id IN (SELECT k.id FROM checkout k WHERE k.cart_id = $cart_id AND k.state = 'open')
  AND variant_id IN (SELECT v.id FROM listing l JOIN variant v ON v.listing_id = l.id WHERE l.creator_id = $creator_id);

-- name hold_until :one
-- programs checkout
-- param checkout_id int
-- param now_ms int
SELECT expires_ms FROM hold WHERE checkout_id = $checkout_id AND expires_ms > $now_ms ORDER BY expires_ms LIMIT 1;

-- name hold_expired_forget :exec
-- programs keeperd
-- param now_ms int
-- param count int
DELETE FROM hold WHERE (checkout_id, variant_id) IN
  (SELECT h.checkout_id, h.variant_id FROM hold h WHERE h.expires_ms <= $now_ms ORDER BY h.expires_ms LIMIT $count);

-- Open checkouts that nobody has touched since $before_ms.
-- name checkout_stale :many
-- programs keeperd
-- param before_ms int
-- param count int
SELECT id, person_id, address_id FROM checkout WHERE state = 'open' AND updated_ms < $before_ms ORDER BY updated_ms LIMIT $count;

-- name checkout_open_in_cart :one
-- programs keeperd
-- param cart_id int
SELECT id, person_id, address_id FROM checkout WHERE cart_id = $cart_id AND state = 'open';

-- name checkout_forget :exec
-- programs keeperd
-- param id int
-- param before_ms int
DELETE FROM checkout WHERE id = $id AND state = 'open' AND updated_ms < $before_ms;

-- A guest who never ordered: nothing refers to the row, else the foreign keys refuse.
-- name person_forget :exec
-- programs keeperd
-- param id int
DELETE FROM person WHERE id = $id AND kind = 'guest'
  AND NOT EXISTS (SELECT 1 FROM order_group g WHERE g.person_id = $id)
  AND NOT EXISTS (SELECT 1 FROM checkout k WHERE k.person_id = $id)
  AND NOT EXISTS (SELECT 1 FROM consent_receipt r WHERE r.person_id = $id);
