//! The prepared entry as a page to read: what stands in the way first, then lines, sums and clocks.

use std::fmt::Write;

use cocket_base::{Cents, Dollars, Severity};
use cocket_entry::report::{Report, ReportFinding, ReportHeader, ReportLine};
use cocket_filing::EntrySummary;

use crate::shell::table::{Side, grouped, table};

/// The page.
pub fn text(report: &Report, declaration: Option<&EntrySummary>) -> String {
    let mut out = String::new();
    head(&mut out, report, declaration);
    // Without answers these are the findings of the papers, gates to the filing and edits included.
    let title = if report.answers.is_empty() { "Findings" } else { "Open after the answers" };
    findings(&mut out, title, &report.open_findings);
    lines(&mut out, &report.lines);
    duties(&mut out, &report.lines);
    sums(&mut out, &report.header);
    clocks(&mut out, report);
    if !report.why.is_empty() {
        out.push_str("\nReasons\n");
        report.why.iter().for_each(|why| paragraph(&mut out, "  ", why));
    }
    out
}

fn head(out: &mut String, report: &Report, declaration: Option<&EntrySummary>) {
    let name = report.packet.as_deref().unwrap_or("packet without a name");
    let entry =
        declaration.map(|summary| format!(", entry {} type {}", summary.entry_number, summary.entry_type));
    let _ = writeln!(out, "{name}{}: {}", entry.unwrap_or_default(), status(report));
    if let Some(revision) = &report.hts_revision {
        let _ = writeln!(out, "schedule {revision}");
    }
}

fn status(report: &Report) -> String {
    let blocks = report.open_findings.iter().filter(|finding| finding.severity == Severity::Block).count();
    match (report.status, blocks) {
        ("ready", _) => "ready to be looked through and filed".into(),
        (_, 0) => "blocked: facts are missing for a declaration".into(),
        (_, 1) => "blocked by 1 finding".into(),
        (_, count) => format!("blocked by {count} findings"),
    }
}

/// All findings, the gravest first.
fn findings(out: &mut String, title: &str, findings: &[ReportFinding]) {
    if findings.is_empty() {
        let _ = writeln!(out, "\n{title}: none");
        return;
    }
    let mut sorted: Vec<&ReportFinding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let _ = writeln!(out, "\n{title}");
    for finding in sorted {
        let _ = writeln!(out, "  {:<5} {} at {}", finding.severity, finding.code, place(finding));
        paragraph(out, "        ", &finding.text);
        if let Some(remedy) = &finding.remedy {
            paragraph(out, "        > ", remedy);
        }
    }
}

/// The exact place; the report's own words where it has none.
fn place(finding: &ReportFinding) -> String {
    let exact = finding.place.to_string();
    if exact.is_empty() { finding.at.clone() } else { exact }
}

/// Words in lines of at most a hundred characters.
fn paragraph(out: &mut String, indent: &str, text: &str) {
    const WIDTH: usize = 100;
    let rest = " ".repeat(indent.chars().count());
    let mut line = indent.to_string();
    let mut fresh = true;
    for word in text.split_whitespace() {
        if !fresh && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push_str(&line);
            out.push('\n');
            line.clone_from(&rest);
            fresh = true;
        }
        if !fresh {
            line.push(' ');
        }
        line.push_str(word);
        fresh = false;
    }
    out.push_str(&line);
    out.push('\n');
}

fn money(amount: Option<Cents>) -> String {
    amount.map_or("?".into(), |amount| grouped(&amount.to_string()))
}

fn dollars(amount: Option<Dollars>) -> String {
    amount.map_or("?".into(), |amount| grouped(&amount.to_string()))
}

fn lines(out: &mut String, lines: &[ReportLine]) {
    use Side::{Left, Right};
    if lines.is_empty() {
        return;
    }
    let mut rows = vec![
        ["line", "part", "number", "origin", "value $", "duty $", "quantities", "claim", "document"]
            .map(String::from)
            .to_vec(),
    ];
    for line in lines {
        let quantities: Vec<String> =
            line.quantities.iter().map(|q| format!("{} {}", q.qty, q.unit)).collect();
        let paper: Vec<String> = line.refs.iter().map(ToString::to_string).collect();
        rows.push(vec![
            line.line.to_string(),
            line.part.clone(),
            line.hts.last().cloned().unwrap_or("?".into()),
            line.origin.clone().unwrap_or("?".into()),
            dollars(line.entered_value),
            duty_of(line),
            quantities.join(", "),
            line.spi.clone().unwrap_or_default(),
            paper.join(", "),
        ]);
    }
    out.push_str("\nLines\n");
    out.push_str(&table(&[Right, Left, Left, Left, Right, Right], &rows));
}

