-- p3s, schema. States are text with a CHECK; every foreign key has an index; times are the database's.

create table installation (
  singleton  boolean primary key default true check (singleton),
  uuid       uuid        not null default gen_random_uuid(),
  -- signs the tokens of pilots and payloads, which are therefore stored nowhere
  secret     bytea       not null,
  created_at timestamptz not null default now()
);

-- People and machines ------------------------------------------------------------------------------

create table access_token (
  id         bigint generated always as identity primary key,
  name       text        not null check (length(name) between 1 and 128),
  role       text        not null check (role in ('VIEWER', 'ADMIN', 'ENROL', 'DAQ')),
  kind       text        not null check (kind in ('BEARER', 'LINK', 'SESSION')),
  hash       bytea       not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

create table audit (
  id      bigint generated always as identity primary key,
  at      timestamptz not null default now(),
  who     text        not null,
  action  text        not null,
  subject text        not null,
  detail  text        not null default ''
);

create table idempotency_key (
  who        text        not null,
  key        text        not null,
  route      text        not null,
  request    text        not null,
  answer     text        not null,
  created_at timestamptz not null default now(),
  primary key (who, key)
);
create index idempotency_key_age on idempotency_key (created_at);

-- Templates ----------------------------------------------------------------------------------------

create table data_type (
  name    text primary key check (length(name) between 1 and 64),
  ext     text not null check (ext ~ '^(\.[A-Za-z0-9]{1,15})?$'),
  comment text not null default ''
);

insert into data_type (name, ext, comment) values
  ('TXT',  '.txt',  'plain text'),
  ('JSON', '.json', 'JSON document'),
  ('CSV',  '.csv',  'comma-separated values'),
  ('PNG',  '.png',  'picture'),
  ('SVG',  '.svg',  'picture'),
  ('ROOT', '.root', 'ROOT file'),
  ('HDF5', '.hdf5', 'HDF5 file'),
  ('RAW',  '.raw',  'raw data of the DAQ'),
  ('BIN',  '.bin',  'binary file');

create table dag_template (
  id             bigint generated always as identity primary key,
  name           text        not null unique check (length(name) between 1 and 128),
  active_version int         not null default 1,
  created_at     timestamptz not null default now(),
  deleted_at     timestamptz
);

create table dag_template_version (
  id          bigint generated always as identity primary key,
  template_id bigint      not null references dag_template,
  version     int         not null check (version > 0),
  digest      text        not null,
  graphml     text        not null,
  vertices    int         not null,
  edges       int         not null,
  created_by  text        not null,
  created_at  timestamptz not null default now(),
  unique (template_id, version),
  unique (template_id, digest)
);

-- Data ---------------------------------------------------------------------------------------------

create table run (
  number       bigint primary key check (number >= 0),
  state        text        not null default 'OPEN' check (state in ('OPEN', 'ENDED')),
  seen_at      timestamptz not null default now(),
  started_at   timestamptz,
  ended_at     timestamptz,
  last_file_at timestamptz,
  check ((ended_at is not null) = (state = 'ENDED'))
);

create table trigger (
  id          bigint generated always as identity primary key,
  name        text        not null check (length(name) between 1 and 128),
  pattern     text        not null,
  template_id bigint      not null references dag_template,
  prescale    int         not null default 1 check (prescale >= 1),
  -- ISO 8601 duration
  eta         text,
  priority    int,
  -- so many of its workflows may be unfinished
  max_backlog int check (max_backlog >= 1),
  -- bytes
  min_size    bigint check (min_size >= 0),
  -- ISO 8601 duration
  max_age     text,
  -- share of the slots that is kept for its files
  reserve     numeric check (reserve between 0 and 0.9),
  enabled     boolean     not null default true,
  paused_at   timestamptz,
  -- what becomes of the files that it missed while it was paused, until all of them are decided
  resume      text check (resume in ('NEWEST', 'ALL', 'NONE')),
  resumed_at  timestamptz,
  deleted_at  timestamptz,
  created_by  text        not null,
  created_at  timestamptz not null default now(),
  check ((resume is null) = (resumed_at is null)),
  check (paused_at is null or resume is null)
);
create index trigger_template on trigger (template_id);
create unique index trigger_name on trigger (name) where deleted_at is null;
create index trigger_resume on trigger (id) where resume is not null;

-- where a trigger's prescale is another one
create table trigger_prescale (
  trigger_id bigint not null references trigger,
  run        bigint check (run >= 0),
  stream     text,
  prescale   int    not null check (prescale >= 1),
  check (run is not null or stream is not null),
  unique nulls not distinct (trigger_id, run, stream)
);

-- Intake that holds files of paused triggers takes this lock shared, whoever changes triggers takes it for itself: no
-- file is held by a trigger that has been resumed meanwhile.
create function hold_triggers() returns void language sql volatile as $$
  select pg_advisory_xact_lock_shared('trigger'::regclass::bigint);
$$;
create function lock_triggers() returns void language sql volatile as $$
  select pg_advisory_xact_lock('trigger'::regclass::bigint);
$$;

create table file (
  id             bigint generated always as identity primary key,
  url            text        not null unique check (octet_length(url) between 1 and 2048),
  name           text        not null,
  run            bigint,
  subrun         int,
  stream         text,
  detector       text,
  -- by the clock of who wrote it
  written_at     timestamptz,
  size           bigint check (size >= 0),
  adler32        text check (adler32 ~ '^[0-9a-f]{8}$'),
  metadata       jsonb       not null default '{}',
  -- the same file in the online buffer of data taking
  buffer         text,
  state          text        not null check (state in ('SEEN', 'SELECTED', 'PROCESSED', 'FAILED', 'PRESCALED', 'STALE',
                                                       'SHED', 'UNCLASSIFIED', 'INCOMPLETE')),
  -- why it ended, as a code; null while it has not, and when it is PROCESSED
  cause          text,
  reason         text        not null default '',
  source         text        not null,
  workflows_left int         not null default 0 check (workflows_left >= 0),
  -- workflows that did not finish, or could not even be made
  failures       int         not null default 0,
  -- why the first of its workflows was given up that was
  dropped_for    text check (dropped_for in ('LATE', 'FORECAST')),
  seen_at        timestamptz not null default now(),
  -- since when the state and the reason are what they are
  changed_at     timestamptz not null default now(),
  settled_at     timestamptz,
  check ((settled_at is null) = (state in ('SEEN', 'SELECTED'))),
  check ((state, coalesce(cause, '')) in (
    ('SEEN', ''), ('SELECTED', ''), ('PROCESSED', ''), ('FAILED', 'WORKFLOW'), ('PRESCALED', 'PRESCALE'),
    ('UNCLASSIFIED', 'NO_TRIGGER'), ('INCOMPLETE', 'SHORT'), ('INCOMPLETE', 'SMALL'), ('SHED', 'BACKLOG'),
    ('SHED', 'FORECAST'), ('STALE', 'AGE'), ('STALE', 'LATE'), ('STALE', 'PAUSED')))
);
create index file_of_run on file (run, id);
-- how a run's files ended is counted in this index alone
create index file_of_run_state on file (run, state, cause);
create index file_state on file (state, id);
create index file_cause on file (cause, id) where cause is not null;
-- what came in lately
create index file_seen on file using brin (seen_at) with (autosummarize = on);
create index file_by_name on file (name text_pattern_ops);

-- files that a paused trigger would have taken; each counts in its file's workflows_left until it is decided
create table missed (
  trigger_id bigint not null references trigger,
  file_id    bigint not null references file,
  primary key (trigger_id, file_id)
);
create index missed_file on missed (file_id);

-- what a file's state and reason were before they changed, append only
create table file_event (
  id      bigint generated always as identity primary key,
  file_id bigint      not null references file,
  at      timestamptz not null,
  state   text        not null,
  reason  text        not null
);
create index file_event_file on file_event (file_id, id);

-- attempts that read the online buffer just now; a permit that is not renewed ends by itself
create table buffer_read (
  job_id     bigint      not null,
  attempt    int         not null,
  expires_at timestamptz not null,
  primary key (job_id, attempt)
);
create index buffer_read_expiry on buffer_read (expires_at);

-- the same URL announced again with another size or checksum
create table file_conflict (
  file_id bigint      not null references file,
  size    bigint      not null default -1,
  adler32 text        not null default '',
  source  text        not null,
  at      timestamptz not null default now(),
  primary key (file_id, size, adler32)
);

-- the merge of a run by a trigger whose template has the scope run or rolling
create table run_merge (
  trigger_id  bigint  not null references trigger,
  run         bigint  not null,
  rolling     boolean not null,
  -- whether there may be something to start, now or later
  open        boolean not null default true,
  -- the workflow that was started last, and whether the run had ended and its files were final then
  workflow_id bigint,
  complete    boolean not null default false,
  primary key (trigger_id, run)
);
create index run_merge_open on run_merge (trigger_id, run) where open;
create index run_merge_run on run_merge (run);

create table merge_input (
  trigger_id bigint not null,
  run        bigint not null,
  file_id    bigint not null references file,
  -- the first workflow that merges it, 0 when none ever will; null while that is open
  merged_by  bigint,
  primary key (trigger_id, run, file_id),
  foreign key (trigger_id, run) references run_merge
);
create index merge_input_open on merge_input (trigger_id, run, file_id) where merged_by is null;
create index merge_input_file on merge_input (file_id);

-- Work ---------------------------------------------------------------------------------------------

-- Workflows, jobs and attempts are partitioned by the workflow's id, which grows with time: partition n
-- holds the workflows from n * 10,000,000. A new one begins by letting the sequence jump there, an old
-- one ends by dropping it; open_partition() below makes them. A partitioned table cannot be referred
-- to cheaply, and need not be: rows are written by the transaction that has just read what they name,
-- and templates, triggers, pilots and files are never deleted.
create sequence workflow_id;

create table workflow (
  id                  bigint primary key,
  template_version_id bigint,
  name                text        not null,
  state               text        not null check (state in ('DEFINED', 'RUNNING', 'FINISHED', 'FAILED', 'DROPPED', 'CANCELLED')),
  reason              text        not null default '',
  run                 bigint,
  file_id             bigint,
  trigger_id          bigint,
  -- what differs from the template: {files, jobs, naming}; for a lone job the whole of it
  spec                jsonb       not null default '{}',
  priority            int         not null default 0,
  eta                 interval,
  deadline            timestamptz not null default 'infinity',
  jobs                int         not null,
  jobs_left           int         not null check (jobs_left >= 0),
  created_by          text        not null,
  created_at          timestamptz not null default now(),
  started_at          timestamptz,
  ended_at            timestamptz,
  -- the template that its trigger names, when there was no time for that
  instead_of          text,
  -- why it was given up; it settles as DROPPED when what runs of it has ended
  dropped_for         text check (dropped_for in ('LATE', 'FORECAST')),
  files_removed       boolean     not null default false,
  check ((ended_at is not null) = (state in ('FINISHED', 'FAILED', 'DROPPED', 'CANCELLED'))),
  check (jobs_left > 0 or state not in ('DEFINED', 'RUNNING'))
) partition by range (id);
create index workflow_file on workflow (file_id) where file_id is not null;
create index workflow_of_run on workflow (run, id);
create index workflow_state on workflow (state, id);
create index workflow_unfinished on workflow (trigger_id) where trigger_id is not null and ended_at is null;
create index workflow_litter on workflow (ended_at) where not files_removed;

-- jobs with the same requirements
create table queue (
  id           int generated always as identity primary key,
  requirements jsonb not null unique
);

-- Jobs of one vertex wait in one lane, each at a place that no estimate moves; what is expected of them stands here, so
-- that whoever learns touches a row for each vertex and no waiting job. All times are seconds.
create table lane (
  id                  int generated always as identity primary key,
  queue_id            int     not null references queue,
  -- null for lone jobs
  version_id          bigint references dag_template_version,
  vertex              int     not null check (vertex >= 0),
  -- whether its jobs are tried though by all that is known they cannot be in time: they may start until the deadline
  probe               boolean not null,
  -- from a job's start to the end of the slowest way that begins with it; guesses count, for the order
  path                real    not null check (path >= 0),
  -- the same of what was measured or said and of nothing else, for all that is decided
  known_path          real    not null,
  known_path_per_byte float8  not null,
  -- bytes; of larger files no more is known than of one of this size
  known_size          float8  not null,
  -- of a slot, that a job takes
  work                real    not null,
  work_per_byte       float8  not null,
  -- whether the work was measured or said; it is 0 as long as it was not
  known               boolean not null,
  unique nulls not distinct (queue_id, version_id, vertex, probe)
);
create index lane_version on lane (version_id);

create table pilot (
  id            bigint generated always as identity primary key,
  name          text        not null,
  host          text        not null,
  site          text        not null,
  slots         int         not null check (slots between 1 and 1024),
  cores         int         not null check (cores >= 1),
  memory_mib    int         not null check (memory_mib >= 0),
  gpus          int         not null check (gpus >= 0),
  labels        jsonb       not null default '{}',
  version       text        not null default '',
  batch_id      text,
  state         text        not null default 'IDLE' check (state in ('IDLE', 'BUSY', 'DRAINING', 'SUSPECT', 'LOST', 'STOPPED')),
  reason        text        not null default '',
  -- what an operator wants of it: DRAIN or STOP
  command       text check (command in ('DRAIN', 'STOP')),
  registered_at timestamptz not null default now(),
  seen_at       timestamptz not null default now(),
  -- the longest time between two exchanges, and how long it may be silent, as it was told
  heartbeat     interval    not null,
  lease         interval    not null,
  lease_until   timestamptz not null,
  ended_at      timestamptz,
  check ((ended_at is not null) = (state in ('LOST', 'STOPPED')))
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
create index pilot_live on pilot (id) where state not in ('LOST', 'STOPPED');
create index pilot_site on pilot (site, id);
create index pilot_ended on pilot (ended_at) where ended_at is not null;

create table job (
  -- workflow's id * 4096 + the vertex' place in its DAG: family is known without a table of edges
  id            bigint primary key,
  name          text        not null,
  job_type      text        not null,
  -- null for noop, which no pilot takes
  lane_id       int,
  state         text        not null check (state in ('WAITING', 'READY', 'DISPATCHED', 'RUNNING', 'FINISHED', 'FAILED',
                                                      'DROPPED', 'CANCELLED', 'SKIPPED')),
  reason        text        not null default '',
  cause         text check (cause in ('EXIT', 'TIME_LIMIT', 'MEMORY', 'DISK', 'LOST_PILOT', 'STAGE_IN', 'STAGE_OUT',
                                      'OUTPUT_MISSING', 'NOT_STARTED', 'CANCELLED')),
  exit_code     int,
  attempt       int         not null default 0,
  retries_left  int         not null default 0,
  losses        int         not null default 0,
  parents_left  int         not null check (parents_left >= 0),
  priority      int         not null,
  -- its deadline as its lane is ordered: see due(); infinity for none, and for what goes last
  due           timestamptz not null default 'infinity',
  -- bytes of the file that its workflow is about, null when that is not known
  size          bigint,
  -- whether it is skipped when it is too late, and its workflow goes on
  optional      boolean     not null default false,
  pilot_id      bigint,
  -- JSON that the payload of the attempt at hand sent last
  progress      jsonb,
  created_at    timestamptz not null default now(),
  ready_at      timestamptz,
  dispatched_at timestamptz,
  started_at    timestamptz,
  ended_at      timestamptz,
  check ((ended_at is not null) = (state in ('FINISHED', 'FAILED', 'DROPPED', 'CANCELLED', 'SKIPPED'))),
  check ((cause is not null) = (state = 'FAILED')),
  check (pilot_id is not null or state not in ('DISPATCHED', 'RUNNING'))
) partition by range (id);
-- the order in which a lane is given away
create index job_ready on job (lane_id, (-priority), due, id) where state = 'READY';
-- what can be skipped, the latest first
create index job_optional on job (lane_id, due) where optional and state = 'READY';
create index job_held on job (pilot_id) where state in ('DISPATCHED', 'RUNNING');
-- what pilots hold is found by job_held
create index job_state on job (state, id) where state not in ('DISPATCHED', 'RUNNING');
-- what may once wait for too long, by lane the first of it first
create index job_late on job (lane_id, due) include (id)
  where state in ('WAITING', 'READY') and due < 'infinity' and reason <> 'NOT_STARTED' and not optional;

-- A deadline as lanes are ordered by it: inside of a second the order is turned round by the workflows' ids, so that
-- the newer of two files of one second goes first.
create function due(deadline timestamptz, workflow bigint) returns timestamptz
  language sql stable as $$
  select date_trunc('second', deadline, 'UTC') + (999999 - workflow % 1000000) * interval '1 microsecond';
$$;

-- When a job has to start at the latest by all that is known; null for noop.
create function latest_start(of_lane int, due timestamptz, size bigint) returns timestamptz
  language sql stable as $$
  select due - make_interval(secs => greatest(0, known_path + known_path_per_byte * least(coalesce(size, 0), known_size)))
  from lane where id = of_lane;
$$;

-- how long jobs of a vertex took, of all that were ever measured the last ones, by the speed class of their pilots
create table duration (
  version_id bigint not null references dag_template_version,
  vertex     int    not null,
  speed      text   not null,
  place      int    not null check (place between 0 and 199),
  seconds    real   not null check (seconds >= 0),
  -- bytes of the workflow's file, null when that is not known
  size       bigint,
  primary key (version_id, vertex, speed, place)
) with (fillfactor = 70);

-- what they say, in seconds
create table estimate (
  version_id bigint not null references dag_template_version,
  vertex     int    not null,
  speed      text   not null,
  measured   bigint not null,
  mean       real   not null default 0,
  p90        real   not null default 0,
  -- of the durations around their mean, or around base + per_byte * size
  deviation  real   not null default 0,
  -- a duration by the file's size, where that explains more than half of the variance; else per_byte is 0 and base the mean
  base       real   not null default 0,
  per_byte   float8 not null default 0,
  -- nine of ten are no more above that
  above      real   not null default 0,
  -- the mean of the files' sizes, and the largest of them
  size       float8,
  largest    float8,
  primary key (version_id, vertex, speed)
) with (fillfactor = 70);

-- priorities that an operator set for many jobs at once, and for those that are still to come; what is null
-- narrows nothing
create table priority_rule (
  id          bigint generated always as identity primary key,
  template_id bigint references dag_template,
  vertex      text check (vertex is null or template_id is not null),
  run         bigint check (run >= 0),
  stream      text,
  priority    int         not null,
  -- grows with each change: of two rules that are equally exact the one set last counts
  set_no      bigint      not null,
  set_by      text        not null,
  set_at      timestamptz not null default now(),
  unique nulls not distinct (template_id, vertex, run, stream),
  check (num_nonnulls(template_id, run, stream) > 0)
);
create sequence priority_rule_set_no;

-- kinds of jobs that an operator said something about; all others are unlimited
create table job_type (
  name       text primary key check (length(name) between 1 and 64),
  -- how many of them pilots hold at a time, all together; null is no limit
  held_limit int check (held_limit >= 0),
  paused     boolean     not null default false,
  comment    text        not null default '',
  changed_by text        not null,
  changed_at timestamptz not null default now()
);

-- jobs of limited types in pilots' hands, and perhaps some that have left them since; written by who holds the type's
-- row locked
create table limited_job (
  job_type text   not null references job_type on delete cascade,
  job_id   bigint not null,
  primary key (job_type, job_id)
);

-- counts the changes of job_type, by which servers notice those of other servers
create table job_type_version (
  singleton boolean primary key default true check (singleton),
  version   bigint not null
);
insert into job_type_version (version) values (1);

-- Keeps job types from changing until the transaction ends. Volatile: the version is read after the wait for the lock.
create function hold_job_types() returns bigint language sql volatile as $$
  select pg_advisory_xact_lock_shared('job_type'::regclass::bigint);
  select version from job_type_version;
$$;

-- every try that ended; the one at hand is in its job's row
create table attempt (
  job_id        bigint      not null,
  attempt       int         not null check (attempt > 0),
  pilot_id      bigint      not null,
  outcome       text        not null check (outcome in ('FINISHED', 'SKIPPED', 'FAILED', 'LOST', 'ABORTED')),
  cause         text,
  exit_code     int,
  message       text,
  outputs       jsonb       not null default '[]',
  peak_rss_mib  int,
  progress      jsonb,
  dispatched_at timestamptz not null,
  -- by the pilot's clock
  started_at    timestamptz,
  ended_at      timestamptz,
  -- null when its pilot never said how it ended
  reported_at   timestamptz,
  -- what was said too late to count
  note          text,
  primary key (job_id, attempt)
) partition by range (job_id);
create index attempt_pilot on attempt (pilot_id, job_id);

-- the end of what a payload wrote
create table attempt_log (
  job_id      bigint not null,
  attempt     int    not null,
  stream      text   not null check (stream in ('STDOUT', 'STDERR')),
  -- characters of the stream up to and with this text's end
  next_offset bigint not null,
  text        text   not null,
  primary key (job_id, attempt, stream)
) partition by range (job_id);

-- when each partition began to be filled; null while it is only kept ready
create table history_partition (
  number    int primary key,
  opened_at timestamptz
);

-- Makes the tables of one partition. They are attached rather than created in place, which does not
-- keep anybody from reading and writing meanwhile.
create function open_partition(n int) returns void language plpgsql as $$
declare
  least constant bigint := n * 10000000::bigint;
  most  constant bigint := (n + 1) * 10000000::bigint;
  part  record;
begin
  for part in select * from (values
      -- rows that change several times in their first hour: room beside them, and swept up soon
      ('workflow', 1, 'fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05'),
      ('job', 4096, 'fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05'),
      ('attempt', 4096, 'autovacuum_analyze_scale_factor = 0.05'),
      ('attempt_log', 4096, 'autovacuum_analyze_scale_factor = 0.05')) as p (name, scale, settings)
  loop
    execute format('create table %I (like %I including defaults including constraints) with (%s)',
                   part.name || '_' || n, part.name, part.settings);
    execute format('alter table %I attach partition %I for values from (%s) to (%s)',
                   part.name, part.name || '_' || n, least * part.scale, most * part.scale);
  end loop;
  insert into history_partition (number, opened_at) values (n, case when n = 0 then now() end);
end $$;

select open_partition(0), open_partition(1);

-- Results ------------------------------------------------------------------------------------------
-- "newest": the one of its name that the run's page shows

create table metric (
  id       bigint generated always as identity primary key,
  run      bigint           not null,
  file_id  bigint references file,
  job_id   bigint,
  attempt  int,
  name     text             not null,
  element  text             not null default '',
  unit     text             not null default '',
  -- null when there is none
  value    double precision,
  error    double precision,
  min      double precision,
  max      double precision,
  newest   boolean          not null default true,
  at       timestamptz      not null default now()
);
create unique index metric_newest on metric (run, name, element) where newest;
create index metric_series on metric (run, name, element, at, id);
create unique index metric_attempt on metric (job_id, attempt, run, name, element);
create index metric_file on metric (file_id);

create table plot (
  id         bigint generated always as identity primary key,
  run        bigint      not null,
  file_id    bigint references file,
  job_id     bigint,
  attempt    int,
  name       text        not null,
  title      text        not null,
  category   text        not null default '',
  help       text        not null default '',
  media_type text        not null check (media_type in ('image/png', 'image/svg+xml')),
  -- null while only the file's name is known (old FileList form)
  bytes      bytea,
  newest     boolean     not null default true,
  at         timestamptz not null default now()
);
create unique index plot_newest on plot (run, name) where newest;
create index plot_file on plot (file_id);
create index plot_series on plot (run, name, at, id);
create unique index plot_attempt on plot (job_id, attempt, run, name) where bytes is not null;

create table histogram (
  id       bigint generated always as identity primary key,
  run      bigint      not null,
  file_id  bigint references file,
  job_id   bigint,
  attempt  int,
  name     text        not null,
  element  text        not null default '',
  title    text        not null,
  category text        not null default '',
  unit     text        not null default '',
  -- {edges, contents, errors, entries, reference, limits}
  body     jsonb       not null,
  newest   boolean     not null default true,
  at       timestamptz not null default now()
);
create unique index histogram_newest on histogram (run, name, element) where newest;
create index histogram_file on histogram (file_id);
create index histogram_series on histogram (run, name, element, at, id);
create unique index histogram_attempt on histogram (job_id, attempt, run, name, element);

-- Old clients --------------------------------------------------------------------------------------
-- Things that only the clients of the older p3s know, and what they call those of ours that they made.

create table legacy_id (
  kind text   not null check (kind in ('JOB', 'PILOT')),
  uuid text   not null check (length(uuid) between 1 and 36),
  id   bigint not null,
  primary key (kind, uuid)
);
create index legacy_id_of on legacy_id (kind, id);

-- a file as they register it; those that workflows of theirs make are here, too
create table legacy_dataset (
  id         bigint generated always as identity primary key,
  uuid       text        not null unique check (length(uuid) between 1 and 36),
  name       text        not null default '',
  dirpath    text        not null default '',
  state      text        not null default '',
  comment    text        not null default '',
  datatype   text        not null default '',
  datatag    text        not null default '',
  wf         text        not null default '',
  wfuuid     text        not null default '',
  source     text        not null default '',
  target     text        not null default '',
  sourceuuid text        not null default '',
  targetuuid text        not null default '',
  ts_reg     timestamptz not null default now(),
  ts_upd     timestamptz not null default now()
);
create index legacy_dataset_name on legacy_dataset (name, id);
create index legacy_dataset_workflow on legacy_dataset (wfuuid) where wfuuid <> '';
create index legacy_dataset_age on legacy_dataset (ts_reg);

-- parameters of the pilots of a site, which they ask for when they start
create table legacy_site (
  name        text primary key check (length(name) between 1 and 64),
  -- JSON text
  env         text not null default '{}',
  server      text not null default '',
  pilots      int  not null default 1 check (pilots >= 0),
  -- 0 is for ever
  pilotcycles int  not null default 1,
  -- seconds
  pilotperiod int  not null default 10 check (pilotperiod >= 0),
  pilotbeat   int  not null default 20 check (pilotbeat >= 0),
  pilotlife   int  not null default 90000 check (pilotlife >= 0)
);

-- what scripts of operators tell
create table legacy_service (
  id   bigint generated always as identity primary key,
  name text        not null,
  ts   timestamptz not null default now(),
  info text        not null
);
create index legacy_service_age on legacy_service (ts);

-- one registration of results, so that it can be taken back
create table legacy_entry (
  id        bigint generated always as identity primary key,
  kind      text        not null check (kind in ('MON', 'PURITY', 'EVDISP')),
  run       bigint      not null check (run >= 0),
  subrun    int,
  dl        int,
  tpc       int,
  job_uuid  text        not null default '',
  job_type  text        not null default '',
  directory text        not null default '',
  infile    text        not null default '',
  -- of event displays
  evnum     int,
  changroup int,
  datatype  text        not null default '',
  ts        timestamptz not null default now(),
  -- the rows that it became
  metrics   bigint[]    not null default '{}',
  plots     bigint[]    not null default '{}'
);
create index legacy_entry_run on legacy_entry (kind, run, subrun);
create index legacy_entry_infile on legacy_entry (kind, infile) where infile <> '';
create index legacy_entry_job on legacy_entry (kind, job_uuid) where job_uuid <> '';
