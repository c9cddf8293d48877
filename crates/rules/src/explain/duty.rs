//! Why a line of goods owes its duty. The same templates serve the engine's answer and a line of an entry.

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Cents, Citation, Date, Dollars, Explanation, Need, Paragraph, Reader, Round, Step};
use cocket_tariff::engine::{
    CaseDeposit, Chapter98Effect, ClaimNotMade, DutyLine, DutyRange, LegalNote, LineFees, Moved, RateAnswer,
    RateQuestion, UNSTATED,
};

use super::names::Names;
use super::steps::{against, asked, found, worked};
use super::words::{cents, day, dollars, list, sentence, source};

/// Class code of the harbor maintenance fee (code table `fee_class_codes`).
const HARBOR_FEE: &str = "501";

/// What is told about the duty of a line, whoever worked it out.
#[derive(Clone, Debug)]
pub struct Duty<'a> {
    /// The goods' own number, of chapters 1 to 97.
    pub number: TariffNumber,
    /// What the goods are, where a paper says so; else the label of the number's heading is told.
    pub goods: Option<&'a str>,
    /// Country of origin.
    pub origin: Option<Country>,
    /// Day of entry.
    pub entry_date: Date,
    /// Entered value.
    pub value: Dollars,
    /// Programme claimed.
    pub spi: Option<&'a str>,
    /// Reported numbers, in their order.
    pub parts: Vec<DutyPart<'a>>,
    /// Deposits on cases.
    pub deposits: Vec<DepositPart<'a>>,
    /// Steps about the line as a whole, or none where the parts hold them.
    pub steps: &'a [Step],
    /// Facts that would change the total.
    pub needs: &'a [Need],
    /// Between what the duty can come to by their answers.
    pub range: Option<&'a DutyRange>,
}

/// A reported number with its duty.
#[derive(Clone, Copy, Debug)]
pub struct DutyPart<'a> {
    /// The number.
    pub number: TariffNumber,
    /// Whose duty it is: `base`, or the authority's id.
    pub authority: &'a str,
    /// The rate as printed or applied.
    pub rate: &'a str,
    /// Value it applied to.
    pub base: Dollars,
    /// Duty.
    pub amount: Cents,
    /// How the amount came about.
    pub steps: &'a [Step],
}

/// A deposit on a case.
#[derive(Clone, Debug)]
pub struct DepositPart<'a> {
    /// The case.
    pub case: &'a str,
    /// The rate with its unit, as in `24.5%`.
    pub rate: String,
    /// Value it applied to.
    pub base: Dollars,
    /// Deposit.
    pub amount: Cents,
}

impl<'a> From<&'a DutyLine> for DutyPart<'a> {
    fn from(line: &'a DutyLine) -> DutyPart<'a> {
        DutyPart {
            number: line.number,
            authority: &line.authority,
            rate: &line.rate,
            base: line.base,
            amount: line.amount,
            steps: &line.steps,
        }
    }
}

impl<'a> From<&'a CaseDeposit> for DepositPart<'a> {
    fn from(deposit: &'a CaseDeposit) -> DepositPart<'a> {
        let rate = deposit.rate.normalize();
        let rate = if deposit.basis == "value" {
            format!("{rate}%")
        } else {
            format!("${rate} per {}", deposit.basis)
        };
        DepositPart { case: &deposit.case, rate, base: deposit.base, amount: deposit.amount }
    }
}

