-- database catalogue
-- What pages read. Lists walk a shelf, which is one range of one index, and take the card of each entry.

-- name window_edition :one
-- programs shop
SELECT number FROM edition WHERE one = 1;

-- name window_cities :many
-- programs shop
SELECT number, slug, name_kk, name_ru, name_en FROM city ORDER BY number LIMIT 2000;

-- name window_categories :many
-- programs shop
SELECT number, slug, name_kk, name_ru, name_en FROM category ORDER BY position, id LIMIT 200;

-- name window_counts :many
-- programs shop
-- scan some hundred rows, read once for each edition
SELECT category, kind, city, listing_count FROM shelf_count WHERE listing_count > 0 ORDER BY category, kind, city LIMIT 100000;

-- One row is a whole page.
-- name window_listing :one
-- programs shop
-- param slug text
SELECT l.id, l.fresh, l.category, l.lang, l.offer_pack, l.text_kk_pack, l.text_ru_pack, l.text_en_pack, l.tags, l.updated_ms,
    c.handle, c.face_pack AS creator_face_pack, c.text_kk_pack AS creator_kk_pack, c.text_ru_pack AS creator_ru_pack,
    c.text_en_pack AS creator_en_pack, c.delivery_pack, c.newest_pack, c.city, c.return_days, c.listing_count
  FROM listing AS l JOIN creator AS c ON c.id = l.creator_id WHERE l.slug = $slug;

-- name window_creator :one
-- programs shop
-- param handle text
SELECT id, handle, face_pack, text_kk_pack, text_ru_pack, text_en_pack, delivery_pack, city, return_days, listing_count, since_ms
  FROM creator WHERE handle = $handle;

-- name window_creators :many
-- programs shop
-- scan the index has the newest first and the limit ends it
-- param count int
SELECT id, handle, face_pack, text_kk_pack, text_ru_pack, text_en_pack, delivery_pack, city, return_days, listing_count, since_ms
  FROM creator ORDER BY since_ms DESC, id DESC LIMIT $count;

-- name window_creator_cards :many
-- programs shop
-- param creator_id int
-- param after int
-- param count int
SELECT c.fresh, c.pack
  FROM card AS c WHERE c.creator_id = $creator_id AND c.fresh < $after ORDER BY c.fresh DESC LIMIT $count;

-- The cards of one page of a search. Places without a card (0) are passed over.
-- name window_cards :many
-- programs shop
-- param fresh_0 int
-- param fresh_1 int
-- param fresh_2 int
-- param fresh_3 int
-- param fresh_4 int
-- param fresh_5 int
-- param fresh_6 int
-- param fresh_7 int
-- param fresh_8 int
-- param fresh_9 int
-- param fresh_10 int
-- param fresh_11 int
-- param fresh_12 int
-- param fresh_13 int
-- param fresh_14 int
-- param fresh_15 int
-- param fresh_16 int
-- param fresh_17 int
-- param fresh_18 int
-- param fresh_19 int
-- param fresh_20 int
-- param fresh_21 int
-- param fresh_22 int
-- param fresh_23 int
SELECT c.fresh, c.pack FROM card AS c
  WHERE c.fresh IN ($fresh_0, $fresh_1, $fresh_2, $fresh_3, $fresh_4, $fresh_5, $fresh_6, $fresh_7,
    $fresh_8, $fresh_9, $fresh_10, $fresh_11, $fresh_12, $fresh_13, $fresh_14, $fresh_15,
    $fresh_16, $fresh_17, $fresh_18, $fresh_19, $fresh_20, $fresh_21, $fresh_22, $fresh_23)
  LIMIT 24;

-- name window_newest :many
-- programs shop
-- param category int
-- param kind int
-- param city int
-- param after int
-- param count int
SELECT c.fresh, c.pack
  FROM shelf AS s JOIN card AS c ON c.fresh = s.fresh
  WHERE s.category = $category AND s.kind = $kind AND s.city = $city AND s.fresh < $after
  ORDER BY s.fresh DESC LIMIT $count;

-- The newest within a range of prices, when many are: walking the shelf finds them soon.
-- name window_newest_priced :many
-- programs shop
-- param category int
-- param kind int
-- param city int
-- param min_minor int
-- param max_minor int
-- param after int
-- param count int
SELECT c.fresh, c.pack
  FROM shelf AS s JOIN card AS c ON c.fresh = s.fresh
  WHERE s.category = $category AND s.kind = $kind AND s.city = $city AND s.fresh < $after AND +s.price_minor BETWEEN $min_minor AND $max_minor
  ORDER BY s.fresh DESC LIMIT $count;

