-- database catalogue
-- How the shop window is written, by the projection alone.

-- name put_edition :exec
-- programs keeperd, aina
UPDATE edition SET number = number + 1 WHERE one = 1;

-- name put_cities :many
-- programs keeperd, aina
SELECT number, slug FROM city ORDER BY number LIMIT 2000;

-- A city keeps its number for ever, and so does a category: places hold them.
-- name put_city :exec
-- programs keeperd, aina
-- param slug text
-- param name_kk text
-- param name_ru text
-- param name_en text
-- param position int
INSERT INTO city (number, slug, name_kk, name_ru, name_en, position)
  VALUES ((SELECT coalesce(max(number), 0) + 1 FROM city), $slug, $name_kk, $name_ru, $name_en, $position)
  ON CONFLICT (slug) DO UPDATE SET name_kk = excluded.name_kk, name_ru = excluded.name_ru, name_en = excluded.name_en,
    position = excluded.position;

-- name put_category :exec
-- programs keeperd, aina
-- param id int
-- param slug text
-- param name_kk text
-- param name_ru text
-- param name_en text
-- param position int
INSERT INTO category (number, id, slug, name_kk, name_ru, name_en, position)
  VALUES ((SELECT coalesce(max(number), 0) + 1 FROM category), $id, $slug, $name_kk, $name_ru, $name_en, $position)
  ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name_kk = excluded.name_kk, name_ru = excluded.name_ru,
    name_en = excluded.name_en, position = excluded.position;

-- name put_category_number :one
-- programs keeperd, aina
-- param id int
SELECT number FROM category WHERE id = $id;

-- name put_city_number :one
-- programs keeperd, aina
-- param slug text
SELECT number FROM city WHERE slug = $slug;

-- name put_creator_old :one
-- programs keeperd, aina
-- param id int
SELECT handle, face_pack, city FROM creator WHERE id = $id;

-- What is newest is known later (put_creator_shown); here it is for creators that are new.
-- name put_creator :exec
-- programs keeperd, aina
-- param id int
-- param handle text
-- param face_pack blob
-- param text_kk_pack blob?
-- param text_ru_pack blob?
-- param text_en_pack blob?
-- param delivery_pack blob
-- param newest_pack blob
-- param city int
-- param return_days int
-- param since_ms int
-- param updated_ms int
INSERT INTO creator (id, handle, face_pack, text_kk_pack, text_ru_pack, text_en_pack, delivery_pack, newest_pack, city, return_days,
    listing_count, since_ms, updated_ms)
  VALUES ($id, $handle, $face_pack, $text_kk_pack, $text_ru_pack, $text_en_pack, $delivery_pack, $newest_pack, $city, $return_days, 0, $since_ms,
    $updated_ms)
  ON CONFLICT (id) DO UPDATE SET handle = excluded.handle, face_pack = excluded.face_pack, text_kk_pack = excluded.text_kk_pack,
    text_ru_pack = excluded.text_ru_pack, text_en_pack = excluded.text_en_pack, delivery_pack = excluded.delivery_pack,
    city = excluded.city, return_days = excluded.return_days, since_ms = excluded.since_ms, updated_ms = excluded.updated_ms;

-- name put_creator_gone :exec
-- programs keeperd, aina
-- param id int
DELETE FROM creator WHERE id = $id;

-- name put_creator_newest :many
-- programs keeperd, aina
-- param creator_id int
SELECT fresh, pack
  FROM card WHERE creator_id = $creator_id ORDER BY fresh DESC LIMIT 5;

-- name put_creator_count :one
-- programs keeperd, aina
-- param creator_id int
-- column listing_count int
SELECT count(*) AS listing_count FROM card WHERE creator_id = $creator_id;

-- name put_creator_shown :exec
-- programs keeperd, aina
-- param id int
-- param newest_pack blob
-- param listing_count int
UPDATE creator SET newest_pack = $newest_pack, listing_count = $listing_count WHERE id = $id;

-- name put_slug_owner :one
-- programs keeperd, aina
-- param slug text
SELECT id FROM listing WHERE slug = $slug;

-- name put_listing_old :one
-- programs keeperd, aina
-- param id int
SELECT slug, fresh, creator_id, category, lang, offer_pack, text_kk_pack, text_ru_pack, text_en_pack, tags, published_ms, updated_ms
  FROM listing WHERE id = $id;