/// Explains an answer of the duty engine. The steps must be there: ask for them with the answer.
pub fn duty(question: &RateQuestion, answer: &RateAnswer, names: &Names<'_>, reader: Reader) -> Explanation {
    let value = Dollars::from_exact(question.value, Round::HalfUp).unwrap_or(Dollars::ZERO);
    let line = Duty {
        number: question.hts,
        goods: None,
        origin: Some(question.origin),
        entry_date: question.entry_date,
        value,
        spi: question.spi.as_deref(),
        parts: answer.lines.iter().map(DutyPart::from).collect(),
        deposits: answer.adcvd.iter().map(DepositPart::from).collect(),
        steps: &answer.steps,
        needs: &answer.needs,
        range: answer.range.as_ref(),
    };
    let mut told = match answer.outcome {
        "decided" => decided(&line, names, reader),
        "needs_facts" => undecided(&line, names, reader),
        "prohibited" => Explanation {
            lead: format!("{} may not be entered.", sentence(&goods(&line, names)).trim_end_matches('.')),
            why: answer.reasons.iter().map(|reason| against(reason, names, reader)).collect(),
            ..Explanation::default()
        },
        _ => return super::invalid(&answer.findings, names),
    };
    // That the law of the day is not held stands before everything that was worked out without it.
    let not_held = answer.findings.iter().find(|finding| finding.code == "REVISION_NOT_HELD");
    if let Some(finding) = not_held {
        told.lead = format!("{} {}", sentence(&finding.text), told.lead);
    }
    told.why.extend(answer.chapter98.iter().map(|effect| chapter98(effect, names, reader)));
    told.why.extend(fee(&answer.fees, names));
    told.why.extend(standing(answer, names, reader));
    told.considered.extend(answer.fees.may_apply.iter().map(|charge| Paragraph {
        text: format!(
            "{} may fall on the goods, {}; no figure of it is verified.",
            sentence(&charge.name).trim_end_matches('.'),
            charge.basis
        ),
        source: Some(source(&charge.cite)),
    }));
    let others = answer.findings.iter().filter(|finding| Some(*finding) != not_held);
    told.considered.extend(others.map(|finding| found(finding, names, reader)));
    told.what_if.extend(answer.claims.iter().map(|claim| unclaimed(claim, names, reader)));
    told
}

/// Explains a line whose duty is decided.
pub fn decided(line: &Duty<'_>, names: &Names<'_>, reader: Reader) -> Explanation {
    Explanation {
        lead: lead(line, names, reader),
        why: why(line, names, reader),
        considered: considered(line, names, reader),
        questions: Vec::new(),
        what_if: line.needs.iter().map(|need| moves(need, names, reader)).collect(),
    }
}

/// What was looked at and not applied. A client reads of what gave way to something else, not of every exception that nobody
/// has claimed: those that would save him money are told under what if.
fn considered(line: &Duty<'_>, names: &Names<'_>, reader: Reader) -> Vec<Paragraph> {
    let mut out: Vec<&Step> = Vec::new();
    for step in line.parts.iter().flat_map(|part| part.steps).chain(line.steps).filter(|step| step.considered)
    {
        let shown = reader == Reader::Colleague || !step.what.ends_with(UNSTATED);
        if shown && !out.contains(&step) {
            out.push(step);
        }
    }
    out.into_iter().map(|step| worked(step, names, reader)).collect()
}

/// Explains a line that waits for facts.
pub fn undecided(line: &Duty<'_>, names: &Names<'_>, reader: Reader) -> Explanation {
    let count = match line.needs.len() {
        1 => "one fact is missing".to_string(),
        more => format!("{more} facts are missing"),
    };
    Explanation {
        lead: format!("The duty on {} cannot be stated yet: {count}.", goods(line, names)),
        why: Vec::new(),
        considered: considered(line, names, reader),
        questions: line.needs.iter().map(|need| moves(need, names, reader)).collect(),
        what_if: Vec::new(),
    }
}

fn goods(line: &Duty<'_>, names: &Names<'_>) -> String {
    let what = line.goods.map(String::from).or_else(|| names.number(line.number));
    let what = what.map_or_else(|| "these goods".into(), |what| format!("these goods ({what})"));
    match line.origin {
        Some(origin) => format!("{what} from {}", names.country(origin)),
        None => what,
    }
}

