-- Homes with what a guest needs to know, what people corrected in the catalogue, wishes for another place or day,
-- and public holidays.

-- What a member says of their home. The address and how to get in are sealed (package seal) for its owner: nobody
-- reads them in the file or in a backup of it.
CREATE TABLE home (
  person  TEXT PRIMARY KEY REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  offers  INTEGER NOT NULL CHECK (offers BETWEEN 0 AND 63),   -- pairing.Offers
  guests  TEXT NOT NULL DEFAULT '',       -- what a guest should know
  share   INTEGER NOT NULL DEFAULT 0 CHECK (share IN (0, 1)), -- show the address to the partner of a confirmed duo
  address BLOB CHECK (length(address) > 0),                   -- sealed; NULL: not said
  entry   BLOB CHECK (length(entry) > 0),                     -- sealed; NULL: not said
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE venue ADD COLUMN attribution TEXT NOT NULL DEFAULT '';   -- whose data it is, to be shown
ALTER TABLE venue ADD COLUMN kept TEXT NOT NULL DEFAULT ''           -- fields that people corrected: an import leaves them alone
  CHECK (kept NOT GLOB '*[^a-z,_]*');

-- Who changed the catalogue by hand, when, and from what to what, so that it can be undone.
CREATE TABLE venue_change (
  id     INTEGER PRIMARY KEY,
  venue  INTEGER NOT NULL REFERENCES venue(id) ON DELETE CASCADE,
  person TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE,
  at     INTEGER NOT NULL,
  what   TEXT NOT NULL CHECK (what IN ('add', 'correct', 'close', 'undo')),
  before TEXT NOT NULL CHECK (json_valid(before)),   -- JSON of the venue; of an added one, null
  after  TEXT NOT NULL CHECK (json_valid(after)),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE INDEX venue_change_venue ON venue_change(venue, id);
CREATE INDEX venue_change_person ON venue_change(person);

-- What one of a confirmed duo would like to change; the others agree with one click. A duo has one open wish at most.
CREATE TABLE wish (
  id     TEXT PRIMARY KEY CHECK (id <> ''),   -- opaque
  duo    TEXT NOT NULL REFERENCES duo(id) ON DELETE CASCADE,
  person TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE,
  at     INTEGER NOT NULL,
  state  TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'gone')),
  place  TEXT NOT NULL CHECK (json_valid(place)),   -- JSON of pairing.Suggestion
  starts_at INTEGER NOT NULL,
  ends_at   INTEGER NOT NULL CHECK (ends_at > starts_at)
) STRICT;
CREATE UNIQUE INDEX wish_open ON wish(duo) WHERE state = 'open';
CREATE INDEX wish_duo ON wish(duo);
CREATE INDEX wish_person ON wish(person);

CREATE TABLE wish_agreed (
  wish   TEXT NOT NULL REFERENCES wish(id) ON DELETE CASCADE,
  person TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE,
  PRIMARY KEY (wish, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX wish_agreed_person ON wish_agreed(person);

-- Days on which a circle does not work, and places may be closed.
CREATE TABLE holiday (
  circle INTEGER NOT NULL REFERENCES circle(id) ON DELETE CASCADE,
  day    TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  name   TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (circle, day)
) STRICT, WITHOUT ROWID;
