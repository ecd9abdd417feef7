-- Servers and workers that live, each with a row that it refreshes; those that were silent for a day are forgotten.
create table processes (
  id uuid primary key,
  role text not null check (role in ('server', 'worker')),
  host text not null,
  pid integer not null,
  version text not null,
  -- empty for a server that does not analyse
  model_set text not null,
  device text not null,
  started_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  -- studies that it works on, and of the one that has not moved for longest: its stage, and since when
  running integer not null default 0,
  stage text not null default '',
  moved_at timestamptz not null default now()
);

-- The last arrival is asked for by whoever watches the service.
create index arrivals_last on arrivals (last_announced_at);