-- The same when few are: all of them are sorted. The plus signs keep the planner on the index by price.
-- name window_newest_few :many
-- programs shop
-- param category int
-- param kind int
-- param city int
-- param min_minor int
-- param max_minor int
-- param after int
-- param count int
SELECT c.fresh, c.pack
  FROM (SELECT s.fresh AS fresh FROM shelf AS s
        WHERE s.category = $category AND s.kind = $kind AND s.city = $city AND s.price_minor BETWEEN $min_minor AND $max_minor AND +s.fresh < $after
        ORDER BY +s.fresh DESC LIMIT $count) AS n JOIN card AS c ON c.fresh = n.fresh
  ORDER BY n.fresh DESC LIMIT $count;

-- name window_price_up :many
-- programs shop
-- param category int
-- param kind int
-- param city int
-- param max_minor int
-- param key int
-- param after int
-- param count int
SELECT c.fresh, c.pack
  FROM shelf AS s JOIN card AS c ON c.fresh = s.fresh
  WHERE s.category = $category AND s.kind = $kind AND s.city = $city AND (s.price_minor, s.fresh) > ($key, $after) AND s.price_minor <= $max_minor
  ORDER BY s.price_minor, s.fresh LIMIT $count;

-- name window_price_down :many
-- programs shop
-- param category int
-- param kind int
-- param city int
-- param min_minor int
-- param key int
-- param after int
-- param count int
SELECT c.fresh, c.pack
  FROM shelf AS s JOIN card AS c ON c.fresh = s.fresh
  WHERE s.category = $category AND s.kind = $kind AND s.city = $city AND (s.price_minor, s.fresh) < ($key, $after) AND s.price_minor >= $min_minor
  ORDER BY s.price_minor DESC, s.fresh DESC LIMIT $count;

-- How many within a range of prices, counted no further than asked.
-- name window_count_priced :one
-- programs shop
-- param category int
-- param kind int
-- param city int
-- param min_minor int
-- param max_minor int
-- param count int
-- column total int
SELECT count(*) AS total FROM (SELECT 1 AS one FROM shelf AS s
  WHERE s.category = $category AND s.kind = $kind AND s.city = $city AND s.price_minor BETWEEN $min_minor AND $max_minor LIMIT $count) AS n;

-- The newest rows that hold the words. Their numbers say category, kind and city (model/place.h).
-- name window_hits :many
-- programs shop
-- param words text
-- param count int
-- column fresh int
-- column score int
SELECT rowid AS fresh, aina_rank(search) AS score FROM search WHERE search MATCH $words ORDER BY rowid DESC LIMIT $count;

-- The same with the price, for lists that are narrowed or sorted by it.
-- name window_hits_priced :many
-- programs shop
-- param words text
-- param count int
-- column fresh int
-- column score int
SELECT search.rowid AS fresh, aina_rank(search) AS score, c.price_minor
  FROM search JOIN card AS c ON c.fresh = search.rowid WHERE search MATCH $words ORDER BY search.rowid DESC LIMIT $count;

-- Feeds and maps for machines.
-- name window_feed :many
-- programs shop
-- param creator_id int
SELECT l.slug, l.fresh, l.lang, l.offer_pack, l.text_kk_pack, l.text_ru_pack, l.text_en_pack, l.published_ms, l.updated_ms
  FROM card AS c JOIN listing AS l ON l.fresh = c.fresh WHERE c.creator_id = $creator_id ORDER BY c.fresh DESC LIMIT 30;

-- name window_merchant :many
-- programs shop
-- param before int
-- param count int
SELECT l.id, l.slug, l.fresh, l.category, l.lang, l.offer_pack, l.text_kk_pack, l.text_ru_pack, l.text_en_pack,
    c.face_pack AS creator_face_pack
  FROM listing AS l JOIN creator AS c ON c.id = l.creator_id WHERE l.fresh < $before ORDER BY l.fresh DESC LIMIT $count;

-- A part of the site map begins with the listing whose number it carries.
-- name window_map :many
-- programs shop
-- param first int
-- param count int
SELECT slug, updated_ms FROM listing WHERE fresh >= $first ORDER BY fresh LIMIT $count;

-- name window_map_next :one
-- programs shop
-- param after int
-- param skip int
SELECT fresh FROM shelf WHERE category = 0 AND kind = 0 AND city = 0 AND fresh > $after ORDER BY fresh LIMIT 1 OFFSET $skip;

-- name window_credits :many
-- programs shop
-- scan the limit ends it
SELECT k.name, l.slug, l.lang, l.text_kk_pack, l.text_ru_pack, l.text_en_pack
  FROM credit AS k JOIN listing AS l ON l.id = k.listing_id ORDER BY k.name, k.listing_id LIMIT 500;
