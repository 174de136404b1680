-- database market

-- name x :exec
-- programs till
UPDATE thing SET note = 'a WHERE id = 1;
