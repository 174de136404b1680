CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  email_sealed BLOB
) STRICT;
CREATE TABLE thing (
  id INTEGER PRIMARY KEY,
  owner_id INTEGER NOT NULL REFERENCES person (id),
  name TEXT NOT NULL,
  stock INTEGER NOT NULL,
  note TEXT
) STRICT;
CREATE INDEX thing_by_owner ON thing (owner_id, id);
