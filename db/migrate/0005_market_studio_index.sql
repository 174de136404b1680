-- The studio's lists walk a creator's own parts from the newest: all that were paid, and those that were sent.
CREATE INDEX suborder_paid ON suborder (creator_id, id) WHERE paid_ms IS NOT NULL;
CREATE INDEX suborder_sent ON suborder (creator_id, id) WHERE shipped_ms IS NOT NULL;
