-- database market

-- Opening and reading --------------------------------------------------------------------------------------------------------

-- name payment_put :exec
-- programs checkout
-- param id int
-- param public_id blob
-- param group_id int
-- param seq int
-- param processor text
-- param mode text
-- param currency text
-- param amount_minor int
-- param expires_ms int
-- param now_ms int
INSERT INTO payment (id, public_id, group_id, seq, processor, mode, currency, amount_minor, state, expires_ms, query_at_ms, query_count,
  version, created_ms, updated_ms)
VALUES ($id, $public_id, $group_id, $seq, $processor, $mode, $currency, $amount_minor, 'ready', $expires_ms, NULL, 0, 1, $now_ms, $now_ms);

-- name payment_by_id :one
-- programs checkout, payd
-- param id int
SELECT id, public_id, group_id, processor, mode, currency, amount_minor, state, processor_ref, pay_url, expires_ms, version, created_ms,
  updated_ms
FROM payment WHERE id = $id;

-- name payment_find_public :one
-- programs checkout, payd
-- param public_id blob
SELECT id FROM payment WHERE public_id = $public_id;

-- name payment_find_ref :one
-- programs payd
-- param processor_ref text
SELECT id FROM payment WHERE processor_ref = $processor_ref;

-- What of the order the payment's pages and calls need.
-- name payment_order :one
-- programs checkout, payd
-- param group_id int
SELECT public_id, number, lang FROM order_group WHERE id = $group_id;

-- name payment_newest :one
-- programs checkout
-- param group_id int
SELECT public_id FROM payment WHERE group_id = $group_id ORDER BY seq DESC LIMIT 1;

-- Moving ----------------------------------------------------------------------------------------------------------------------

-- No change: somebody else moved it meanwhile.
-- name payment_set_state :exec
-- programs checkout, payd
-- param id int
-- param version int
-- param from_state text
-- param to_state text
-- param query_at_ms int?
-- param review_why text?
-- param now_ms int
UPDATE payment SET state = $to_state, query_at_ms = $query_at_ms, review_why = coalesce($review_why, review_why), version = version + 1,
  updated_ms = $now_ms
WHERE id = $id AND version = $version AND state = $from_state;

-- The next event of a payment; the numbering is its own, so two writers cannot write the same.
-- name payment_event_add :exec
-- programs checkout, payd
-- param payment_id int
-- param from_state text?
-- param to_state text
-- param cause text
-- param now_ms int
INSERT INTO payment_event (payment_id, seq, from_state, to_state, cause, at_ms)
SELECT $payment_id, coalesce(max(e.seq), 0) + 1, $from_state, $to_state, $cause, $now_ms
FROM payment_event e WHERE e.payment_id = $payment_id;

-- What the processor calls it and where the buyer pays.
-- name payment_set_page :exec
-- programs payd
-- param id int
-- param processor_ref text
-- param pay_url text?
UPDATE payment SET processor_ref = $processor_ref, pay_url = coalesce($pay_url, pay_url) WHERE id = $id;

-- name payment_set_expiry :exec
-- programs payd
-- param id int
-- param expires_ms int
UPDATE payment SET expires_ms = $expires_ms WHERE id = $id;

-- Asking ----------------------------------------------------------------------------------------------------------------------

-- At most one question in so many milliseconds, however often the page is loaded; the first after a move at once.
-- name payment_ask_soon :exec
-- programs checkout
-- param id int
-- param now_ms int
-- param asked_before_ms int
UPDATE payment SET query_at_ms = $now_ms, updated_ms = $now_ms
WHERE id = $id AND state IN ('unknown', 'waiting', 'authorized') AND query_at_ms > $now_ms
  AND (updated_ms < $asked_before_ms
    OR updated_ms = (SELECT e.at_ms FROM payment_event e WHERE e.payment_id = $id ORDER BY e.seq DESC LIMIT 1));

-- One due question, taken by moving it ahead: whoever dies with it leaves it to the next turn.
-- name payment_query_claim :one
-- programs payd
-- param now_ms int
-- param again_ms int
UPDATE payment SET query_at_ms = $again_ms, query_count = query_count + 1
WHERE id = (SELECT p.id FROM payment p WHERE p.query_at_ms <= $now_ms ORDER BY p.query_at_ms LIMIT 1)
RETURNING id;

