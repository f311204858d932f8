-- The first schema. Instants are unix seconds (UTC) in INTEGER; every table is STRICT.
-- What must always hold is held here, so that no code can break it: one round for each due time and one open
-- round for each circle, one live seat for each member in a round, nobody beside somebody they avoid, no bot
-- and nobody deactivated in a duo, a home only of somebody who is in the duo, one outbox row for each message
-- owed and one message for each row, one answer for each envelope.

CREATE TABLE person (
  id       TEXT PRIMARY KEY               -- Slack user ID, or 'gone-…' once forgotten; part of lanes and keys
           CHECK (id <> '' AND id NOT GLOB '*[^A-Za-z0-9_.-]*'),
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
  lat        REAL CHECK (lat BETWEEN -90 AND 90),     -- both or neither
  lon        REAL CHECK (lon BETWEEN -180 AND 180),
  travel_km  INTEGER NOT NULL CHECK (travel_km BETWEEN 1 AND 200),
  kinds      INTEGER NOT NULL CHECK (kinds BETWEEN 0 AND 7),
  hosting    INTEGER NOT NULL CHECK (hosting BETWEEN 0 AND 2),
  homes_soon INTEGER NOT NULL CHECK (homes_soon IN (0, 1)),
  talk       INTEGER NOT NULL CHECK (talk BETWEEN -1 AND 1),
  calls      INTEGER NOT NULL CHECK (calls BETWEEN -1 AND 1),
  music      INTEGER NOT NULL CHECK (music BETWEEN -1 AND 1),
  breaks     INTEGER NOT NULL CHECK (breaks BETWEEN -1 AND 1),
  pets       INTEGER NOT NULL CHECK (pets BETWEEN -1 AND 1),
  smoke      INTEGER NOT NULL CHECK (smoke BETWEEN -1 AND 1),
  updated_at INTEGER NOT NULL,
  CHECK ((lat IS NULL) = (lon IS NULL))
) STRICT, WITHOUT ROWID;

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
CREATE INDEX says_other ON says(other);

CREATE TABLE circle (
  id        INTEGER PRIMARY KEY,
  name      TEXT NOT NULL UNIQUE CHECK (name <> ''),
  channel   TEXT UNIQUE CHECK (channel <> ''),        -- Slack channel, NULL for the workspace's own circle
  schedule  TEXT NOT NULL CHECK (schedule <> ''),     -- cron expression or descriptor
  tz        TEXT NOT NULL CHECK (tz <> ''),           -- IANA name
  cooldown  INTEGER NOT NULL CHECK (cooldown BETWEEN 0 AND 52),
  trio      INTEGER NOT NULL CHECK (trio IN (0, 1)),
  min_overlap INTEGER NOT NULL CHECK (min_overlap > 0),   -- seconds
  home_run  INTEGER NOT NULL CHECK (home_run >= 0),
  neutral   INTEGER NOT NULL CHECK (neutral IN (0, 1)),
  guests    INTEGER NOT NULL DEFAULT 0 CHECK (guests IN (0, 1)),
  answer_secs INTEGER NOT NULL CHECK (answer_secs > 0),   -- how long an invitation may wait for its answer
  late_secs INTEGER NOT NULL CHECK (late_secs >= 0),      -- a round later than this is skipped and said so
  next_due  INTEGER                                       -- NULL: not scheduled yet
) STRICT;
CREATE UNIQUE INDEX circle_own ON circle((channel IS NULL)) WHERE channel IS NULL;   -- one circle of the workspace itself

