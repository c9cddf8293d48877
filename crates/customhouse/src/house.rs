//! The custom house: takes a batch of entry summaries, judges each, keeps the book and answers.

use std::collections::{BTreeMap, BTreeSet};

use cocket_base::ids::{EntryNumber, FilerCode, ImporterNumber, PortCode};
use cocket_base::{Date, Finding};
use cocket_filing::edits::{EditBook, Schedule};
use cocket_filing::lifecycle::{Digest, SummaryVersion};
use cocket_law::Pack;
use cocket_wire::ae::{Action, AeSummary, decode_summary};
use cocket_wire::ax::{self, AxCondition, AxSeverity, Response, SummaryReference, encode_responses};
use cocket_wire::batch::{Filer, wrap_blocks};
use cocket_wire::layouts::entry_summary::{r40, r50};
use cocket_wire::layouts::entry_summary_response::e1;
use cocket_wire::{Application, FieldSpec, Record, encode};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::chance::Chance;
use crate::envelope::{Door, Opened, open, text_of};
use crate::judge::{Bench, Complaint, judge};
use crate::register::{Act, OnFile, Outcome, Register};
use crate::words::{narrative, sendable};

/// The application of the answers.
const RESPONSE: &str = "AX";
/// ACE reckons its days in this zone.
const ZONE: &str = "America/New_York";

/// The simulated authority. The same seed and the same messages at the same times give the same answers.
pub struct CustomHouse {
    law: &'static Pack,
    schedule: Box<dyn Schedule + Send + Sync>,
    chance: Chance,
    filers: Option<BTreeSet<FilerCode>>,
    fail: u32,
    /// Sureties of the continuous bonds on file, by importer.
    bonds: BTreeMap<ImporterNumber, String>,
    register: Register,
    /// Every message answered, by its fingerprint: the same bytes get the same answer and act once.
    answers: BTreeMap<Digest, Vec<u8>>,
}

impl std::fmt::Debug for CustomHouse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CustomHouse").field("acts", &self.register.acts().len()).finish_non_exhaustive()
    }
}

impl CustomHouse {
    /// A house that goes by this law and schedule, and lets any filer in.
    pub fn new(
        seed: u64,
        law: &'static Pack,
        schedule: impl Schedule + Send + Sync + 'static,
    ) -> CustomHouse {
        CustomHouse {
            law,
            schedule: Box::new(schedule),
            chance: Chance::new(seed),
            filers: None,
            fail: 0,
            bonds: BTreeMap::new(),
            register: Register::default(),
            answers: BTreeMap::new(),
        }
    }

    /// The same house, for these filers only.
    pub fn for_filers(self, filers: impl IntoIterator<Item = FilerCode>) -> CustomHouse {
        CustomHouse { filers: Some(filers.into_iter().collect()), ..self }
    }

    /// The same house, whose system fails over this many of a thousand summaries (`ZZZ`) and decides nothing about them.
    pub fn failing(self, per_mille: u32) -> CustomHouse {
        CustomHouse { fail: per_mille, ..self }
    }

    /// The same house, with an importer's continuous bond on file: a summary must name its surety.
    pub fn with_bond(mut self, importer: ImporterNumber, surety_code: impl Into<String>) -> CustomHouse {
        self.bonds.insert(importer, surety_code.into());
        self
    }

    /// The house's book.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// An officer takes a summary under control: no replacement from now on. False when it is not on file.
    pub fn take_control(&mut self, entry: EntryNumber) -> bool {
        let held = self.register.on_file_mut(entry);
        held.map(|on_file| (on_file.taken, on_file.handed_back) = (true, false)).is_some()
    }

    /// An officer rejects a summary under control: the filer may replace it, as the next major version. False when it is not
    /// on file.
    pub fn hand_back(&mut self, entry: EntryNumber) -> bool {
        let held = self.register.on_file_mut(entry);
        held.map(|on_file| (on_file.taken, on_file.handed_back) = (false, true)).is_some()
    }

