-- The home tab shows with whom somebody stays, or would like to.

CREATE TRIGGER tab_stay_new AFTER INSERT ON stay BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person = NEW.person;
END;
CREATE TRIGGER tab_stay_gone AFTER DELETE ON stay BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person IN (OLD.person, OLD.partner);
END;
CREATE TRIGGER tab_stay_wish_new AFTER INSERT ON stay_wish BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person = NEW.person;
END;
CREATE TRIGGER tab_stay_wish AFTER UPDATE ON stay_wish BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person = NEW.person;
END;
CREATE TRIGGER tab_stay_wish_gone AFTER DELETE ON stay_wish BEGIN
  UPDATE tab SET stale = 1 WHERE stale = 0 AND person = OLD.person;
END;
