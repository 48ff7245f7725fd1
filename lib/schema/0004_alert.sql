-- What was told about targets that turned, and to which channel; a row is never changed.

create table alert_round (
    channel text not null,
    told_at timestamp not null,
    outcome text not null check (outcome in ('begun', 'quiet', 'told', 'failed')),
    seq bigint not null,
    day date not null,
    turns integer not null,
    place text not null,
    reason text not null,
    found text not null
);

create table alert_log (
    channel text not null,
    told_at timestamp not null,
    target_id text not null,
    instance integer,
    status text not null,
    turned_on date not null,
    seq bigint not null
);