    /// Takes a batch and answers it. The answer is empty when there is nobody to answer: no A record that names a site and a sender.
    pub fn receive(&mut self, batch: &[u8], now: Timestamp) -> Vec<u8> {
        let message = Digest::of_bytes(batch);
        if let Some(answer) = self.answers.get(&message) {
            self.register.repeated();
            return answer.clone();
        }
        let authorised = |filer: &str| {
            self.filers.as_ref().is_none_or(|filers| filers.iter().any(|known| known.as_str() == filer))
        };
        let records = match open(batch, authorised) {
            Door::Silent => return Vec::new(),
            Door::Shut(rejection) => rejection.records(),
            Door::Open(opened) => self.answer(opened, now),
        };
        // Texts are cut to their columns before they are written, so this always encodes; a test sees to it.
        let answer = records.ok().and_then(|records| encode(&records).ok()).unwrap_or_default();
        self.answers.insert(message, answer.clone());
        answer
    }

    fn answer(&mut self, opened: Opened, now: Timestamp) -> Result<Vec<Record>, Vec<Finding>> {
        let today = now.to_zoned_datetime(TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)).date();
        let message = opened.sender.user_data.clone().unwrap_or_default();
        let mut blocks = Vec::new();
        for block in &opened.blocks {
            let mut responses = Vec::new();
            for (span, occurrence) in block.transactions.iter().zip(1..) {
                let records = opened.records.get(span.clone()).unwrap_or_default();
                let mut visit =
                    Visit { message: &message, filer: &block.filer, records, now, today, occurrence };
                responses.push(self.decide(&mut visit));
            }
            blocks.push((block.filer.clone(), encode_responses(&responses)?));
        }
        let application = Application::of(RESPONSE).ok_or_else(Vec::new)?;
        let blocks: Vec<(&Filer, &[Record])> =
            blocks.iter().map(|(filer, records)| (filer, records.as_slice())).collect();
        wrap_blocks(application, &opened.sender, &blocks)
    }

    /// Decides one transaction and writes it down.
    fn decide(&mut self, visit: &mut Visit<'_>) -> Response {
        let (read, unread) = decode_summary(visit.records);
        let content = visit.content();
        let failed = self.chance.happens(self.fail);
        let Some(ae) = read else { return self.unreadable(visit, content) };
        if failed {
            self.write(visit, Some(ae.entry_number), content, Outcome::Failed, &[]);
            return visit.response(Some(&ae), vec![], visit.outcome("ZZZ", None, AxSeverity::Fatal));
        }
        if let Some(response) = self.told_before(visit, &ae, content) {
            return response;
        }
        let standing = self.standing(visit, &ae);
        match ae.action {
            Action::Delete => self.delete(visit, &ae, content, standing),
            Action::Add | Action::Replace => {
                let standing = standing.into_iter().chain(unread_numbers(visit.records, &unread)).collect();
                self.put(visit, &ae, content, standing)
            }
        }
    }

    /// A header that cannot be read names no entry; the transaction is refused as it stands.
    fn unreadable(&mut self, visit: &Visit<'_>, content: Digest) -> Response {
        let head = visit.records.first();
        let text = |field: &str| head.map(|head| text_of(head, field)).unwrap_or_default();
        let code = match (text("action_code").as_str(), text("entry_number").as_str()) {
            ("", _) => "B01",
            ("A" | "R" | "D", "") => "B14",
            ("A" | "R" | "D", _) => "B15",
            _ => "B02",
        };
        let condition = fatal(code);
        self.write(visit, None, content, Outcome::Refused, std::slice::from_ref(&condition));
        visit.response(None, vec![condition], visit.outcome("S98", None, AxSeverity::Fatal))
    }

    /// The same summary again under another message: answered as the first time, nothing done.
    fn told_before(&mut self, visit: &Visit<'_>, ae: &AeSummary, content: Digest) -> Option<Response> {
        let on_file = self.register.on_file(ae.entry_number).filter(|on_file| on_file.content == content)?;
        if ae.action == Action::Delete || on_file.handed_back {
            return None;
        }
        let response = visit.accepted(ae, on_file);
        self.register.repeated();
        Some(response)
    }

    /// What the register and the envelope have against the transaction, whatever it says.
    fn standing(&self, visit: &Visit<'_>, ae: &AeSummary) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        if ae.entry_number.filer().as_str() != visit.filer.filer_code {
            complaints.push(Complaint::header("B53"));
        }
        let elsewhere = |port: PortCode| !same_district(port.as_str(), &visit.filer.port, visit.today);
        if ae.port_of_entry.is_some_and(elsewhere) {
            complaints.push(Complaint::header("B10"));
        }
        if self.surety_differs(ae) {
            complaints.push(Complaint::header("145"));
        }
        if let Some(on_file) = self.register.on_file(ae.entry_number) {
            if self.in_control(on_file, visit.today) {
                complaints.push(Complaint::header("B29"));
            } else if ae.port_of_entry.is_some_and(|port| port != on_file.summary.port_of_entry) {
                complaints.push(Complaint::header("B32"));
            }
        }
        complaints
    }

    /// The summary names another surety than the one of the importer's bond on file.
    fn surety_differs(&self, ae: &AeSummary) -> bool {
        let on_file = ae.importer.as_ref().and_then(|importer| self.bonds.get(importer));
        on_file.is_some_and(|surety| {
            ae.bonds.iter().any(|bond| bond.surety_code.as_deref() != Some(surety.as_str()))
        })
    }

    /// A summary is the authority's once its statement is printed, or once the deposit is due where there is none.
    fn in_control(&self, on_file: &OnFile, today: Date) -> bool {
        if on_file.handed_back {
            return false;
        }
        let entered = on_file.summary.entry_date;
        let days = EditBook::starter().limit("house_control_working_days", entered, today);
        let days = days.and_then(|days| u32::try_from(days.value).ok()).unwrap_or(u32::MAX);
        let due = || self.law.calendar().add_working_days(entered, days.min(366));
        let from = on_file.summary.payment.statement_date.unwrap_or_else(due);
        on_file.taken || today >= from
    }

    fn delete(
        &mut self,
        visit: &Visit<'_>,
        ae: &AeSummary,
        content: Digest,
        standing: Vec<Complaint>,
    ) -> Response {
        let mut conditions: Vec<AxCondition> = standing.iter().map(Complaint::fatal).collect();
        if self.register.on_file(ae.entry_number).is_none() {
            conditions.push(fatal("B25"));
        }
        if !conditions.is_empty() {
            return self.refuse(visit, ae, content, conditions, Outcome::Refused);
        }
        self.register.remove(ae.entry_number);
        self.write(visit, Some(ae.entry_number), content, Outcome::Deleted, &[]);
        visit.response(Some(ae), vec![], visit.outcome("997", None, AxSeverity::None))
    }

    fn put(
        &mut self,
        visit: &Visit<'_>,
        ae: &AeSummary,
        content: Digest,
        standing: Vec<Complaint>,
    ) -> Response {
        let bench = Bench { law: self.law, schedule: &*self.schedule, today: visit.today };
        let judged = judge(ae, visit.records, standing, &bench);
        let refused = judged.is_refused();
        let Some(summary) = judged.summary.filter(|_| !refused) else {
            // A failed correction deletes what is on file while the filer still has control, and leaves it otherwise.
            let held = self.register.on_file(ae.entry_number);
            let deletes = held.is_some_and(|on_file| !self.in_control(on_file, visit.today));
            if deletes {
                self.register.remove(ae.entry_number);
            }
            let outcome = if deletes { Outcome::RefusedAndDeleted } else { Outcome::Refused };
            return self.refuse(visit, ae, content, judged.conditions, outcome);
        };
        let before = self.register.on_file(ae.entry_number);
        let version = match before {
            None => SummaryVersion::FIRST,
            Some(on_file) if on_file.handed_back => on_file.version.next_major(),
            Some(on_file) => on_file.version,
        };
        let outcome = if before.is_some() { Outcome::Replaced } else { Outcome::Added };
        self.write(visit, Some(ae.entry_number), content, outcome, &judged.conditions);
        let on_file = OnFile {
            summary,
            content,
            version,
            accepted: visit.now,
            outcome,
            warnings: judged.conditions,
            taken: false,
            handed_back: false,
        };
        let response = visit.accepted(ae, &on_file);
        self.register.put(on_file);
        response
    }

    fn refuse(
        &mut self,
        visit: &Visit<'_>,
        ae: &AeSummary,
        content: Digest,
        conditions: Vec<AxCondition>,
        outcome: Outcome,
    ) -> Response {
        self.write(visit, Some(ae.entry_number), content, outcome, &conditions);
        visit.response(Some(ae), conditions, visit.outcome("S98", None, AxSeverity::Fatal))
    }

    fn write(
        &mut self,
        visit: &Visit<'_>,
        entry: Option<EntryNumber>,
        content: Digest,
        outcome: Outcome,
        conditions: &[AxCondition],
    ) {
        let conditions = conditions.iter().map(|condition| condition.code.clone()).collect();
        let message = visit.message.to_string();
        self.register.act(Act { at: visit.now, message, entry, content, outcome, conditions });
    }
}

