-- database market

-- name x :exec
-- programs till
UPDATE thing SET stock = 0 WHERE id = 1
