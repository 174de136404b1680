-- database market
-- What the shop window is made from. Only what is public: a listing that is not published, or whose creator is suspended, is not found.

-- Cities and categories come first, then creators, then listings, which need both.
-- name source_changes :many
-- programs keeperd, aina
-- param kind text
-- param count int
SELECT id, seq FROM catalogue_change WHERE kind = $kind ORDER BY id LIMIT $count;

-- A change that was changed again meanwhile stays.
-- name source_change_done :exec
-- programs keeperd, aina
-- param kind text
-- param id int
-- param seq int
DELETE FROM catalogue_change WHERE kind = $kind AND id = $id AND seq = $seq;

-- A creator's name, city or state stands on every card of theirs.
-- name source_change_listings :exec
-- programs keeperd, aina
-- param creator_id int
INSERT INTO catalogue_change (kind, id, seq)
  SELECT 'listing', id, 1 FROM listing WHERE creator_id = $creator_id AND published_ms IS NOT NULL
  ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1;

-- name source_cities :many
-- programs keeperd, aina
SELECT slug, name_kk, name_ru, name_en, position FROM city ORDER BY slug LIMIT 2000;

-- name source_categories :many
-- programs keeperd, aina
SELECT id, slug, name_kk, name_ru, name_en, position FROM category ORDER BY id LIMIT 1000;

-- name source_creator :one
-- programs keeperd, aina
-- param id int
SELECT id, handle, display_name, bio_kk, bio_ru, bio_en, craft_kk, craft_ru, craft_en, city_slug, photo_file, return_days, created_ms,
    updated_ms
  FROM creator WHERE id = $id AND state = 'accepted';

-- name source_delivery :many
-- programs keeperd, aina
-- param creator_id int
SELECT kind, area, price_minor, free_from_minor, days_min, days_max, pickup_kk, pickup_ru, pickup_en
  FROM delivery_method WHERE creator_id = $creator_id AND active = 1 ORDER BY position, id LIMIT 50;

-- name source_listing :one
-- programs keeperd, aina
-- param id int
SELECT l.id, l.slug, l.creator_id, l.category_id, l.lang, l.currency, l.made_to_order, l.making_days_min, l.making_days_max, l.returnable,
    l.tags, l.option_kk, l.option_ru, l.option_en, l.published_ms, l.updated_ms, c.handle, c.display_name, c.city_slug
  FROM listing AS l JOIN creator AS c ON c.id = l.creator_id
  WHERE l.id = $id AND l.state = 'published' AND c.state = 'accepted';

-- name source_texts :many
-- programs keeperd, aina
-- param listing_id int
SELECT lang, title, description FROM listing_text WHERE listing_id = $listing_id ORDER BY lang LIMIT 3;

-- name source_variants :many
-- programs keeperd, aina
-- param listing_id int
SELECT id, sku, label_kk, label_ru, label_en, price_minor, compare_minor, stock
  FROM variant WHERE listing_id = $listing_id AND active = 1 ORDER BY position LIMIT 200;

-- name source_photos :many
-- programs keeperd, aina
-- param listing_id int
SELECT file, width, height, alt_kk, alt_ru, alt_en, credit FROM photo WHERE listing_id = $listing_id ORDER BY position LIMIT 20;

-- name source_creator_ids :many
-- programs aina
-- param after int
SELECT id FROM creator WHERE id > $after ORDER BY id LIMIT 500;

-- name source_listing_ids :many
-- programs aina
-- param after int
SELECT id FROM listing WHERE id > $after AND published_ms IS NOT NULL ORDER BY id LIMIT 500;
