-- Private calendars that members let the bot look into, and when those say that they are busy: of the coming round, and
-- nothing else of them.

CREATE TABLE feed (
  person  TEXT PRIMARY KEY REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  address BLOB NOT NULL CHECK (length(address) > 0),   -- sealed: whoever has it can read the calendar
  next_at INTEGER NOT NULL,                            -- when it is looked at again
  told    INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1))   -- the member knows whether it could be read
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_next ON feed(next_at);

CREATE TABLE busy (
  person    TEXT NOT NULL REFERENCES feed(person) ON UPDATE CASCADE ON DELETE CASCADE,
  starts_at INTEGER NOT NULL,
  ends_at   INTEGER NOT NULL CHECK (ends_at > starts_at),
  PRIMARY KEY (person, starts_at)
) STRICT, WITHOUT ROWID;
