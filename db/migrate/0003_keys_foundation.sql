-- keys.db: one random key for each person, wrapped by the field key that lies outside the database.
-- Destroying a row destroys every sealed column of that person, in every backup too.
CREATE TABLE person_key (
  person_id INTEGER PRIMARY KEY,
  wrapped BLOB NOT NULL CHECK (length(wrapped) = 72), -- 24 nonce + 32 key + 16 tag
  created_ms INTEGER NOT NULL
) STRICT;
