//! How records nest: batches, blocks and transactions from a flat list. Never stops; what is misplaced, missing or too many is
//! a finding with CBP's own condition code, and stays in the tree where it stood.
//!
//! The trees are rows of `data/wire/structure.tree`.

use std::ops::Range;

use cocket_base::{Finding, Place};

use crate::application::Application;
use crate::layouts::envelope;
use crate::record::Record;
use crate::transaction::{self, Node};

/// Conditions of the batch and block chapter that the structure can show.
pub mod condition {
    /// B record missing.
    pub const NO_BLOCK_HEADER: &str = "X03";
    /// A block without transactions.
    pub const NO_DETAIL: &str = "X04";
    /// Y record missing.
    pub const NO_BLOCK_TRAILER: &str = "X05";
    /// Z record missing.
    pub const NO_BATCH_TRAILER: &str = "X06";
    /// Z does not match A.
    pub const BATCH_TRAILER_DIFFERS: &str = "X14";
    /// B names another application than A.
    pub const APPLICATION_DIFFERS: &str = "X19";
    /// Y does not match B.
    pub const BLOCK_TRAILER_DIFFERS: &str = "X32";
    /// A transaction does not start with its header.
    pub const NO_TRANSACTION_HEADER: &str = "X33";
    /// A record that the grouping does not know.
    pub const UNKNOWN_RECORD: &str = "X34";
    /// A record out of order.
    pub const OUT_OF_ORDER: &str = "X35";
    /// A record or group too often.
    pub const TOO_MANY: &str = "X36";
    /// A record missing.
    pub const MISSING: &str = "X37";
    /// Ours: no A record in front of the batch. CBP names no condition, since it would not know whom to answer.
    pub const NO_BATCH_HEADER: &str = "WIRE_NO_BATCH_HEADER";
    /// Ours: the count in a trailer is not that of the block.
    pub const COUNT_DIFFERS: &str = "WIRE_IMAGE_COUNT";

    /// What to do about it.
    pub(crate) fn remedy(code: &str) -> &'static str {
        match code {
            NO_BLOCK_HEADER => "begin each block with its B record",
            NO_DETAIL => "put a transaction between B and Y, or leave the block out",
            NO_BLOCK_TRAILER => "end each block with its Y record",
            NO_BATCH_TRAILER => "end the batch with its Z record",
            BATCH_TRAILER_DIFFERS => "repeat in the Z record what the A record says",
            APPLICATION_DIFFERS => "name one application in the A record and in all B records of its batch",
            BLOCK_TRAILER_DIFFERS => "repeat in the Y record what the B record says",
            NO_TRANSACTION_HEADER => "begin each transaction with its header record",
            OUT_OF_ORDER => "put the record where the transaction's structure has it",
            TOO_MANY => "leave the surplus out, or split the transaction",
            MISSING => "add the record",
            NO_BATCH_HEADER => "begin the batch with its A record",
            COUNT_DIFFERS => "count the records between B and Y again",
            _ => "take the record out, or name the application that knows it",
        }
    }
}

/// A transmission: its A record, its blocks, its Z record. Numbers are positions in the list of records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The A record.
    pub header: Option<usize>,
    /// The blocks.
    pub blocks: Vec<Block>,
    /// The Z record.
    pub trailer: Option<usize>,
}

/// A block: its B record, its transactions, its Y record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// The B record.
    pub header: Option<usize>,
    /// The application that B names.
    pub application: Option<&'static Application>,
    /// The records between B and Y.
    pub body: Range<usize>,
    /// The transactions, in order.
    pub transactions: Vec<Node>,
    /// The Y record.
    pub trailer: Option<usize>,
}

/// Batches and what was noticed about their structure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The batches.
    pub batches: Vec<Batch>,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

/// The structure of a whole transmission.
pub fn parse(records: &[Record]) -> Tree {
    let mut parser = Parser { records, tree: Tree::default() };
    let mut at = 0;
    while at < records.len() {
        at = parser.batch(at);
    }
    parser.tree
}

/// Which envelope record a record is.
fn role(record: &Record) -> Option<u8> {
    (record.layout().chapter == "envelope" && record.layout().wire_id.len() == 1)
        .then(|| record.layout().wire_id.as_bytes()[0])
}

/// The finding for a record, named by its number, with what to do.
pub(crate) fn finding(record: &Record, code: &str, text: impl Into<String>) -> Finding {
    let place = Place::default().row(record.number()).at_item(record.key());
    Finding::block(code, place, text).with_remedy(condition::remedy(code))
}

struct Parser<'a> {
    records: &'a [Record],
    tree: Tree,
}

