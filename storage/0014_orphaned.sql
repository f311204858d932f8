-- What is left to do in conversations with people who were forgotten, see forget.go.
CREATE INDEX outbox_orphaned ON outbox(lane) WHERE lane GLOB 'gone:*';
