-- The append-only log. Only head is ever updated; no indexes, keys or identity columns: the one
-- writer lock (head) keeps tokens unique, and DuckDB 1.5 can lose rows through an index after a crash.

create table head (id integer not null, seq bigint not null);
insert into head (id, seq) values (1, 0);

create table change_set (
    seq bigint not null,
    kind text not null check (kind in ('plan', 'thresholds', 'actuals', 'undo')),
    author text not null,
    department text not null,
    created_at timestamp not null,
    filename text not null,
    sha256 text not null,
    n_rows integer not null,
    base_seq bigint not null,
    undoes bigint,
    note text not null,
    client_token text not null
);

create table actual_log (
    target_id text not null,
    region text not null,
    contributor text not null,
    period_end date not null,
    span text not null,
    period text,
    value decimal(24, 6),
    light text,
    finality text,
    source text,
    note text,
    seq bigint not null,
    op smallint not null check (op in (0, 1))
);

create table target_log (
    target_id text not null,
    task_no integer,
    measure_no integer,
    area text,
    "group" text,
    indicator_zh text,
    indicator_en text,
    unit text,
    actual_unit text,
    measure_type text,
    comparison text,
    value decimal(24, 6),
    value_max decimal(24, 6),
    period_start date,
    deadline date,
    repeat text,
    ongoing boolean,
    actuals_are text,
    path text,
    path_points text,
    baseline_period text,
    baseline_value decimal(24, 6),
    report_every text,
    grace_days integer,
    part_of text,
    share decimal(24, 6),
    contributor text,
    same_as text,
    lead_departments text,
    supporting_departments text,
    basis text,
    clause text,
    note text,
    note_en text,
    featured integer,
    seq bigint not null,
    op smallint not null check (op in (0, 1))
);

create table threshold_log (
    name text not null,
    value decimal(24, 6),
    seq bigint not null,
    op smallint not null check (op in (0, 1))
);