impl Parser<'_> {
    fn note(&mut self, at: usize, code: &str, text: impl Into<String>) {
        if let Some(record) = self.records.get(at.min(self.records.len().saturating_sub(1))) {
            self.tree.findings.push(finding(record, code, text));
        }
    }

    fn role(&self, at: usize) -> Option<u8> {
        self.records.get(at).and_then(role)
    }

    /// Reads one batch from `at` and returns where the next begins.
    fn batch(&mut self, mut at: usize) -> usize {
        let mut batch = Batch::default();
        if self.role(at) == Some(b'A') {
            batch.header = Some(at);
            at += 1;
        } else {
            self.note(at, condition::NO_BATCH_HEADER, "the batch does not begin with an A record");
        }
        loop {
            match self.role(at) {
                Some(b'Z') => {
                    batch.trailer = Some(at);
                    at += 1;
                    break;
                }
                Some(b'A') => break,
                _ if at >= self.records.len() => break,
                _ => at = self.block(at, &mut batch),
            }
        }
        match batch.trailer {
            Some(trailer) => self.compare(
                batch.header,
                trailer,
                condition::BATCH_TRAILER_DIFFERS,
                &["site_code", "id_code", "transmission_date", "office_code"],
            ),
            None => self.note(
                at.saturating_sub(1),
                condition::NO_BATCH_TRAILER,
                "the batch ends without a Z record",
            ),
        }
        if batch.blocks.is_empty() {
            self.note(at.saturating_sub(1), condition::NO_BLOCK_HEADER, "the batch has no block");
        }
        self.tree.batches.push(batch);
        at
    }

    fn block(&mut self, mut at: usize, batch: &mut Batch) -> usize {
        let mut block = Block::default();
        if self.role(at) == Some(b'B') {
            block.header = Some(at);
            block.application = self.application(at, batch.header);
            at += 1;
        } else {
            self.note(at, condition::NO_BLOCK_HEADER, "the block does not begin with a B record");
        }
        let start = at;
        while at < self.records.len() && self.role(at).is_none() {
            at += 1;
        }
        block.body = start..at;
        if self.role(at) == Some(b'Y') {
            block.trailer = Some(at);
            self.block_trailer(&block, at);
            at += 1;
        } else {
            self.note(at, condition::NO_BLOCK_TRAILER, "the block ends without a Y record");
        }
        if block.body.is_empty() {
            self.note(at.saturating_sub(1), condition::NO_DETAIL, "the block has no transaction");
        }
        if let Some(application) = block.application {
            let (transactions, findings) = transaction::parse(application, self.records, block.body.clone());
            block.transactions = transactions;
            self.tree.findings.extend(findings);
        }
        batch.blocks.push(block);
        at
    }

    /// The application of a block, which must be that of its batch.
    fn application(&mut self, header: usize, batch: Option<usize>) -> Option<&'static Application> {
        let record = &self.records[header];
        let id = record.text_by_name("application_id")?;
        let named = batch.and_then(|at| self.records[at].text_by_name("application_id"));
        if let Some(named) = named.filter(|named| *named != id && !named.is_empty()) {
            self.note(
                header,
                condition::APPLICATION_DIFFERS,
                format!("the block is for {id}, the batch for {named}"),
            );
        }
        Application::of(&id)
    }

    fn block_trailer(&mut self, block: &Block, trailer: usize) {
        if self.records[trailer].is(&envelope::y_ace::LAYOUT)
            != block.header.is_some_and(|at| self.records[at].is(&envelope::b_ace::LAYOUT))
        {
            self.note(
                trailer,
                condition::BLOCK_TRAILER_DIFFERS,
                "header and trailer of the block are of different kinds",
            );
            return;
        }
        self.compare(
            block.header,
            trailer,
            condition::BLOCK_TRAILER_DIFFERS,
            &["port", "filer_code", "application_id", "office_code"],
        );
        let record = &self.records[trailer];
        let Some(field) = record.layout().field("image_count") else { return };
        let counted = u64::try_from(block.body.len()).unwrap_or(u64::MAX);
        match record.number_in(field) {
            Ok(Some(count)) if count != counted => {
                self.note(
                    trailer,
                    condition::COUNT_DIFFERS,
                    format!("the trailer counts {count} records, the block has {counted}"),
                );
            }
            // A blank or unreadable count is the decoder's finding.
            _ => {}
        }
    }

    /// Fields of a trailer that must repeat its header.
    fn compare(&mut self, header: Option<usize>, trailer: usize, code: &str, fields: &[&str]) {
        let Some(header) = header else { return };
        for name in fields {
            let (above, below) =
                (self.records[header].text_by_name(name), self.records[trailer].text_by_name(name));
            if let (Some(above), Some(below)) = (above, below)
                && above != below
            {
                self.note(trailer, code, format!("{name} is «{below}» here and «{above}» in the header"));
            }
        }
    }
}
