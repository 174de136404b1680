-- database market

-- name X :exec
-- programs till
UPDATE thing SET stock = 0 WHERE id = 1;
