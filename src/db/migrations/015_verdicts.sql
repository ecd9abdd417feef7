-- A comparison may end as mixed (parts went different ways) or as not comparable (the two CT differ in more than the disease).
alter table follow_ups drop constraint follow_ups_category_check;
alter table follow_ups add constraint follow_ups_category_check check (
  category in ('noInfection', 'new', 'increasing', 'stable', 'decreasing', 'resolved', 'notMeasured', 'notComparable', 'mixed')
);

alter table follow_ups
  -- the verdict in words, with the parts that do not follow the whole; '' in comparisons of before
  add column headline text not null default '',
  -- what weakens the numbers: code, message, regions, and which of their numbers (report/marks.ts)
  add column warnings jsonb not null default '[]';
