-- database market

-- name owner_put :exec
-- programs aina
-- param id int
INSERT INTO owner (id, name) VALUES ($id, 'A');

-- name thing_put :exec
-- programs aina
-- param id int
-- param owner_id int?
-- param name text
-- param picture blob?
-- param note text?
-- param stock int
-- param weight int?
INSERT INTO thing (id, owner_id, name, picture, note, stock, weight) VALUES ($id, $owner_id, $name, $picture, $note, $stock, $weight);

-- name thing_by_id :one
-- programs aina
-- param id int
SELECT id, owner_id, name, picture, note, stock, weight FROM thing WHERE id = $id;

-- name thing_of_owner :many
-- programs aina
-- param owner_id int
-- param most int
SELECT id, name FROM thing WHERE owner_id = $owner_id ORDER BY id LIMIT $most;

-- Finds as many as there are: wrong for :one as soon as there are two.
-- name thing_of_owner_any :one
-- programs aina
-- param owner_id int
SELECT id FROM thing WHERE owner_id = $owner_id;

-- Says int and gives text.
-- name thing_wrong_type :one
-- programs aina
-- param id int
-- column answer int
SELECT coalesce(note, name) AS answer FROM thing WHERE id = $id;

-- Promises a number and may have none.
-- name thing_note_length :one
-- programs aina
-- param id int
-- column answer int
SELECT length(note) AS answer FROM thing WHERE id = $id;

-- name thing_left :many
-- programs aina
-- param id int
SELECT o.id, t.id AS thing_id, t.name FROM owner o LEFT JOIN thing t ON t.owner_id = o.id WHERE o.id = $id LIMIT 10;

-- name thing_rename :one
-- programs aina
-- param id int
-- param name text
UPDATE thing SET name = $name WHERE id = $id RETURNING id, name;

-- name thing_take :exec
-- programs aina
-- param id int
-- param quantity int
UPDATE thing SET stock = stock - $quantity WHERE id = $id AND stock >= $quantity;

-- name thing_take_blindly :exec
-- programs aina
-- param id int
-- param quantity int
UPDATE thing SET stock = stock - $quantity WHERE id = $id;

-- name thing_unname :exec
-- programs aina
-- param id int
UPDATE thing SET name = NULL WHERE id = $id;

-- name thing_drop :exec
-- programs aina
-- param id int
DELETE FROM thing WHERE id = $id;

-- name move_put :exec
-- programs aina
-- param id int
-- param thing_id int
-- param delta int
INSERT INTO move (id, thing_id, delta) VALUES ($id, $thing_id, $delta);

-- name move_change :exec
-- programs aina
-- param id int
UPDATE move SET delta = 0 WHERE id = $id;

-- name move_clear :exec
-- programs aina
-- scan it is all of them
DELETE FROM move;

-- name move_sum :one
-- programs aina
-- param thing_id int
-- column n int
-- column sum int
SELECT count(*) AS n, coalesce(sum(delta), 0) AS sum FROM move WHERE thing_id = $thing_id;

-- name secret_word :one
-- programs checkout
SELECT word FROM secret WHERE id = 1;
