-- Messages that carry a file, and messages that are of no use after an instant.

ALTER TABLE outbox ADD COLUMN file TEXT NOT NULL DEFAULT '';   -- the ID that Slack gave its file: under it, it is shared once
ALTER TABLE outbox ADD COLUMN until INTEGER;                   -- not sent any more from this instant on; NULL: always
CREATE INDEX outbox_until ON outbox(until) WHERE state = 'owed' AND until IS NOT NULL;
