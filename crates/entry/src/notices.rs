//! What a careful clerk would notice about the whole packet: limits, papers of other agencies, changes of law ahead.
//!
//! Notices inform or warn; what stops a filing is decided by the rules and edits. Hints on goods come from the law data
//! table `goods_hints` and carry its trust: an unsure hint warns and never decides.

use cocket_base::{Date, Dollars, Finding, Place};
use cocket_filing::EntrySummary;
use cocket_intake::packet::PacketHeader;
use cocket_law::{CodeRow, Pack};
use cocket_rules::AsOf;

use crate::goods::Goods;
use crate::sale::HEADER;

/// Looks at goods and header.
pub fn look(header: &PacketHeader, goods: &[Goods<'_>], as_of: AsOf<'_>, findings: &mut Vec<Finding>) {
    ports(header, as_of.pack, findings);
    hints(goods, as_of, findings);
    agency_data(header, goods, findings);
    importer(header, findings);
    payment(header, as_of.pack, findings);
    cases(header, findings);
    size(goods, findings);
}

fn ports(header: &PacketHeader, law: &Pack, findings: &mut Vec<Finding>) {
    let mut ports: Vec<_> = [header.port_of_entry, header.port_of_unlading].into_iter().flatten().collect();
    ports.dedup();
    for port in ports.into_iter().filter(|port| law.ports().name(*port).is_none()) {
        let text = format!("port {port} is not in the list of ports held, which is not complete");
        findings.push(
            Finding::info("PORT_NOT_IN_REFERENCE", Place::item(port.to_string()), text)
                .with_remedy("check the code against Schedule D"),
        );
    }
}

/// The parts of the goods, each once, as one text; «all lines» when it is all of them.
fn named(parts: &[&str], goods: &[Goods<'_>]) -> String {
    let mut once: Vec<&str> = Vec::new();
    for part in parts {
        if !once.contains(part) {
            once.push(part);
        }
    }
    let all = goods.iter().all(|one| once.contains(&one.part_no));
    if all && once.len() > 1 { "all lines".into() } else { once.join(" ") }
}

/// Hints by tariff number: which goods other agencies or special clocks may concern.
fn hints(goods: &[Goods<'_>], as_of: AsOf<'_>, findings: &mut Vec<Finding>) {
    let Some(table) = as_of.pack.codes("goods_hints") else { return };
    let in_use: Vec<&CodeRow> = table.iter().filter(|row| row.in_use(as_of.day)).collect();
    let mut kinds: Vec<(&str, &str)> =
        in_use.iter().filter_map(|row| row.column("finding").zip(row.column("text"))).collect();
    kinds.sort_unstable();
    kinds.dedup();
    for (kind, text) in kinds {
        let rows: Vec<&&CodeRow> = in_use
            .iter()
            .filter(|row| row.column("finding") == Some(kind) && row.column("text") == Some(text))
            .collect();
        let fits = |one: &Goods<'_>| rows.iter().find(|row| hinted(one, row)).copied();
        let concerned: Vec<(&str, &CodeRow)> =
            goods.iter().filter_map(|one| fits(one).map(|row| (one.part_no, *row))).collect();
        let Some((_, row)) = concerned.first() else { continue };
        let parts: Vec<&str> = concerned.iter().map(|(part, _)| *part).collect();
        let place = Place::item(named(&parts, goods));
        let finding = if row.column("severity") == Some("warn") {
            Finding::warn(kind, place, text)
        } else {
            Finding::info(kind, place, text)
        };
        findings.push(finding.with_remedy(row.column("remedy").unwrap_or("look at the goods")));
    }
}

/// A row fits by the number we use, by the seller's number where ours is missing, or by a word of the master's notes.
fn hinted(goods: &Goods<'_>, row: &CodeRow) -> bool {
    let number = goods.hts.as_ref().map(|hts| hts.value).or(goods.line.hs.as_ref().map(|hs| hs.value));
    let prefix = row.column("prefix").and_then(|prefix| prefix.parse().ok());
    let by_number = number.zip(prefix).is_some_and(|(number, prefix)| number.starts_with(&prefix));
    let note = goods.facts.notes.as_deref().unwrap_or_default().to_lowercase();
    let by_note = row.column("note").filter(|word| !word.is_empty()).is_some_and(|word| note.contains(word));
    by_number || by_note
}

/// Alcohol needs a label approval; food an FDA product code (26 USC chapter 51; 21 CFR part 1 subpart I).
fn agency_data(header: &PacketHeader, goods: &[Goods<'_>], findings: &mut Vec<Finding>) {
    let asked = |field: &'static str| {
        move |finding: &&Finding| finding.code == "PGA_REVIEW" && finding.text.contains(field)
    };
    let food = findings.iter().any(|finding| asked("prior notice")(&finding));
    for one in goods {
        let chapter = one.hts.as_ref().map_or(0, |hts| hts.value.chapter());
        let alcohol =
            one.hts.as_ref().is_some_and(|hts| (2203..=2208).contains(&(hts.value.aligned() / 1_000_000)));
        if food && (2..=22).contains(&chapter) && !alcohol && one.facts.fda_product_code.is_none() {
            let text = format!("no FDA product code for {} in the product master", one.part_no);
            findings.push(
                Finding::warn("PGA_DATA_MISSING", Place::item(one.part_no), text)
                    .with_remedy("ask the client for the product code"),
            );
        }
        let taxed = header
            .excise
            .iter()
            .any(|tax| tax.parts.iter().any(|part| part.trim().eq_ignore_ascii_case(one.part_no)));
        if taxed
            && !header
                .permits
                .label_approvals
                .keys()
                .any(|part| part.trim().eq_ignore_ascii_case(one.part_no))
        {
            let text = format!("no label approval number for {}", one.part_no);
            findings.push(
                Finding::warn("PGA_DATA_MISSING", Place::item(one.part_no), text)
                    .with_remedy("ask for the certificate of label approval"),
            );
        }
    }
}

fn importer(header: &PacketHeader, findings: &mut Vec<Finding>) {
    let Some(client) = &header.client else {
        let finding = Finding::block(
            "MISSING_IMPORTER",
            Place::file(HEADER).at_field("client"),
            "the packet names no importer of record",
        );
        findings.push(finding.with_remedy("name the importer and its number"));
        return;
    };
    let separate = header
        .buyer
        .as_ref()
        .and_then(|buyer| buyer.name.as_ref())
        .zip(client.name.as_ref())
        .is_some_and(|(buyer, importer)| buyer != importer);
    let said = header.instructions.iter().any(|text| text.to_lowercase().contains("non-resident"));
    if client.non_resident || (said && separate) {
        let text = "the importer of record is not resident in the United States: resident agent, bond and power of attorney to be checked (19 CFR 141.17, 141.18)";
        findings.push(
            Finding::warn("IMPORTER_ROLE", Place::file(HEADER), text)
                .with_remedy("check the papers of the non-resident importer"),
        );
    }
}

/// Payment types that take no internal revenue tax (code table `payment_types`).
fn payment(header: &PacketHeader, law: &Pack, findings: &mut Vec<Finding>) {
    let Some(kind) = header.payment_type.as_deref() else { return };
    let row = law.codes("payment_types").and_then(|table| table.get(kind));
    let refuses = row.and_then(|row| row.column("revenue_tax")).is_some_and(|taken| taken != "allowed");
    if refuses && !header.excise.is_empty() {
        let text = format!("payment type {kind} may not carry internal revenue tax");
        findings.push(
            Finding::block("PAYMENT_TYPE_NOT_ALLOWED", Place::file(HEADER).at_field("payment_type"), text)
                .with_remedy("ask the client for payment type 2 or 3"),
        );
    }
}

fn cases(header: &PacketHeader, findings: &mut Vec<Finding>) {
    let Some(adcvd) = header.adcvd.as_ref().filter(|adcvd| !adcvd.cases.is_empty()) else { return };
    let dumping =
        adcvd.cases.iter().filter_map(|case| case.case.as_deref()).find(|case| case.starts_with('A'));
    if let Some(case) = dumping.filter(|_| adcvd.non_reimbursement_statement != Some(true)) {
        let text = "no non-reimbursement statement on file: the antidumping duty doubles at liquidation if it never comes (19 CFR 351.402(f))";
        let key: String = case.splitn(4, '-').take(3).collect::<Vec<_>>().join("-");
        findings.push(
            Finding::warn("ADCVD_STATEMENT_MISSING", Place::item(key), text)
                .with_remedy("get the importer's statement"),
        );
    }
    let text = "no list of orders is held here: cases and rates are taken as the client instructs";
    findings.push(
        Finding::warn("ADCVD_CASE_NOT_IN_REFERENCE", Place::file(HEADER).at_field("adcvd"), text)
            .with_remedy("check case and rate in ACE"),
    );
    let text = "AD and CVD deposits are paid with the summary; liquidation is suspended";
    findings.push(Finding::info("LIVE_DEPOSIT", Place::file(HEADER), text));
}

/// Lines from which a packet is too long to be compared by eye.
const MANY_LINES: usize = 100;

fn size(goods: &[Goods<'_>], findings: &mut Vec<Finding>) {
    if goods.len() > MANY_LINES {
        let file = goods.first().map_or(HEADER, |one| one.invoice.file.as_str());
        findings.push(Finding::info(
            "SIZE",
            Place::file(file),
            format!("{} lines of goods: check count and total against the paper's last page", goods.len()),
        ));
    }
}

/// Looks at the value against the limits of informal entry and of the low-value exemption.
pub fn value_limits(entry_type: &str, value: Dollars, as_of: AsOf<'_>, findings: &mut Vec<Finding>) {
    let informal =
        as_of.pack.entry_traits(entry_type, as_of.day, as_of.known).is_ok_and(|traits| traits.informal);
    let place = || Place::file(HEADER);
    if let Ok(limit) = as_of.pack.limit("informal_limit", as_of.day, as_of.known) {
        let within = value.as_decimal() <= limit.amount;
        if informal && within {
            let text = format!(
                "the customs value is {value} dollars, at most {}: an informal entry is possible ({})",
                limit.amount, limit.cite.source
            );
            findings.push(Finding::info("INFORMAL_ALLOWED", place(), text));
        } else if informal {
            let text = format!(
                "the customs value is {value} dollars, above {}: no informal entry ({})",
                limit.amount, limit.cite.source
            );
            findings.push(
                Finding::block("INFORMAL_OVER_LIMIT", place().at_field("entry_type"), text)
                    .with_remedy("enter formally, type 01"),
            );
        }
    }
    let suspended =
        as_of.pack.limit("de_minimis_suspended", as_of.day, as_of.known).is_ok_and(|flag| flag.is_on());
    if informal && suspended {
        let text = "the exemption for shipments of low value is suspended; an entry is needed";
        findings.push(Finding::info("NO_DE_MINIMIS", place(), text));
    }
}

/// Whether the law read belongs to an earlier time than the newest held, which surprises people.
pub fn time_travel(entry: Date, newest_from: Option<Date>, revision: &str, findings: &mut Vec<Finding>) {
    if newest_from.is_some_and(|from| entry < from) {
        let text =
            format!("the entry is of {entry}: the tables of {revision} and the measures of that day apply");
        findings.push(Finding::info("TIME_TRAVEL", Place::file(HEADER), text));
    }
}

/// Lines that owe no merchandise processing fee while others do.
pub fn exempt_lines(summary: &EntrySummary, raw: cocket_base::Cents, findings: &mut Vec<Finding>) {
    let exempt: Vec<&str> = summary
        .lines
        .iter()
        .filter(|line| line.fees.iter().all(|fee| fee.class != "499"))
        .filter_map(|line| line.spi.as_deref())
        .collect();
    let Some(spi) = exempt.first().filter(|_| exempt.len() < summary.lines.len()) else { return };
    let due = summary.totals.fee("499");
    let raised =
        if due > raw { format!("; the minimum {due} applies to the raw {raw}") } else { String::new() };
    let text = format!(
        "merchandise processing fee only on the {} lines without the claim{raised}",
        summary.lines.len() - exempt.len()
    );
    findings.push(Finding::info("MPF_EXEMPT_LINES", Place::item(format!("lines with SPI {spi}")), text));
}
