-- Duos that stay together for some rounds, what a member says of themselves in a line, and when they like to be
-- reminded.

-- Two rows for a duo that stays together, one of each of the two: a person stays with one other at most, and each row
-- holds the other, so that neither is ever there alone.
CREATE TABLE stay (
  circle  INTEGER NOT NULL REFERENCES circle(id) ON DELETE CASCADE,
  person  TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  partner TEXT NOT NULL CHECK (partner <> person),
  until_round INTEGER NOT NULL CHECK (until_round >= 1),   -- number of the last round that they stay for
  since   INTEGER NOT NULL,
  PRIMARY KEY (circle, person),
  UNIQUE (circle, person, partner, until_round),
  FOREIGN KEY (circle, partner, person, until_round) REFERENCES stay(circle, person, partner, until_round)
    ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX stay_partner ON stay(partner);

-- A wish to stay with a partner; shown to nobody unless it is mutual. The latest one counts.
CREATE TABLE stay_wish (
  circle  INTEGER NOT NULL REFERENCES circle(id) ON DELETE CASCADE,
  person  TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  partner TEXT NOT NULL REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE CHECK (partner <> person),
  rounds  INTEGER NOT NULL CHECK (rounds BETWEEN 2 AND 4),
  at      INTEGER NOT NULL,
  PRIMARY KEY (circle, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX stay_wish_partner ON stay_wish(partner);

ALTER TABLE profile ADD COLUMN line TEXT NOT NULL DEFAULT '';   -- what they do, in their own words
ALTER TABLE profile ADD COLUMN remind INTEGER NOT NULL DEFAULT 1 -- 1 the evening before, 2 in the morning
  CHECK (remind BETWEEN 0 AND 3);
