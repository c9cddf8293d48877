//! Preparation: a packet, the client's answers and the law of the day become a checked entry summary.
//!
//! It runs twice. Without the answers it says what the papers leave open: that list is the record of what was asked. With
//! them it works the entry out as far as facts reach. Nothing is written, nothing is guessed.

use cocket_base::{Date, Finding, Place, Severity};
use cocket_intake::facts::Packet;
use cocket_intake::packet::PacketHeader;
use cocket_law::Pack;
use cocket_rules::AsOf;
use cocket_rules::clocks::{EntryClockFacts, EntryClocks, entry_clocks, plain_rules};

use crate::acknowledge;
use crate::answers::Answers;
use crate::changes;
use crate::declaring::Declaring;
use crate::goods;
use crate::pass::Pass;
use crate::prepared::Prepared;
use crate::sale::HEADER;
use crate::setting::{Law, Setting};
use crate::valuation;
use crate::work::Work;

/// Prepares a packet.
pub fn prepare(packet: &Packet, answers: &Answers, law: Law<'_>, setting: Setting) -> Prepared {
    let before = pass(packet, &Answers::default(), law, setting);
    let after = if answers.is_empty() { before.clone() } else { pass(packet, answers, law, setting) };
    // Before the answers a gate warns; at the filing it stops.
    let warned = |gate: &Finding| Finding { severity: Severity::Warn, ..gate.clone() };
    let mut findings = before.findings;
    findings.extend(before.gates.iter().map(warned));
    let mut open = after.findings;
    open.extend(after.gates);
    open.extend(after.edits);
    Prepared {
        packet: packet.header.packet.clone(),
        revision: after.revision,
        findings,
        answers: answers.clone(),
        open,
        clocks: after.clocks,
        clock_rules: after.clock_rules,
        lines: after.lines,
        declaration: after.declaration,
        mpf_raw: after.fees.mpf_raw,
        fee_notes: after.fees.notes,
        why: after.why,
    }
}

fn pass(packet: &Packet, answers: &Answers, law: Law<'_>, setting: Setting) -> Pass {
    let mut out = Pass::default();
    let packet = &acknowledge::with_header_answers(packet, answers, law.pack, &mut out.findings);
    out.findings.extend(acknowledge::open(&packet.findings, answers));
    let header = &packet.header;
    let Some(entry) = entry_day(header, &mut out.findings) else { return out };
    let as_of = AsOf::new(law.pack, entry, setting.known);
    let goods = goods::gather(packet, answers, law.pack, &mut out.findings);
    if goods.is_empty() {
        let finding =
            Finding::block("NO_GOODS", Place::file(HEADER), "no line of goods was read from any invoice");
        out.findings.push(finding.with_remedy("check the invoices and the mapping of their columns"));
    }
    let valuation = valuation::value(packet, &goods, as_of, answers, &mut out.findings);
    let mut work = Work {
        packet,
        law,
        setting,
        as_of,
        goods: &goods,
        findings: &mut out.findings,
        questions: Vec::new(),
        revision: None,
        gates: Vec::new(),
        refundable: Vec::new(),
    };
    out.lines = work.lines(valuation);
    work.notices(&out.lines);
    let questions = std::mem::take(&mut work.questions);
    out.revision = work.revision.take();
    out.gates = std::mem::take(&mut work.gates);
    out.why = work.entry_reasons();
    if answers.is_empty() {
        changes::ahead(law.tariff, &questions, &goods, entry, setting.known, &mut out.findings);
    }
    out.clocks = clocks(header, law.pack, entry, setting.known, &mut out.findings);
    out.clock_rules = plain_rules(as_of, &out.clocks);
    let declared = Declaring { packet, law, setting, as_of, goods: &goods, questions: &questions };
    declared.finish(&mut out, &valuation_rate(packet, as_of, answers));
    for answer in answers.iter().filter(|answer| !acknowledge::used(answer, packet, &goods)) {
        out.findings.push(crate::answers::unused(answer));
    }
    out
}

/// The sale's rate again, for the form: worked out apart so that its findings are not doubled.
fn valuation_rate(
    packet: &Packet,
    as_of: AsOf<'_>,
    answers: &Answers,
) -> Option<cocket_rules::value::ChosenRate> {
    valuation::value(packet, &[], as_of, answers, &mut Vec::new()).rate
}

fn entry_day(header: &PacketHeader, findings: &mut Vec<Finding>) -> Option<Date> {
    let time = header.dates.time_of_entry.as_ref().map(|time| time.local.date());
    let day = header.dates.entry.or(time);
    if day.is_none() {
        let finding = Finding::block(
            "MISSING_FACT",
            Place::file(HEADER).at_field("dates.entry"),
            "the date of entry is missing; it fixes the law that applies",
        );
        findings.push(finding.with_remedy("give the date of entry"));
    }
    if let (Some(entry), Some(import)) = (day, header.dates.import)
        && entry < import.saturating_sub(jiff::Span::new().days(30))
    {
        let text = format!("the entry of {entry} lies long before the importation of {import}");
        findings.push(
            Finding::warn("DATE_IMPLAUSIBLE", Place::file(HEADER).at_field("dates"), text)
                .with_remedy("check both dates"),
        );
    }
    day
}

fn clocks(
    header: &PacketHeader,
    law: &Pack,
    entry: Date,
    known: Date,
    findings: &mut Vec<Finding>,
) -> EntryClocks {
    let facts = EntryClockFacts {
        entry_type: header.entry_type.clone().unwrap_or_default(),
        mode: header.mode.clone().unwrap_or_default(),
        payment_type: header.payment_type.clone(),
        entry: Some(entry),
        landing: header.dates.import,
        release: None,
        lading: header.dates.lading,
        lading_time_local: header.dates.lading_time_local,
    };
    entry_clocks(law, known, &facts).unwrap_or_else(|refusal| {
        findings.push(
            Finding::warn("CLOCKS_UNKNOWN", Place::file(HEADER), refusal.to_string())
                .with_remedy("complete the header or the law data"),
        );
        EntryClocks::default()
    })
}
