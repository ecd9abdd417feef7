-- One run of one model set over one series; every column is the machine's.
create table analyses (
  id bigint generated always as identity primary key,
  -- hash of series UID, sorted SOP Instance UIDs, model set and settings: the same input and models give the same key
  key text not null unique,
  study bigint not null references studies on delete cascade,
  series bigint not null references series on delete cascade,
  patient bigint not null references patients,
  content_hash text not null,
  -- local time of the scanner, which the timepoints of a patient are ordered by
  acquired_at timestamp,
  model_set text not null,
  models jsonb not null,
  device text not null,
  number_of_slices integer not null,
  -- [z, y, x]
  spacing_mm double precision[] not null,
  -- {regions, severityScore}
  measurements jsonb not null,
  -- the per-slice profile, head to foot
  slices jsonb not null,
  timings_ms jsonb not null,
  -- for the worklist
  infected_percent double precision generated always as ((measurements #>> '{regions,lungs,infectedPercent}')::double precision) stored,
  severity_score integer generated always as ((measurements ->> 'severityScore')::integer) stored,
  -- null: the study's current analysis
  superseded_by bigint references analyses,
  analysed_at timestamptz not null default now(),
  -- one current analysis a study; checked at commit, since the new one comes before the old one is marked
  constraint analyses_current exclude using btree (study with =) where (superseded_by is null) deferrable initially deferred
);
create index analyses_study on analyses (study);
create index analyses_timeline on analyses (patient, model_set, acquired_at) where superseded_by is null;

-- The same numbers one by one, for timelines and statistics; null where nothing is infected.
create table measurements (
  analysis bigint not null references analyses on delete cascade,
  region text not null,
  quantity text not null,
  value double precision,
  primary key (analysis, region, quantity)
);

-- The DICOM objects that an analysis wrote to the PACS.
create table artefacts (
  id bigint generated always as identity primary key,
  analysis bigint not null references analyses on delete cascade,
  kind text not null,
  sop_class_uid text not null,
  sop_instance_uid text not null unique,
  series_instance_uid text not null,
  bytes integer not null,
  stored_at timestamptz not null default now()
);
create index artefacts_analysis on artefacts (analysis);
create index artefacts_series on artefacts (series_instance_uid);