/// The sum with its parts: the largest for a client, all of them for a colleague.
fn lead(line: &Duty<'_>, names: &Names<'_>, reader: Reader) -> String {
    let total: Cents = line.parts.iter().map(|part| part.amount).sum();
    let deposits: Cents = line.deposits.iter().map(|deposit| deposit.amount).sum();
    let mut charged: Vec<&DutyPart<'_>> = line.parts.iter().filter(|part| !part.amount.is_zero()).collect();
    charged.sort_by_key(|part| std::cmp::Reverse(part.amount));
    let on = match reader {
        Reader::Client => goods(line, names),
        Reader::Colleague => format!(
            "{}, tariff number {}, entered on {},",
            goods(line, names),
            line.number,
            day(line.entry_date)
        ),
    };
    let mut lead = if let Some(range) = line.range {
        let open = match range.settled_by.len() {
            1 => "one question is answered".to_string(),
            more => format!("{more} questions are answered"),
        };
        format!(
            "The duty on {on} lies between {} and {} until {open}; as it stands it is {}, on a value of {}.",
            cents(range.least),
            cents(range.most),
            cents(total),
            dollars(line.value)
        )
    } else if total.is_zero() {
        format!("No duty is owed on {on} on a value of {}.", dollars(line.value))
    } else {
        format!("The duty on {on} is {}, on a value of {}.", cents(total), dollars(line.value))
    };
    let part = |part: &&DutyPart<'_>| match reader {
        Reader::Client => format!("{} ({})", cents(part.amount), lower(&names.authority(part.authority))),
        Reader::Colleague => {
            format!("{} ({}, {})", cents(part.amount), lower(&names.authority(part.authority)), part.number)
        }
    };
    if let [largest, rest @ ..] = charged.as_slice() {
        let shown = if reader == Reader::Client { rest.len().min(2) } else { rest.len() };
        if !rest.is_empty() {
            let parts: Vec<String> =
                std::iter::once(largest).chain(rest.iter().take(shown)).map(part).collect();
            let opening = if shown < rest.len() { "Its largest parts are" } else { "It is made up of" };
            lead.push_str(&format!(" {opening} {}.", list(&parts)));
        }
    }
    if !deposits.is_zero() {
        lead.push_str(&format!(" Deposits of {} come on top.", cents(deposits)));
    }
    lead
}

/// `Section 232 …` keeps its capital, `Ordinary duty` does not.
fn lower(name: &str) -> String {
    name.strip_prefix("Ordinary").map_or_else(|| name.to_string(), |rest| format!("ordinary{rest}"))
}

fn why(line: &Duty<'_>, names: &Names<'_>, reader: Reader) -> Vec<Paragraph> {
    let mut why = Vec::new();
    let apart = |step: &&Step| !step.considered && !line.parts.iter().any(|part| tells(part, step));
    if reader == Reader::Colleague {
        let of_parts = |step: &Step| line.parts.iter().any(|part| part.steps.contains(step));
        let whole = line.steps.iter().filter(apart).filter(|step| !of_parts(step));
        why.extend(whole.map(|step| worked(step, names, reader)));
    }
    // The ordinary duty comes first: everything else is on top of it.
    let (base, additional): (Vec<_>, Vec<_>) = line.parts.iter().partition(|part| part.authority == "base");
    for part in base {
        why.push(ordinary(line, part, names, reader));
        if reader == Reader::Colleague {
            // The rate as a whole stands in the paragraph above, with its source.
            let told = source_of(part);
            let same =
                |step: &&Step| step.amount == Some(part.amount) && step.rate.as_deref() == Some(part.rate);
            let own = part.steps.iter().filter(apart);
            let own = own.filter(|step| !same(step) || (step.cite.is_some() && step.cite.as_ref() != told));
            why.extend(own.map(|step| worked(step, names, reader)));
        }
    }
    why.extend(additional.into_iter().map(|part| added(part, names, reader)));
    why.extend(line.deposits.iter().map(|deposit| Paragraph {
        text: format!(
            "{}, case {}: {} of {} is {}.",
            sentence(&names.deposit(deposit.case)).trim_end_matches('.'),
            deposit.case,
            deposit.rate,
            dollars(deposit.base),
            cents(deposit.amount)
        ),
        source: None,
    }));
    why
}