CREATE TABLE member (
  circle   INTEGER NOT NULL REFERENCES circle(id) ON DELETE CASCADE,
  person   TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  state    TEXT NOT NULL CHECK (state IN ('active', 'left')),
  once     INTEGER NOT NULL DEFAULT 0 CHECK (once IN (0, 1)),   -- joined with try: leaves after one round
  joined_at INTEGER NOT NULL,
  paused_until INTEGER,                   -- NULL: not paused; 253402300799 (the end of the year 9999): until resume
  skip_round INTEGER CHECK (skip_round >= 1),             -- number of the round they sit out
  silent   INTEGER NOT NULL DEFAULT 0 CHECK (silent >= 0),   -- rounds in a row without any answer
  PRIMARY KEY (circle, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_person ON member(person);

CREATE TABLE round (
  id        INTEGER PRIMARY KEY,
  circle    INTEGER NOT NULL REFERENCES circle(id) ON DELETE CASCADE,
  number    INTEGER NOT NULL CHECK (number >= 1),
  due       INTEGER NOT NULL,             -- the due time that it serves
  opened_at INTEGER NOT NULL,
  answer_by INTEGER NOT NULL CHECK (answer_by >= opened_at),
  from_at   INTEGER NOT NULL,             -- sessions lie between from_at and until_at
  until_at  INTEGER NOT NULL CHECK (until_at > from_at),
  closed_at INTEGER,
  seed      INTEGER NOT NULL,             -- uint64 stored as int64
  UNIQUE (circle, number),
  UNIQUE (circle, due)
) STRICT;
CREATE UNIQUE INDEX round_open ON round(circle) WHERE closed_at IS NULL;   -- one open round in a circle

CREATE TABLE rest (
  round  INTEGER NOT NULL REFERENCES round(id) ON DELETE CASCADE,
  person TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  reason TEXT NOT NULL CHECK (reason <> ''),
  lacks  TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(lacks)),  -- JSON: how many others each hard condition ruled out
  served INTEGER NOT NULL DEFAULT 0 CHECK (served IN (0, 1)),   -- found a partner later in the round after all
  PRIMARY KEY (round, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX rest_person ON rest(person);

CREATE TABLE venue (
  id INTEGER PRIMARY KEY,
  name    TEXT NOT NULL CHECK (name <> ''),
  type    TEXT NOT NULL CHECK (type <> ''),
  area    TEXT NOT NULL DEFAULT '',
  lat     REAL CHECK (lat BETWEEN -90 AND 90),        -- both or neither
  lon     REAL CHECK (lon BETWEEN -180 AND 180),
  address TEXT NOT NULL DEFAULT '',
  tz      TEXT NOT NULL DEFAULT '',       -- IANA name of the opening hours; '': the circle's
  hours   TEXT NOT NULL DEFAULT '',       -- OSM opening_hours
  wifi      INTEGER NOT NULL DEFAULT 0 CHECK (wifi BETWEEN -1 AND 1),
  sockets   INTEGER NOT NULL DEFAULT 0 CHECK (sockets BETWEEN -1 AND 1),
  quiet     INTEGER NOT NULL DEFAULT 0 CHECK (quiet BETWEEN -1 AND 1),
  calls     INTEGER NOT NULL DEFAULT 0 CHECK (calls BETWEEN -1 AND 1),
  step_free INTEGER NOT NULL DEFAULT 0 CHECK (step_free BETWEEN -1 AND 1),
  price   INTEGER NOT NULL DEFAULT 0 CHECK (price >= 0),
  notes   TEXT NOT NULL DEFAULT '',
  source  TEXT NOT NULL DEFAULT '',       -- where it came from, unique there: 'osm:node/1', 'csv:Café Nord'
  retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
  updated_at INTEGER NOT NULL,
  CHECK ((lat IS NULL) = (lon IS NULL))
) STRICT;
CREATE UNIQUE INDEX venue_source ON venue(source) WHERE source <> '';

CREATE TABLE duo (
  id        TEXT PRIMARY KEY CHECK (id <> ''),        -- opaque
  round     INTEGER NOT NULL REFERENCES round(id) ON DELETE CASCADE,
  state     TEXT NOT NULL CHECK (state IN ('proposed', 'confirmed', 'skipped', 'expired', 'cancelled', 'met', 'missed', 'unknown')),
  live      INTEGER NOT NULL AS (state IN ('proposed', 'confirmed', 'met', 'missed', 'unknown')) STORED,
  made_at   INTEGER NOT NULL,
  answer_by INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at   INTEGER NOT NULL CHECK (ends_at > starts_at),
  closes_at INTEGER NOT NULL CHECK (closes_at >= ends_at),   -- when an unanswered check-in becomes unknown
  place     INTEGER NOT NULL CHECK (place IN (1, 2, 4)),     -- pairing.Home, Public, Remote: as chosen so far
  host      TEXT,                                            -- of the home: somebody of this duo
  venue     INTEGER REFERENCES venue(id),
  options   TEXT NOT NULL CHECK (json_valid(options)),       -- JSON of []pairing.Suggestion
  score     INTEGER NOT NULL,
  terms     TEXT NOT NULL CHECK (json_valid(terms)),         -- JSON of []pairing.Term
  UNIQUE (id, round, live),
  CHECK ((place = 1) = (host IS NOT NULL)),
  CHECK (place = 2 OR venue IS NULL),
  FOREIGN KEY (id, host) REFERENCES seat(duo, person) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX duo_round ON duo(round, id);
CREATE INDEX duo_answer ON duo(answer_by) WHERE state = 'proposed';
CREATE INDEX duo_close ON duo(closes_at) WHERE state = 'confirmed';
CREATE INDEX duo_venue ON duo(venue) WHERE venue IS NOT NULL;

-- A seat follows its duo: when the duo falls through, the cascade makes the seat dead in the same statement.
CREATE TABLE seat (
  duo     TEXT NOT NULL,
  round   INTEGER NOT NULL,
  live    INTEGER NOT NULL CHECK (live IN (0, 1)),   -- the duo is proposed, confirmed or its day has come
  person  TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE,
  answer  TEXT NOT NULL DEFAULT '' CHECK (answer IN ('', 'accept', 'skip')),
  checkin TEXT NOT NULL DEFAULT '' CHECK (checkin IN ('', 'met', 'missed')),
  place   INTEGER NOT NULL DEFAULT 0 CHECK (place IN (0, 1, 2, 4)),   -- where, as they said at the check-in; 0: they did not
  host    TEXT,
  venue   INTEGER REFERENCES venue(id),
  PRIMARY KEY (duo, person),
  CHECK ((place = 1) = (host IS NOT NULL)),
  CHECK (place = 2 OR venue IS NULL),
  FOREIGN KEY (duo, host) REFERENCES seat(duo, person) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (duo, round, live) REFERENCES duo(id, round, live) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX seat_live ON seat(round, person) WHERE live = 1;       -- one live seat for each member in a round
CREATE INDEX seat_person ON seat(person);

CREATE TRIGGER seat_fit BEFORE INSERT ON seat BEGIN
  SELECT RAISE(ABORT, 'a bot, a guest of a circle without guests or somebody deactivated cannot be in a duo') WHERE EXISTS (
    SELECT 1 FROM person p, round r JOIN circle c ON c.id = r.circle
    WHERE p.id = NEW.person AND r.id = NEW.round AND (p.bot = 1 OR p.deleted = 1 OR (p.guest = 1 AND c.guests = 0)));
  SELECT RAISE(ABORT, 'these members cannot be put together') WHERE EXISTS (
    SELECT 1 FROM seat s JOIN says a ON a.kind = 'avoid'
      AND ((a.person = NEW.person AND a.other = s.person) OR (a.person = s.person AND a.other = NEW.person))
    WHERE s.duo = NEW.duo);
  SELECT RAISE(ABORT, 'a duo has at most three seats') WHERE (SELECT count(*) FROM seat WHERE duo = NEW.duo) >= 3;
END;

CREATE TRIGGER duo_over BEFORE UPDATE OF state ON duo WHEN OLD.live = 0 AND NEW.state <> OLD.state BEGIN
  SELECT RAISE(ABORT, 'a duo that fell through stays so');
END;

-- Messages owed to Slack, written in the transaction of the state that they report.
CREATE TABLE outbox (
  id       INTEGER PRIMARY KEY,           -- order within a conversation among those due at the same time
  key      TEXT NOT NULL UNIQUE CHECK (key <> ''),   -- one row for each message owed, for example 'invite:DUO:U1'
  lane     TEXT NOT NULL CHECK (lane <> ''),         -- the conversation: its people, sorted and joined by commas, or a channel
  method   TEXT NOT NULL CHECK (method IN ('post', 'update')),
  target   TEXT NOT NULL DEFAULT '',      -- update: key of the message that it changes
  body     TEXT NOT NULL CHECK (json_valid(body)),   -- JSON: text and blocks; emptied once it is sent or void
  about    TEXT NOT NULL DEFAULT '',      -- duo that it is about, so that what is not sent yet can be withdrawn
  due      INTEGER NOT NULL,
  state    TEXT NOT NULL DEFAULT 'owed' CHECK (state IN ('owed', 'sent', 'dead', 'void')),
  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  retry_at INTEGER NOT NULL DEFAULT 0,    -- not before this instant; those behind it in the lane wait too
  doubt    INTEGER NOT NULL DEFAULT 0 CHECK (doubt IN (0, 1)),  -- an attempt may have been stored: read back before posting again
  error    TEXT NOT NULL DEFAULT '',
  channel  TEXT NOT NULL DEFAULT '',
  ts       TEXT NOT NULL DEFAULT '',
  sent_at  INTEGER,
  CHECK ((method = 'update') = (target <> '')),
  CHECK ((state = 'sent') = (sent_at IS NOT NULL) AND (state <> 'sent' OR (channel <> '' AND ts <> '')))
) STRICT;
CREATE INDEX outbox_owed ON outbox(due, id) WHERE state = 'owed';
CREATE INDEX outbox_lane ON outbox(lane, due, id) WHERE state = 'owed';
CREATE INDEX outbox_about ON outbox(about) WHERE state = 'owed';
CREATE UNIQUE INDEX outbox_message ON outbox(channel, ts) WHERE state = 'sent' AND method = 'post';   -- one row for each message

CREATE TABLE conversation (
  lane    TEXT PRIMARY KEY,               -- its people, sorted and joined by commas, without the bot
  channel TEXT NOT NULL CHECK (channel <> '')
) STRICT, WITHOUT ROWID;

-- Envelopes and events seen, with the reply given, so that a redelivery gets the same one and changes nothing.
CREATE TABLE seen (
  id    TEXT PRIMARY KEY CHECK (id <> ''),
  at    INTEGER NOT NULL,
  reply TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_at ON seen(at);
