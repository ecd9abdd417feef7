-- What people decided about the results of analyses. Rows are only added; the last one of an analysis counts.
create table decisions (
  id bigint generated always as identity primary key,
  analysis bigint not null references analyses on delete cascade,
  -- 'withdrawn': the decision before is taken back
  outcome text not null check (outcome in ('accepted', 'rejected', 'withdrawn')),
  -- why a result is rejected
  reason text not null default '',
  decided_by text not null,
  decided_at timestamptz not null default now(),
  check ((outcome = 'rejected') = (reason <> ''))
);
create index decisions_analysis on decisions (analysis, id);

-- The decision that an object tells of; null for what an analysis or a follow-up wrote.
alter table artefacts add column decision bigint references decisions on delete cascade;
create index artefacts_decision on artefacts (decision) where decision is not null;
