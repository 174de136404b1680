-- database catalogue

-- name find :many
-- programs window
-- param words text
-- column id int
SELECT rowid AS id FROM search WHERE search MATCH $words ORDER BY rowid DESC LIMIT 24;
