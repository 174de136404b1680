CREATE TABLE person_key (
  person_id INTEGER PRIMARY KEY,
  wrapped BLOB NOT NULL
) STRICT;
