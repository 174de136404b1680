-- database market

-- name x :exec
-- programs till
UPDATE thing SET stock = 0 WHERE id = 1; DELETE FROM thing WHERE id = 1;
