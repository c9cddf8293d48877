//! The link to the authority: the outbox is carried out, answers come into the inbox first and then become events.
//!
//! Nothing is lost: a message stays in the outbox until its answer is taken in, and leaves again when none comes. Nothing is
//! done twice: the authority knows a message by its id and its bytes, and the inbox knows an answer by its bytes.

use std::time::Duration;

use cocket_filing::lifecycle::{Command, decide};
use cocket_store::{Answer as StoreAnswer, Change, Inbound, Message, NewEvent, Received};
use jiff::SignedDuration;

use crate::desk::{CHANNEL, Desk};
use crate::dossier::{Dossier, project};
use crate::error::DeskError;
use crate::file_event::FileEvent;
use crate::message::{understand, with_password};

/// The other side of the link. It may answer at once, later, or never.
pub trait Authority: Send {
    /// Takes a message and gives whatever has come back by now.
    fn exchange(&mut self, message: &[u8], now: jiff::Timestamp) -> Vec<Vec<u8>>;
}

/// Who acts when no person does.
const LINK: &str = "link";
/// How long a worker may hold a message.
const LEASE: Duration = Duration::from_secs(60);
/// How often a received message that nobody understands is tried.
const MOST_TRIES: i64 = 3;
/// How long a message waits for its answer before it leaves again; each further time it waits twice as long.
const PATIENCE_MINUTES: i64 = 15;
/// How often the wait doubles: four hours at most.
const MOST_DOUBLINGS: i64 = 4;
/// Messages looked at in a round for want of an answer.
const MOST_UNANSWERED: u32 = 500;

/// What a round over the link did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Messages put in line again because no answer came.
    pub again: u32,
    /// Messages sent.
    pub sent: u32,
    /// Answers taken in, repeated ones included.
    pub received: u32,
    /// Answers that changed a file.
    pub handled: u32,
}

impl Desk {
    /// Sends everything that is due, also what was sent and never answered, and takes in every answer.
    pub async fn work_link(&self, authority: &mut dyn Authority) -> Result<Round, DeskError> {
        let mut round = Round { again: self.send_unanswered_again().await?, ..Round::default() };
        while let Some(message) = self.claim().await? {
            let (now, _) = self.now();
            let answers = authority.exchange(&with_password(&message.body, &self.line.password), now);
            // Answers are kept before the message counts as sent: one whose answer is lost leaves again.
            for answer in answers.iter().filter(|answer| !answer.is_empty()) {
                self.take_in(answer).await?;
                round.received += 1;
            }
            self.store.mark_sent(&message.id, now).await?;
            round.sent += 1;
        }
        round.handled = self.handle_received().await?;
        Ok(round)
    }

    /// Puts messages in line again whose answer is overdue: the same id and the same bytes.
    async fn send_unanswered_again(&self) -> Result<u32, DeskError> {
        let (now, _) = self.now();
        let shortest = SignedDuration::from_mins(PATIENCE_MINUTES);
        let Ok(sent_by) = now.checked_sub(shortest) else { return Ok(0) };
        let mut again = 0;
        for message in self.store.unanswered(sent_by, MOST_UNANSWERED).await? {
            let doublings = (message.attempts - 1).clamp(0, MOST_DOUBLINGS);
            let patience = SignedDuration::from_mins(PATIENCE_MINUTES << doublings);
            if message.sent_at.is_some_and(|sent| now.duration_since(sent) < patience) {
                continue;
            }
            let mut write = self.store.write().await?;
            write.send_again(&message.id, now, "no answer came").await?;
            write.commit().await?;
            again += 1;
        }
        Ok(again)
    }

    async fn claim(&self) -> Result<Option<Message>, DeskError> {
        let (now, _) = self.now();
        Ok(self.store.claim_message(CHANNEL, LINK, now, LEASE).await?)
    }

    /// Keeps an answer before anything is done with it. True when it had not come before.
    pub async fn take_in(&self, answer: &[u8]) -> Result<bool, DeskError> {
        let (now, _) = self.now();
        Ok(matches!(self.store.receive(CHANNEL, None, answer, now).await?, Received::New { .. }))
    }

    /// Handles what has come: each answer becomes an event of the file it belongs to.
    pub async fn handle_received(&self) -> Result<u32, DeskError> {
        let mut handled = 0;
        loop {
            let (now, _) = self.now();
            let Some(inbound) = self.store.claim_received(CHANNEL, LINK, now, LEASE).await? else {
                return Ok(handled);
            };
            match self.handle(&inbound).await {
                Ok(true) => handled += 1,
                Ok(false) => {}
                Err(DeskError::Conflict) if inbound.attempts < MOST_TRIES => {
                    self.store.retry_received(inbound.id, LINK, now, "the file changed meanwhile").await?;
                }
                Err(error) => {
                    let trouble: String = error.to_string().chars().take(400).collect();
                    self.store.hold_received(inbound.id, LINK, &trouble).await?;
                }
            }
        }
    }

    async fn handle(&self, inbound: &Inbound) -> Result<bool, DeskError> {
        let (now, today) = self.now();
        let Some(answer) = understand(&inbound.body, inbound.received_at) else {
            self.store
                .hold_received(inbound.id, LINK, "this answer names no message of ours; a person must look")
                .await?;
            return Ok(false);
        };
        let message = answer.message.to_string();
        // The filing's row knows its latest message only; the outbox knows the file of every one.
        let Some(file) = self.store.message(&message).await?.map(|sent| sent.lane) else {
            self.store
                .hold_received(inbound.id, LINK, "no filing sent this message; a person must look")
                .await?;
            return Ok(false);
        };
        let dossier = Dossier::replay(&self.store.events(&file).await?)?;
        let decided = decide(&dossier.filing, &Command::RecordAnswer(answer))?;
        let events: Vec<FileEvent> = decided.into_iter().map(|filing| FileEvent::Filing { filing }).collect();
        let new: Result<Vec<NewEvent>, serde_json::Error> = events
            .iter()
            .map(|event| {
                Ok(NewEvent::of(event.kind(), event, LINK, today)?
                    .from_document(format!("received {}", inbound.id)))
            })
            .collect();
        let (new, changed) = (new?, !events.is_empty());
        let reference = format!("received {}", inbound.id);
        if changed {
            let change = Change {
                answers: Some(StoreAnswer { message_id: &message, reference: &reference }),
                handles: Some((inbound.id, "recorded")),
                ..Change::new(&file, dossier.version, &new, now)
            };
            self.store.record(&change, project).await?;
        } else {
            let mut write = self.store.write().await?;
            write.mark_answered(&message, &reference, now).await?;
            write.mark_handled(inbound.id, "known already", now).await?;
            write.commit().await?;
        }
        Ok(changed)
    }
}
