-- Times are milliseconds since 1970 in UTC. Ids are opaque (base/id.h). Text that ends in _json is what the wire shows.

CREATE TABLE users (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE, -- lower case
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL, -- Argon2id, with its parameters
  role TEXT NOT NULL, -- administrator, user
  disabled INTEGER NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);

-- One row a token that was ever given out; a family begins with a sign-in.
CREATE TABLE refresh_tokens (
  hash TEXT PRIMARY KEY, -- SHA-256; the token itself is only in the browser
  family TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  expires_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL DEFAULT 0 -- 0: not yet exchanged for the next one
);
CREATE INDEX refresh_tokens_family ON refresh_tokens (family);

CREATE TABLE sign_in_failures (
  subject TEXT PRIMARY KEY, -- SHA-256 of the e-mail or of the address
  failures INTEGER NOT NULL,
  last_at BIGINT NOT NULL
);

CREATE TABLE uploads (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  state TEXT NOT NULL, -- open, queued, processing, done, failed
  stage TEXT NOT NULL,
  fraction DOUBLE PRECISION NOT NULL,
  error_code TEXT NOT NULL DEFAULT '',
  error_detail TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);
CREATE INDEX uploads_user ON uploads (user_id, created_at);

CREATE TABLE upload_files (
  upload_id TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
  number INTEGER NOT NULL, -- its name in staging
  path TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  expected_sha256 TEXT NOT NULL DEFAULT '',
  sha256 TEXT NOT NULL DEFAULT '', -- empty: the bytes are not here yet
  PRIMARY KEY (upload_id, path)
);

CREATE TABLE upload_refusals (
  upload_id TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  path TEXT NOT NULL,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (upload_id, number)
);

CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL, -- ingest
  upload_id TEXT NOT NULL REFERENCES uploads (id) ON DELETE CASCADE,
  state TEXT NOT NULL, -- queued, running, done, failed
  attempts INTEGER NOT NULL DEFAULT 0,
  worker TEXT NOT NULL DEFAULT '',
  heartbeat_at BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);
CREATE INDEX jobs_state ON jobs (state, created_at);

CREATE TABLE scans (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  upload_id TEXT NOT NULL, -- which may be gone
  name TEXT NOT NULL,
  state TEXT NOT NULL, -- ready
  modality TEXT NOT NULL,
  description TEXT NOT NULL,
  study_date TEXT NOT NULL, -- YYYY-MM-DD or empty
  size_bytes BIGINT NOT NULL, -- of the source's files
  stored_bytes BIGINT NOT NULL, -- of all that is kept
  tags_json TEXT NOT NULL,
  source_json TEXT NOT NULL,
  warnings_json TEXT NOT NULL,
  volumes_json TEXT NOT NULL,
  original_name TEXT NOT NULL, -- for the download
  created_at BIGINT NOT NULL
);
CREATE INDEX scans_user ON scans (user_id, created_at);
CREATE INDEX scans_upload ON scans (upload_id);

CREATE TABLE annotations (
  scan_id TEXT PRIMARY KEY REFERENCES scans (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  body_json TEXT NOT NULL
);

-- What /events tells. Old rows are removed.
CREATE TABLE changes (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id TEXT NOT NULL,
  kind TEXT NOT NULL, -- upload, scan
  subject_id TEXT NOT NULL,
  gone INTEGER NOT NULL, -- 1: deleted
  at BIGINT NOT NULL
);
CREATE INDEX changes_user ON changes (user_id, seq);
