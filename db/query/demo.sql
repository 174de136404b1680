-- database market
-- The demo shop: written once into an empty house by `aina demo`. What is there already is left alone.

-- name demo_city :exec
-- programs aina
-- scan planned by SQLite for broken foreign keys only, and run only if there are any
-- param slug text
-- param name_kk text
-- param name_ru text
-- param name_en text
-- param position int
INSERT INTO city (slug, country, name_kk, name_ru, name_en, position) VALUES ($slug, 'KZ', $name_kk, $name_ru, $name_en, $position)
  ON CONFLICT (slug) DO NOTHING;

-- name demo_category :exec
-- programs aina
-- param id int
-- param slug text
-- param position int
-- param name_kk text
-- param name_ru text
-- param name_en text
INSERT INTO category (id, slug, position, name_kk, name_ru, name_en) VALUES ($id, $slug, $position, $name_kk, $name_ru, $name_en)
  ON CONFLICT (id) DO NOTHING;

-- name demo_creator :one
-- programs aina
-- param handle text
SELECT id FROM creator WHERE handle = $handle;

-- name demo_person_new :exec
-- programs aina
-- param id int
-- param now_ms int
INSERT INTO person (id, kind, lang, created_ms) VALUES ($id, 'creator', 'kk', $now_ms);

-- name demo_creator_new :exec
-- programs aina
-- scan planned by SQLite for broken foreign keys only, and run only if there are any
-- param id int
-- param person_id int
-- param handle text
-- param display_name text
-- param bio_kk text?
-- param bio_ru text?
-- param bio_en text?
-- param craft_kk text?
-- param craft_ru text?
-- param craft_en text?
-- param city_slug text
-- param photo_file text?
-- param photo_credit text?
-- param created_ms int
INSERT INTO creator (id, person_id, handle, display_name, bio_kk, bio_ru, bio_en, craft_kk, craft_ru, craft_en, city_slug, photo_file,
    photo_credit, state, created_ms, updated_ms)
  VALUES ($id, $person_id, $handle, $display_name, $bio_kk, $bio_ru, $bio_en, $craft_kk, $craft_ru, $craft_en, $city_slug, $photo_file,
    $photo_credit, 'accepted', $created_ms, $created_ms);

-- name demo_delivery_new :exec
-- programs aina
-- scan planned by SQLite for broken foreign keys only, and run only if there are any
-- param id int
-- param creator_id int
-- param kind text
-- param area text
-- param price_minor int
-- param free_from_minor int?
-- param days_min int
-- param days_max int
-- param pickup_kk text?
-- param pickup_ru text?
-- param pickup_en text?
-- param position int
INSERT INTO delivery_method (id, creator_id, kind, area, price_minor, free_from_minor, days_min, days_max, pickup_kk, pickup_ru,
    pickup_en, position, active)
  VALUES ($id, $creator_id, $kind, $area, $price_minor, $free_from_minor, $days_min, $days_max, $pickup_kk, $pickup_ru, $pickup_en,
    $position, 1);

-- name demo_listing_new :exec
-- programs aina
-- param id int
-- param creator_id int
-- param slug text
-- param category text
-- param lang text
-- param made_to_order int
-- param making_days_min int?
-- param making_days_max int?
-- param returnable int
-- param tags text
-- param option_kk text?
-- param option_ru text?
-- param option_en text?
-- param published_ms int
INSERT INTO listing (id, creator_id, slug, category_id, state, lang, currency, made_to_order, making_days_min, making_days_max,
    returnable, tags, option_kk, option_ru, option_en, published_ms, created_ms, updated_ms)
  VALUES ($id, $creator_id, $slug, (SELECT c.id FROM category AS c WHERE c.slug = $category), 'published', $lang, 'KZT', $made_to_order,
    $making_days_min, $making_days_max, $returnable, $tags, $option_kk, $option_ru, $option_en, $published_ms, $published_ms,
    $published_ms);

-- name demo_photo_new :exec
-- programs aina
-- param id int
-- param listing_id int
-- param position int
-- param file text
-- param width int
-- param height int
-- param alt_kk text?
-- param alt_ru text?
-- param alt_en text?
-- param credit text?
INSERT INTO photo (id, listing_id, position, file, width, height, alt_kk, alt_ru, alt_en, credit)
  VALUES ($id, $listing_id, $position, $file, $width, $height, $alt_kk, $alt_ru, $alt_en, $credit);
