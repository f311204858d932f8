-- What is owed, by what it needs next of Slack: see outgoing.go, whose terms these are.
CREATE INDEX outbox_changed ON outbox(due, id) WHERE state = 'owed' AND method = 'update';
CREATE INDEX outbox_direct ON outbox(due, id) WHERE state = 'owed' AND method = 'post' AND doubt = 0 AND instr(lane, ',') = 0;
CREATE INDEX outbox_group ON outbox(due, id) WHERE state = 'owed' AND method = 'post' AND doubt = 0 AND instr(lane, ',') > 0;
CREATE INDEX outbox_doubt ON outbox(due, id) WHERE state = 'owed' AND method = 'post' AND doubt = 1;
