//! The envelope's own edits: a fault of the A, B, Y or Z record, or of a record's form, throws the whole batch back.
//!
//! Source: Batch and Block Control chapter V23, June 2023. An A or Z fault stands alone, a block's names its block, a
//! record's names block and transaction; one is enough to reject everything.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use cocket_base::{Finding, Severity};
use cocket_wire::batch::{Filer, Sender};
use cocket_wire::fault::Fault;
use cocket_wire::rejection::{Complaint, Condition, Grouping, Rejection};
use cocket_wire::structure::{self, Tree};
use cocket_wire::{Application, Decoded, Limits, Record, decode};

use crate::words::{narrative, reference, sendable};

/// The application this house answers.
pub(crate) const ENTRY_SUMMARY: &str = "AE";

/// Largest batch that is looked at: 16 MiB, some 200,000 records.
const BATCH_LIMIT: usize = 16 << 20;

/// A batch whose envelope is sound.
pub(crate) struct Opened {
    pub records: Vec<Record>,
    pub sender: Sender,
    pub blocks: Vec<OpenedBlock>,
}

/// A block with where its transactions stand.
pub(crate) struct OpenedBlock {
    pub filer: Filer,
    pub transactions: Vec<Range<usize>>,
}

/// What can become of a batch at the door.
pub(crate) enum Door {
    /// Come in.
    Open(Opened),
    /// Thrown back, with the records of the answer.
    Shut(Rejection),
    /// There is nobody to answer: no A record, or none that says whom.
    Silent,
}

/// Looks at the envelope. `authorised` says whether a filer may file here.
pub(crate) fn open(bytes: &[u8], authorised: impl Fn(&str) -> bool) -> Door {
    let limits =
        Limits { bytes: BATCH_LIMIT, application: Application::of(ENTRY_SUMMARY), ..Limits::default() };
    let Decoded { records, findings } = decode(bytes, &limits);
    let tree = structure::parse(&records);
    let Some(header) = tree.batches.first().and_then(|batch| batch.header).and_then(|at| records.get(at))
    else {
        return Door::Silent;
    };
    let Some(sender) = addressee(Sender::of(header)) else { return Door::Silent };
    let mut faults = Faults { records: &records, tree: &tree, told: BTreeMap::new() };
    faults.of_records(&findings);
    faults.of_structure();
    faults.of_batch(header);
    faults.of_blocks(&authorised);
    if !faults.told.is_empty() {
        return Door::Shut(faults.rejection(sender));
    }
    let blocks = tree.batches.iter().flat_map(|batch| &batch.blocks).map(|block| OpenedBlock {
        filer: block.header.and_then(|at| records.get(at)).map(Filer::of).unwrap_or_default(),
        transactions: block.transactions.iter().map(|node| node.span.clone()).collect(),
    });
    let blocks = blocks.collect();
    Door::Open(Opened { records, sender, blocks })
}

/// Where a fault stands: block and transaction from 1, zero for the level above.
type At = (usize, usize);

struct Faults<'a> {
    records: &'a [Record],
    tree: &'a Tree,
    told: BTreeMap<At, BTreeSet<String>>,
}

