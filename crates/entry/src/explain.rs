//! Why the figures of an entry are what they are, in plain sentences: a line's value and duty, and the sums, fees and clocks of
//! the whole. The templates are those of the engines (`cocket_rules::explain`); nothing is worked out anew.

use std::collections::BTreeMap;

use cocket_base::{Account, Cents, Citation, Date, Explanation, Finding, Paragraph, Reader, Severity};
use cocket_filing::EntrySummary;
use cocket_filing::declaration::{Deposit, Fee, TariffLine};
use cocket_rules::explain::{self, DepositPart, Duty, DutyPart, Names, words};

use crate::prepared::{Prepared, PreparedLine};
use crate::setting::Law;

/// Longest description that is repeated in a sentence, in characters.
const DESCRIPTION: usize = 80;
/// Open questions that are told; the list of findings has them all.
const QUESTIONS: usize = 25;
/// Codes of findings about lawful claims that nobody has made.
const UNCLAIMED: [&str; 2] = ["SPI_UNCLAIMED", "RELIEF_UNCLAIMED"];

fn names(law: Law<'_>) -> Names<'_> {
    Names { pack: law.pack, measures: Some(&law.tariff.measures) }
}

/// Why a line has its value and owes its duty.
pub fn explain_line(law: Law<'_>, prepared: &Prepared, line: &PreparedLine, reader: Reader) -> Vec<Account> {
    let names = names(law);
    let goods = goods(line);
    let value = match line.entered_value {
        Some(value) => format!("{goods} is entered at {}.", words::dollars(value)),
        None => format!("The value of {goods} cannot be stated yet."),
    };
    vec![
        Account {
            of: format!("Line {}: value", line.number),
            explanation: explain::of_steps(value, &line.value_steps, &names, reader),
        },
        Account {
            of: format!("Line {}: duty", line.number),
            explanation: duty(prepared, line, &names, reader),
        },
    ]
}

/// A line's goods by part and description.
fn goods(line: &PreparedLine) -> String {
    let short: String = line.description.chars().take(DESCRIPTION).collect();
    match (line.part.as_str(), short.as_str()) {
        ("", "") => format!("line {}", line.number),
        ("", short) => short.into(),
        (part, "") => part.into(),
        (part, short) => format!("{part} ({short})"),
    }
}

fn duty(prepared: &Prepared, line: &PreparedLine, names: &Names<'_>, reader: Reader) -> Explanation {
    let Some(number) = line.hts.as_ref().map(|hts| hts.value) else {
        let lead = format!("The duty on {} cannot be stated: its tariff number is not known.", goods(line));
        return Explanation { lead, ..Explanation::default() };
    };
    let entry_date = prepared.declaration.as_ref().map(|entry| entry.entry_date);
    let short: String = line.description.chars().take(DESCRIPTION).collect();
    let told = Duty {
        number,
        goods: Some(short.as_str()).filter(|short| !short.is_empty()),
        origin: line.origin.as_ref().map(|origin| origin.value),
        entry_date: entry_date.unwrap_or_default(),
        value: line.dutiable_value.or(line.entered_value).unwrap_or_default(),
        spi: line.spi.as_deref(),
        parts: line.tariffs.iter().map(part).collect(),
        deposits: line.deposits.iter().map(deposit).collect(),
        steps: &[],
        needs: &line.needs,
        range: line.range.as_ref(),
    };
    let mut told = match line.tariffs.is_empty() {
        false => explain::decided_duty(&told, names, reader),
        true => explain::undecided_duty(&told, names, reader),
    };
    for fee in line.taxes.iter().chain(&line.mpf).chain(&line.hmf) {
        told.why.push(beside(fee, names));
        if reader == Reader::Colleague {
            told.why.extend(explain::of_fee(String::new(), &fee.steps, names, reader).why);
        }
    }
    told.what_if.extend(claims(prepared, line, names, reader));
    told
}

fn part(tariff: &TariffLine) -> DutyPart<'_> {
    DutyPart {
        number: tariff.number,
        authority: &tariff.authority,
        rate: &tariff.rate,
        base: tariff.base,
        amount: tariff.amount,
        steps: &tariff.steps,
    }
}

fn deposit(deposit: &Deposit) -> DepositPart<'_> {
    let rate = deposit.rate.normalize();
    DepositPart {
        case: &deposit.case,
        rate: if deposit.specific { format!("${rate} a unit") } else { format!("{rate}%") },
        base: deposit.value,
        amount: deposit.amount,
    }
}

