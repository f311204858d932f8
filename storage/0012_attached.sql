-- Messages with a file are uploaded and shared by methods of their own, and are told from those that are posted.

ALTER TABLE outbox ADD COLUMN attached INTEGER NOT NULL DEFAULT 0 CHECK (attached IN (0, 1));   -- it shares a file
UPDATE outbox SET attached = 1 WHERE key GLOB 'calendar:*';
DROP INDEX outbox_direct;
DROP INDEX outbox_group;
CREATE INDEX outbox_direct ON outbox(due, id) WHERE state = 'owed' AND method = 'post' AND doubt = 0 AND attached = 0 AND instr(lane, ',') = 0;
CREATE INDEX outbox_group ON outbox(due, id) WHERE state = 'owed' AND method = 'post' AND doubt = 0 AND attached = 0 AND instr(lane, ',') > 0;
CREATE INDEX outbox_upload ON outbox(due, id) WHERE state = 'owed' AND method = 'post' AND doubt = 0 AND attached = 1 AND file = '';
CREATE INDEX outbox_share ON outbox(due, id) WHERE state = 'owed' AND method = 'post' AND doubt = 0 AND attached = 1 AND file <> '';
