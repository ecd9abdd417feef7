-- The worklist is sorted by zone score and by change.
alter table follow_ups
  -- percentage points of both lungs by which more is infected than at the timepoint before; null where nothing can be compared
  add column change_points double precision;

update follow_ups f
set change_points = a.infected_percent - before.infected_percent
from analyses a, analyses before
where a.id = f.analysis
  and before.key = f.compared[cardinality(f.compared) - 1]
  and f.category not in ('notMeasured', 'notComparable');

create index follow_ups_change on follow_ups (change_points, analysis) where change_points is not null;
create index analyses_score on analyses (severity_score, id) where superseded_by is null;