/// One transaction before the house.
struct Visit<'a> {
    message: &'a str,
    filer: &'a Filer,
    records: &'a [Record],
    now: Timestamp,
    today: Date,
    occurrence: u32,
}

impl Visit<'_> {
    fn content(&self) -> Digest {
        let columns: Vec<u8> =
            self.records.iter().flat_map(|record| record.columns().iter().copied()).collect();
        Digest::of_bytes(&columns)
    }

    fn outcome(&self, code: &str, version: Option<SummaryVersion>, severity: AxSeverity) -> ax::Outcome {
        ax::Outcome {
            accepted: matches!(code, "995" | "996" | "997"),
            severity,
            code: code.into(),
            narrative: narrative(code),
            version,
            ..ax::Outcome::default()
        }
    }

    /// The answer to a summary that is on file now.
    fn accepted(&self, ae: &AeSummary, on_file: &OnFile) -> Response {
        let code = if on_file.outcome == Outcome::Replaced { "996" } else { "995" };
        let gravest = on_file.warnings.iter().map(|warning| warning.severity).max().unwrap_or_default();
        self.response(Some(ae), on_file.warnings.clone(), self.outcome(code, Some(on_file.version), gravest))
    }

    /// The answer, with the entry as it was read, or as it stands in the header that could not be.
    fn response(
        &self,
        ae: Option<&AeSummary>,
        conditions: Vec<AxCondition>,
        outcome: ax::Outcome,
    ) -> Response {
        let text = |field: &FieldSpec| {
            let read = self.records.first().map(|head| text_of(head, field.name)).unwrap_or_default();
            Some(sendable(&read, field.width())).filter(|text| !text.is_empty())
        };
        let filer_code =
            ae.map_or_else(|| text(e1::FILER_CODE), |ae| Some(ae.entry_number.filer().to_string()));
        let entry_number = ae.map_or_else(|| text(e1::ENTRY_NUMBER), |ae| Some(ae.entry_number.wire()));
        let broker_reference = text(e1::BROKER_REFERENCE);
        let summary = SummaryReference {
            occurrence: self.occurrence,
            filer_code: filer_code.clone(),
            entry_number: entry_number.clone(),
            broker_reference: broker_reference.clone(),
            team: None,
        };
        let outcome = ax::Outcome { filer_code, entry_number, broker_reference, ..outcome };
        Response { summary, conditions, outcome: Some(outcome) }
    }
}