/// True when the step says again what the paragraph of an additional duty tells.
fn tells(part: &DutyPart<'_>, step: &Step) -> bool {
    part.authority != "base"
        && part.steps.first().is_some_and(|own| own.cite == step.cite && step.what.ends_with(&own.what))
        && (step.what.starts_with(&part.number.to_string()) || part.steps.contains(step))
}

fn ordinary(line: &Duty<'_>, part: &DutyPart<'_>, names: &Names<'_>, reader: Reader) -> Paragraph {
    let name = match reader {
        Reader::Client if part.number.chapter() == 98 => {
            format!("Under {}", names.told(&part.number.to_string(), reader))
        }
        Reader::Colleague if part.number.chapter() == 98 => match names.number(part.number) {
            Some(provision) => format!("Under {} ({provision})", part.number),
            None => format!("Under {}", part.number),
        },
        Reader::Client => "Ordinary duty".to_string(),
        Reader::Colleague => match names.number(part.number) {
            Some(goods) => format!("Ordinary duty, {} ({goods})", part.number),
            None => format!("Ordinary duty, {}", part.number),
        },
    };
    let programme = line.spi.and_then(|spi| names.programme(spi, line.entry_date, Date::MAX));
    let rate = names.told(part.rate, reader);
    let text = match (programme, rate.strip_prefix("Free")) {
        (Some(programme), Some(_)) if reader == Reader::Client => {
            format!("{name}: none, since {programme} was claimed.")
        }
        (None, Some(_)) if reader == Reader::Client && part.number.chapter() < 98 => {
            format!("{name}: none; these goods are free of it.")
        }
        _ => format!("{name}: {}.", charge(&rate, part)),
    };
    Paragraph { text, source: source_of(part).map(source) }
}

/// The source of an ordinary duty: that of its first step that counts.
fn source_of<'p>(part: &'p DutyPart<'_>) -> Option<&'p Citation> {
    part.steps.iter().find(|step| !step.considered).and_then(|step| step.cite.as_ref())
}

fn added(part: &DutyPart<'_>, names: &Names<'_>, reader: Reader) -> Paragraph {
    let authority = names.authority(part.authority);
    let own = part.steps.first();
    let reason = own.map(|step| sentence(&names.told(&step.what, reader))).unwrap_or_default();
    let reason = if repeats(&reason, &authority) { String::new() } else { reason };
    let text = match (reader, part.amount.is_zero()) {
        (Reader::Client, true) => format!("{authority}: nothing is charged. {reason}"),
        (Reader::Client, false) => format!("{authority}: {}. {reason}", charge(part.rate, part)),
        (Reader::Colleague, _) => {
            format!("{authority}, {}: {}. {reason}", part.number, charge(part.rate, part))
        }
    };
    Paragraph { text: text.trim_end().into(), source: own.and_then(|step| step.cite.as_ref()).map(source) }
}

/// True when a reason has no word beyond the duty's own name.
fn repeats(reason: &str, authority: &str) -> bool {
    let authority = authority.to_lowercase();
    let words = reason.trim_end_matches('.').to_lowercase();
    words.split(' ').all(|word| authority.split(' ').any(|own| own == word))
}

/// Rate, base and amount in words.
fn charge(rate: &str, part: &DutyPart<'_>) -> String {
    let (base, amount) = (dollars(part.base), cents(part.amount));
    if let Some(total) = rate.strip_suffix(" all-in") {
        return format!("{total} in all together with the ordinary duty, on {base}, which leaves {amount}");
    }
    let percent = rate.strip_suffix('%').is_some_and(|digits| digits.parse::<cocket_base::Decimal>().is_ok());
    match rate {
        _ if percent => format!("{rate} of {base} is {amount}"),
        "0" => format!("no duty on {base}, {amount}"),
        _ => format!("{rate}, on {base}: {amount}"),
    }
}

