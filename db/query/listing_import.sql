-- database market
-- How listings come in from elsewhere: the import of other shops' exports and the demo. Each product is one write transaction.

-- name import_creator :one
-- programs aina
-- param handle text
SELECT id, state FROM creator WHERE handle = $handle;

-- name import_categories :many
-- programs aina
SELECT id, slug, name_kk, name_ru, name_en FROM category ORDER BY position, id LIMIT 200;

-- name import_listing :one
-- programs aina
-- param creator_id int
-- param import_key text
SELECT id, slug, import_hash FROM listing WHERE creator_id = $creator_id AND import_key = $import_key;

-- name import_slug_owner :one
-- programs aina
-- param slug text
SELECT id FROM listing WHERE slug = $slug;

-- name import_listing_new :exec
-- programs aina
-- param id int
-- param creator_id int
-- param slug text
-- param category_id int
-- param state text
-- param lang text
-- param tags text
-- param option_kk text?
-- param option_ru text?
-- param option_en text?
-- param import_key text
-- param import_hash blob
-- param published_ms int?
-- param now_ms int
INSERT INTO listing (id, creator_id, slug, category_id, state, lang, currency, made_to_order, tags, option_kk, option_ru, option_en,
    import_key, import_hash, published_ms, created_ms, updated_ms)
  VALUES ($id, $creator_id, $slug, $category_id, $state, $lang, 'KZT', 0, $tags, $option_kk, $option_ru, $option_en,
    $import_key, $import_hash, $published_ms, $now_ms, $now_ms);

-- An option's name in a language that the file does not speak stays as the creator wrote it. What was ever published keeps its day.
-- name import_listing_change :exec
-- programs aina
-- param id int
-- param category_id int
-- param state text
-- param tags text
-- param option_kk text?
-- param option_ru text?
-- param option_en text?
-- param import_hash blob
-- param published_ms int?
-- param now_ms int
UPDATE listing SET category_id = $category_id, state = $state, tags = $tags, option_kk = coalesce($option_kk, option_kk),
    option_ru = coalesce($option_ru, option_ru), option_en = coalesce($option_en, option_en), import_hash = $import_hash,
    published_ms = coalesce(published_ms, $published_ms), updated_ms = $now_ms
  WHERE id = $id;

-- name import_text_put :exec
-- programs aina
-- param listing_id int
-- param lang text
-- param title text
-- param description text
INSERT INTO listing_text (listing_id, lang, title, description) VALUES ($listing_id, $lang, $title, $description)
  ON CONFLICT (listing_id, lang) DO UPDATE SET title = excluded.title, description = excluded.description;

-- The pieces that imports have brought so far: what the file said last time.
-- name import_variants :many
-- programs aina
-- param listing_id int
-- param lang text
-- column label text?
-- column imported int
SELECT v.id, v.stock, CASE $lang WHEN 'kk' THEN v.label_kk WHEN 'ru' THEN v.label_ru ELSE v.label_en END AS label,
    (SELECT coalesce(sum(m.delta), 0) FROM stock_move AS m WHERE m.variant_id = v.id AND m.reason = 'import') AS imported
  FROM variant AS v WHERE v.listing_id = $listing_id ORDER BY v.position LIMIT 1000;

-- Positions are unique: before they are dealt out anew the old ones step aside, to where no other row can be.
-- name import_variants_aside :exec
-- programs aina
-- param listing_id int
UPDATE variant SET position = -id, active = 0 WHERE listing_id = $listing_id;

-- name import_variant_new :exec
-- programs aina
-- param id int
-- param listing_id int
-- param position int
-- param sku text?
-- param label_kk text?
-- param label_ru text?
-- param label_en text?
-- param price_minor int
-- param compare_minor int?
-- param stock int
-- param weight_g int
INSERT INTO variant (id, listing_id, position, sku, label_kk, label_ru, label_en, price_minor, compare_minor, stock, weight_g, active)
  VALUES ($id, $listing_id, $position, $sku, $label_kk, $label_ru, $label_en, $price_minor, $compare_minor, $stock, $weight_g, 1);

-- name import_variant_change :exec
-- programs aina
-- param id int
-- param position int
-- param sku text?
-- param price_minor int
-- param compare_minor int?
-- param delta int
-- param weight_g int
UPDATE variant SET position = $position, sku = $sku, price_minor = $price_minor, compare_minor = $compare_minor,
    stock = stock + $delta, weight_g = $weight_g, active = 1
  WHERE id = $id;

-- name import_stock_move :exec
-- programs aina
-- param id int
-- param variant_id int
-- param delta int
-- param reason text
-- param now_ms int
INSERT INTO stock_move (id, variant_id, delta, reason, at_ms) VALUES ($id, $variant_id, $delta, $reason, $now_ms);
