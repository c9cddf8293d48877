//! The desk: everything a person can do with a file. Each service checks who asks, reads the file's journal, decides
//! purely, and writes events, lists and messages in one unit.

use std::sync::Arc;

use cocket_base::Date;
use cocket_entry::{Answer, Law, Merge, Prepared, Setting, prepare};
use cocket_filing::lifecycle::{self, Command, Digest, MessageId, Tally, UserName, decide};
use cocket_intake::{MappingMemory, Paper, read_packet};
use cocket_store::{Change, Hash, NewEvent, NewMessage, NewPaper, Store};
use cocket_wire::batch::Password;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::actor::{Action, Actor, Denied};
use crate::dossier::{Dossier, project};
use crate::engines::Sources;
use crate::error::DeskError;
use crate::file_event::{FileEvent, PaperNote, PreparedNote};
use crate::message;
use crate::recent::Recent;

/// The link over which entry summaries leave.
pub const CHANNEL: &str = "abi";

/// Where the desk takes the time from. Tests give their own.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The application services over one store.
pub struct Desk {
    /// The store.
    pub(crate) store: Store,
    /// The law.
    pub(crate) law: Law<'static>,
    pub(crate) clock: Clock,
    pub(crate) line: Line,
    /// The sellers' layouts that people have confirmed.
    layouts: MappingMemory,
    /// What the engines answer by.
    pub(crate) sources: Arc<Sources>,
    /// Preparations looked at lately.
    read: Recent,
}

/// The office's line to the authority.
#[derive(Clone, Debug)]
pub struct Line {
    /// Site code on the batch header, four characters.
    pub site: String,
    /// Password of the line; never kept with a message and never shown.
    pub password: Password,
}

impl Desk {
    /// A desk over a store, with its law, its clock and its line to the authority.
    pub fn new(store: Store, law: Law<'static>, clock: Clock, line: Line) -> Desk {
        Desk {
            store,
            law,
            clock,
            line,
            layouts: MappingMemory::default(),
            sources: Arc::new(Sources::new(law)),
            read: Recent::default(),
        }
    }

    /// The same desk, reading the sellers' papers by layouts that people have confirmed.
    pub fn with_layouts(self, layouts: MappingMemory) -> Desk {
        Desk { layouts, ..self }
    }

