/** The queue's own tables, as ordered steps; never change a step that was released, add one. pg-boss keeps its jobs in a schema of its own. */

export const tables = 'plimsoll';
export const jobs = 'plimsoll_jobs';

/** `event` is json, not jsonb: a model's text is kept as it is, order of keys and NUL characters included. */
const first = `
CREATE TABLE plimsoll.study (
  id text PRIMARY KEY, -- hash of the plan
  name text NOT NULL,
  plan json NOT NULL,
  plan_text text NOT NULL, -- the file as it stands
  submitted_at timestamptz NOT NULL DEFAULT now(),
  cancelled_at timestamptz
);
CREATE TABLE plimsoll.run ( -- one model on one server at one place
  study_id text NOT NULL REFERENCES plimsoll.study ON DELETE CASCADE,
  id text NOT NULL, -- "url model", with the place where several have that url
  position integer NOT NULL,
  run_id text NOT NULL, -- of the journal
  place text NOT NULL,
  url text NOT NULL,
  model text NOT NULL,
  size_bytes bigint,
  plan json NOT NULL,
  PRIMARY KEY (study_id, id)
);
CREATE TABLE plimsoll.cell ( -- one part of a run: one job
  key text PRIMARY KEY, -- hash of study, run and part
  study_id text NOT NULL,
  run text NOT NULL,
  part text NOT NULL,
  position integer NOT NULL,
  place text NOT NULL,
  job_id uuid NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'cancelled')),
  attempt integer, -- pg-boss's retry count of the job when it was begun last
  writer uuid, -- whose events count
  started_at timestamptz,
  step text, -- in words, while it runs
  seconds double precision,
  failure json, -- why the last attempt ended
  FOREIGN KEY (study_id, run) REFERENCES plimsoll.run ON DELETE CASCADE
);
CREATE INDEX cell_state ON plimsoll.cell (study_id, place, state);
CREATE INDEX cell_run ON plimsoll.cell (study_id, run);
CREATE INDEX cell_running ON plimsoll.cell (place) WHERE state = 'running';
CREATE TABLE plimsoll.event ( -- RunEvents; of a cell that is done, those of its writer
  cell_key text NOT NULL REFERENCES plimsoll.cell ON DELETE CASCADE,
  writer uuid NOT NULL,
  seq integer NOT NULL,
  type text NOT NULL,
  event json NOT NULL,
  PRIMARY KEY (cell_key, writer, seq)
);
CREATE TABLE plimsoll.place (
  name text PRIMARY KEY,
  fingerprint text NOT NULL,
  client_version text NOT NULL,
  machine json NOT NULL,
  servers json NOT NULL,
  announced_at timestamptz NOT NULL DEFAULT now()
);`;

export const migrations: readonly string[] = [first];
