-- Accounts, what each was at every time; sessions; tries to sign in. Secrets only as hashes.

create table people_head (id integer not null, n bigint not null);
insert into people_head (id, n) values (1, 0);

create table account_log (
    n bigint not null,
    account text not null,
    name text not null,
    role text not null,
    departments text not null,
    active boolean not null,
    issuer text not null,
    subject text not null,
    password text not null,
    code text not null,
    code_until timestamp,
    made_at timestamp not null,
    made_by text not null
);

-- Rows of sessions change while a person is here, and go once nobody can ask about them.
create table session (
    session text not null,
    account text not null,
    kind text not null check (kind in ('password', 'sso')),
    address text not null,
    made_at timestamp not null,
    seen_at timestamp not null,
    ended_at timestamp,
    ended_by text not null
);

create table sign_in_try (
    account text not null,
    address text not null,
    tried_at timestamp not null,
    outcome text not null check (outcome in ('failed', 'passed', 'forgiven'))
);
