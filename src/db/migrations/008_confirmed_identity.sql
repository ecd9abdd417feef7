-- A person says that the study is of the same patient as the others under its Patient ID, although they contradict each other: who said it.
alter table corrections
  add column confirmed_identity boolean not null default false,
  add column corrected_by text not null default '';

-- The earlier timepoints that a comparison leaves out, because they may be of another person: [{studyInstanceUid, acquiredAt, doubts}].
alter table follow_ups add column left_out jsonb not null default '[]';