/// Tariff numbers that could not be read stand on no line as understood. Whatever else cannot be read is missing there, and
/// the edits say so.
fn unread_numbers(records: &[Record], unread: &[Finding]) -> Vec<Complaint> {
    let numbers =
        unread.iter().filter(|finding| finding.place.field.as_deref() == Some(r50::HTS_NUMBER.name));
    let line = |finding: &Finding| {
        let before = records.iter().take_while(|record| Some(record.number()) != finding.place.row);
        let line = before.filter(|record| record.is(&r40::LAYOUT)).last()?;
        Some(Complaint::line("433", line.text(r40::LINE_ID).parse().unwrap_or(0)))
    };
    numbers.filter_map(line).collect()
}

/// The districts of one block must agree, save those that may be mixed.
fn same_district(entry: &str, processing: &str, today: Date) -> bool {
    let district = |port: &str| port.chars().take(2).collect::<String>();
    let (entry, processing) = (district(entry), district(processing));
    let mixed = EditBook::starter().list("districts_mixed", today, today);
    let may_mix = |code: &str| mixed.iter().any(|held| **held == *code);
    entry == processing || (may_mix(&entry) && may_mix(&processing))
}

/// A fatal condition about the summary as a whole.
fn fatal(code: &str) -> AxCondition {
    AxCondition {
        severity: AxSeverity::Fatal,
        code: code.into(),
        narrative: narrative(code),
        ..AxCondition::default()
    }
}
