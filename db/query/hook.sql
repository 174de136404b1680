-- database market

-- What processors told us. A repeat of the same event changes nothing.
-- name hook_put :exec
-- programs hook
-- param id int
-- param processor text
-- param event_id text
-- param event_type text
-- param object_ref text
-- param client_ref text?
-- param body_hash blob
-- param now_ms int
INSERT INTO hook_inbox (id, processor, event_id, event_type, object_ref, client_ref, body_hash, received_ms, tries, next_at_ms, done_ms)
VALUES ($id, $processor, $event_id, $event_type, $object_ref, $client_ref, $body_hash, $now_ms, 0, $now_ms, NULL)
ON CONFLICT (processor, event_id) DO NOTHING;

-- One due callback, taken by moving it ahead: whoever dies with it leaves it to the next turn.
-- name hook_claim :one
-- programs payd
-- param now_ms int
-- param again_ms int
UPDATE hook_inbox SET tries = tries + 1, next_at_ms = $again_ms
WHERE id = (SELECT h.id FROM hook_inbox h WHERE h.done_ms IS NULL AND h.next_at_ms <= $now_ms ORDER BY h.next_at_ms LIMIT 1)
RETURNING id, processor, object_ref, client_ref, tries, received_ms;

-- name hook_done :exec
-- programs payd
-- param id int
-- param now_ms int
UPDATE hook_inbox SET done_ms = $now_ms WHERE id = $id AND done_ms IS NULL;

-- name hook_again :exec
-- programs payd
-- param id int
-- param next_at_ms int
UPDATE hook_inbox SET next_at_ms = $next_at_ms WHERE id = $id AND done_ms IS NULL;
