//! A file as its journal tells it: everything the events add up to.

use cocket_entry::{Answer, Answers};
use cocket_filing::lifecycle::{self, Stage, State};
use cocket_store::{Event, FileUpdate, FilingUpdate, ProjectionUpdate};

use crate::file_event::{FileEvent, PaperNote, PreparedNote};

/// The state of a file.
#[derive(Clone, Debug, Default)]
pub struct Dossier {
    /// Version of its stream.
    pub version: i64,
    /// The client.
    pub client: String,
    /// The importer's number, masked.
    pub importer: String,
    /// The packet's own name.
    pub reference: String,
    /// Its papers, the newest of a name last.
    pub papers: Vec<PaperNote>,
    /// All answers, in order.
    pub answers: Vec<Answer>,
    /// The last preparation.
    pub prepared: Option<PreparedNote>,
    /// The filing.
    pub filing: State,
}

/// An event of the journal that this version of the program cannot read.
#[derive(Debug, thiserror::Error)]
#[error("record {seq} of file {file} cannot be read: {cause}; it was written by another version")]
pub struct Unreadable {
    /// Its place in the journal.
    pub seq: i64,
    /// The file.
    pub file: String,
    /// Why.
    #[source]
    pub cause: serde_json::Error,
}

impl Dossier {
    /// The file after these records.
    pub fn replay(events: &[Event]) -> Result<Dossier, Unreadable> {
        let mut dossier = Dossier::default();
        for event in events {
            let read = event.read::<FileEvent>();
            let read =
                read.map_err(|cause| Unreadable { seq: event.seq, file: event.stream.clone(), cause })?;
            dossier.apply(read);
            dossier.version = event.version;
        }
        Ok(dossier)
    }

    /// The file after one more event.
    pub fn apply(&mut self, event: FileEvent) {
        match event {
            FileEvent::Opened { client, importer, reference, .. } => {
                (self.client, self.importer, self.reference) = (client, importer, reference);
            }
            FileEvent::PapersReceived { papers } => {
                self.papers.retain(|old| !papers.iter().any(|new| new.name == old.name));
                self.papers.extend(papers);
            }
            FileEvent::Answered { answers } => self.answers.extend(answers),
            FileEvent::Prepared(note) => self.prepared = Some(note),
            FileEvent::Filing { filing } => {
                self.filing = lifecycle::evolve(std::mem::take(&mut self.filing), &filing)
            }
        }
    }

    /// The answers as preparation takes them.
    pub fn all_answers(&self) -> Answers {
        Answers::new(self.answers.clone())
    }

    /// The file's state in one word.
    pub fn state(&self) -> &'static str {
        self.filing.stage.name()
    }
}

/// What an event changes in the lists. The same function serves the append and the rebuild.
pub fn project(event: &Event) -> Vec<ProjectionUpdate> {
    let Ok(read) = event.read::<FileEvent>() else { return Vec::new() };
    let file = FileUpdate::of(event);
    match read {
        FileEvent::Opened { client, importer, reference, description } => {
            let file = file.client(client).importer(importer).reference(reference).description(description);
            vec![file.state(Stage::Draft.name()).into()]
        }
        FileEvent::Prepared(note) => prepared(event, file, note),
        FileEvent::Filing { filing } => filed(event, file, &filing),
        FileEvent::PapersReceived { .. } | FileEvent::Answered { .. } => vec![file.into()],
    }
}

fn prepared(event: &Event, file: FileUpdate, note: PreparedNote) -> Vec<ProjectionUpdate> {
    let (blocks, warns, infos) = (note.tally.blocks, note.tally.warnings, note.tally.notes);
    let filing = FilingUpdate::of(event, summary_id(&event.stream)).kind("entry summary");
    let file = file
        .entry_number(note.entry_number.clone())
        .findings(blocks.into(), warns.into(), infos.into())
        .value(note.value.map(|value| value.as_cents()))
        .duty(note.duty)
        .fees(note.fees)
        .entry_date(note.entry_date)
        .due(note.due);
    vec![file.into(), filing.entry_number(note.entry_number).into()]
}

fn filed(event: &Event, file: FileUpdate, filing: &lifecycle::Event) -> Vec<ProjectionUpdate> {
    use lifecycle::{Event as E, Verdict};
    let row = FilingUpdate::of(event, summary_id(&event.stream));
    let state = match filing {
        E::Changed { .. } | E::Reopened { .. } => "draft",
        E::Checked { .. } => "checked",
        E::Certified { .. } => "certified",
        E::Sent { .. } => "sent",
        E::Answered(answer) => match answer.verdict {
            Verdict::Accepted { .. } => "accepted",
            Verdict::Refused { .. } => "refused",
            Verdict::NotProcessed { .. } => "certified",
        },
        E::StrayAnswer(_) | E::DisputedAnswer(_) => return vec![file.into()],
    };
    let row = match filing {
        E::Sent { message, at, .. } => row.message_id(Some(message.to_string())).sent_at(Some(*at)),
        E::Answered(answer) => row.answered_at(Some(answer.at)),
        _ => row,
    };
    vec![file.state(state).into(), row.state(state).into()]
}

/// The id of a file's entry summary among its filings.
pub fn summary_id(file: &str) -> String {
    format!("{file}/summary")
}
