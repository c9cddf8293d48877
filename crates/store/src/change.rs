//! A change to a file in one call: events, lists, papers, messages, jobs and what they answer, together or not at all.

use jiff::Timestamp;

use crate::error::AppendError;
use crate::event::{Event, NewEvent};
use crate::job::NewJob;
use crate::journal::Appended;
use crate::outbox::NewMessage;
use crate::paper::NewPaper;
use crate::projection::ProjectionUpdate;
use crate::store::Store;

/// A change to a file.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The file's id.
    pub stream: &'a str,
    /// The version that was read before deciding; 0 for a file that does not exist yet.
    pub expected_version: i64,
    /// What happened.
    pub events: &'a [NewEvent],
    /// Now.
    pub recorded_at: Timestamp,
    /// The request's key: a repeated request answers as the first did.
    pub key: Option<&'a str>,
    /// Papers put into the file.
    pub papers: &'a [NewPaper],
    /// Messages to the authority.
    pub messages: &'a [NewMessage],
    /// Slow work to be done.
    pub jobs: &'a [NewJob],
    /// The sent message that this change takes in the answer to.
    pub answers: Option<Answer<'a>>,
    /// The received message that this change handles, and what came of it.
    pub handles: Option<(i64, &'a str)>,
}

/// An answer to a sent message.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The message id that was answered.
    pub message_id: &'a str,
    /// Reference of the answer.
    pub reference: &'a str,
}

impl<'a> Change<'a> {
    /// A change of events alone.
    pub fn new(
        stream: &'a str,
        expected_version: i64,
        events: &'a [NewEvent],
        recorded_at: Timestamp,
    ) -> Change<'a> {
        Change {
            stream,
            expected_version,
            events,
            recorded_at,
            key: None,
            papers: &[],
            messages: &[],
            jobs: &[],
            answers: None,
            handles: None,
        }
    }
}

impl Store {
    /// Makes a change last. The projector says what each event changes in the lists.
    ///
    /// When the key was used before, only what is answered and handled is marked: the rest was done the first time.
    pub async fn record(
        &self,
        change: &Change<'_>,
        mut projector: impl FnMut(&Event) -> Vec<ProjectionUpdate> + Send,
    ) -> Result<Appended, AppendError> {
        let now = change.recorded_at;
        let mut write = self.write().await?;
        let appended =
            write.append(change.stream, change.expected_version, change.events, now, change.key).await?;
        if !appended.repeated {
            for event in &appended.events {
                let updates = projector(event);
                write.project(&updates).await?;
            }
            for paper in change.papers {
                write.add_paper(paper, now).await?;
            }
            for message in change.messages {
                write.enqueue(message, now).await?;
            }
            for job in change.jobs {
                write.add_job(job, now).await?;
            }
        }
        if let Some(answer) = change.answers {
            write.mark_answered(answer.message_id, answer.reference, now).await?;
        }
        if let Some((id, outcome)) = change.handles {
            write.mark_handled(id, outcome, now).await?;
        }
        write.commit().await?;
        Ok(appended)
    }
}
