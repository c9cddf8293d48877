//! The rows of the clocks table, the facts they ask for, and the traits of entry types that decide which clocks run.

use std::sync::Arc;

use crate::formula::Formula;
use crate::table::Cells;

/// Where a due date goes that falls on a day off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roll {
    /// It stays.
    None,
    /// To the next working day.
    Next,
    /// To the working day before.
    Previous,
}

/// A clock: what must be done, and by when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRow {
    /// Short id of the trade, as in `ESF`.
    pub id: Arc<str>,
    /// Name in words, as in `entry_summary_due`.
    pub name: Arc<str>,
    /// Part of the trade: import, security, export, broker and so on.
    pub area: Arc<str>,
    /// What must be done.
    pub obligation: Arc<str>,
    /// When it is due.
    pub due: Formula,
    /// When its window opens, where it has one.
    pub opens: Option<Formula>,
    /// What happens to a due date on a day off.
    pub roll: Roll,
    /// The rule in words.
    pub rule: Arc<str>,
    /// What follows when it is missed.
    pub missed: Option<Arc<str>>,
    /// What holds it, lengthens it or ends it.
    pub stops: Option<Arc<str>>,
    /// Modes of transport it runs for; empty means all.
    pub modes: Vec<Arc<str>>,
}

impl ClockRow {
    pub(crate) fn read(cells: Cells<'_>) -> Option<ClockRow> {
        let roll = match cells.text("roll") {
            "none" => Roll::None,
            "next" => Roll::Next,
            "previous" => Roll::Previous,
            _ => return None,
        };
        Some(ClockRow {
            id: cells.shared("id"),
            name: cells.shared("name"),
            area: cells.shared("area"),
            obligation: cells.shared("obligation"),
            due: cells.parse("due")?,
            opens: cells.parse("opens"),
            roll,
            rule: cells.shared("rule"),
            missed: cells.optional("missed"),
            stops: cells.optional("stops"),
            modes: cells.words("modes"),
        })
    }
}

/// How the thing that a clock is about is done: where the law says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockHow {
    /// The clock's id.
    pub id: Arc<str>,
    /// Determinations that are about the same thing.
    pub also: Vec<Arc<str>>,
    /// To whom it goes.
    pub to: Option<Arc<str>>,
    /// Its form or document.
    pub form: Option<Arc<str>>,
    /// By which medium, with which contents.
    pub how: Option<Arc<str>>,
    /// The standard of proof.
    pub standard: Option<Arc<str>>,
}

impl ClockHow {
    pub(crate) fn read(cells: Cells<'_>) -> Option<ClockHow> {
        Some(ClockHow {
            id: cells.shared("id"),
            also: cells.words("also"),
            to: cells.optional("to"),
            form: cells.optional("form"),
            how: cells.optional("how"),
            standard: cells.optional("standard"),
        })
    }
}

/// How an entry type's fees and clocks differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryTraits {
    /// An informal entry (19 CFR 143.21).
    pub informal: bool,
    /// The fifteen days after landing run for it (19 CFR 142.2).
    pub arrival_clock: bool,
    /// A summary follows within ten working days (19 CFR 142.12).
    pub summary_clock: bool,
    /// How the merchandise processing fee is taken.
    pub mpf: MpfKind,
    /// How it comes to liquidation.
    pub liquidation: Liquidation,
    /// What a person should know.
    pub note: Option<Arc<str>>,
}

/// How the merchandise processing fee is taken on an entry type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MpfKind {
    /// Ad valorem, between the limits.
    Formal,
    /// A flat fee.
    Informal,
    /// None on this summary.
    None,
}

/// How an entry comes to liquidation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Liquidation {
    /// In the automatic cycle, counted from the entry.
    Cycle,
    /// When it is paid.
    OnPayment,
    /// Held until an authority lifts the suspension.
    Suspended,
    /// Counted from a later event, such as the final withdrawal.
    Later,
    /// Never.
    None,
}

impl EntryTraits {
    pub(crate) fn read(cells: Cells<'_>) -> Option<EntryTraits> {
        Some(EntryTraits {
            informal: cells.yes("informal"),
            arrival_clock: cells.yes("arrival_clock"),
            summary_clock: cells.yes("summary_clock"),
            mpf: match cells.text("mpf") {
                "formal" => MpfKind::Formal,
                "informal" => MpfKind::Informal,
                _ => MpfKind::None,
            },
            liquidation: match cells.text("liquidation") {
                "cycle" => Liquidation::Cycle,
                "on_payment" => Liquidation::OnPayment,
                "suspended" => Liquidation::Suspended,
                "later" => Liquidation::Later,
                _ => Liquidation::None,
            },
            note: cells.optional("note"),
        })
    }
}
