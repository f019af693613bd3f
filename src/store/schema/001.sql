-- Version 1. Times are microseconds since 1970 UTC. An empty text is stored as NULL.
-- Tables and columns are for scripts to read; writing needs the function bal_words() of the program.

-- Settings of the database itself.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value ANY NOT NULL
) STRICT, WITHOUT ROWID;

-- Hashes in the indexes below are SipHash-2-4 with this key, so that others cannot make two collide.
INSERT INTO meta VALUES ('hash-key', randomblob (16));

CREATE TABLE account (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  jid TEXT NOT NULL UNIQUE,
  host TEXT,
  port INTEGER NOT NULL DEFAULT 0,
  direct_tls INTEGER NOT NULL DEFAULT 0,
  ca_file TEXT,
  pin_sha256 TEXT,
  mechanism INTEGER NOT NULL DEFAULT 0,
  enabled INTEGER NOT NULL DEFAULT 1,
  roster_version TEXT,
  sort INTEGER NOT NULL DEFAULT 0,
  show TEXT,
  status TEXT,
  priority INTEGER NOT NULL DEFAULT 0,
  resumption TEXT
) STRICT;

CREATE TABLE contact (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  jid TEXT NOT NULL,
  name TEXT,
  subscription TEXT NOT NULL DEFAULT 'none' CHECK (subscription IN ('none', 'to', 'from', 'both')),
  ask INTEGER NOT NULL DEFAULT 0,
  approved INTEGER NOT NULL DEFAULT 0,
  groups TEXT, -- one a line
  UNIQUE (account, jid)
) STRICT;

CREATE TABLE conversation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  jid TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('chat', 'room', 'private', 'notice')),
  unread INTEGER NOT NULL DEFAULT 0,
  read_sort INTEGER NOT NULL DEFAULT 0,
  last_sort INTEGER NOT NULL DEFAULT 0,
  last_message INTEGER NOT NULL DEFAULT 0,
  draft TEXT,
  muted_until INTEGER NOT NULL DEFAULT 0,
  hidden INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account, jid, kind)
) STRICT;

-- Ids grow with time, also after the newest row was removed.
CREATE TABLE message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
  sort INTEGER NOT NULL,
  time INTEGER NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  type TEXT NOT NULL,
  state TEXT NOT NULL,
  counted INTEGER NOT NULL DEFAULT 0, -- as unread, when it came
  sender TEXT NOT NULL,
  stanza_id TEXT,
  origin_id TEXT, -- NULL when equal to stanza_id
  archive_id TEXT,
  copy_key INTEGER, -- incoming: hash of sender, id, body; outgoing: of id; NULL: not compared
  archive_key INTEGER, -- hash of archive_id
  reason TEXT,
  subject TEXT,
  body TEXT
) STRICT;

CREATE INDEX message_sort ON message (conversation, sort);
CREATE UNIQUE INDEX message_copy ON message (conversation, copy_key) WHERE copy_key IS NOT NULL;
CREATE UNIQUE INDEX message_archive ON message (conversation, archive_key)
  WHERE archive_key IS NOT NULL;
CREATE INDEX message_waiting ON message (id) WHERE state IN ('pending', 'sent');

-- The words of subject and body as bal_words() cuts them; without the text, which message has:
--   SELECT body FROM message_fts JOIN message ON message.id = message_fts.rowid
--   WHERE message_fts MATCH 'word'
CREATE VIRTUAL TABLE message_fts USING fts5 (
  words, content = '', columnsize = 0, detail = none, tokenize = 'ascii'
);

CREATE TRIGGER message_removed AFTER DELETE ON message BEGIN
  INSERT INTO message_fts (message_fts, rowid, words)
  VALUES ('delete', old.id, bal_words (old.subject, old.body));
END;

CREATE TABLE request (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
  jid TEXT NOT NULL,
  name TEXT,
  message TEXT,
  time INTEGER NOT NULL,
  UNIQUE (account, jid)
) STRICT;
