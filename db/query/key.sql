-- database keys

-- The wrapped key of a person; no row once it was destroyed.
-- name person_key :one
-- programs checkout, studio, maild, aina
-- param person_id int
SELECT wrapped FROM person_key WHERE person_id = $person_id;

-- name person_key_put :exec
-- programs checkout, aina
-- param person_id int
-- param wrapped blob
-- param created_ms int
INSERT INTO person_key (person_id, wrapped, created_ms) VALUES ($person_id, $wrapped, $created_ms);

-- name person_key_destroy :exec
-- programs keeperd, aina
-- param person_id int
DELETE FROM person_key WHERE person_id = $person_id;

-- Keys in the order of their persons, for the sweep.
-- name person_keys_after :many
-- programs keeperd
-- param after_id int
-- param before_ms int
-- param count int
SELECT person_id FROM person_key WHERE person_id > $after_id AND created_ms < $before_ms ORDER BY person_id LIMIT $count;
