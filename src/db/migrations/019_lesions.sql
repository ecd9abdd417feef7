-- The lesions of an analysis, small enough to be compared with those of any other (inference/lesions/lesions.ts); analyses of before have none.
create table lesions (
  analysis bigint primary key references analyses on delete cascade,
  -- side, region, ml and centre of each, the largest first
  lesions jsonb not null,
  smaller_ml double precision not null,
  -- where each lung lies in the patient
  lungs jsonb not null,
  -- labels of the cells of both standard lungs, deflated
  cells bytea not null
);

-- What became of the lesions since the timepoint before; null where they were not compared.
alter table follow_ups add column lesions jsonb;
