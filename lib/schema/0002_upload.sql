-- Why a value was corrected; the files people sent, byte by byte; how each was read.

alter table actual_log add column reason text;

create table upload_file (
    sha256 text not null,
    size bigint not null,
    packed bytea not null
);

create table upload (
    seq bigint not null,
    sha256 text not null,
    filename text not null,
    department text not null,
    encoding text not null,
    sheet text not null,
    reading text not null,
    shape text not null
);
