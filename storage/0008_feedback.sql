-- What a member tells in private after a session; it feeds the score of the two and is shown to nobody.
CREATE TABLE feedback (
  duo    TEXT NOT NULL,
  person TEXT NOT NULL,                   -- who tells it
  day    INTEGER NOT NULL DEFAULT 0 CHECK (day BETWEEN -1 AND 1),     -- was it a good working day; 0: so-so, or unsaid
  again  INTEGER NOT NULL DEFAULT 0 CHECK (again BETWEEN -1 AND 1),   -- would they again; 0: either way, or unsaid
  day_at   INTEGER,                       -- when they said so; NULL: they did not
  again_at INTEGER,
  PRIMARY KEY (duo, person),
  CHECK (day = 0 OR day_at IS NOT NULL),
  CHECK (again = 0 OR again_at IS NOT NULL),
  FOREIGN KEY (duo, person) REFERENCES seat(duo, person) ON UPDATE CASCADE ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX feedback_person ON feedback(person);

ALTER TABLE circle ADD COLUMN board TEXT CHECK (board <> '');   -- Slack channel in which members tell how it was; NULL: none