-- name payment_query_at :exec
-- programs payd
-- param id int
-- param query_at_ms int
UPDATE payment SET query_at_ms = $query_at_ms WHERE id = $id AND state IN ('unknown', 'waiting', 'authorized');

-- Calls -----------------------------------------------------------------------------------------------------------------------

-- A second call of the same kind for the same decision is none.
-- name payment_call_put :exec
-- programs checkout
-- param id int
-- param payment_id int
-- param operation text
-- param seq int
-- param idempotency_key text
-- param deadline_ms int
-- param now_ms int
INSERT INTO payment_call (id, payment_id, operation, seq, idempotency_key, state, tries, next_at_ms, deadline_ms, created_ms, updated_ms)
VALUES ($id, $payment_id, $operation, $seq, $idempotency_key, 'ready', 0, $now_ms, $deadline_ms, $now_ms, $now_ms)
ON CONFLICT (payment_id, operation, seq) DO NOTHING;

-- name payment_call_of :one
-- programs checkout, payd
-- param payment_id int
-- param operation text
SELECT id, state, body_hash, idempotency_key FROM payment_call WHERE payment_id = $payment_id AND operation = $operation
ORDER BY seq DESC LIMIT 1;

-- name payment_call_claim :one
-- programs payd
-- param now_ms int
UPDATE payment_call SET state = 'sending', tries = tries + 1, updated_ms = $now_ms
WHERE id = (SELECT c.id FROM payment_call c WHERE c.state IN ('ready', 'unknown') AND c.next_at_ms <= $now_ms
  ORDER BY c.next_at_ms LIMIT 1)
RETURNING id, payment_id, operation, seq, idempotency_key, body_hash, tries, deadline_ms, created_ms;

-- What is about to be sent, committed before the first byte of it leaves.
-- name payment_call_seal :exec
-- programs payd
-- param id int
-- param body_hash blob
-- param deadline_ms int
UPDATE payment_call SET body_hash = $body_hash, deadline_ms = $deadline_ms WHERE id = $id;

-- name payment_call_finish :exec
-- programs payd
-- param id int
-- param state text
-- param forget_body int
-- param next_at_ms int
-- param http_status int?
-- param curl_code int?
-- param trace text?
-- param error_class text?
-- param now_ms int
UPDATE payment_call SET state = $state, body_hash = CASE $forget_body WHEN 1 THEN NULL ELSE body_hash END, next_at_ms = $next_at_ms, http_status = $http_status,
  curl_code = $curl_code, trace = $trace, error_class = $error_class, updated_ms = $now_ms
WHERE id = $id;

-- Calls whose sender is gone: nobody can say whether they arrived.
-- name payment_call_orphans :exec
-- programs payd
-- param before_ms int
-- param now_ms int
UPDATE payment_call SET state = 'unknown', next_at_ms = $now_ms, updated_ms = $now_ms
WHERE state = 'sending' AND updated_ms <= $before_ms;

-- Settling --------------------------------------------------------------------------------------------------------------------

-- All parts of an order that are in one state step to another together.
-- name suborder_settle :exec
-- programs checkout, payd
-- param group_id int
-- param from_state text
-- param to_state text
-- param paid_ms int?
-- param now_ms int
UPDATE suborder SET state = $to_state, paid_ms = $paid_ms, updated_ms = $now_ms WHERE group_id = $group_id AND state = $from_state;

-- What the order took from the shelf and has not given back.
-- name stock_taken :many
-- programs payd
-- param group_id int
-- column quantity int
SELECT m.suborder_id, m.variant_id, -sum(m.delta) AS quantity
FROM suborder s JOIN stock_move m ON m.suborder_id = s.id
WHERE s.group_id = $group_id
GROUP BY m.suborder_id, m.variant_id HAVING sum(m.delta) < 0 LIMIT 1000;

-- name stock_give_back :exec
-- programs payd
-- param variant_id int
-- param quantity int
UPDATE variant SET stock = stock + $quantity WHERE id = $variant_id;

-- name stock_move_released :exec
-- programs payd
-- param id int
-- param variant_id int
-- param delta int
-- param suborder_id int
-- param now_ms int
INSERT INTO stock_move (id, variant_id, delta, reason, suborder_id, at_ms)
VALUES ($id, $variant_id, $delta, 'order_released', $suborder_id, $now_ms);