    /// The store underneath, for maintenance.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The law it works with.
    pub fn law(&self) -> Law<'static> {
        self.law
    }

    /// Now, and today where the authority reckons its days.
    pub fn now(&self) -> (Timestamp, Date) {
        let now = (self.clock)();
        let zone = TimeZone::get("America/New_York").unwrap_or(TimeZone::UTC);
        (now, now.to_zoned_datetime(zone).date())
    }

    /// Opens a file from a packet's papers and prepares it. The client is the packet's importer.
    pub async fn open_file(&self, actor: &Actor, papers: Vec<Paper>) -> Result<String, DeskError> {
        let packet = read_packet(papers.clone(), &self.layouts, self.law.pack);
        let client = packet.header.client.clone().unwrap_or_default();
        let name = client.name.unwrap_or_else(|| "unknown importer".into());
        actor.may(Action::Prepare, &name)?;
        let (now, today) = self.now();
        let number = packet.header.entry_number.map(|number| number.to_string());
        let id = match &number {
            Some(number) => self.unused(number).await?,
            None => format!("F-{}", now.as_microsecond()),
        };
        let goods =
            packet.invoices.iter().flat_map(|i| &i.lines).filter_map(|line| line.description.as_ref());
        let description = goods.take(3).map(|d| d.value.clone()).collect::<Vec<_>>().join("; ");
        let opened = FileEvent::Opened {
            client: name,
            importer: client.importer_number.map(|number| number.masked()).unwrap_or_default(),
            reference: packet.header.packet.clone().unwrap_or_default(),
            description: description.chars().take(200).collect(),
        };
        let (notes, kept) = self.keep(&id, actor, &papers).await?;
        let events = [opened, FileEvent::PapersReceived { papers: notes }];
        self.append(&id, 0, actor, today, &events, &kept, &[]).await?;
        self.prepare_file(actor, &id).await?;
        Ok(id)
    }

    /// The file's id for an entry number that no other file has.
    async fn unused(&self, number: &str) -> Result<String, DeskError> {
        let id = format!("F-{number}");
        match self.holder(number, "").await? {
            Some(file) => Err(DeskError::EntryNumberTaken { number: number.into(), file }),
            None => Ok(id),
        }
    }

    /// The file other than `file` that has an entry number: on its summary, or in its name while it has no summary yet.
    async fn holder(&self, number: &str, file: &str) -> Result<Option<String>, DeskError> {
        let under = self.store.files_under(number).await?.into_iter().map(|row| row.id);
        if let Some(other) = under.into_iter().find(|id| id != file) {
            return Ok(Some(other));
        }
        let named = format!("F-{number}");
        let opened = named != file && self.store.version(&named).await? > 0;
        Ok(opened.then_some(named))
    }

    async fn keep(
        &self,
        file: &str,
        actor: &Actor,
        papers: &[Paper],
    ) -> Result<(Vec<PaperNote>, Vec<NewPaper>), DeskError> {
        let (mut notes, mut kept) = (Vec::new(), Vec::new());
        for paper in papers {
            let content = self.store.blobs().put(paper.bytes.clone()).await?;
            notes.push(PaperNote {
                name: paper.name.clone(),
                sha256: content.sha256.to_string(),
                size: content.size,
            });
            kept.push(NewPaper {
                file: file.into(),
                name: paper.name.clone(),
                role: "paper".into(),
                content,
                actor: actor.id.clone(),
            });
        }
        Ok((notes, kept))
    }

    /// Takes the client's answers and prepares again: both are written, or neither.
    pub async fn answer(
        &self,
        actor: &Actor,
        file: &str,
        answers: Vec<Answer>,
    ) -> Result<Prepared, DeskError> {
        let dossier = self.dossier(actor, Action::Prepare, file).await?;
        let named = answers
            .into_iter()
            .map(|answer| Answer { by: answer.by.or_else(|| Some(actor.name.clone())), ..answer });
        let answered = FileEvent::Answered { answers: named.collect() };
        self.prepare_after(actor, file, dossier, vec![answered]).await
    }

    /// Prepares a file with today's knowledge, records the result, and has the edits look at it.
    pub async fn prepare_file(&self, actor: &Actor, file: &str) -> Result<Prepared, DeskError> {
        let dossier = self.dossier(actor, Action::Prepare, file).await?;
        self.prepare_after(actor, file, dossier, Vec::new()).await
    }

    /// Prepares a file as it stands after some events, and writes these with the preparation in one unit.
    ///
    /// What is with the authority is not prepared over: the file would show another summary than the one sent.
    async fn prepare_after(
        &self,
        actor: &Actor,
        file: &str,
        mut dossier: Dossier,
        mut events: Vec<FileEvent>,
    ) -> Result<Prepared, DeskError> {
        events.iter().for_each(|event| dossier.apply(event.clone()));
        dossier.filing.stage.at_hand()?;
        let (_, today) = self.now();
        let packet = read_packet(self.papers(&dossier).await?, &self.layouts, self.law.pack);
        let setting = Setting { known: today, today, merge: Merge::Never };
        let mut prepared = prepare(&packet, &dossier.all_answers(), self.law, setting);
        if let Some(summary) = &prepared.declaration {
            let number = summary.entry_number.to_string();
            if let Some(other) = self.holder(&number, file).await? {
                return Err(DeskError::EntryNumberTaken { number, file: other });
            }
            let misfits = message::misfits(summary, &prepared.open);
            prepared.open.extend(misfits);
        }
        let note = self.note(&prepared, today).await?;
        events.push(FileEvent::Prepared(note.clone()));
        let mut state = dossier.filing;
        if let Some(declaration) = note.declaration {
            for command in
                [Command::Change { declaration }, Command::Check { declaration, tally: note.tally }]
            {
                for event in decide(&state, &command)? {
                    state = lifecycle::evolve(state, &event);
                    events.push(FileEvent::Filing { filing: event });
                }
            }
        }
        self.append(file, dossier.version, actor, today, &events, &[], &[]).await?;
        Ok(prepared)
    }

    async fn note(&self, prepared: &Prepared, known: Date) -> Result<PreparedNote, DeskError> {
        let blob = self.store.blobs().put(serde_json::to_vec(prepared)?).await?;
        let summary = prepared.declaration.as_ref();
        let clocks = &prepared.clocks;
        let due = clocks.entry_summary_due.as_ref().map(|due| (due.legal, "entry summary".to_string()));
        Ok(PreparedNote {
            sha256: blob.sha256.to_string(),
            size: blob.size,
            declaration: summary.map(Digest::of),
            tally: Tally::of(&prepared.open),
            entry_number: summary.map(|summary| summary.entry_number.to_string()),
            entry_date: summary.map(|summary| summary.entry_date),
            value: summary.map(|summary| summary.totals.entered_value),
            duty: summary.map(|summary| summary.totals.duty),
            fees: summary.map(|summary| summary.totals.fee_total()),
            due: due.or_else(|| clocks.entry_due.as_ref().map(|due| (due.legal, "entry".to_string()))),
            known,
        })
    }

    /// Signs for the summary as it stands.
    pub async fn certify(&self, actor: &Actor, file: &str) -> Result<(), DeskError> {
        let dossier = self.dossier(actor, Action::Certify, file).await?;
        let declaration = self.declaration_digest(&dossier)?;
        let by: UserName =
            actor.name.parse().map_err(|error: lifecycle::BadName| DeskError::BadName(error.to_string()))?;
        let (at, _) = self.now();
        self.command(actor, file, &dossier, &Command::Certify { declaration, by, at }, &[]).await
    }

    /// Sends the certified summary: the event and the message are written together.
    pub async fn send(&self, actor: &Actor, file: &str) -> Result<MessageId, DeskError> {
        let dossier = self.dossier(actor, Action::Send, file).await?;
        let declaration = self.declaration_digest(&dossier)?;
        let prepared = self.prepared(&dossier).await?.ok_or(DeskError::NoDeclaration { open: 0 })?;
        let summary =
            prepared.declaration.as_ref().ok_or(DeskError::NoDeclaration { open: prepared.open.len() })?;
        let (at, today) = self.now();
        let id = message::next_id(summary, &dossier.filing)?;
        let body = message::entry_summary(summary, &id, &self.line.site, today)?;
        let outgoing = NewMessage {
            id: id.to_string(),
            dedupe_key: format!("{file}/entry summary/{id}"),
            channel: CHANNEL.into(),
            lane: file.into(),
            kind: "entry summary".into(),
            body,
            due_at: at,
        };
        self.command(
            actor,
            file,
            &dossier,
            &Command::Send { declaration, message: id.clone(), at },
            &[outgoing],
        )
        .await?;
        Ok(id)
    }

    /// Opens an answered summary for correction, and prepares it again.
    pub async fn correct(&self, actor: &Actor, file: &str, reason: &str) -> Result<(), DeskError> {
        let dossier = self.dossier(actor, Action::Correct, file).await?;
        let by: UserName =
            actor.name.parse().map_err(|error: lifecycle::BadName| DeskError::BadName(error.to_string()))?;
        let (at, _) = self.now();
        let reason: String = reason.chars().take(400).collect();
        let decided = decide(&dossier.filing, &Command::Correct { by, reason, at })?;
        let events = decided.into_iter().map(|filing| FileEvent::Filing { filing }).collect();
        self.prepare_after(actor, file, dossier, events).await.map(drop)
    }

    /// Decides a command of the lifecycle and writes what it leads to.
    async fn command(
        &self,
        actor: &Actor,
        file: &str,
        dossier: &Dossier,
        command: &Command,
        messages: &[NewMessage],
    ) -> Result<(), DeskError> {
        let decided = decide(&dossier.filing, command)?;
        let events: Vec<FileEvent> = decided.into_iter().map(|filing| FileEvent::Filing { filing }).collect();
        if events.is_empty() {
            return Ok(());
        }
        let (_, today) = self.now();
        self.append(file, dossier.version, actor, today, &events, &[], messages).await
    }

    fn declaration_digest(&self, dossier: &Dossier) -> Result<Digest, DeskError> {
        let note = dossier.prepared.as_ref();
        let open = note.map_or(0, |note| usize::try_from(note.tally.blocks).unwrap_or(0));
        note.and_then(|note| note.declaration).ok_or(DeskError::NoDeclaration { open })
    }

    /// A file's state, when the person may.
    pub(crate) async fn dossier(
        &self,
        actor: &Actor,
        action: Action,
        file: &str,
    ) -> Result<Dossier, DeskError> {
        let events = self.store.events(file).await?;
        if events.is_empty() {
            return Err(DeskError::NoFile { id: file.into() });
        }
        let dossier = Dossier::replay(&events)?;
        match actor.may(action, &dossier.client) {
            Err(Denied::OutOfScope) => Err(DeskError::NoFile { id: file.into() }),
            Err(denied) => Err(denied.into()),
            Ok(()) => Ok(dossier),
        }
    }

    /// The papers of a file, read back and verified.
    async fn papers(&self, dossier: &Dossier) -> Result<Vec<Paper>, DeskError> {
        let mut papers = Vec::with_capacity(dossier.papers.len());
        for note in &dossier.papers {
            papers.push(Paper::new(note.name.clone(), self.blob(&note.name, &note.sha256).await?));
        }
        Ok(papers)
    }

    pub(crate) async fn blob(&self, name: &str, sha256: &str) -> Result<Vec<u8>, DeskError> {
        let broken = |cause: String| DeskError::Paper { name: name.into(), cause };
        let hash: Hash = sha256.parse().map_err(|error: cocket_store::BadHash| broken(error.to_string()))?;
        self.store.blobs().get(hash).await.map_err(|error| broken(error.to_string()))
    }

    /// The last preparation of a file.
    pub(crate) async fn prepared(&self, dossier: &Dossier) -> Result<Option<Arc<Prepared>>, DeskError> {
        let Some(note) = &dossier.prepared else { return Ok(None) };
        if let Some(known) = self.read.get(&note.sha256) {
            return Ok(Some(known));
        }
        let bytes = self.blob("prepared packet", &note.sha256).await?;
        let prepared = Arc::new(serde_json::from_slice(&bytes)?);
        self.read.keep(&note.sha256, bytes.len(), &prepared);
        Ok(Some(prepared))
    }

    #[expect(clippy::too_many_arguments, reason = "one unit of work: everything that is written together")]
    pub(crate) async fn append(
        &self,
        file: &str,
        version: i64,
        actor: &Actor,
        effective: Date,
        events: &[FileEvent],
        papers: &[NewPaper],
        messages: &[NewMessage],
    ) -> Result<(), DeskError> {
        let new: Result<Vec<NewEvent>, serde_json::Error> =
            events.iter().map(|event| NewEvent::of(event.kind(), event, &actor.id, effective)).collect();
        let (now, _) = self.now();
        let new = new?;
        let change = Change { papers, messages, ..Change::new(file, version, &new, now) };
        self.store.record(&change, project).await?;
        Ok(())
    }
}
