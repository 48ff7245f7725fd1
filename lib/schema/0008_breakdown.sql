-- What each region is asked for, as a log: a look back shows the shares of that day.

-- A check cannot be changed in place in both engines: the table is made anew and its rows moved over.
create table change_set_new (
    seq bigint not null,
    kind text not null check (kind in
        ('plan', 'thresholds', 'breakdown', 'actuals', 'undo', 'meetings', 'decisions')),
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
insert into change_set_new (seq, kind, author, department, created_at, filename, sha256,
    n_rows, base_seq, undoes, note, client_token)
select seq, kind, author, department, created_at, filename, sha256,
    n_rows, base_seq, undoes, note, client_token
from change_set order by seq;
drop table change_set;
alter table change_set_new rename to change_set;

create table share_log (
    target_id text not null,
    region text not null,
    value decimal(24, 6),
    adds_up boolean,
    baseline_value decimal(24, 6),
    deadline date,
    seq bigint not null,
    op smallint not null check (op in (0, 1))
);
