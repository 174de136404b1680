-- database catalogue
-- Invariants of the shop window, for `aina check`.

-- name check_shelf_counts :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'shelf ' || c.category || '/' || c.kind || '/' || c.city || ': counted ' || c.listing_count || ', there are '
    || (SELECT count(*) FROM shelf AS s WHERE s.category = c.category AND s.kind = c.kind AND s.city = c.city) AS row
  FROM shelf_count AS c
  WHERE c.listing_count <> (SELECT count(*) FROM shelf AS s WHERE s.category = c.category AND s.kind = c.kind AND s.city = c.city)
  LIMIT 1;

-- name check_shelf_cards :one
-- programs aina
-- column row text
-- scan a check reads everything
SELECT 'listing ' || l.slug || ' has no card or stands on no shelf' AS row FROM listing AS l
  WHERE NOT EXISTS (SELECT 1 FROM card AS c WHERE c.fresh = l.fresh)
    OR NOT EXISTS (SELECT 1 FROM shelf AS s WHERE s.category = 0 AND s.kind = 0 AND s.city = 0 AND s.fresh = l.fresh)
  ORDER BY l.id LIMIT 1;
