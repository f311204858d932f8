-- How a duo structures its day, where it wants to: a rhythm of work and breaks, and in a line each what they are about
-- to do and what got done.

CREATE TABLE rhythm (
  duo        TEXT PRIMARY KEY REFERENCES duo(id) ON DELETE CASCADE,
  work       INTEGER NOT NULL CHECK (work >= 0),     -- minutes between two breaks; 0: no rhythm
  pause      INTEGER NOT NULL CHECK (pause >= 0),
  started_at INTEGER NOT NULL,
  stopped_at INTEGER CHECK (stopped_at >= started_at),
  CHECK ((work = 0) = (pause = 0))
) STRICT, WITHOUT ROWID;

CREATE TABLE rhythm_line (
  duo    TEXT NOT NULL REFERENCES rhythm(duo) ON DELETE CASCADE,
  person TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE,
  plan   TEXT NOT NULL DEFAULT '',
  done   TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (duo, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX rhythm_line_person ON rhythm_line(person);
