//! The records of a block as trees, one per transaction, by the application's grammar.

use std::ops::Range;

use cocket_base::Finding;

use crate::application::Application;
use crate::record::Record;
use crate::structure::{condition, finding};

/// A record with the records below it. Numbers are positions in the list of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The record that heads the group.
    pub record: usize,
    /// The record and all below it.
    pub span: Range<usize>,
    /// The groups below, in order.
    pub below: Vec<Node>,
}

impl Node {
    /// The records of the group, its own first.
    pub fn records<'a>(&self, records: &'a [Record]) -> &'a [Record] {
        records.get(self.span.clone()).unwrap_or_default()
    }
}

/// The tree of an application's transaction.
pub(crate) struct Grammar {
    application: &'static str,
    /// A field of the first record and the codes for which this tree holds.
    condition: Option<(&'static str, &'static [&'static str])>,
    root: Rule,
}

/// A record's place in a tree.
pub(crate) struct Rule {
    key: &'static str,
    min: u32,
    max: u32,
    /// The records below come in any order.
    any: bool,
    below: &'static [Rule],
}

static GRAMMARS: &[Grammar] = include!(concat!(env!("OUT_DIR"), "/trees.rs"));

impl Rule {
    /// `54` takes 54 and 54-NN, `PG*` takes every key that starts so.
    fn takes(&self, key: &str) -> bool {
        match self.key.strip_suffix('*') {
            Some(start) => key.starts_with(start),
            None => key.strip_prefix(self.key).is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
        }
    }

    fn often(&self) -> String {
        match self.max {
            1 => "once".into(),
            max => format!("at most {max} times"),
        }
    }
}

/// The tree for a transaction that starts with this record.
fn grammar(application: &Application, head: &Record) -> Option<&'static Grammar> {
    let mut of_application =
        GRAMMARS.iter().filter(|grammar| grammar.application == application.id).peekable();
    let first = of_application.peek().copied();
    let holds = |grammar: &&Grammar| match grammar.condition {
        None => true,
        Some((name, codes)) => {
            head.layout().field(name).is_some_and(|field| codes.contains(&head.text(field).as_ref()))
        }
    };
    of_application.find(holds).or(first)
}

/// True when a structure tree is held for the application.
pub fn has_tree(application: &Application) -> bool {
    GRAMMARS.iter().any(|grammar| grammar.application == application.id)
}

/// The transactions of a block's body. An application without a tree gives one transaction per block, unchecked.
pub fn parse(application: &Application, records: &[Record], body: Range<usize>) -> (Vec<Node>, Vec<Finding>) {
    if !has_tree(application) {
        let whole = (!body.is_empty()).then(|| Node { record: body.start, span: body, below: Vec::new() });
        return (whole.into_iter().collect(), Vec::new());
    }
    let mut parser =
        Parser { application, records, stack: Vec::new(), done: Vec::new(), findings: Vec::new() };
    for at in body.clone() {
        parser.take(at);
    }
    parser.close(0, body.end);
    (parser.done, parser.findings)
}

/// A group being read.
struct Frame {
    rule: &'static Rule,
    node: Node,
    /// Where in `rule.below` the last record stood.
    at: usize,
    /// How often each record below was seen.
    seen: Vec<u32>,
}

impl Frame {
    fn new(rule: &'static Rule, record: usize) -> Frame {
        let node = Node { record, span: record..record + 1, below: Vec::new() };
        Frame { rule, node, at: 0, seen: vec![0; rule.below.len()] }
    }

    /// The place for a record in or after the present one; before it too when `back`.
    fn place(&self, key: &str, back: bool) -> Option<usize> {
        let from = if self.rule.any || back { 0 } else { self.at };
        (from..self.rule.below.len()).find(|at| self.rule.below[*at].takes(key))
    }
}

struct Parser<'a> {
    application: &'a Application,
    records: &'a [Record],
    stack: Vec<Frame>,
    done: Vec<Node>,
    findings: Vec<Finding>,
}

impl Parser<'_> {
    fn take(&mut self, at: usize) {
        let record = &self.records[at];
        let key = record.key();
        let heads =
            |grammar: &&Grammar| grammar.application == self.application.id && grammar.root.takes(key);
        if GRAMMARS.iter().any(|grammar| heads(&grammar)) {
            self.close(0, at);
            if let Some(grammar) = grammar(self.application, record) {
                self.stack.push(Frame::new(&grammar.root, at));
            }
            return;
        }
        if self.stack.is_empty() {
            let text = format!("a transaction of {} starts with another record", self.application.id);
            self.findings.push(finding(record, condition::NO_TRANSACTION_HEADER, text));
            self.done.push(Node { record: at, span: at..at + 1, below: Vec::new() });
            return;
        }
        let in_order =
            (0..self.stack.len()).rev().find_map(|depth| Some((depth, self.stack[depth].place(key, false)?)));
        let found = in_order.or_else(|| {
            (0..self.stack.len()).rev().find_map(|depth| Some((depth, self.stack[depth].place(key, true)?)))
        });
        match found {
            Some((depth, place)) => self.enter(at, depth, place, in_order.is_none()),
            None => self.misplaced(at),
        }
    }

    /// Opens a group below the frame at `depth`.
    fn enter(&mut self, at: usize, depth: usize, place: usize, backwards: bool) {
        self.close(depth + 1, at);
        let record = &self.records[at];
        let Some(frame) = self.stack.last_mut() else { return };
        let rule = &frame.rule.below[place];
        if backwards {
            let text = format!(
                "the record stands after {}, where it may no longer come",
                frame.rule.below[frame.at].key
            );
            self.findings.push(finding(record, condition::OUT_OF_ORDER, text));
        } else {
            frame.at = place;
        }
        frame.seen[place] += 1;
        if frame.seen[place] == rule.max.saturating_add(1) {
            let text = format!("the record may stand {} under {}", rule.often(), frame.rule.key);
            self.findings.push(finding(record, condition::TOO_MANY, text));
        }
        self.stack.push(Frame::new(rule, at));
    }

    /// Keeps a record that belongs nowhere under the transaction's head.
    fn misplaced(&mut self, at: usize) {
        self.close(1, at);
        let record = &self.records[at];
        let text = format!("a transaction of {} has no place for this record", self.application.id);
        self.findings.push(finding(record, condition::UNKNOWN_RECORD, text));
        if let Some(frame) = self.stack.last_mut() {
            frame.node.below.push(Node { record: at, span: at..at + 1, below: Vec::new() });
        }
    }

    /// Closes the groups from `depth` down; the next record is at `end`.
    fn close(&mut self, depth: usize, end: usize) {
        while self.stack.len() > depth {
            let Some(mut frame) = self.stack.pop() else { return };
            frame.node.span.end = end;
            let head = &self.records[frame.node.record];
            for (rule, seen) in
                frame.rule.below.iter().zip(&frame.seen).filter(|(rule, seen)| **seen < rule.min)
            {
                let text = format!("{} {} is missing (found {seen})", frame.rule.key, rule.key);
                self.findings.push(finding(head, condition::MISSING, text));
            }
            match self.stack.last_mut() {
                Some(above) => above.node.below.push(frame.node),
                None => self.done.push(frame.node),
            }
        }
    }
}
