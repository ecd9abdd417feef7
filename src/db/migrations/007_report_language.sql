-- The language of a follow-up's report (RFC 5646): the report is made again in it, as it is in the PACS.
alter table follow_ups add column language text not null default 'en';
alter table follow_ups alter column language drop default;
