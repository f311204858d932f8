-- What was sent stays, so that it can be changed and is never sent again: millions of rows after some years. What is counted is found by an index each.

CREATE INDEX outbox_sent ON outbox(sent_at) WHERE state = 'sent';
CREATE INDEX outbox_dead ON outbox(id) WHERE state = 'dead';
CREATE INDEX outbox_void ON outbox(id) WHERE state = 'void';
