-- Who did what, when and from where. Rows are added and never changed.
create table audit (
  -- counts without gaps in the order of the chain; the trigger gives it
  id bigint primary key default 0,
  -- FHIR R4 AuditEvent (src/audit/message.ts); json, since the hash is of the text to the letter
  message json not null,
  -- SHA-256 of the hash of the row before and the message, in hex; the trigger makes it
  hash text not null default '',
  -- what the search knows, taken from the message, so that it cannot say something else; the moment is ISO 8601 in UTC
  recorded_at text collate "C" not null generated always as (message ->> 'recorded') stored,
  event text not null generated always as (message #>> '{subtype,-1,code}') stored,
  user_name text not null generated always as (message #>> '{agent,0,who,identifier,value}') stored,
  address text generated always as (message #>> '{agent,0,network,address}') stored,
  patient_id text generated always as
    (jsonb_path_query_first(message::jsonb, '$.entity[*] ? (@.role.code == "1").what.identifier.value') #>> '{}') stored,
  issuer_of_patient_id text generated always as
    (jsonb_path_query_first(message::jsonb, '$.entity[*] ? (@.role.code == "1").what.identifier.assigner.display') #>> '{}') stored,
  study_instance_uid text generated always as
    (substr(jsonb_path_query_first(message::jsonb, '$.entity[*] ? (@.role.code == "3").what.identifier.value') #>> '{}', 9)) stored
);
create index audit_recorded_at on audit (recorded_at);
create index audit_event on audit (event, id);
create index audit_user_name on audit (user_name, id);
create index audit_patient_id on audit (patient_id, id) where patient_id is not null;
create index audit_study_instance_uid on audit (study_instance_uid, id) where study_instance_uid is not null;

-- One row after the other: the lock is held until the transaction ends, so that the next one sees this one's hash.
create function audit_append() returns trigger language plpgsql as $$
declare
  before record;
begin
  perform pg_advisory_xact_lock(72610002);
  select id, hash into before from audit order by id desc limit 1;
  new.id := coalesce(before.id, 0) + 1;
  new.hash := encode(sha256(convert_to(coalesce(before.hash, '') || new.message::text, 'UTF8')), 'hex');
  return new;
end $$;
create trigger audit_append before insert on audit for each row execute function audit_append();

create function audit_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'the audit is only added to: % is refused', tg_op;
end $$;
create trigger audit_refuse before update or delete or truncate on audit for each statement execute function audit_refuse();
-- Also for those who replicate.
alter table audit enable always trigger audit_refuse;
