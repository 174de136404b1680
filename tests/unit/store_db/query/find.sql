-- database catalogue

-- name find_put :exec
-- programs aina
-- param id int
-- param title text
INSERT INTO search (rowid, title) VALUES ($id, $title);

-- name find :many
-- programs aina
-- param words text
-- column id int
SELECT rowid AS id FROM search WHERE search MATCH $words ORDER BY rowid DESC LIMIT 5;
