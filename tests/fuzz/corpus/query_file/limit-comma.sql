-- database market

-- name x :many
-- programs till
SELECT id FROM thing WHERE owner_id = 1 LIMIT 5, 5;
