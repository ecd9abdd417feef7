-- The score of an analysis was 0-24, a point for a single voxel among them. The analyses of before get the zone score of today (0-30): six zones, 0-5
-- each by infected percent, none below the limit of a zone. What they wrote into the archive keeps the score that it has.
update analyses
set measurements = jsonb_set(measurements, '{severityScore}', (
  select to_jsonb(sum(case
    when percent < 1.5 then 0
    when percent < 5 then 1
    when percent <= 25 then 2
    when percent < 50 then 3
    when percent <= 75 then 4
    else 5
  end))
  from unnest('{rightUpper,rightMiddle,rightLower,leftUpper,leftMiddle,leftLower}'::text[]) as zones (zone)
  cross join lateral (select (measurements #>> array['regions', zone, 'infectedPercent'])::double precision) as shares (percent)
))
where measurements #> '{regions,leftLower,infectedPercent}' is not null;
