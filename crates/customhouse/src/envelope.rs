//! The envelope's own edits: a fault of the A, B, Y or Z record, or of a record's form, throws the whole batch back.
//!
//! Source: Batch and Block Control chapter V23, June 2023. An A or Z fault stands alone, a block's names its block, a
//! record's names block and transaction; one is enough to reject everything.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use cocket_base::{Finding, Severity};
use cocket_wire::batch::{Filer, Sender};
use cocket_wire::fault::Fault;
use cocket_wire::layouts::envelope::a_out;
use cocket_wire::rejection::{Complaint, Condition, Grouping, Rejection, places};
use cocket_wire::structure::{self, Tree, condition};
use cocket_wire::{Application, Decoded, Limits, Record, decode};

use crate::words::{narrative, reference, sendable};

/// The application this house answers.
pub(crate) const ENTRY_SUMMARY: &str = "AE";

/// Largest batch that is looked at: 16 MiB, some 200,000 records.
const BATCH_LIMIT: usize = 16 << 20;

/// Faults of one kind that are told: one throws the batch back, so a flood of them is not worth the looking up.
const FAULTS_TOLD: usize = 1_000;

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

/// Block and transaction from 1, zero for the level above: the order of the answer.
type At = (u32, u32);

struct Faults<'a> {
    records: &'a [Record],
    tree: &'a Tree,
    /// Codes with the groups of records that they concern.
    told: BTreeMap<At, (Vec<Grouping>, BTreeSet<String>)>,
}

impl Faults<'_> {
    /// A fault of the record on this line; `None` for one of the batch.
    fn tell(&mut self, row: Option<u32>, code: &str) {
        let groups = row.map(|row| places(self.records, self.tree, row)).unwrap_or_default();
        let ordinal = |at: usize| groups.get(at).map_or(0, |group: &Grouping| group.occurrence);
        let (_, codes) =
            self.told.entry((ordinal(0), ordinal(1))).or_insert_with(|| (groups, BTreeSet::new()));
        codes.insert(code.into());
    }

    /// Faults of form, where the chapter has a condition for them; the rest is the application's business.
    fn of_records(&mut self, findings: &[Finding]) {
        let grave = findings.iter().filter(|finding| finding.severity >= Severity::Warn);
        let known = grave.filter_map(|finding| Some((finding, Fault::of_code(&finding.code)?.condition()?)));
        for (finding, code) in known.take(FAULTS_TOLD) {
            self.tell(finding.place.row, code);
        }
    }

    fn of_structure(&mut self) {
        let tree = self.tree;
        let named = tree.findings.iter().filter(|finding| finding.code.starts_with('X'));
        for finding in named.take(FAULTS_TOLD) {
            // The batch's own trailer is the batch's matter, wherever its lack was noticed.
            let of_batch = matches!(
                finding.code.as_str(),
                condition::NO_BATCH_TRAILER | condition::BATCH_TRAILER_DIFFERS
            );
            self.tell(finding.place.row.filter(|_| !of_batch), &finding.code);
        }
    }

    fn of_batch(&mut self, header: &Record) {
        let application = text_of(header, "application_id");
        match Application::of(&application) {
            None if application.is_empty() => self.tell(None, "X11"),
            None => self.tell(None, "X12"),
            Some(known) if known.id != ENTRY_SUMMARY => self.tell(None, "X13"),
            Some(_) => {}
        }
    }

    fn of_blocks(&mut self, authorised: &impl Fn(&str) -> bool) {
        let tree = self.tree;
        let blocks = tree.batches.iter().flat_map(|batch| &batch.blocks);
        let headers = blocks.filter_map(|block| self.records.get(block.header?));
        for header in headers.take(FAULTS_TOLD) {
            let (row, filer) = (Some(header.number()), Filer::of(header));
            if filer.port.is_empty() {
                self.tell(row, "X15");
            }
            if filer.filer_code.is_empty() {
                self.tell(row, "X16");
            } else if !authorised(&filer.filer_code) {
                self.tell(row, "X17");
            }
        }
    }

    fn rejection(self, sender: Sender) -> Rejection {
        let condition =
            |code: &str| Condition { code: code.into(), reason: None, narrative: narrative(code) };
        let group = |group: Grouping| Grouping { text: reference(&group.text), ..group };
        let complaint = |(groups, codes): (Vec<Grouping>, BTreeSet<String>)| Complaint {
            places: groups.into_iter().map(group).collect(),
            conditions: codes.iter().map(|code| condition(code)).collect(),
        };
        Rejection {
            sender,
            complaints: self.told.into_values().map(complaint).collect(),
            last: Some(condition("999")),
        }
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
        user_data: sender
            .user_data
            .map(|text| sendable(&text, a_out::USER_DATA.width()))
            .filter(|text| !text.is_empty()),
        ..sender
    })
}

/// A field's text by name; empty when blank or not in the layout.
pub(crate) fn text_of(record: &Record, field: &str) -> String {
    record.text_by_name(field).unwrap_or_default().into_owned()
}
