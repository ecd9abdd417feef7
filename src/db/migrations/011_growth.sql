-- A patient's follow-ups, also of analyses that were superseded: analyses_timeline has only the current ones.
create index analyses_patient on analyses (patient);

-- Searches find words anywhere. Where Postgres comes without pg_trgm, or may not add it, they read every study instead: right, and slower.
do $$
begin
  create extension if not exists pg_trgm;
  create index studies_search on studies using gin (search_text gin_trgm_ops);
  create index patients_search on patients
    using gin (lower(patient_id || ' ' || translate(patient_name, '^=', '  ')) gin_trgm_ops);
exception when undefined_file or feature_not_supported or insufficient_privilege then
  raise notice 'searches stay without an index: %', sqlerrm;
end $$;
