-- market.db: the truth. Times are epoch milliseconds (…_ms) given by the program, ids are made by the program,
-- money is minor units (…_minor) of the currency beside it, flags are 0/1, …_sealed columns hold a nonce and a ciphertext
-- under the key of their person (keys.db). Only constructs that PostgreSQL shares, but for STRICT and trigger syntax.

CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('guest', 'creator')),
  lang TEXT NOT NULL CHECK (lang IN ('kk', 'ru', 'en')),
  email_sealed BLOB,
  email_index BLOB CHECK (length(email_index) = 32), -- keyed hash of the folded address
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX person_by_email ON person (email_index);

CREATE TABLE city (
  slug TEXT PRIMARY KEY,
  country TEXT NOT NULL CHECK (length(country) = 2),
  name_kk TEXT NOT NULL, name_ru TEXT NOT NULL, name_en TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE category (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL,
  name_kk TEXT NOT NULL, name_ru TEXT NOT NULL, name_en TEXT NOT NULL
) STRICT;

CREATE TABLE creator (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  handle TEXT NOT NULL UNIQUE CHECK (length(handle) BETWEEN 2 AND 40),
  display_name TEXT NOT NULL,
  bio_kk TEXT, bio_ru TEXT, bio_en TEXT,
  craft_kk TEXT, craft_ru TEXT, craft_en TEXT, -- one line: what they make
  city_slug TEXT NOT NULL REFERENCES city (slug),
  photo_file TEXT, photo_credit TEXT,
  state TEXT NOT NULL CHECK (state IN ('accepted', 'suspended')),
  return_days INTEGER NOT NULL DEFAULT 14 CHECK (return_days >= 14),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX creator_by_person ON creator (person_id);

CREATE TABLE delivery_method (
  id INTEGER PRIMARY KEY,
  creator_id INTEGER NOT NULL REFERENCES creator (id),
  kind TEXT NOT NULL CHECK (kind IN ('courier', 'post', 'pickup')),
  area TEXT NOT NULL CHECK (area IN ('city', 'country', 'world')), -- the creator's city, Kazakhstan, anywhere
  price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
  free_from_minor INTEGER CHECK (free_from_minor >= 0), -- goods total of this creator from which delivery is free
  days_min INTEGER NOT NULL CHECK (days_min >= 0),
  days_max INTEGER NOT NULL CHECK (days_max >= days_min),
  pickup_kk TEXT, pickup_ru TEXT, pickup_en TEXT, -- where to collect, for kind pickup
  position INTEGER NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;
CREATE INDEX delivery_method_by_creator ON delivery_method (creator_id, position);

CREATE TABLE listing (
  id INTEGER PRIMARY KEY,
  creator_id INTEGER NOT NULL REFERENCES creator (id),
  slug TEXT NOT NULL UNIQUE,
  category_id INTEGER NOT NULL REFERENCES category (id),
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'hidden', 'archived')),
  lang TEXT NOT NULL CHECK (lang IN ('kk', 'ru', 'en')), -- the language it was written in first
  currency TEXT NOT NULL DEFAULT 'KZT' CHECK (currency IN ('KZT', 'USD', 'EUR', 'RUB')),
  made_to_order INTEGER NOT NULL CHECK (made_to_order IN (0, 1)),
  making_days_min INTEGER, making_days_max INTEGER, -- working days, for made_to_order
  returnable INTEGER NOT NULL DEFAULT 1 CHECK (returnable IN (0, 1)),
  tags TEXT NOT NULL DEFAULT '', -- comma separated, lower case
  option_kk TEXT, option_ru TEXT, option_en TEXT, -- what the variants differ in: "Colour / Size"; NULL: a single variant
  import_key TEXT, -- "shopify:<handle>"
  import_hash BLOB, -- of the imported rows, to see that nothing changed
  published_ms INTEGER,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  CHECK (made_to_order = 0 OR (making_days_min IS NOT NULL AND making_days_max >= making_days_min)),
  CHECK (state <> 'published' OR published_ms IS NOT NULL)
) STRICT;
CREATE INDEX listing_by_creator ON listing (creator_id, id);
CREATE INDEX listing_by_category ON listing (category_id);
CREATE UNIQUE INDEX listing_by_import ON listing (creator_id, import_key) WHERE import_key IS NOT NULL;

CREATE TABLE listing_text (
  listing_id INTEGER NOT NULL REFERENCES listing (id) ON DELETE CASCADE,
  lang TEXT NOT NULL CHECK (lang IN ('kk', 'ru', 'en')),
  title TEXT NOT NULL CHECK (title <> ''),
  description TEXT NOT NULL, -- plain text; an empty line parts paragraphs, "- " begins a list item
  PRIMARY KEY (listing_id, lang)
) STRICT;

CREATE TABLE variant (
  id INTEGER PRIMARY KEY,
  listing_id INTEGER NOT NULL REFERENCES listing (id),
  position INTEGER NOT NULL,
  sku TEXT,
  label_kk TEXT, label_ru TEXT, label_en TEXT, -- "Blue / M"; all NULL for the single variant
  price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
  compare_minor INTEGER CHECK (compare_minor > price_minor),
  stock INTEGER NOT NULL CHECK (stock >= 0), -- = Σ stock_move.delta; not consulted for made_to_order
  weight_g INTEGER NOT NULL DEFAULT 0 CHECK (weight_g >= 0),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  UNIQUE (listing_id, position)
) STRICT;

CREATE TABLE stock_move (
  id INTEGER PRIMARY KEY,
  variant_id INTEGER NOT NULL REFERENCES variant (id),
  delta INTEGER NOT NULL CHECK (delta <> 0),
  reason TEXT NOT NULL CHECK (reason IN ('initial', 'import', 'order', 'order_released', 'correction')),
  suborder_id INTEGER REFERENCES suborder (id),
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX stock_move_by_variant ON stock_move (variant_id);
CREATE INDEX stock_move_by_suborder ON stock_move (suborder_id);
CREATE TRIGGER stock_move_keep BEFORE UPDATE ON stock_move BEGIN SELECT RAISE(ABORT, 'stock_move is append-only'); END;
CREATE TRIGGER stock_move_stay BEFORE DELETE ON stock_move BEGIN SELECT RAISE(ABORT, 'stock_move is append-only'); END;

CREATE TABLE photo (
  id INTEGER PRIMARY KEY,
  listing_id INTEGER NOT NULL REFERENCES listing (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  file TEXT NOT NULL, -- base name: MEDIA/<file>-{400,800,1600}.webp and <file>-800.jpg
  width INTEGER NOT NULL CHECK (width > 0), height INTEGER NOT NULL CHECK (height > 0), -- of the widest
  alt_kk TEXT, alt_ru TEXT, alt_en TEXT,
  credit TEXT,
  UNIQUE (listing_id, position)
) STRICT;

-- What changed for the shop window; keeperd carries it over and deletes the row.
CREATE TABLE catalogue_change (
  kind TEXT NOT NULL CHECK (kind IN ('listing', 'creator', 'frame')), -- frame: cities and categories
  id INTEGER NOT NULL,
  seq INTEGER NOT NULL, -- grows with each further change, so that a change during projection is not lost
  PRIMARY KEY (kind, id)
) STRICT;
CREATE TRIGGER listing_new AFTER INSERT ON listing BEGIN
  INSERT INTO catalogue_change VALUES ('listing', NEW.id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER listing_changed AFTER UPDATE ON listing BEGIN
  INSERT INTO catalogue_change VALUES ('listing', NEW.id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER listing_gone AFTER DELETE ON listing BEGIN
  INSERT INTO catalogue_change VALUES ('listing', OLD.id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER listing_text_new AFTER INSERT ON listing_text BEGIN
  INSERT INTO catalogue_change VALUES ('listing', NEW.listing_id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER listing_text_changed AFTER UPDATE ON listing_text BEGIN
  INSERT INTO catalogue_change VALUES ('listing', NEW.listing_id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER listing_text_gone AFTER DELETE ON listing_text BEGIN
  INSERT INTO catalogue_change VALUES ('listing', OLD.listing_id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER variant_new AFTER INSERT ON variant BEGIN
  INSERT INTO catalogue_change VALUES ('listing', NEW.listing_id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER variant_changed AFTER UPDATE ON variant BEGIN
  INSERT INTO catalogue_change VALUES ('listing', NEW.listing_id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER photo_new AFTER INSERT ON photo BEGIN
  INSERT INTO catalogue_change VALUES ('listing', NEW.listing_id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER photo_changed AFTER UPDATE ON photo BEGIN
  INSERT INTO catalogue_change VALUES ('listing', NEW.listing_id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER photo_gone AFTER DELETE ON photo BEGIN
  INSERT INTO catalogue_change VALUES ('listing', OLD.listing_id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER creator_new AFTER INSERT ON creator BEGIN
  INSERT INTO catalogue_change VALUES ('creator', NEW.id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER creator_changed AFTER UPDATE ON creator BEGIN
  INSERT INTO catalogue_change VALUES ('creator', NEW.id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER delivery_method_new AFTER INSERT ON delivery_method BEGIN
  INSERT INTO catalogue_change VALUES ('creator', NEW.creator_id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER delivery_method_changed AFTER UPDATE ON delivery_method BEGIN
  INSERT INTO catalogue_change VALUES ('creator', NEW.creator_id, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER city_new AFTER INSERT ON city BEGIN
  INSERT INTO catalogue_change VALUES ('frame', 0, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;
CREATE TRIGGER category_new AFTER INSERT ON category BEGIN
  INSERT INTO catalogue_change VALUES ('frame', 0, 1) ON CONFLICT (kind, id) DO UPDATE SET seq = seq + 1; END;

-- Cart and checkout ------------------------------------------------------------------------------------------------

CREATE TABLE cart (
  id INTEGER PRIMARY KEY,
  session_id INTEGER NOT NULL UNIQUE, -- session.db; no foreign key across files
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX cart_by_age ON cart (updated_ms);

CREATE TABLE cart_line (
  cart_id INTEGER NOT NULL REFERENCES cart (id) ON DELETE CASCADE,
  variant_id INTEGER NOT NULL REFERENCES variant (id),
  quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 99),
  seen_price_minor INTEGER NOT NULL, -- what the shopper last saw; a difference is shown before anything else happens
  added_ms INTEGER NOT NULL,
  PRIMARY KEY (cart_id, variant_id)
) STRICT;
CREATE INDEX cart_line_by_variant ON cart_line (variant_id);

-- A delivery address, sealed. A checkout has one while it is filled in; an order has its own frozen row.
CREATE TABLE address (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  country TEXT NOT NULL CHECK (length(country) = 2),
  name_sealed BLOB NOT NULL,
  phone_sealed BLOB NOT NULL,
  region_sealed BLOB, city_sealed BLOB, street_sealed BLOB, building_sealed BLOB, apartment_sealed BLOB,
  postcode_sealed BLOB, note_sealed BLOB,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX address_by_person ON address (person_id);

CREATE TABLE checkout (
  id INTEGER PRIMARY KEY,
  public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16), -- also the one-time form token
  cart_id INTEGER NOT NULL REFERENCES cart (id) ON DELETE CASCADE,
  person_id INTEGER NOT NULL REFERENCES person (id),
  address_id INTEGER REFERENCES address (id),
  state TEXT NOT NULL CHECK (state IN ('open', 'placed')),
  lang TEXT NOT NULL CHECK (lang IN ('kk', 'ru', 'en')),
  news_consent INTEGER NOT NULL DEFAULT 0 CHECK (news_consent IN (0, 1)),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX checkout_by_cart ON checkout (cart_id);
CREATE UNIQUE INDEX checkout_open ON checkout (cart_id) WHERE state = 'open';
CREATE INDEX checkout_by_age ON checkout (state, updated_ms);
CREATE INDEX checkout_by_person ON checkout (person_id);
CREATE INDEX checkout_by_address ON checkout (address_id);

-- Which delivery each creator's part of the checkout gets.
CREATE TABLE checkout_delivery (
  checkout_id INTEGER NOT NULL REFERENCES checkout (id) ON DELETE CASCADE,
  creator_id INTEGER NOT NULL REFERENCES creator (id),
  delivery_method_id INTEGER NOT NULL REFERENCES delivery_method (id),
  PRIMARY KEY (checkout_id, creator_id)
) STRICT;

-- Stock held for a checkout. Expiry is judged when it is read, so a dead timer blocks nobody;
-- available to a checkout = variant.stock - Σ live holds of other checkouts.
CREATE TABLE hold (
  checkout_id INTEGER NOT NULL REFERENCES checkout (id) ON DELETE CASCADE,
  variant_id INTEGER NOT NULL REFERENCES variant (id),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  expires_ms INTEGER NOT NULL,
  PRIMARY KEY (checkout_id, variant_id)
) STRICT;
CREATE INDEX hold_by_variant ON hold (variant_id, expires_ms);
CREATE INDEX hold_by_expiry ON hold (expires_ms);

-- Orders ---------------------------------------------------------------------------------------------------------------

-- One purchase of one buyer; its parts, one for each creator, are suborders. The state of the whole is derived from them.
CREATE TABLE order_group (
  id INTEGER PRIMARY KEY,
  public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
  checkout_id INTEGER NOT NULL UNIQUE, -- one order for each checkout, whatever is posted how often; the checkout row itself is short-lived
  person_id INTEGER NOT NULL REFERENCES person (id),
  address_id INTEGER NOT NULL REFERENCES address (id),
  session_id INTEGER, -- the browser that placed it, so that "back" finds it; forgotten with the session
  number TEXT NOT NULL UNIQUE, -- for people: "K7QM-2RDX"
  lang TEXT NOT NULL CHECK (lang IN ('kk', 'ru', 'en')),
  currency TEXT NOT NULL CHECK (currency IN ('KZT', 'USD', 'EUR', 'RUB')),
  items_minor INTEGER NOT NULL CHECK (items_minor >= 0),
  delivery_minor INTEGER NOT NULL CHECK (delivery_minor >= 0),
  total_minor INTEGER NOT NULL CHECK (total_minor = items_minor + delivery_minor),
  policy_version INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX order_group_by_person ON order_group (person_id);
CREATE INDEX order_group_by_session ON order_group (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX order_group_by_address ON order_group (address_id);

CREATE TABLE suborder (
  id INTEGER PRIMARY KEY,
  group_id INTEGER NOT NULL REFERENCES order_group (id),
  creator_id INTEGER NOT NULL REFERENCES creator (id),
  number TEXT NOT NULL UNIQUE, -- "K7QM-2RDX-1"
  state TEXT NOT NULL CHECK (state IN ('awaiting_payment', 'paid', 'accepted', 'making', 'ready', 'shipped', 'delivered',
    'completed', 'cancelled', 'expired', 'review')),
  delivery_kind TEXT NOT NULL CHECK (delivery_kind IN ('courier', 'post', 'pickup')),
  delivery_days_min INTEGER NOT NULL, delivery_days_max INTEGER NOT NULL,
  pickup_place TEXT, -- frozen, in the buyer's language
  items_minor INTEGER NOT NULL CHECK (items_minor >= 0),
  delivery_minor INTEGER NOT NULL CHECK (delivery_minor >= 0),
  total_minor INTEGER NOT NULL CHECK (total_minor = items_minor + delivery_minor),
  paid_ms INTEGER,
  shipped_ms INTEGER,
  updated_ms INTEGER NOT NULL,
  UNIQUE (group_id, creator_id)
) STRICT;
CREATE INDEX suborder_by_creator ON suborder (creator_id, state, id);

-- A line freezes everything that it was sold under.
CREATE TABLE order_line (
  id INTEGER PRIMARY KEY,
  suborder_id INTEGER NOT NULL REFERENCES suborder (id),
  listing_id INTEGER NOT NULL REFERENCES listing (id),
  variant_id INTEGER NOT NULL REFERENCES variant (id),
  position INTEGER NOT NULL,
  title TEXT NOT NULL, -- in the buyer's language
  variant_label TEXT,
  sku TEXT,
  photo_file TEXT,
  made_to_order INTEGER NOT NULL CHECK (made_to_order IN (0, 1)),
  making_days_min INTEGER, making_days_max INTEGER,
  returnable INTEGER NOT NULL CHECK (returnable IN (0, 1)),
  unit_price_minor INTEGER NOT NULL CHECK (unit_price_minor >= 0),
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  discount_minor INTEGER NOT NULL CHECK (discount_minor >= 0),
  total_minor INTEGER NOT NULL CHECK (total_minor = unit_price_minor * quantity - discount_minor),
  tax_rate_bp INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL, -- included in total_minor
  commission_rate_bp INTEGER NOT NULL,
  commission_minor INTEGER NOT NULL,
  commission_tax_minor INTEGER NOT NULL,
  UNIQUE (suborder_id, position)
) STRICT;
CREATE INDEX order_line_by_variant ON order_line (variant_id);
CREATE INDEX order_line_by_listing ON order_line (listing_id);
CREATE TRIGGER order_line_frozen BEFORE UPDATE ON order_line BEGIN SELECT RAISE(ABORT, 'order_line is frozen'); END;

CREATE TABLE order_event (
  group_id INTEGER NOT NULL REFERENCES order_group (id),
  seq INTEGER NOT NULL,
  suborder_id INTEGER REFERENCES suborder (id), -- NULL: the whole order
  kind TEXT NOT NULL CHECK (kind IN ('placed', 'paid', 'payment_failed', 'payment_expired', 'cancelled', 'payment_review', 'accepted',
    'making', 'ready', 'shipped', 'delivered', 'completed')),
  actor TEXT NOT NULL CHECK (actor IN ('buyer', 'creator', 'processor', 'system', 'operator')),
  from_state TEXT, to_state TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (group_id, seq)
) STRICT;
CREATE INDEX order_event_by_suborder ON order_event (suborder_id);
CREATE TRIGGER order_event_keep BEFORE UPDATE ON order_event BEGIN SELECT RAISE(ABORT, 'order_event is append-only'); END;

CREATE TABLE shipment (
  id INTEGER PRIMARY KEY,
  suborder_id INTEGER NOT NULL REFERENCES suborder (id),
  carrier TEXT NOT NULL,
  tracking TEXT, -- NULL: none given
  shipped_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX shipment_by_suborder ON shipment (suborder_id);

-- Consent: append-only; a withdrawal is a row.
CREATE TABLE consent_receipt (
  id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL REFERENCES person (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('terms', 'news')),
  version INTEGER NOT NULL,
  lang TEXT NOT NULL CHECK (lang IN ('kk', 'ru', 'en')),
  method TEXT NOT NULL CHECK (method IN ('checkout_form', 'link')),
  given INTEGER NOT NULL CHECK (given IN (0, 1)),
  group_id INTEGER REFERENCES order_group (id),
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX consent_receipt_by_person ON consent_receipt (person_id, purpose, at_ms);
CREATE INDEX consent_receipt_by_group ON consent_receipt (group_id);
CREATE TRIGGER consent_receipt_keep BEFORE UPDATE ON consent_receipt BEGIN SELECT RAISE(ABORT, 'consent_receipt is append-only'); END;

-- Payments -------------------------------------------------------------------------------------------------------------

CREATE TABLE payment (
  id INTEGER PRIMARY KEY,
  public_id BLOB NOT NULL UNIQUE CHECK (length(public_id) = 16),
  group_id INTEGER NOT NULL REFERENCES order_group (id),
  seq INTEGER NOT NULL, -- grows only by an explicit new decision to pay, never by a retry
  processor TEXT NOT NULL CHECK (processor IN ('stripe', 'none')), -- none: nothing to pay
  mode TEXT NOT NULL CHECK (mode IN ('live', 'test')),
  currency TEXT NOT NULL CHECK (currency IN ('KZT', 'USD', 'EUR', 'RUB')),
  amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
  state TEXT NOT NULL CHECK (state IN ('ready', 'unknown', 'waiting', 'authorized', 'captured', 'failed', 'expired', 'cancelled', 'review')),
  processor_ref TEXT UNIQUE, -- the processor's name for it: cs_…
  pay_url TEXT, -- the hosted page, host checked against the adapter's list
  expires_ms INTEGER NOT NULL, -- when the hosted page closes
  query_at_ms INTEGER, -- when to ask the processor next; NULL: nothing to ask
  query_count INTEGER NOT NULL DEFAULT 0,
  review_why TEXT,
  version INTEGER NOT NULL DEFAULT 1,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  UNIQUE (group_id, seq)
) STRICT;
CREATE INDEX payment_by_query ON payment (query_at_ms) WHERE query_at_ms IS NOT NULL;

-- The outbox to the processor. A row is committed before a byte is sent.
CREATE TABLE payment_call (
  id INTEGER PRIMARY KEY,
  payment_id INTEGER NOT NULL REFERENCES payment (id),
  operation TEXT NOT NULL CHECK (operation IN ('create', 'cancel')),
  seq INTEGER NOT NULL,
  idempotency_key TEXT NOT NULL UNIQUE,
  body_hash BLOB, -- BLAKE2b-256 of the body at the first send; a later build must equal it
  state TEXT NOT NULL CHECK (state IN ('ready', 'sending', 'done', 'unknown', 'dead')),
  tries INTEGER NOT NULL DEFAULT 0,
  next_at_ms INTEGER NOT NULL,
  deadline_ms INTEGER NOT NULL, -- after it never sent again: the processor may have forgotten the key
  http_status INTEGER, curl_code INTEGER, trace TEXT, error_class TEXT,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  UNIQUE (payment_id, operation, seq)
) STRICT;
CREATE INDEX payment_call_due ON payment_call (state, next_at_ms);

CREATE TABLE payment_event (
  payment_id INTEGER NOT NULL REFERENCES payment (id),
  seq INTEGER NOT NULL,
  from_state TEXT, to_state TEXT NOT NULL,
  cause TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (payment_id, seq)
) STRICT;
CREATE TRIGGER payment_event_keep BEFORE UPDATE ON payment_event BEGIN SELECT RAISE(ABORT, 'payment_event is append-only'); END;
CREATE TRIGGER payment_event_stay BEFORE DELETE ON payment_event BEGIN SELECT RAISE(ABORT, 'payment_event is append-only'); END;

-- What processors told us: a nudge to ask, never a truth. Raw bodies are not kept, only their hash.
CREATE TABLE hook_inbox (
  id INTEGER PRIMARY KEY,
  processor TEXT NOT NULL CHECK (processor IN ('stripe')),
  event_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  object_ref TEXT NOT NULL, -- cs_…
  client_ref TEXT, -- our payment's public id as we gave it
  body_hash BLOB NOT NULL,
  received_ms INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  next_at_ms INTEGER NOT NULL,
  done_ms INTEGER, -- NULL: still to be looked at
  UNIQUE (processor, event_id)
) STRICT;
CREATE INDEX hook_inbox_due ON hook_inbox (next_at_ms) WHERE done_ms IS NULL;
CREATE INDEX hook_inbox_by_age ON hook_inbox (received_ms);

-- Mail: queued in the transaction of its event; holds no address and no text, those are read when it is sent.
CREATE TABLE mail_outbox (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('order_placed', 'order_paid', 'order_shipped', 'order_expired', 'order_review')),
  group_id INTEGER NOT NULL REFERENCES order_group (id),
  suborder_id INTEGER REFERENCES suborder (id),
  shipment_id INTEGER REFERENCES shipment (id),
  dedupe TEXT NOT NULL UNIQUE, -- one mail for one event
  message_id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('ready', 'sending', 'done', 'dead')),
  tries INTEGER NOT NULL DEFAULT 0,
  next_at_ms INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  sent_ms INTEGER
) STRICT;
CREATE INDEX mail_outbox_due ON mail_outbox (state, next_at_ms);
CREATE INDEX mail_outbox_by_group ON mail_outbox (group_id);
CREATE INDEX mail_outbox_by_suborder ON mail_outbox (suborder_id);
CREATE INDEX mail_outbox_by_shipment ON mail_outbox (shipment_id);
