-- session.db: the hot small writes. A stolen copy is of no use to anybody: tokens are stored as keyed hashes.
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  kind TEXT NOT NULL CHECK (kind IN ('guest', 'creator')),
  creator_id INTEGER, -- market.db, for kind creator
  cart_count INTEGER NOT NULL DEFAULT 0, -- pieces in the cart, for the page head
  created_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL, -- the nearer of its absolute and its idle end; use moves the latter
  CHECK ((kind = 'creator') = (creator_id IS NOT NULL))
) STRICT;
CREATE INDEX session_by_expiry ON session (expires_ms);

-- One-time sign-in links for creators, made by `aina creator link`.
CREATE TABLE login_link (
  token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32),
  creator_id INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  used_ms INTEGER
) STRICT;
CREATE INDEX login_link_by_expiry ON login_link (expires_ms);
