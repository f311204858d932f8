-- The first schema. Instants are unix seconds (UTC) in INTEGER; every table is STRICT.
-- The constraints make the invariants of the design impossible to break:
-- one round for each due time, one live seat for each member in a round,
-- one outbox row for each message owed, one answer for each envelope.

CREATE TABLE person (
  id       TEXT PRIMARY KEY,              -- Slack user ID, or 'gone-…' once forgotten
  name     TEXT NOT NULL,
  tz       TEXT NOT NULL DEFAULT 'UTC',   -- IANA name
  locale   TEXT NOT NULL DEFAULT 'en-US',
  bot      INTEGER NOT NULL DEFAULT 0 CHECK (bot IN (0, 1)),
  guest    INTEGER NOT NULL DEFAULT 0 CHECK (guest IN (0, 1)),
  deleted  INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1)),
  admin    INTEGER NOT NULL DEFAULT 0 CHECK (admin IN (0, 1)),
  seen_at  INTEGER NOT NULL               -- when Slack last told us
) STRICT;

CREATE TABLE profile (
  person     TEXT PRIMARY KEY REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  field      TEXT NOT NULL DEFAULT '',
  situation  TEXT NOT NULL DEFAULT '',
  area       TEXT NOT NULL DEFAULT '',
  lat        REAL, lon REAL,              -- both or neither
  travel_km  INTEGER NOT NULL CHECK (travel_km BETWEEN 1 AND 200),
  kinds      INTEGER NOT NULL CHECK (kinds BETWEEN 0 AND 7),
  hosting    INTEGER NOT NULL CHECK (hosting BETWEEN 0 AND 2),
  homes_soon INTEGER NOT NULL CHECK (homes_soon IN (0, 1)),
  talk INTEGER NOT NULL, calls INTEGER NOT NULL, music INTEGER NOT NULL,
  breaks INTEGER NOT NULL, pets INTEGER NOT NULL, smoke INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((lat IS NULL) = (lon IS NULL))
) STRICT;

CREATE TABLE hours (
  person  TEXT NOT NULL REFERENCES profile(person) ON UPDATE CASCADE ON DELETE CASCADE,
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),   -- 0 is Sunday
  start_min INTEGER NOT NULL CHECK (start_min BETWEEN 0 AND 1439),
  end_min   INTEGER NOT NULL CHECK (end_min BETWEEN 1 AND 1440 AND end_min > start_min),
  PRIMARY KEY (person, weekday)
) STRICT, WITHOUT ROWID;

-- What one person says of another: 'avoid' is absolute and secret, 'wish' is shown only when mutual, 'friend' is private.
CREATE TABLE says (
  person TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  kind   TEXT NOT NULL CHECK (kind IN ('avoid', 'wish', 'friend')),
  other  TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  at     INTEGER NOT NULL,
  PRIMARY KEY (person, kind, other),
  CHECK (person <> other)
) STRICT, WITHOUT ROWID;

CREATE TABLE circle (
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL UNIQUE,
  channel   TEXT UNIQUE,                  -- Slack channel, NULL for the workspace's own circle
  schedule  TEXT NOT NULL,                -- cron expression or descriptor
  tz        TEXT NOT NULL,                -- IANA name
  cooldown  INTEGER NOT NULL CHECK (cooldown BETWEEN 0 AND 52),
  trio      INTEGER NOT NULL CHECK (trio IN (0, 1)),
  min_overlap INTEGER NOT NULL,           -- seconds
  home_run  INTEGER NOT NULL,
  neutral   INTEGER NOT NULL CHECK (neutral IN (0, 1)),
  guests    INTEGER NOT NULL DEFAULT 0 CHECK (guests IN (0, 1)),
  answer_secs INTEGER NOT NULL,           -- how long an invitation may wait for its answer
  late_secs INTEGER NOT NULL,             -- a round later than this is skipped and said so
  next_due  INTEGER                       -- NULL: not scheduled yet
) STRICT;

