-- Review: which departments need it, what waits for it, what became of that. Rows are only added;
-- review_head gives the numbers, of proposals without gaps, and is the only row ever updated.

create table review_head (id integer not null, n bigint not null, proposals bigint not null);
insert into review_head (id, n, proposals) values (1, 0, 0);

create table review_rule (
    n bigint not null,
    department text not null,
    required boolean not null,
    made_at timestamp not null,
    made_by text not null
);

create table proposal (
    n bigint not null,
    made_at timestamp not null,
    author text not null,
    account text not null,
    department text not null,
    departments text not null,
    base_seq bigint not null,
    n_rows integer not null,
    note text not null,
    client_token text not null,
    filename text not null,
    sha256 text not null,
    encoding text not null,
    sheet text not null,
    reading text not null,
    shape text not null,
    corrections text not null
);

create table proposal_row (
    n bigint not null,
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
    reason text,
    line bigint,
    cell text
);

create table review_log (
    n bigint not null,
    kind text not null check (kind in ('approved', 'returned', 'withdrawn', 'unlocked')),
    proposal bigint,
    seq bigint,
    done_at timestamp not null,
    who text not null,
    account text not null,
    reason text not null
);
