-- catalogue.db: the shop window, a projection of what market.db has published (model/catalogue.c). Pages read it and nothing else;
-- `aina catalogue rebuild` makes it anew. A page is to be one or few statements, so a row holds what a page shows, ready to print:
-- columns named `…_pack` are lists of fields (model/pack.h); the texts of each language are one pack, NULL where that language
-- has none. Numbers that are filtered or sorted by are columns of their own.

-- Grows with every change: a page program keeps cities, categories, studios' counts and facet counts until it does.
CREATE TABLE edition (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL
) STRICT;
INSERT INTO edition VALUES (1, 1);

-- Cities and categories have small numbers of their own, made here: every listing's place holds them (model/place.h).
CREATE TABLE city (
  number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 511),
  slug TEXT NOT NULL UNIQUE,
  name_kk TEXT NOT NULL, name_ru TEXT NOT NULL, name_en TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE category (
  number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 255),
  id INTEGER NOT NULL UNIQUE, -- in market.db
  slug TEXT NOT NULL UNIQUE,
  name_kk TEXT NOT NULL, name_ru TEXT NOT NULL, name_en TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE creator (
  id INTEGER PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  face_pack BLOB NOT NULL,      -- name, photo
  text_kk_pack BLOB, text_ru_pack BLOB, text_en_pack BLOB, -- craft, bio
  delivery_pack BLOB NOT NULL,  -- ways of delivery with their rates
  newest_pack BLOB NOT NULL,    -- the cards of the newest few listings: "more from this studio"
  city INTEGER NOT NULL REFERENCES city (number),
  return_days INTEGER NOT NULL,
  listing_count INTEGER NOT NULL,
  since_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX creator_by_age ON creator (since_ms, id);

-- Everything a listing's own page shows, but for its creator.
CREATE TABLE listing (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  fresh INTEGER NOT NULL UNIQUE, -- see card
  creator_id INTEGER NOT NULL,
  category INTEGER NOT NULL REFERENCES category (number),
  lang TEXT NOT NULL,           -- the language it was written in first: the last one to fall back on
  offer_pack BLOB NOT NULL,     -- kind, making time, variants with price and stock, pictures
  text_kk_pack BLOB, text_ru_pack BLOB, text_en_pack BLOB, -- title, description, option, variant labels, alternative texts
  tags TEXT NOT NULL,
  published_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;

-- What lists show of a listing, small, so that the cards of a page lie close together.
CREATE TABLE card (
  fresh INTEGER PRIMARY KEY,    -- its place (model/place.h): orders by time of publication; also the row of the search index
  category INTEGER NOT NULL CHECK (category > 0),
  kind INTEGER NOT NULL CHECK (kind IN (1, 2)), -- 1 ready, 2 made to order
  city INTEGER NOT NULL CHECK (city > 0),
  price_minor INTEGER NOT NULL CHECK (price_minor >= 0), -- the lowest of its variants
  creator_id INTEGER NOT NULL,
  pack BLOB NOT NULL            -- all that is shown: slug, creator, prices, stock, first picture, title in each language
) STRICT;
CREATE INDEX card_by_creator ON card (creator_id, fresh);

-- Each listing stands on eight shelves: its own category, kind and city, each or any (0). So every choice of filters is one range
-- of one index, whatever the number of listings, and the counts of facets are rows that need no counting.
CREATE TABLE shelf (
  category INTEGER NOT NULL, kind INTEGER NOT NULL, city INTEGER NOT NULL,
  fresh INTEGER NOT NULL,
  price_minor INTEGER NOT NULL,
  PRIMARY KEY (category, kind, city, fresh)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX shelf_by_price ON shelf (category, kind, city, price_minor, fresh);

CREATE TABLE shelf_count (
  category INTEGER NOT NULL, kind INTEGER NOT NULL, city INTEGER NOT NULL,
  listing_count INTEGER NOT NULL CHECK (listing_count >= 0),
  PRIMARY KEY (category, kind, city)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER card_new AFTER INSERT ON card BEGIN
  INSERT INTO shelf SELECT c.v, k.v, t.v, NEW.fresh, NEW.price_minor
    FROM (SELECT 0 AS v UNION ALL SELECT NEW.category) AS c, (SELECT 0 AS v UNION ALL SELECT NEW.kind) AS k,
         (SELECT 0 AS v UNION ALL SELECT NEW.city) AS t;
  INSERT INTO shelf_count SELECT c.v, k.v, t.v, 1
    FROM (SELECT 0 AS v UNION ALL SELECT NEW.category) AS c, (SELECT 0 AS v UNION ALL SELECT NEW.kind) AS k,
         (SELECT 0 AS v UNION ALL SELECT NEW.city) AS t WHERE true
    ON CONFLICT (category, kind, city) DO UPDATE SET listing_count = listing_count + 1;
END;
CREATE TRIGGER card_gone AFTER DELETE ON card BEGIN
  DELETE FROM shelf WHERE category IN (0, OLD.category) AND kind IN (0, OLD.kind) AND city IN (0, OLD.city) AND fresh = OLD.fresh;
  UPDATE shelf_count SET listing_count = listing_count - 1
    WHERE category IN (0, OLD.category) AND kind IN (0, OLD.kind) AND city IN (0, OLD.city);
END;
CREATE TRIGGER card_place BEFORE UPDATE OF fresh, category, kind, city, price_minor ON card
  WHEN NEW.fresh <> OLD.fresh OR NEW.category <> OLD.category OR NEW.kind <> OLD.kind OR NEW.city <> OLD.city
    OR NEW.price_minor <> OLD.price_minor
  BEGIN SELECT RAISE(ABORT, 'a card that changes its place is deleted and put again'); END;

-- Whose photographs the listings show: the page that thanks the photographers.
CREATE TABLE credit (
  name TEXT NOT NULL,
  listing_id INTEGER NOT NULL REFERENCES listing (id) ON DELETE CASCADE,
  PRIMARY KEY (name, listing_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX credit_by_listing ON credit (listing_id);

-- The words of all languages of a listing. Keeps no text (the listing has it) and no positions (nobody asks for phrases).
-- Beginnings of two and three letters have an index of their own; longer ones are few enough to be merged.
CREATE VIRTUAL TABLE search USING fts5 (title, body, tags, content='', columnsize=0, detail=column, prefix='2 3', tokenize='aina');