CREATE TABLE member (
  circle   INTEGER NOT NULL REFERENCES circle(id) ON DELETE CASCADE,
  person   TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  state    TEXT NOT NULL CHECK (state IN ('active', 'left')),
  once     INTEGER NOT NULL DEFAULT 0 CHECK (once IN (0, 1)),   -- joined with try: leaves after one round
  joined_at INTEGER NOT NULL,
  paused_until INTEGER,                   -- NULL: not paused; 9223372036854775807: until resume
  skip_round INTEGER,                     -- number of the round they sit out
  silent   INTEGER NOT NULL DEFAULT 0,    -- rounds in a row without any answer
  PRIMARY KEY (circle, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE round (
  id        INTEGER PRIMARY KEY,
  circle    INTEGER NOT NULL REFERENCES circle(id) ON DELETE CASCADE,
  number    INTEGER NOT NULL CHECK (number >= 1),
  due       INTEGER NOT NULL,             -- the due time that it serves
  opened_at INTEGER NOT NULL,
  answer_by INTEGER NOT NULL,
  from_at   INTEGER NOT NULL,             -- sessions lie between from_at and until_at
  until_at  INTEGER NOT NULL,
  closed_at INTEGER,
  seed      INTEGER NOT NULL,             -- uint64 stored as int64
  UNIQUE (circle, number),
  UNIQUE (circle, due)
) STRICT;
CREATE UNIQUE INDEX round_open ON round(circle) WHERE closed_at IS NULL;   -- one open round in a circle

CREATE TABLE rest (
  round  INTEGER NOT NULL REFERENCES round(id) ON DELETE CASCADE,
  person TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  reason TEXT NOT NULL,
  served INTEGER NOT NULL DEFAULT 0 CHECK (served IN (0, 1)),   -- found a partner later in the round after all
  PRIMARY KEY (round, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE duo (
  id        TEXT PRIMARY KEY,             -- opaque
  round     INTEGER NOT NULL REFERENCES round(id) ON DELETE CASCADE,
  state     TEXT NOT NULL CHECK (state IN ('proposed', 'confirmed', 'skipped', 'expired', 'cancelled', 'met', 'missed', 'unknown')),
  made_at   INTEGER NOT NULL,
  answer_by INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at   INTEGER NOT NULL CHECK (ends_at > starts_at),
  place     TEXT NOT NULL,                -- JSON of pairing.Place, as chosen so far
  options   TEXT NOT NULL,                -- JSON of []pairing.Suggestion
  score     INTEGER NOT NULL,
  terms     TEXT NOT NULL,                -- JSON of []pairing.Term
  closes_at INTEGER                       -- when an unanswered check-in becomes unknown
) STRICT;
CREATE INDEX duo_round ON duo(round);
CREATE INDEX duo_state ON duo(state, answer_by);

CREATE TABLE seat (
  duo     TEXT NOT NULL REFERENCES duo(id) ON DELETE CASCADE,
  round   INTEGER NOT NULL REFERENCES round(id) ON DELETE CASCADE,
  person  TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  live    INTEGER NOT NULL CHECK (live IN (0, 1)),   -- the duo is proposed, confirmed or took place
  answer  TEXT NOT NULL DEFAULT '' CHECK (answer IN ('', 'accept', 'skip')),
  checkin TEXT NOT NULL DEFAULT '' CHECK (checkin IN ('', 'met', 'missed')),
  place   TEXT NOT NULL DEFAULT '',                  -- where, as they said at check-in; JSON of pairing.Place
  PRIMARY KEY (duo, person)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX seat_live ON seat(round, person) WHERE live = 1;       -- one live seat for each member in a round
CREATE INDEX seat_person ON seat(person);

CREATE TABLE venue (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL, type TEXT NOT NULL, area TEXT NOT NULL DEFAULT '', lat REAL, lon REAL,
  address TEXT NOT NULL DEFAULT '', tz TEXT NOT NULL DEFAULT '', hours TEXT NOT NULL DEFAULT '',
  wifi INTEGER NOT NULL DEFAULT 0, sockets INTEGER NOT NULL DEFAULT 0, quiet INTEGER NOT NULL DEFAULT 0,
  calls INTEGER NOT NULL DEFAULT 0, step_free INTEGER NOT NULL DEFAULT 0,
  price INTEGER NOT NULL DEFAULT 0, notes TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',        -- where it came from, unique there: 'osm:node/1', 'csv:Café Nord'
  retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
  updated_at INTEGER NOT NULL,
  CHECK ((lat IS NULL) = (lon IS NULL))
) STRICT;
CREATE UNIQUE INDEX venue_source ON venue(source) WHERE source <> '';

-- Messages owed to Slack, written in the transaction of the state that they report.
CREATE TABLE outbox (
  id       INTEGER PRIMARY KEY,           -- order within a conversation
  key      TEXT NOT NULL UNIQUE,          -- one row for each message owed, for example 'invite:DUO:U1'
  lane     TEXT NOT NULL,                 -- the conversation: its people, sorted and joined by commas, or a channel
  method   TEXT NOT NULL CHECK (method IN ('post', 'update')),
  target   TEXT NOT NULL DEFAULT '',      -- update: key of the message that it changes
  body     TEXT NOT NULL,                 -- JSON: text and blocks
  about    TEXT NOT NULL DEFAULT '',      -- duo that it is about, so that what is not due yet can be withdrawn
  due      INTEGER NOT NULL,
  state    TEXT NOT NULL DEFAULT 'owed' CHECK (state IN ('owed', 'sent', 'dead', 'void')),
  attempts INTEGER NOT NULL DEFAULT 0,
  doubt    INTEGER NOT NULL DEFAULT 0 CHECK (doubt IN (0, 1)),  -- an attempt may have been stored: read back before posting again
  error    TEXT NOT NULL DEFAULT '',
  channel  TEXT NOT NULL DEFAULT '',
  ts       TEXT NOT NULL DEFAULT '',
  sent_at  INTEGER
) STRICT;
CREATE INDEX outbox_owed ON outbox(due, id) WHERE state = 'owed';
CREATE INDEX outbox_lane ON outbox(lane, id) WHERE state = 'owed';
CREATE INDEX outbox_about ON outbox(about);

CREATE TABLE conversation (
  people  TEXT PRIMARY KEY,               -- sorted and joined by commas, without the bot
  channel TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Envelopes and events seen, with the reply given, so that a redelivery gets the same one and changes nothing.
CREATE TABLE seen (
  id    TEXT PRIMARY KEY,
  at    INTEGER NOT NULL,
  reply TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_at ON seen(at);
