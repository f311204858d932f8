-- The home tabs that people have opened, and which of them are not up to date.
--
-- What a tab shows comes from many tables, so that these say themselves when it may have changed: whoever writes to
-- them cannot forget it, and a crash cannot come between. Stale means that somebody has to look; what is looked at and
-- turns out the same is not published.
CREATE TABLE tab (
  person    TEXT PRIMARY KEY REFERENCES person(id) ON UPDATE CASCADE ON DELETE CASCADE,
  opened_at INTEGER NOT NULL,             -- when its owner was last seen on it; those seen last come first
  stale     INTEGER NOT NULL DEFAULT 1 CHECK (stale IN (0, 1)),    -- something that it shows may have changed since it was looked at
  doubt     INTEGER NOT NULL DEFAULT 0 CHECK (doubt IN (0, 1)),    -- it was looked at, and what came of that is not known
  due       INTEGER,                      -- when time alone changes it; NULL: never
  retry_at  INTEGER NOT NULL DEFAULT 0,   -- not before this instant
  attempts  INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),      -- that failed since it was last published
  digest    TEXT NOT NULL DEFAULT '',     -- of the view published last; '': not known
  hash      TEXT NOT NULL DEFAULT ''      -- what Slack calls that view; '': not known
) STRICT, WITHOUT ROWID;
CREATE INDEX tab_stale ON tab(opened_at) WHERE stale = 1 OR doubt = 1;
CREATE INDEX tab_due ON tab(due) WHERE due IS NOT NULL;
CREATE INDEX tab_fresh ON tab(person) WHERE stale = 0;   -- a file with thousands of venues looks for nothing there

CREATE INDEX venue_at ON venue(lat, lon) WHERE retired = 0 AND lat IS NOT NULL;

CREATE TRIGGER tab_person AFTER UPDATE OF id, tz, locale ON person
  WHEN NEW.id <> OLD.id OR NEW.tz <> OLD.tz OR NEW.locale <> OLD.locale BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person IN (SELECT NEW.id
    UNION SELECT b.person FROM seat a JOIN seat b ON b.duo = a.duo WHERE a.person IN (OLD.id, NEW.id) AND NEW.id <> OLD.id);
END;
CREATE TRIGGER tab_profile_new AFTER INSERT ON profile BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person = NEW.person;
END;
CREATE TRIGGER tab_profile AFTER UPDATE ON profile BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person = NEW.person;
END;
CREATE TRIGGER tab_member_new AFTER INSERT ON member BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person = NEW.person;
END;
CREATE TRIGGER tab_member AFTER UPDATE ON member BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person = NEW.person;
END;
CREATE TRIGGER tab_member_gone AFTER DELETE ON member BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person = OLD.person;
END;
CREATE TRIGGER tab_rest_new AFTER INSERT ON rest BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person = NEW.person;
END;
CREATE TRIGGER tab_rest AFTER UPDATE ON rest BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person = NEW.person;
END;
CREATE TRIGGER tab_duo AFTER UPDATE ON duo BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person IN (SELECT person FROM seat WHERE duo = NEW.id);
END;
CREATE TRIGGER tab_seat_new AFTER INSERT ON seat BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person IN (SELECT person FROM seat WHERE duo = NEW.duo);
END;
CREATE TRIGGER tab_seat AFTER UPDATE OF answer, checkin, place, host, venue ON seat BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person IN (SELECT person FROM seat WHERE duo = NEW.duo);
END;
-- A round that opens or closes, a new schedule, a venue: these concern everybody.
CREATE TRIGGER tab_round_new AFTER INSERT ON round BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0;
END;
CREATE TRIGGER tab_round AFTER UPDATE ON round BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0;
END;
CREATE TRIGGER tab_circle AFTER UPDATE ON circle WHEN NEW.next_due IS NOT OLD.next_due BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0;
END;
CREATE TRIGGER tab_venue_new AFTER INSERT ON venue BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0;
END;
CREATE TRIGGER tab_venue AFTER UPDATE ON venue BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0;
END;
