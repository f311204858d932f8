-- What was sent is deleted once nothing reads it any more, see prune.go, whose terms these are.

CREATE INDEX outbox_past ON outbox(coalesce(sent_at, due), id) WHERE state <> 'owed'
  AND (about <> '' AND key NOT GLOB 'checkin:*' AND key NOT GLOB 'home:*'
    OR key GLOB 'rest:*' OR key GLOB 'missed:*' OR key GLOB 'free:*' OR key GLOB 'tried:*' OR key GLOB 'silence:*' OR key GLOB 'undelivered:*');
CREATE INDEX outbox_target ON outbox(target) WHERE state = 'owed' AND target <> '';