/// A need with the duty that its answer would come to.
fn moves(need: &Need, names: &Names<'_>, reader: Reader) -> Paragraph {
    let Some(moved) = Moved::read(&need.affects) else { return asked(need, names, reader) };
    let question = sentence(&names.told(&need.question, reader));
    let difference = moved.then - moved.now;
    let change = if difference.get() < 0 {
        format!("{} less", cents(moved.now - moved.then))
    } else {
        format!("{} more", cents(difference))
    };
    let mut text = format!(
        "{question} {}, the duty would be {} instead of {}: {change}.",
        sentence(&moved.when).trim_end_matches('.'),
        cents(moved.then),
        cents(moved.now)
    );
    if reader == Reader::Colleague {
        text.push_str(&format!(
            " The line would then be reported {}. (The field is {}.)",
            moved.how, need.fact
        ));
    }
    Paragraph { text, source: None }
}

/// A lawful claim that nobody made, with what it saves.
fn unclaimed(claim: &ClaimNotMade, names: &Names<'_>, reader: Reader) -> Paragraph {
    let mut text = format!(
        "{} If so, the duty would be {}: {} less.",
        sentence(&names.told(&claim.question, reader)),
        cents(claim.duty),
        cents(claim.saving)
    );
    if reader == Reader::Colleague {
        text.push_str(&format!(" (The claim is {}.)", claim.claim));
    }
    Paragraph { text, source: Some(source(&claim.cite)) }
}

fn chapter98(effect: &Chapter98Effect, names: &Names<'_>, reader: Reader) -> Paragraph {
    let provision = names.told(&effect.number.to_string(), reader);
    let mut text = format!("Under {provision} {} of the value stays dutiable.", dollars(effect.dutiable));
    if let Some(base) = effect.processing_fee_base {
        text.push_str(&format!(" The merchandise processing fee falls on {}.", dollars(base)));
    }
    let condition = Some(&effect.condition).filter(|text| !text.is_empty());
    for more in condition.into_iter().chain(&effect.bond) {
        text.push_str(&format!(" {}", sentence(&names.told(more, reader))));
    }
    Paragraph { text, source: Some(source(&effect.cite)) }
}

fn fee(fees: &LineFees, names: &Names<'_>) -> Option<Paragraph> {
    let name = sentence(&names.class(HARBOR_FEE));
    let told = |fee| Paragraph {
        text: format!("{} of this line, beside the duty: {}.", name.trim_end_matches('.'), cents(fee)),
        source: None,
    };
    fees.hmf.map(told)
}

/// What became of a duty before the courts, and what is owed of the whole.
fn standing(answer: &RateAnswer, names: &Names<'_>, reader: Reader) -> Vec<Paragraph> {
    let note = |note: &LegalNote| Paragraph {
        text: format!(
            "{}: {} It concerns {} of the duty.",
            names.authority(&note.authority),
            sentence(&names.told(&note.text, reader)),
            cents(note.amount)
        ),
        source: None,
    };
    let mut told: Vec<Paragraph> = answer.legal_status.iter().map(note).collect();
    let Some(standing) =
        answer.standing.filter(|standing| standing.owed != standing.assessed || !told.is_empty())
    else {
        return told;
    };
    let mut text = format!(
        "Of {} assessed, {} is owed as the law stands.",
        cents(standing.assessed),
        cents(standing.owed)
    );
    for (amount, what) in
        [(standing.refundable, "can be claimed back"), (standing.under_appeal, "is under appeal")]
    {
        if !amount.is_zero() {
            text.push_str(&format!(" {} {what}.", cents(amount)));
        }
    }
    if reader == Reader::Client && told.len() > 1 {
        // One sentence on the courts is enough for a client.
        told.truncate(1);
    }
    told.push(Paragraph { text, source: None });
    told
}
