-- database market

-- name x :exec
-- programs till
UPDATE thing SET stock = max(0, stock - 1) WHERE id = 1;
