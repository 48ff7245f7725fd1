-- What PostgreSQL has besides the schema: indexes. DuckDB has none, it can lose rows through one
-- after a crash. Run at every opening where one of them is missing; each statement may run again.
-- One that is to change gets a new name, and its old one is dropped.

create unique index if not exists head_one on head (id);
create unique index if not exists change_set_seq on change_set (seq);
create index if not exists change_set_token on change_set (client_token);
create index if not exists change_set_undoes on change_set (undoes);
create index if not exists change_set_created on change_set (created_at);
create index if not exists actual_log_seq on actual_log (seq);
-- The newest revision of a key comes first, so that nothing is sorted to find it.
create unique index if not exists actual_log_newest
    on actual_log (target_id, region, contributor, period_end, span, seq desc);
drop index if exists actual_log_key;
create unique index if not exists target_log_key on target_log (target_id, seq);
create index if not exists target_log_seq on target_log (seq);
create unique index if not exists share_log_key on share_log (target_id, region, seq);
create index if not exists account_log_key on account_log (account, n);
create unique index if not exists audit_log_n on audit_log (n);
create index if not exists upload_seq on upload (seq);
create index if not exists upload_file_sha256 on upload_file (sha256);
create index if not exists session_key on session (session);
create index if not exists sign_in_try_at on sign_in_try (tried_at);
create unique index if not exists proposal_n on proposal (n);
create index if not exists proposal_row_n on proposal_row (n);
create index if not exists review_log_seq on review_log (seq);
