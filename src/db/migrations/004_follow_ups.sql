-- Analyses of versions that kept no source have null here: they can be shown, but not be followed up.
alter table analyses
  -- header (what results inherit), geometry and slices of the analysed series: what reports need when the volume is gone
  add column source jsonb,
  -- the findings as the structured report tells of them
  add column findings jsonb;

-- Pictures of slices, for reports; made once, while the volume is in memory.
create table thumbnails (
  analysis bigint not null references analyses on delete cascade,
  -- head to foot
  position integer not null,
  -- 0 at the highest slice of the lungs, 1 at the lowest
  height double precision not null,
  sop_instance_uid text not null,
  frame_number integer,
  infected_mm2 double precision not null,
  infected_percent double precision not null,
  jpeg bytea not null,
  primary key (analysis, position)
);

-- The comparison of a timepoint with the patient's earlier ones, as it was last made; its report can be made from it at any time.
create table follow_ups (
  analysis bigint primary key references analyses on delete cascade,
  -- names the analysis and all that it is compared with and by; the UIDs of the report follow from it
  identity text not null,
  -- keys of the compared analyses in order of acquisition, the analysis itself last
  compared text[] not null,
  thresholds jsonb not null,
  -- null for a patient's first timepoint
  category text check (category in ('noInfection', 'new', 'increasing', 'stable', 'decreasing', 'resolved')),
  -- the sentence that matters first
  summary text not null,
  -- when the analysis was made that the report tells of
  performed_at timestamptz not null,
  compared_at timestamptz not null default now(),
  check ((cardinality(compared) = 1) = (category is null))
);

-- Why a patient's follow-ups could not be brought up to date; gone as soon as they are.
create table follow_up_failures (
  patient bigint primary key references patients on delete cascade,
  message text not null,
  attempts integer not null default 1,
  first_failed_at timestamptz not null default now(),
  last_failed_at timestamptz not null default now()
);

-- True for a report whose comparison has changed since: it stays in the PACS, another one took its place.
alter table artefacts add column replaced boolean not null default false;

-- When the PACS was asked for the patient's earlier studies.
alter table patients add column priors_sought_at timestamptz;

-- 'prior': an earlier study of a patient whose later one was analysed.
alter table arrivals drop constraint arrivals_source_check;
alter table arrivals add constraint arrivals_source_check
  check (source in ('notification', 'changes', 'query', 'backfill', 'person', 'worker', 'prior'));
