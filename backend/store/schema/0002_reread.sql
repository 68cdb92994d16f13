-- A scan can be read again from its originals with what a person decided, and jobs are of any kind.

-- Jobs stood for uploads alone. Made anew: what may be null cannot be changed in place everywhere.
CREATE TABLE jobs_of_any_kind (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL, -- ingest, reread
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  upload_id TEXT REFERENCES uploads (id) ON DELETE CASCADE, -- what an ingest is of
  scan_id TEXT REFERENCES scans (id) ON DELETE CASCADE, -- what every other kind is of
  parameters_json TEXT NOT NULL DEFAULT '{}',
  state TEXT NOT NULL, -- queued, running, done, failed, cancelled
  stage TEXT NOT NULL DEFAULT 'waiting',
  fraction DOUBLE PRECISION NOT NULL DEFAULT 0,
  error_code TEXT NOT NULL DEFAULT '',
  error_detail TEXT NOT NULL DEFAULT '',
  result_json TEXT NOT NULL DEFAULT '', -- empty until it is done
  attempts INTEGER NOT NULL DEFAULT 0,
  worker TEXT NOT NULL DEFAULT '',
  heartbeat_at BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL
);
INSERT INTO jobs_of_any_kind (id, kind, user_id, upload_id, state, attempts, worker, heartbeat_at, created_at)
  SELECT j.id, j.kind, u.user_id, j.upload_id, j.state, j.attempts, j.worker, j.heartbeat_at, j.created_at
  FROM jobs j JOIN uploads u ON u.id = j.upload_id;
DROP TABLE jobs;
ALTER TABLE jobs_of_any_kind RENAME TO jobs;
CREATE INDEX jobs_state ON jobs (state, created_at);
CREATE INDEX jobs_scan ON jobs (scan_id, created_at);

ALTER TABLE scans ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
ALTER TABLE scans ADD COLUMN package TEXT NOT NULL DEFAULT ''; -- the folder of what was derived; empty: the scan's own
ALTER TABLE scans ADD COLUMN decisions_json TEXT NOT NULL DEFAULT '{}'; -- what a person said: lightBox, spacing
ALTER TABLE scans ADD COLUMN light_box_json TEXT NOT NULL DEFAULT 'null';
ALTER TABLE scans ADD COLUMN spacing_json TEXT NOT NULL DEFAULT '{}';
-- Which of the series in its original files the scan is: the anchor_number-th, from 0, of those with this file in them.
ALTER TABLE scans ADD COLUMN anchor_file TEXT NOT NULL DEFAULT ''; -- empty: the scan is older than this column
ALTER TABLE scans ADD COLUMN anchor_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE scans ADD COLUMN original_path TEXT NOT NULL DEFAULT ''; -- of the one original file; empty: a ZIP of several

-- What the scans that are here already would have been given.
UPDATE scans SET spacing_json = CASE
  WHEN volumes_json LIKE '%"calibrated":false%' THEN '{"origin":"none","editable":true,"entered":null}'
  WHEN source_json LIKE '%"format":"DICOM"%' AND warnings_json LIKE '%"code":"detector_spacing"%'
    THEN '{"origin":"scanner","editable":true,"entered":null}'
  WHEN source_json LIKE '%"format":"DICOM"%' THEN '{"origin":"scanner","editable":false,"entered":null}'
  WHEN source_json LIKE '%"format":"%PNG%' OR source_json LIKE '%"format":"%JPEG%' OR source_json LIKE '%"format":"%TIFF%'
    THEN '{"origin":"file","editable":true,"entered":null}'
  ELSE '{"origin":"file","editable":false,"entered":null}' END;
UPDATE scans SET light_box_json =
  '{"state":"none","rows":1,"columns":1,"order":"row_major","confidence":null,"blankAtEnd":0}'
  WHERE source_json LIKE '%"fileCount":1,%' AND volumes_json LIKE '%"shape":[1,%' AND volumes_json LIKE '%"timePoints":1,%'
  AND (source_json LIKE '%"format":"PNG"%' OR source_json LIKE '%"format":"JPEG"%' OR source_json LIKE '%"format":"TIFF"%');

-- Packages that a newer one has replaced: they go once nobody can be reading them any more.
CREATE TABLE replaced_packages (
  scan_id TEXT NOT NULL REFERENCES scans (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  package TEXT NOT NULL,
  replaced_at BIGINT NOT NULL,
  PRIMARY KEY (scan_id, revision)
);
