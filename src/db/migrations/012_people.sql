-- Who may use the service without an OpenID provider. Nobody is deleted: names stand in corrections and in the audit.
create table users (
  id bigint generated always as identity primary key,
  name text not null,
  role text not null check (role in ('viewer', 'operator', 'admin')),
  -- argon2id with its parameters and salt (PHC format)
  password_hash text not null,
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index users_name on users (lower(name));

-- Browsers that are signed in. Of what a browser keeps, only a hash is stored.
create table sessions (
  id_hash text primary key,
  -- null where a provider or a token vouches for the browser
  user_id bigint references users on delete cascade,
  user_name text not null,
  role text not null check (role in ('viewer', 'operator', 'admin')),
  -- hash of the token that it was opened with: the session ends with the token
  token_hash text,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  check (user_id is null or token_hash is null)
);
create index sessions_user_name on sessions (user_name);

-- Programs that may use the service. Of a token, only a hash is stored.
create table api_tokens (
  id bigint generated always as identity primary key,
  name text not null unique,
  role text not null check (role in ('viewer', 'operator', 'admin')),
  token_hash text not null unique,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  used_at timestamptz
);
