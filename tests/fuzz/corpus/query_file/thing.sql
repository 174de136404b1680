-- database market

-- One thing.
-- name thing_by_id :one
-- programs window, till
-- param id int
SELECT id, name, stock, note FROM thing WHERE id = $id;

-- name thing_of_owner :many
-- programs till
-- param owner_id int
-- param after_id int
SELECT t.id, t.name, p.email_sealed FROM thing t JOIN person p ON p.id = t.owner_id
WHERE t.owner_id = $owner_id AND t.id > $after_id ORDER BY t.id LIMIT 24;

-- name thing_sell :exec
-- programs till
-- param id int
-- param quantity int
UPDATE thing SET stock = stock - $quantity WHERE id = $id AND stock >= $quantity;

-- name thing_put :exec
-- programs till
-- param id int
-- param owner_id int
-- param name text
-- param stock int
-- param note text?
INSERT INTO thing (id, owner_id, name, stock, note) VALUES ($id, $owner_id, $name, $stock, $note)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, note = excluded.note;
