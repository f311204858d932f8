-- A member hears once that their calendar cannot be read, and once that it can be again; one that could be read is in
-- trouble only after some failed looks in a row.

ALTER TABLE feed ADD COLUMN troubled INTEGER NOT NULL DEFAULT 0 CHECK (troubled IN (0, 1));   -- what they know is that it could not be read
ALTER TABLE feed ADD COLUMN fails INTEGER NOT NULL DEFAULT 0 CHECK (fails >= 0);              -- looks in a row that failed
