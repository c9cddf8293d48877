//! Slow work: enqueued together with the events that ask for it, claimed by workers, safe to do twice.

use std::time::Duration;

use jiff::Timestamp;

use crate::error::StoreError;
use crate::journal::page_limit;
use crate::lease::{Marked, claim_sql, lease_end};
use crate::limits::{check_id, check_json, check_text};
use crate::store::Store;
use crate::value::{Row, args};
use crate::write::Write;

/// A job to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// Which work.
    pub name: String,
    /// Two open jobs of one name with the same key are one.
    pub dedupe_key: Option<String>,
    /// What to do it on, as JSON.
    pub payload_json: String,
    /// Not before this instant.
    pub due_at: Timestamp,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// Which work.
    pub name: String,
    /// Its key.
    pub dedupe_key: Option<String>,
    /// What to do it on, as JSON.
    pub payload: String,
    /// `waiting`, `claimed`, `done` or `held`.
    pub state: String,
    /// How often a worker took it.
    pub attempts: i64,
    /// When it was enqueued.
    pub enqueued_at: Timestamp,
    /// Not to be done before.
    pub due_at: Timestamp,
    /// When it was done.
    pub finished_at: Option<Timestamp>,
    /// Why the last attempt failed.
    pub trouble: Option<String>,
}

impl Job {
    fn from_row(row: &Row) -> Result<Job, StoreError> {
        Ok(Job {
            id: row.int("id")?,
            name: row.text("name")?,
            dedupe_key: row.opt_text("dedupe_key")?,
            payload: row.text("payload")?,
            state: row.text("state")?,
            attempts: row.int("attempts")?,
            enqueued_at: row.instant("enqueued_at_us")?,
            due_at: row.instant("due_at_us")?,
            finished_at: row.opt_instant("finished_at_us")?,
            trouble: row.opt_text("trouble")?,
        })
    }
}

impl Write {
    /// Enqueues a job; answers its number, or that of the open job with the same name and key.
    pub async fn add_job(&mut self, job: &NewJob, now: Timestamp) -> Result<i64, StoreError> {
        const OPEN: &str = "
            select id from jobs
            where name = $1 and dedupe_key = $2 and state in ('waiting', 'claimed', 'held')";
        const INSERT: &str = "
            insert into jobs (id, name, dedupe_key, payload, state, attempts, enqueued_at_us, due_at_us)
            values ($1, $2, $3, $4, 'waiting', 0, $5, $6)";
        check_id("the job's name", &job.name)?;
        job.dedupe_key.as_deref().map_or(Ok(()), |key| check_id("the job's key", key))?;
        check_json("the job's payload", &job.payload_json)?;
        if let Some(key) = &job.dedupe_key
            && let Some(row) = self.tx.first(OPEN, args![&job.name, key]).await?
        {
            return row.int("id");
        }
        let id = self.tx.next_number("jobs").await?;
        let args = args![id, &job.name, job.dedupe_key.as_deref(), &job.payload_json, now, job.due_at];
        self.tx.execute(INSERT, args).await?;
        Ok(id)
    }
}

impl Store {
    /// Takes the job that is due longest, for the time of the lease.
    pub async fn claim_job(
        &self,
        worker: &str,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Option<Job>, StoreError> {
        check_id("the worker's name", worker)?;
        let sql = claim_sql!(self.db.engine(), "jobs", "true", "due_at_us, id");
        let args = args![worker, now, lease_end(now, lease)?];
        self.one_step(sql, args).await?.first().map(Job::from_row).transpose()
    }

    /// Marks a job as done. Only the worker that holds it can.
    pub async fn finish_job(&self, id: i64, worker: &str, now: Timestamp) -> Result<Marked, StoreError> {
        const DONE: &str = "
            update jobs set state = 'done', finished_at_us = $3, lease_until_us = null, trouble = null
            where id = $1 and state = 'claimed' and claimed_by = $2
            returning id";
        self.mark(DONE, args![id, worker, now]).await
    }

    /// Says that a job failed: it is tried again at an instant, or with `None` waits for a person.
    pub async fn fail_job(
        &self,
        id: i64,
        worker: &str,
        retry_at: Option<Timestamp>,
        trouble: &str,
    ) -> Result<Marked, StoreError> {
        const FAIL: &str = "
            update jobs
            set state = case when $3 is null then 'held' else 'waiting' end, due_at_us = coalesce($3, due_at_us),
                lease_until_us = null, trouble = $4
            where id = $1 and state = 'claimed' and claimed_by = $2
            returning id";
        check_text("the reason", trouble)?;
        self.mark(FAIL, args![id, worker, retry_at, trouble]).await
    }

    /// Jobs in a state, oldest first, after a number (0: from the first), at most `limit`.
    pub async fn jobs(&self, state: &str, after: i64, limit: u32) -> Result<Vec<Job>, StoreError> {
        const IN_STATE: &str = "select * from jobs where state = $1 and id > $2 order by id limit $3";
        let mut args = args![state, after];
        args.push(page_limit(limit));
        self.db.all(IN_STATE, args).await?.iter().map(Job::from_row).collect()
    }
}
