-- 'report': another report counts for a study now, or none does.
alter table events drop constraint events_kind_check;
alter table events add constraint events_kind_check check (kind in ('state', 'progress', 'report'));