/// A tax or fee of the line, before the limits of the entry.
fn beside(fee: &Fee, names: &Names<'_>) -> Paragraph {
    let name = words::sentence(&names.class(&fee.class));
    let text = format!(
        "{} of this line, beside the duty: {}.",
        name.trim_end_matches('.'),
        words::cents(fee.amount)
    );
    Paragraph { text, source: None }
}

/// Claims that would lower the duty, as the findings of the part tell them.
fn claims(prepared: &Prepared, line: &PreparedLine, names: &Names<'_>, reader: Reader) -> Vec<Paragraph> {
    let of_part = |finding: &&Finding| {
        UNCLAIMED.contains(&finding.code.as_str()) && finding.place.item.as_deref() == Some(&line.part)
    };
    let told = |finding: &Finding| {
        let text = finding.text.strip_prefix(&format!("{}: ", line.part)).unwrap_or(&finding.text);
        // The finding ends in what the claim saves and its source.
        let saves = text.rsplit_once(" (saves ").and_then(|(question, rest)| {
            let (saving, cite) = rest.strip_suffix(')')?.split_once("; ")?;
            Some((question, words::figure(&format!("{saving} USD")), cite))
        });
        match saves {
            Some((question, saving, cite)) => Paragraph {
                text: format!(
                    "{} If so, the duty would be {saving} less.",
                    words::sentence(&names.told(question, reader))
                ),
                source: Some(cite.to_string()),
            },
            None => plain(words::sentence(&names.told(text, reader))),
        }
    };
    prepared.open.iter().filter(of_part).map(told).collect()
}

/// Why the entry comes to its sums: what is payable, each fee, and the days to keep. `known` is the day whose knowledge of the
/// law counts.
pub fn explain_entry(law: Law<'_>, prepared: &Prepared, known: Date, reader: Reader) -> Vec<Account> {
    let names = names(law);
    let mut accounts = Vec::new();
    if let Some(entry) = &prepared.declaration {
        accounts.push(Account {
            of: "What is payable".into(),
            explanation: payable(prepared, entry, &names, reader),
        });
        accounts.extend(entry.totals.fees.iter().map(|fee| {
            let name = words::sentence(&names.class(&fee.class));
            let name = name.trim_end_matches('.').to_string();
            let lead = format!("{name} of the entry: {}.", words::cents(fee.amount));
            Account { of: name, explanation: explain::of_fee(lead, &fee.steps, &names, reader) }
        }));
    }
    let days = days(law, prepared, known);
    if !days.is_empty() {
        let lead = days.first().map(|(what, day, ..)| {
            let what: String =
                what.chars().take(1).flat_map(char::to_lowercase).chain(what.chars().skip(1)).collect();
            format!("The first day to keep is {}: {what}.", words::day(*day))
        });
        let why = days.into_iter().map(|(what, day, rule, cite)| Paragraph {
            text: format!("{what}: {}. The rule is {}", words::day(day), words::clause(&rule)),
            source: cite.as_ref().map(words::source),
        });
        let lead = lead.unwrap_or_default();
        let explanation = Explanation { lead, why: why.collect(), ..Explanation::default() };
        accounts.push(Account { of: "Days to keep".into(), explanation });
    }
    accounts
}

/// Everything that there is to tell: what is payable, line by line as far as `most` lines, fees and days.
pub fn explain_all(
    law: Law<'_>,
    prepared: &Prepared,
    known: Date,
    reader: Reader,
    most: usize,
) -> Vec<Account> {
    let mut whole = explain_entry(law, prepared, known, reader);
    let after = whole.split_off(whole.len().min(usize::from(prepared.declaration.is_some())));
    let lines = prepared.lines.iter().take(most);
    whole.extend(lines.flat_map(|line| explain_line(law, prepared, line, reader)));
    if let more @ 1.. = prepared.lines.len().saturating_sub(most) {
        let lead = format!(
            "{more} more lines were worked in the same way; the worksheet and the file's page tell them."
        );
        whole.push(Account {
            of: "Further lines".into(),
            explanation: Explanation { lead, ..Explanation::default() },
        });
    }
    whole.extend(after);
    whole
}

