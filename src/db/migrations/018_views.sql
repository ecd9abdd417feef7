-- Pictures of the lungs from other sides, as thumbnails are of slices; analyses of before have none.
create table views (
  analysis bigint not null references analyses on delete cascade,
  kind text not null check (kind in ('coronal', 'sagittalRight', 'sagittalLeft', 'projection')),
  width integer not null,
  height integer not null,
  jpeg bytea not null,
  primary key (analysis, kind)
);

-- How often each attenuation occurs in the lungs and in the findings; null in analyses of before.
alter table analyses add column histogram jsonb;
