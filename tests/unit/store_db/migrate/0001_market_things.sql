-- For the tests of store/ alone: every kind of column and of constraint.
CREATE TABLE owner (id INTEGER PRIMARY KEY, name TEXT) STRICT;
CREATE TABLE thing (
  id INTEGER PRIMARY KEY,
  owner_id INTEGER REFERENCES owner (id),
  name TEXT NOT NULL UNIQUE,
  picture BLOB,
  note TEXT,
  stock INTEGER NOT NULL CHECK (stock >= 0),
  weight INTEGER
) STRICT;
CREATE INDEX thing_by_owner ON thing (owner_id, id);
CREATE TABLE move (id INTEGER PRIMARY KEY, thing_id INTEGER NOT NULL REFERENCES thing (id), delta INTEGER NOT NULL) STRICT;
CREATE INDEX move_by_thing ON move (thing_id);
CREATE TRIGGER move_stay BEFORE UPDATE ON move BEGIN SELECT RAISE(ABORT, 'move is append-only'); END;
CREATE TABLE secret (id INTEGER PRIMARY KEY, word TEXT) STRICT;
INSERT INTO secret VALUES (1, 'not for this program');