/// The sum that is due, with its parts and the duties behind them; what still stops the entry.
fn payable(prepared: &Prepared, entry: &EntrySummary, names: &Names<'_>, reader: Reader) -> Explanation {
    let totals = &entry.totals;
    let mut parts = vec![format!("{} of duty", words::cents(totals.duty))];
    let fees = totals.fees.iter().map(|fee| (names.class(&fee.class), fee.amount));
    let more = [
        ("internal revenue tax".to_string(), totals.tax),
        (names.deposit("A"), totals.antidumping),
        (names.deposit("C"), totals.countervailing),
    ];
    parts.extend(
        fees.chain(more)
            .filter(|(_, amount)| !amount.is_zero())
            .map(|(name, amount)| format!("{} of {name}", words::cents(amount))),
    );
    let open = prepared.lines.iter().filter(|line| line.tariffs.is_empty()).count();
    let mut lead = format!(
        "Goods entered at {} owe {}: {}.",
        words::dollars(totals.entered_value),
        words::cents(totals.payable()),
        words::list(&parts)
    );
    if open > 0 {
        lead.push_str(&format!(
            " {open} of {} lines are not determined yet and are not in it.",
            prepared.lines.len()
        ));
    }
    let mut why = by_authority(prepared, names);
    why.extend(prepared.why.iter().map(|text| plain(words::sentence(&names.told(text, reader)))));
    why.extend(prepared.fee_notes.iter().map(|text| plain(words::sentence(&names.told(text, reader)))));
    let stops = prepared.open.iter().filter(|finding| finding.severity == Severity::Block);
    let questions = stops.take(QUESTIONS).map(|finding| {
        let remedy = finding.remedy.as_deref().map(|remedy| format!(" {}", words::sentence(remedy)));
        plain(format!(
            "{}{}",
            words::sentence(&names.told(&finding.text, reader)),
            names.told(&remedy.unwrap_or_default(), reader)
        ))
    });
    Explanation { lead, why, questions: questions.collect(), ..Explanation::default() }
}

fn plain(text: String) -> Paragraph {
    Paragraph { text, source: None }
}

/// The duty of all lines by whose it is, the largest first.
fn by_authority(prepared: &Prepared, names: &Names<'_>) -> Vec<Paragraph> {
    let mut sums: BTreeMap<&str, (Cents, usize)> = BTreeMap::new();
    for tariff in prepared.lines.iter().flat_map(|line| &line.tariffs).filter(|t| !t.amount.is_zero()) {
        let (sum, lines) = sums.entry(&tariff.authority).or_default();
        *sum += tariff.amount;
        *lines += 1;
    }
    let mut sums: Vec<(&str, (Cents, usize))> = sums.into_iter().collect();
    sums.sort_by_key(|(authority, (sum, _))| (std::cmp::Reverse(*sum), *authority));
    let told = |(authority, (sum, lines)): (&str, (Cents, usize))| {
        let on = if lines == 1 { "one line".into() } else { format!("{lines} lines") };
        plain(format!("{}: {} on {on}.", names.authority(authority), words::cents(sum)))
    };
    sums.into_iter().map(told).collect()
}

/// The clocks that run: what, when, the rule in words and its source; in the order in which they strike.
fn days(
    law: Law<'_>,
    prepared: &Prepared,
    known: Date,
) -> Vec<(&'static str, Date, String, Option<Citation>)> {
    let clocks = &prepared.clocks;
    let plain = |name: &str| prepared.clock_rules.get(name).cloned().unwrap_or_default();
    let mut days: Vec<(&'static str, Date, String)> = Vec::new();
    days.extend(clocks.isf_due.iter().map(|due| ("The security filing is due", due.date, due.rule.clone())));
    days.extend(clocks.entry_due.iter().map(|due| ("The entry is due", due.legal, due.rule.clone())));
    days.extend(
        clocks
            .entry_summary_due
            .iter()
            .map(|due| ("The entry summary and its deposit are due", due.legal, due.rule.clone())),
    );
    let paid = clocks.pms_payment_day;
    days.extend(paid.map(|day| ("The monthly statement is paid", day, plain("pms_payment_day"))));
    days.extend(
        clocks.psc_last_day.iter().map(|last| ("The last day of a correction", last.date, last.rule.clone())),
    );
    days.extend(
        clocks
            .liquidation
            .iter()
            .map(|due| ("Liquidation, an estimate", due.posted_friday, due.rule.clone())),
    );
    let deemed = clocks.deemed_liquidation;
    days.extend(deemed.map(|day| ("Liquidation by law, if nobody acts", day, plain("deemed_liquidation"))));
    days.sort_by_key(|(_, day, _)| *day);
    let with_law = |(what, day, rule): (&'static str, Date, String)| {
        // A rule begins with the id of its row.
        let (id, rule) =
            rule.split_once(": ").map_or(("", rule.clone()), |(id, rule)| (id, rule.to_string()));
        let row = law.pack.clocks().get(id).and_then(|rows| rows.as_of(day.min(known), known));
        (what, day, rule, row.map(|row| row.cite.clone()))
    };
    days.into_iter().map(with_law).collect()
}
