//! Preparation: a packet, the client's answers and the law of the day become a checked entry summary.
//!
//! It runs twice. Without the answers it says what the papers leave open: that list is the record of what was asked. With
//! them it works the entry out as far as facts reach. Nothing is written, nothing is guessed.

use cocket_base::{Date, Finding, Place};
use cocket_intake::facts::Packet;
use cocket_intake::packet::PacketHeader;
use cocket_law::Pack;
use cocket_rules::AsOf;
use cocket_rules::clocks::{EntryClockFacts, EntryClocks, entry_clocks, plain_rules};

use crate::acknowledge;
use crate::answers::Answers;
use crate::changes;
use crate::declare;
use crate::declaring::Declaring;
use crate::goods;
use crate::header;
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
    let mut open = after.findings;
    open.extend(after.edits);
    Prepared {
        packet: packet.header.packet.clone(),
        revision: after.revision,
        findings: before.findings,
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

/// One pass: everything is looked at, whatever else is missing, so that all that must be asked is asked at once.
fn pass(packet: &Packet, answers: &Answers, law: Law<'_>, setting: Setting) -> Pass {
    let mut out = Pass::default();
    let packet = &acknowledge::with_header_answers(packet, answers, law.pack, &mut out.findings);
    out.findings.extend(acknowledge::open(&packet.findings, answers));
    let header = &packet.header;
    let entry = entry_day(header, &mut out.findings);
    // Without a day of entry there are no lines; codes and papers are looked at by the tables of today.
    let as_of = AsOf::new(law.pack, entry.unwrap_or(setting.today), setting.known);
    let goods = goods::gather(packet, answers, law.pack, &mut out.findings);
    if goods.is_empty() {
        let finding =
            Finding::block("NO_GOODS", Place::file(HEADER), "no line of goods was read from any invoice");
        out.findings.push(finding.with_remedy("check the invoices and the mapping of their columns"));
    }
    declare::missing(header, &mut out.findings);
    let told = header::look(packet, &goods, as_of, &mut out.findings);
    let valuation = valuation::value(packet, &goods, as_of, answers, &mut out.findings);
    let (rate, carriage) =
        (valuation.rate.clone(), valuation.lines.iter().map(|line| line.carriage_usd).collect::<Vec<_>>());
    let mut work = Work {
        packet,
        law,
        setting,
        as_of,
        goods: &goods,
        findings: &mut out.findings,
        questions: Vec::new(),
        revision: None,
        refundable: Vec::new(),
    };
    let lines = work.lines(valuation);
    work.notices(&lines);
    let questions = std::mem::take(&mut work.questions);
    let (revision, why) = (work.revision.take(), work.entry_reasons());
    if let Some(entry) = entry {
        (out.lines, out.revision, out.why) = (lines, revision, why);
        if answers.is_empty() {
            changes::ahead(law.tariff, &questions, &goods, entry, setting.known, &mut out.findings);
        }
        out.clocks = clocks(header, law.pack, entry, setting.known, &mut out.findings);
        out.clock_rules = plain_rules(as_of, &out.clocks);
        let declared = Declaring { packet, law, setting, as_of, goods: &goods, questions: &questions };
        declared.finish(&mut out, rate.as_ref(), &carriage, &told);
    }
    for answer in answers.iter().filter(|answer| !acknowledge::used(answer, packet, &goods)) {
        out.findings.push(crate::answers::unused(answer));
    }
    tell_once(&mut out.findings);
    out
}

/// A fault that several looks find is told once.
fn tell_once(findings: &mut Vec<Finding>) {
    let mut once: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings.drain(..) {
        if !once.contains(&finding) {
            once.push(finding);
        }
    }
    *findings = once;
}

/// The day of entry: as given, else that of the time of entry. Goods are not entered before they arrive (19 CFR 141.68).
fn entry_day(header: &PacketHeader, findings: &mut Vec<Finding>) -> Option<Date> {
    let time = header.dates.time_of_entry.as_ref().map(|time| time.local.date());
    let day = header.dates.entry.or(time);
    let mut block = |code: &str, field: &str, text: String, remedy: &str| {
        let place = Place::file(HEADER).at_field(field);
        findings.push(Finding::block(code, place, text).with_remedy(remedy));
    };
    if day.is_none() {
        let text = "the date of entry is missing; it fixes the law that applies".into();
        block("MISSING_FACT", "dates.entry", text, "give the date of entry");
    }
    if let (Some(entry), Some(import)) = (day, header.dates.import)
        && entry < import
    {
        let text = format!(
            "the entry of {entry} lies before the importation of {import}; goods are not entered before they arrive within the port (19 CFR 141.68)"
        );
        block("ENTRY_BEFORE_IMPORT", "dates.entry", text, "correct the date of entry or that of importation");
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
