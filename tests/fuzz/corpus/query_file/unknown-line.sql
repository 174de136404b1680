-- database market

-- name x :exec
-- progams till
UPDATE thing SET stock = 0 WHERE id = 1;