/// The duty of a line: between what it can come to, while facts that move it are not answered.
fn duty_of(line: &ReportLine) -> String {
    match &line.duty_range {
        Some(range) => {
            format!("{} to {}", grouped(&range.least.to_string()), grouped(&range.most.to_string()))
        }
        None => money(line.duty_total),
    }
}

/// The rows of duty, deposits and taxes of each line, with what a line still needs.
fn duties(out: &mut String, lines: &[ReportLine]) {
    use Side::{Left, Right};
    let mut rows = Vec::new();
    for line in lines {
        let mut name = format!("{} {}", line.line, line.part);
        let mut row = |what: String, rate: String, base: String, amount: Cents| {
            rows.push(vec![
                std::mem::take(&mut name),
                what,
                rate,
                grouped(&base),
                grouped(&amount.to_string()),
            ]);
        };
        for duty in &line.duty {
            row(duty.heading.clone(), duty.rate.clone(), duty.base.clone(), duty.amount);
        }
        for deposit in &line.adcvd {
            let what = format!("{} ({})", deposit.case, deposit.cash_or_bond);
            row(what, deposit.rate.clone(), deposit.base.to_string(), deposit.deposit);
        }
        for tax in &line.irc {
            row(format!("tax {}", tax.class), String::new(), String::new(), tax.amount);
        }
    }
    if !rows.is_empty() {
        out.push_str("\nDuties\n");
        out.push_str(&table(&[Left, Left, Left, Right, Right], &rows));
    }
    let mut needs: Vec<String> = lines
        .iter()
        .flat_map(|line| {
            line.needs.iter().map(move |need| format!("{}: {} ({})", line.part, need.question, need.affects))
        })
        .collect();
    needs.dedup();
    if !needs.is_empty() {
        out.push_str("\nFacts that are missing or would change the duty\n");
        needs.iter().for_each(|need| paragraph(out, "  ", need));
    }
}

fn sums(out: &mut String, header: &ReportHeader) {
    let mut rows = vec![vec!["entered value".to_string(), dollars(header.total_entered_value)]];
    let mut row = |what: &str, amount: String| rows.push(vec![what.to_string(), amount]);
    row("duty", money(header.duty));
    let so_far = if header.duty.is_none() { " so far" } else { "" };
    for (heading, amount) in &header.chapter99_totals {
        row(&format!("  of which {heading}{so_far}"), grouped(&amount.to_string()));
    }
    row("merchandise processing fee", money(header.mpf));
    row("harbor maintenance fee", money(header.hmf));
    let rarer = [
        ("antidumping deposits", header.ad_deposit),
        ("countervailing deposits", header.cvd_deposit),
        ("internal revenue taxes", header.irc_tax),
    ];
    for (what, amount) in rarer {
        if amount.is_some_and(|amount| !amount.is_zero()) {
            row(what, money(amount));
        }
    }
    row("total payable", money(header.total_payable));
    out.push_str("\nSums in US dollars (? = not known yet)\n");
    out.push_str(&table(&[Side::Left, Side::Right], &rows));
    if !header.mpf_note.is_empty() {
        paragraph(out, "  ", &header.mpf_note);
    }
}

fn clocks(out: &mut String, report: &Report) {
    let clocks = &report.clocks;
    let plain = |name: &str| report.clock_rules.get(name).map_or("", String::as_str);
    let mut rows = Vec::new();
    let mut row =
        |what: &str, day: String, rule: &str| rows.push(vec![what.to_string(), day, rule.to_string()]);
    if let Some(isf) = &clocks.isf_due {
        row("security filing due", isf.date.to_string(), &isf.rule);
    }
    if let Some(entry) = &clocks.entry_due {
        row("entry due", entry.legal.to_string(), &entry.rule);
    }
    if let Some(summary) = &clocks.entry_summary_due {
        row("entry summary due", summary.legal.to_string(), &summary.rule);
    }
    if let Some(day) = clocks.pms_payment_day {
        row("monthly statement paid", day.to_string(), plain("pms_payment_day"));
    }
    if let Some(psc) = &clocks.psc_last_day {
        row("last day of a correction", psc.date.to_string(), &psc.rule);
    }
    if let Some(liquidation) = &clocks.liquidation {
        row("liquidation (estimate)", liquidation.posted_friday.to_string(), &liquidation.rule);
    }
    if let Some(day) = clocks.deemed_liquidation {
        row("deemed liquidation", day.to_string(), plain("deemed_liquidation"));
    }
    if !rows.is_empty() {
        out.push_str("\nDeadlines\n");
        out.push_str(&table(&[], &rows));
    }
    clocks.note.iter().for_each(|note| paragraph(out, "  ", note));
}
