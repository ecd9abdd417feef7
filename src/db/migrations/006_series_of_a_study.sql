-- A series belongs to its study: a study may be copied under a new UID with its series unchanged, and some devices use a Series UID again.
alter table series drop constraint series_series_instance_uid_key;
alter table series add constraint series_study_series_instance_uid_key unique (study, series_instance_uid);
-- The constraint's index serves it.
drop index series_study;
