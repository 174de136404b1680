-- database session

-- The token itself is nowhere in the database: only its keyed hash.
-- name session_by_token :one
-- programs shop, checkout, studio
-- param token_hash blob
-- param now_ms int
SELECT id, kind, creator_id, cart_count, created_ms, seen_ms, expires_ms
FROM session WHERE token_hash = $token_hash AND expires_ms > $now_ms;

-- name session_put :exec
-- programs checkout
-- param id int
-- param token_hash blob
-- param now_ms int
-- param expires_ms int
INSERT INTO session (id, token_hash, kind, creator_id, cart_count, created_ms, seen_ms, expires_ms)
VALUES ($id, $token_hash, 'guest', NULL, 0, $now_ms, $now_ms, $expires_ms);

-- name session_put_creator :exec
-- programs studio
-- param id int
-- param token_hash blob
-- param creator_id int
-- param now_ms int
-- param expires_ms int
INSERT INTO session (id, token_hash, kind, creator_id, cart_count, created_ms, seen_ms, expires_ms)
VALUES ($id, $token_hash, 'creator', $creator_id, 0, $now_ms, $now_ms, $expires_ms);

-- A change of rights changes the token, the start and the end; the row and so the cart stay.
-- name session_rotate :exec
-- programs studio
-- param id int
-- param token_hash blob
-- param creator_id int
-- param now_ms int
-- param expires_ms int
UPDATE session SET token_hash = $token_hash, kind = 'creator', creator_id = $creator_id, created_ms = $now_ms,
  seen_ms = $now_ms, expires_ms = $expires_ms WHERE id = $id;

-- name session_seen :exec
-- programs checkout, studio
-- param id int
-- param now_ms int
-- param expires_ms int
UPDATE session SET seen_ms = $now_ms, expires_ms = $expires_ms WHERE id = $id;

-- name session_cart_count :exec
-- programs checkout
-- param id int
-- param cart_count int
UPDATE session SET cart_count = $cart_count WHERE id = $id;

-- name session_delete :exec
-- programs studio
-- param id int
DELETE FROM session WHERE id = $id;

-- name login_link_put :exec
-- programs aina
-- param token_hash blob
-- param creator_id int
-- param now_ms int
-- param expires_ms int
INSERT INTO login_link (token_hash, creator_id, created_ms, expires_ms, used_ms)
VALUES ($token_hash, $creator_id, $now_ms, $expires_ms, NULL);

-- Looking does not use the link up: mail scanners look.
-- name login_link_usable :one
-- programs studio
-- param token_hash blob
-- param now_ms int
SELECT creator_id FROM login_link WHERE token_hash = $token_hash AND used_ms IS NULL AND expires_ms > $now_ms;

-- name login_link_use :one
-- programs studio
-- param token_hash blob
-- param now_ms int
UPDATE login_link SET used_ms = $now_ms
WHERE token_hash = $token_hash AND used_ms IS NULL AND expires_ms > $now_ms
RETURNING creator_id;

-- name session_expired :many
-- programs keeperd
-- param now_ms int
-- param count int
SELECT id FROM session WHERE expires_ms <= $now_ms ORDER BY expires_ms LIMIT $count;

-- The end is asked again: a session used meanwhile has moved it.
-- name session_forget :exec
-- programs keeperd
-- param id int
-- param now_ms int
DELETE FROM session WHERE id = $id AND expires_ms <= $now_ms;

-- name login_link_forget :exec
-- programs keeperd
-- param before_ms int
-- param count int
DELETE FROM login_link WHERE token_hash IN (SELECT token_hash FROM login_link WHERE expires_ms <= $before_ms ORDER BY expires_ms LIMIT $count);
