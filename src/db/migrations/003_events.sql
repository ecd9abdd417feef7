-- What happened to studies, for the live worklist; kept for a week.
create table events (
  id bigint generated always as identity primary key,
  study_instance_uid text not null,
  kind text not null check (kind in ('state', 'progress')),
  data jsonb not null,
  happened_at timestamptz not null default now()
);
create index events_happened_at on events (happened_at);
