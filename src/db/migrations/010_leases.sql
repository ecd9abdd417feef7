-- Work that one process of all that share the database does at a time, and who does it until when.
create table leases (
  name text primary key,
  holder text not null,
  expires_at timestamptz not null
);