-- name put_listing :exec
-- programs keeperd, aina
-- param id int
-- param slug text
-- param fresh int
-- param creator_id int
-- param category int
-- param lang text
-- param offer_pack blob
-- param text_kk_pack blob?
-- param text_ru_pack blob?
-- param text_en_pack blob?
-- param tags text
-- param published_ms int
-- param updated_ms int
INSERT INTO listing (id, slug, fresh, creator_id, category, lang, offer_pack, text_kk_pack, text_ru_pack, text_en_pack, tags,
    published_ms, updated_ms)
  VALUES ($id, $slug, $fresh, $creator_id, $category, $lang, $offer_pack, $text_kk_pack, $text_ru_pack, $text_en_pack, $tags,
    $published_ms, $updated_ms)
  ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, fresh = excluded.fresh, creator_id = excluded.creator_id,
    category = excluded.category, lang = excluded.lang, offer_pack = excluded.offer_pack, text_kk_pack = excluded.text_kk_pack,
    text_ru_pack = excluded.text_ru_pack, text_en_pack = excluded.text_en_pack, tags = excluded.tags,
    published_ms = excluded.published_ms, updated_ms = excluded.updated_ms;

-- name put_listing_gone :exec
-- programs keeperd, aina
-- param id int
DELETE FROM listing WHERE id = $id;

-- name put_card_old :one
-- programs keeperd, aina
-- param fresh int
SELECT category, kind, city, price_minor
  FROM card WHERE fresh = $fresh;

-- name put_card :exec
-- programs keeperd, aina
-- param fresh int
-- param category int
-- param kind int
-- param city int
-- param price_minor int
-- param creator_id int
-- param pack blob
INSERT INTO card (fresh, category, kind, city, price_minor, creator_id, pack)
  VALUES ($fresh, $category, $kind, $city, $price_minor, $creator_id, $pack);

-- A card that stays in its place on the shelves.
-- name put_card_pack :exec
-- programs keeperd, aina
-- param fresh int
-- param creator_id int
-- param pack blob
UPDATE card SET creator_id = $creator_id, pack = $pack WHERE fresh = $fresh;

-- name put_card_gone :exec
-- programs keeperd, aina
-- param fresh int
DELETE FROM card WHERE fresh = $fresh;

-- name put_credit :exec
-- programs keeperd, aina
-- param name text
-- param listing_id int
INSERT INTO credit (name, listing_id) VALUES ($name, $listing_id) ON CONFLICT (name, listing_id) DO NOTHING;

-- name put_credits_gone :exec
-- programs keeperd, aina
-- param listing_id int
DELETE FROM credit WHERE listing_id = $listing_id;

-- name put_search :exec
-- programs keeperd, aina
-- param fresh int
-- param title text
-- param body text
-- param tags text
INSERT INTO search (rowid, title, body, tags) VALUES ($fresh, $title, $body, $tags);

-- The index keeps no text: what is taken out must be told again as it was put in.
-- name put_search_gone :exec
-- programs keeperd, aina
-- param fresh int
-- param title text
-- param body text
-- param tags text
INSERT INTO search (search, rowid, title, body, tags) VALUES ('delete', $fresh, $title, $body, $tags);

-- Many small additions leave the index in many pieces, each of which every search looks into.
-- name put_search_whole :exec
-- programs aina
INSERT INTO search (search) VALUES ('optimize');

-- name put_search_clear :exec
-- programs aina
INSERT INTO search (search) VALUES ('delete-all');

-- name put_shelves_clear :exec
-- programs aina
-- scan the rebuild empties everything
DELETE FROM shelf;

-- name put_counts_clear :exec
-- programs aina
-- scan the rebuild empties everything
DELETE FROM shelf_count;

-- name put_cards_clear :exec
-- programs aina
-- scan the rebuild empties everything
DELETE FROM card;

-- name put_credits_clear :exec
-- programs aina
-- scan the rebuild empties everything
DELETE FROM credit;

-- name put_listings_clear :exec
-- programs aina
-- scan the rebuild empties everything
DELETE FROM listing;

-- name put_creators_clear :exec
-- programs aina
-- scan the rebuild empties everything
DELETE FROM creator;
