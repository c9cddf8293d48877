//! What pages show: lists and one file, already limited to what the person may see.

use std::sync::Arc;

use cocket_base::Date;
use cocket_entry::Prepared;
use cocket_filing::lifecycle::{Answer, OnFile, Stage, Verdict};
use cocket_store::{Event, FileFilter, FileQuery, FileRow, Message, Page};

use crate::actor::{Action, Actor};
use crate::desk::Desk;
use crate::dossier::Dossier;
use crate::error::DeskError;
use crate::file_event::{FileEvent, PaperNote};
use crate::message::{ReadRecord, readable};

/// One file with everything on its page.
#[derive(Clone, Debug)]
pub struct FileView {
    /// Its id.
    pub id: String,
    /// The client.
    pub client: String,
    /// The importer's number, masked.
    pub importer: String,
    /// The packet's own name.
    pub reference: String,
    /// Where the filing stands.
    pub stage: Stage,
    /// What the authority holds.
    pub on_file: Option<OnFile>,
    /// The last preparation.
    pub prepared: Option<Arc<Prepared>>,
    /// The day whose knowledge of the law the preparation used.
    pub known: Option<Date>,
    /// Papers.
    pub papers: Vec<PaperNote>,
    /// Messages sent and what came back, oldest first.
    pub messages: Vec<MessageView>,
    /// The journal of the file, oldest first.
    pub journal: Vec<JournalLine>,
    /// Answers nobody asked for, and contradictions: a person must look.
    pub out_of_place: Vec<Answer>,
}

/// A message on the link.
#[derive(Clone, Debug)]
pub struct MessageView {
    /// Its id.
    pub id: String,
    /// What it is.
    pub kind: String,
    /// Where it stands, in a word.
    pub state: String,
    /// When it was sent.
    pub sent_at: Option<jiff::Timestamp>,
    /// Its records.
    pub records: Vec<ReadRecord>,
    /// What the authority said, once it has.
    pub verdict: Option<Verdict>,
    /// The answer's records.
    pub answer: Vec<ReadRecord>,
}

/// A line of the journal.
#[derive(Clone, Debug)]
pub struct JournalLine {
    /// Its place in the whole journal.
    pub seq: i64,
    /// When.
    pub at: jiff::Timestamp,
    /// Who.
    pub actor: String,
    /// What kind of thing.
    pub kind: String,
    /// In a few words.
    pub words: String,
    /// The first letters of its hash.
    pub hash: String,
}

impl Desk {
    /// A page of files, of the clients that the person may see.
    pub async fn files(&self, actor: &Actor, query: FileQuery) -> Result<Page<FileRow>, DeskError> {
        let filter = FileFilter { clients: scope(actor, query.filter.clients), ..query.filter };
        Ok(self.store.files(&FileQuery { filter, ..query }).await?)
    }

    /// How many files stand in each state, of the clients that the person may see.
    pub async fn counts(&self, actor: &Actor) -> Result<Vec<(String, i64)>, DeskError> {
        Ok(self.store.counts_by_state(&actor.clients).await?)
    }

    /// One file with all that its page shows.
    pub async fn file(&self, actor: &Actor, id: &str) -> Result<FileView, DeskError> {
        let dossier = self.dossier(actor, Action::See, id).await?;
        let prepared = self.prepared(&dossier).await?;
        let messages = self.messages(&dossier, id).await?;
        let journal = self.store.events(id).await?.iter().map(journal_line).collect();
        let known = dossier.prepared.as_ref().map(|note| note.known);
        let Dossier { client, importer, reference, papers, filing, .. } = dossier;
        let out_of_place = filing.strays.iter().chain(&filing.disputes).cloned().collect();
        Ok(FileView {
            id: id.into(),
            client,
            importer,
            reference,
            stage: filing.stage,
            on_file: filing.on_file,
            prepared,
            known,
            papers,
            messages,
            journal,
            out_of_place,
        })
    }

    async fn messages(&self, dossier: &Dossier, id: &str) -> Result<Vec<MessageView>, DeskError> {
        let mut views = Vec::new();
        for message in self.store.messages_of(id).await? {
            let answer = self.answer_bytes(&message).await?;
            let known =
                message.id.parse().ok().and_then(|id| dossier.filing.messages.get(&id).cloned().flatten());
            views.push(MessageView {
                id: message.id.clone(),
                kind: message.kind.clone(),
                state: format!("{:?}", message.state).to_lowercase(),
                sent_at: message.sent_at,
                records: readable(&message.body),
                verdict: known,
                answer: answer.as_deref().map(readable).unwrap_or_default(),
            });
        }
        Ok(views)
    }

