-- database market

-- What keeperd forgets of tables that no other file of its own keeps. Each statement is bounded by $count.

-- A guest whose orders are all closed since before $before_ms, or who has none; open_parts counts what speaks against forgetting.
-- name keep_person :one
-- programs keeperd
-- param id int
-- param before_ms int
-- column orders int
-- column open_parts int
SELECT p.kind,
  (SELECT count(*) FROM order_group g WHERE g.person_id = p.id) AS orders,
  (SELECT count(*) FROM order_group g JOIN suborder s ON s.group_id = g.id
   WHERE g.person_id = p.id AND (s.state NOT IN ('completed', 'cancelled', 'expired') OR s.updated_ms >= $before_ms)) AS open_parts
FROM person p WHERE p.id = $id;

-- name keep_person_index :exec
-- programs keeperd
-- param id int
UPDATE person SET email_index = NULL WHERE id = $id AND email_index IS NOT NULL;

-- name keep_person_tracking :exec
-- programs keeperd
-- param person_id int
UPDATE shipment SET tracking = NULL WHERE tracking IS NOT NULL AND suborder_id IN
  (SELECT s.id FROM order_group g JOIN suborder s ON s.group_id = g.id WHERE g.person_id = $person_id);

-- name keep_hooks :exec
-- programs keeperd
-- param before_ms int
-- param count int
DELETE FROM hook_inbox WHERE id IN (SELECT h.id FROM hook_inbox h WHERE h.received_ms < $before_ms ORDER BY h.received_ms LIMIT $count);

-- name keep_mails :exec
-- programs keeperd
-- param before_ms int
-- param count int
DELETE FROM mail_outbox WHERE id IN
  (SELECT m.id FROM mail_outbox m WHERE m.state IN ('done', 'dead') AND m.next_at_ms < $before_ms LIMIT $count);

-- Placed checkouts: the order stands on its own, the token has had its time.
-- name keep_placed :exec
-- programs keeperd
-- param before_ms int
-- param count int
DELETE FROM checkout WHERE id IN
  (SELECT k.id FROM checkout k WHERE k.state = 'placed' AND k.updated_ms < $before_ms ORDER BY k.updated_ms LIMIT $count);
