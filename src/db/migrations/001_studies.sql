-- What the PACS says: written by the machine alone, again at every look at the study.
create table patients (
  id bigint generated always as identity primary key,
  patient_id text not null,
  issuer_of_patient_id text not null default '',
  patient_name text not null default '',
  patient_birth_date date,
  patient_sex text not null default ''
);
-- An empty PatientID names nobody: each such study has a patient of its own, so that strangers are never compared.
create unique index patients_identity on patients (patient_id, issuer_of_patient_id) where patient_id <> '';

create table studies (
  id bigint generated always as identity primary key,
  study_instance_uid text not null unique,
  -- null until the worker has looked at the study
  patient bigint references patients,
  study_date date,
  study_time time,
  study_description text not null default '',
  accession_number text not null default '',
  -- lower-case words that the worklist is searched by
  search_text text not null default '',
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed', 'refused')),
  -- while running: what is being done, and how much of it, 0..1
  stage text not null default '',
  progress real not null default 0,
  -- hash of the CT instances that the last finished look saw, and of the model set and settings it used
  content_hash text,
  analysed_by text,
  -- set when a person asked for a new run; cleared when it ends
  again boolean not null default false,
  first_announced_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create index studies_state on studies (state, id);
create index studies_patient on studies (patient);
create index studies_study_date on studies (study_date);

create table series (
  id bigint generated always as identity primary key,
  study bigint not null references studies on delete cascade,
  series_instance_uid text not null unique,
  modality text not null default '',
  series_number integer,
  series_description text not null default '',
  convolution_kernel text not null default '',
  slice_thickness double precision,
  number_of_instances integer not null default 0,
  -- 1 is the series that the rules prefer; null when they refuse it
  rank integer,
  -- why it was ranked so, as a sentence
  reason text not null default '',
  refusal_code text,
  refusal_message text,
  check ((refusal_code is null) = (refusal_message is null))
);
create index series_study on series (study);

-- What a person may say about a study: never written by the machine.
create table corrections (
  study bigint primary key references studies on delete cascade,
  -- the series to analyse instead of the one that the rules prefer
  series_instance_uid text,
  excluded_from_follow_up boolean not null default false,
  note text not null default '',
  corrected_at timestamptz not null default now()
);

-- How the PACS told of a study; one row a study and way.
create table arrivals (
  study bigint not null references studies on delete cascade,
  source text not null check (source in ('notification', 'changes', 'query', 'backfill', 'person', 'worker')),
  times integer not null default 1,
  first_announced_at timestamptz not null default now(),
  last_announced_at timestamptz not null default now(),
  primary key (study, source)
);

-- What the last queries of a DICOMweb archive saw, to announce a study once it has stopped growing.
create table sightings (
  study_instance_uid text primary key,
  number_of_study_related_instances integer not null,
  -- whether the last query saw as many as the one before
  settled boolean not null default false,
  -- whether it was announced with this many
  announced boolean not null default false,
  seen_at timestamptz not null default now()
);

-- Why studies were not analysed. A row is open until a later look ends well.
create table failures (
  id bigint generated always as identity primary key,
  study bigint not null references studies on delete cascade,
  code text not null,
  message text not null,
  attempts integer not null default 1,
  first_failed_at timestamptz not null default now(),
  last_failed_at timestamptz not null default now(),
  resolved_at timestamptz
);
create unique index failures_open on failures (study) where resolved_at is null;

-- How far a feed has been read.
create table cursors (
  name text primary key,
  value bigint not null,
  moved_at timestamptz not null default now()
);
