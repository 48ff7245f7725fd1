-- Who did what, when and from where: a chain in which each entry carries the hash of the one before.
-- audit_head is the lock and the end of the chain, and the only one of the two ever updated.

create table audit_head (id integer not null, n bigint not null, hash text not null, done_at timestamp);
insert into audit_head (id, n, hash, done_at)
values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000', null);

create table audit_log (
    n bigint not null,
    done_at timestamp not null,
    kind text not null,
    who text not null,
    account text not null,
    role text not null,
    address text not null,
    what text not null,
    previous text not null,
    hash text not null
);
