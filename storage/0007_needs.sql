-- What a member would like to find where they work; no steps is a condition.
ALTER TABLE profile ADD COLUMN needs INTEGER NOT NULL DEFAULT 0 CHECK (needs BETWEEN 0 AND 63);   -- pairing.Offers