    /// The bytes of the answer that a message's reference names.
    async fn answer_bytes(&self, message: &Message) -> Result<Option<Vec<u8>>, DeskError> {
        let number = message.answer.as_deref().and_then(|text| text.strip_prefix("received ")?.parse().ok());
        let Some(number) = number else { return Ok(None) };
        Ok(self.store.received(number).await?.map(|inbound| inbound.body))
    }

    /// A paper of a file, as it was received.
    pub async fn paper(&self, actor: &Actor, file: &str, name: &str) -> Result<Vec<u8>, DeskError> {
        let dossier = self.dossier(actor, Action::See, file).await?;
        let note = dossier.papers.iter().find(|paper| paper.name == name);
        let note = note.ok_or_else(|| DeskError::NoFile { id: format!("{file}/{name}") })?;
        self.blob(name, &note.sha256).await
    }

    /// The day of acceptance and the version, when the summary is accepted.
    pub fn accepted(stage: &Stage) -> Option<(Date, u32)> {
        match stage {
            Stage::Accepted { version, at, .. } => {
                let zone = jiff::tz::TimeZone::get("America/New_York").unwrap_or(jiff::tz::TimeZone::UTC);
                Some((at.to_zoned_datetime(zone).date(), version.major()))
            }
            _ => None,
        }
    }
}

/// The clients to list: the person's own, narrowed by what was asked. Asking for others lists nothing.
fn scope(actor: &Actor, asked: Vec<String>) -> Vec<String> {
    match (actor.clients.is_empty(), asked.is_empty()) {
        (true, _) => asked,
        (false, true) => actor.clients.clone(),
        (false, false) => {
            let own: Vec<String> =
                asked.into_iter().filter(|client| actor.clients.contains(client)).collect();
            if own.is_empty() { vec![String::new()] } else { own }
        }
    }
}

pub(crate) fn journal_line(event: &Event) -> JournalLine {
    let words = match event.read::<FileEvent>() {
        Ok(FileEvent::Opened { client, .. }) => format!("for {client}"),
        Ok(FileEvent::PapersReceived { papers }) => {
            papers.iter().map(|paper| paper.name.as_str()).collect::<Vec<_>>().join(", ")
        }
        Ok(FileEvent::Answered { answers }) => {
            let each = answers.iter().map(|a| format!("{} {} = {}", a.about, a.field, a.text()));
            each.collect::<Vec<_>>().join("; ")
        }
        Ok(FileEvent::Prepared(note)) => {
            format!(
                "{} stop, {} warn; law as known on {}",
                note.tally.blocks, note.tally.warnings, note.known
            )
        }
        Ok(FileEvent::Filing { filing }) => filing_words(&filing),
        Err(error) => format!("cannot be read: {error}"),
    };
    let hash: String = event.hash.to_string().chars().take(10).collect();
    JournalLine {
        seq: event.seq,
        at: event.recorded_at,
        actor: event.actor.clone(),
        kind: event.kind.clone(),
        words,
        hash,
    }
}

fn filing_words(filing: &cocket_filing::lifecycle::Event) -> String {
    use cocket_filing::lifecycle::Event as E;
    let conditions = |all: &[cocket_filing::lifecycle::Condition]| {
        all.iter().map(|c| format!("{} {}", c.code, c.narrative)).collect::<Vec<_>>().join("; ")
    };
    match filing {
        E::Changed { .. } => "check and signature are void".into(),
        E::Checked { tally, .. } => format!("{} findings stop it", tally.blocks),
        E::Certified { by, .. } => format!("by {by}"),
        E::Sent { message, .. } => format!("as message {message}"),
        E::Answered(answer) | E::StrayAnswer(answer) | E::DisputedAnswer(answer) => match &answer.verdict {
            Verdict::Accepted { version, conditions: with } => {
                format!("accepted as version {version} {}", conditions(with))
            }
            Verdict::Refused { conditions: with } => format!("refused: {}", conditions(with)),
            Verdict::NotProcessed { narrative } => format!("not processed: {narrative}"),
        },
        E::Reopened { by, reason, .. } => format!("by {by}: {reason}"),
    }
}