impl Faults<'_> {
    fn tell(&mut self, at: At, code: &str) {
        self.told.entry(at).or_default().insert(code.into());
    }

    /// Faults of form, where the chapter has a condition for them; the rest is the application's business.
    fn of_records(&mut self, findings: &[Finding]) {
        for finding in findings.iter().filter(|finding| finding.severity >= Severity::Warn) {
            let fault = Fault::IN_ORDER.into_iter().find(|fault| fault.code() == finding.code);
            if let Some(code) = fault.and_then(Fault::condition) {
                self.tell(self.place(finding), code);
            }
        }
    }

    fn of_structure(&mut self) {
        let tree = self.tree;
        for finding in tree.findings.iter().filter(|finding| finding.code.starts_with('X')) {
            // The batch's own trailer is the batch's matter, wherever its lack was noticed.
            let at =
                if matches!(finding.code.as_str(), "X06" | "X14") { (0, 0) } else { self.place(finding) };
            self.tell(at, &finding.code);
        }
    }

    fn of_batch(&mut self, header: &Record) {
        let application = text_of(header, "application_id");
        match Application::of(&application) {
            None if application.is_empty() => self.tell((0, 0), "X11"),
            None => self.tell((0, 0), "X12"),
            Some(known) if known.id != ENTRY_SUMMARY => self.tell((0, 0), "X13"),
            Some(_) => {}
        }
    }

    fn of_blocks(&mut self, authorised: &impl Fn(&str) -> bool) {
        let tree = self.tree;
        for (block, at) in tree.batches.iter().flat_map(|batch| &batch.blocks).zip(1..) {
            let Some(header) = block.header.and_then(|at| self.records.get(at)) else { continue };
            let filer = Filer::of(header);
            if filer.port.is_empty() {
                self.tell((at, 0), "X15");
            }
            if filer.filer_code.is_empty() {
                self.tell((at, 0), "X16");
            } else if !authorised(&filer.filer_code) {
                self.tell((at, 0), "X17");
            }
        }
    }

    /// Block and transaction of the record that a finding names.
    fn place(&self, finding: &Finding) -> At {
        let row = finding.place.row;
        let Some(position) = self.records.iter().position(|record| Some(record.number()) == row) else {
            return (0, 0);
        };
        let blocks = self.tree.batches.iter().flat_map(|batch| &batch.blocks);
        for (block, at) in blocks.zip(1..) {
            // The lack of a block's trailer is noticed at the record that stands in its place.
            let trailer = block.trailer.unwrap_or(block.body.end);
            if block.header == Some(position) || trailer == position {
                return (at, 0);
            }
            if block.body.contains(&position) {
                let transaction = block.transactions.iter().position(|node| node.span.contains(&position));
                return (at, transaction.map_or(0, |at| at + 1));
            }
        }
        (0, 0)
    }

    fn rejection(&self, sender: Sender) -> Rejection {
        let condition =
            |code: &str| Condition { code: code.into(), reason: None, narrative: narrative(code) };
        let complaint = |(at, codes): (&At, &BTreeSet<String>)| Complaint {
            places: self.groupings(*at),
            conditions: codes.iter().map(|code| condition(code)).collect(),
        };
        Rejection {
            sender,
            complaints: self.told.iter().map(complaint).collect(),
            last: Some(condition("999")),
        }
    }

    fn groupings(&self, (block, transaction): At) -> Vec<Grouping> {
        let grouping = |kind: &str, at: usize, text: String| Grouping {
            kind: kind.into(),
            occurrence: u32::try_from(at).unwrap_or(u32::MAX),
            text: reference(&text),
        };
        let mut groupings = Vec::new();
        let found = self.tree.batches.iter().flat_map(|batch| &batch.blocks).nth(block.wrapping_sub(1));
        let Some(found) = found.filter(|_| block > 0) else { return groupings };
        let filer = found.header.and_then(|at| self.records.get(at)).map(Filer::of).unwrap_or_default();
        let application = found.application.map_or("", |application| application.id);
        let user_data = filer.user_data.unwrap_or_default();
        let text = format!("{} {}    {application} {user_data}", filer.port, filer.filer_code);
        groupings.push(grouping("BLOCK", block, text));
        if let Some(node) = found.transactions.get(transaction.wrapping_sub(1)).filter(|_| transaction > 0) {
            let head = self.records.get(node.record);
            let text =
                head.map(|head| format!("{} {}", text_of(head, "filer_code"), text_of(head, "entry_number")));
            groupings.push(grouping("TRNACT", transaction, text.unwrap_or_default()));
        }
        groupings
    }
}

/// To whom the answer goes. Without a site and an id to write to nobody can be told (X02, X07 and X08 stay unsaid); what else
/// came in a faulty A record goes back as far as it is fit to.
fn addressee(sender: Sender) -> Option<Sender> {
    let plain = |code: &String| {
        !code.is_empty() && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    if !plain(&sender.site_code) || !plain(&sender.id_code) {
        return None;
    }
    Some(Sender {
        password: None,
        office_code: sender.office_code.filter(plain),
        user_data: sender.user_data.map(|text| sendable(&text, 21)).filter(|text| !text.is_empty()),
        ..sender
    })
}

/// A field's text by name; empty when blank or not in the layout.
pub(crate) fn text_of(record: &Record, field: &str) -> String {
    record.layout().field(field).map(|field| record.text(field).into_owned()).unwrap_or_default()
}
