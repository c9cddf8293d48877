//! Why goods have their customs value, and what the other questions of value came to.

use cocket_base::{Decimal, Explanation, Need, Paragraph, Reader, Step, grouped};

use super::names::Names;
use super::steps::{against, asked, worked};
use super::words::{cents, clause, day, dollars, exact, list, sentence, source};
use crate::value::{
    Appraised, Decided, Inside, InsidePrice, Item, Method, RuledOut, Treatment, ValueAnswer, ValueResult,
};

/// Lines of an appraisement that a colleague reads one by one.
const LINES: usize = 200;

/// Explains an answer about value. The steps must be there: ask for them with the answer.
pub fn value(answer: &ValueAnswer, names: &Names<'_>, reader: Reader) -> Explanation {
    let steps = &answer.steps;
    let told = |lead: String| Explanation {
        lead,
        why: steps.iter().filter(|step| !step.considered).map(|step| worked(step, names, reader)).collect(),
        considered: steps
            .iter()
            .filter(|step| step.considered)
            .map(|step| worked(step, names, reader))
            .collect(),
        ..Explanation::default()
    };
    match &answer.result {
        // What it would be is told as if it were decided.
        ValueResult::NeedsFacts { needs, would: Some(would), .. } => {
            let would =
                ValueAnswer { id: answer.id.clone(), result: (**would).clone(), steps: answer.steps.clone() };
            Explanation {
                lead: "It cannot be stated yet.".into(),
                questions: needs.iter().map(|need| asked(need, names, reader)).collect(),
                what_if: super::what_would_be(value(&would, names, reader)),
                ..Explanation::default()
            }
        }
        ValueResult::Decided(decided) => match &**decided {
            Decided::Appraised(appraised) => appraisal(appraised, steps, names, reader),
            other => told(lead(other, names)),
        },
        ValueResult::NeedsFacts { needs, method, ruled_out, would: None } => Explanation {
            lead: match method {
                Some(method) => format!("The {} cannot be stated yet.", method.words()),
                None => "It cannot be stated yet.".into(),
            },
            why: steps
                .iter()
                .filter(|step| !ruled_out.iter().any(|out| out.tells(step)))
                .map(|step| worked(step, names, reader))
                .collect(),
            considered: not_used(ruled_out, names, reader),
            questions: needs.iter().map(|need| asked(need, names, reader)).collect(),
            what_if: Vec::new(),
        },
        ValueResult::Prohibited { reasons } => Explanation {
            lead: "The law does not allow it.".into(),
            why: reasons.iter().map(|reason| against(reason, names, reader)).collect(),
            ..told(String::new())
        },
        ValueResult::Invalid { findings } => super::invalid(findings, names),
    }
}

fn appraisal(appraised: &Appraised, steps: &[Step], names: &Names<'_>, reader: Reader) -> Explanation {
    let mut lead =
        format!("The goods are entered at {}, by {}", dollars(appraised.entered), appraised.method.words());
    if appraised.value != appraised.entered.as_decimal() {
        lead.push_str(&format!(" ({} before whole dollars)", exact(appraised.value)));
    }
    lead.push('.');
    lead.push_str(&largest(&appraised.items));
    let mut why = Vec::new();
    if appraised.method == Method::Transaction {
        why.push(Paragraph {
            text: "The value is the price paid or payable for the goods, with what the law adds to it and \
                without what it leaves out."
                .into(),
            source: Some(source(&appraised.method.cite())),
        });
    } else {
        why.push(Paragraph {
            text: "A method that the law puts before it could not be used; see what was considered.".into(),
            source: Some(source(&appraised.method.cite())),
        });
    }
    let (in_value, outside): (Vec<&Item>, Vec<&Item>) =
        appraised.items.iter().partition(|item| moves(item.treatment));
    why.extend(in_value.into_iter().map(|item| item_told(item, names, reader)));
    if reader == Reader::Colleague {
        // A step that an item already tells is not told twice.
        let told = |step: &&Step| {
            !step.considered
                && !appraised.ruled_out.iter().any(|out| out.tells(step))
                && !appraised
                    .items
                    .iter()
                    .any(|item| step.what.contains(&item.why) && step.cite.as_ref() == Some(&item.cite))
        };
        why.extend(steps.iter().filter(told).map(|step| worked(step, names, reader)));
        why.extend(figures(appraised));
    }
    if let Some(inside) = &appraised.inside_price {
        why.push(Paragraph { text: inside_told(inside), source: None });
    }
    let mut out: Vec<Paragraph> = outside.into_iter().map(|item| item_told(item, names, reader)).collect();
    out.extend(not_used(&appraised.ruled_out, names, reader));
    out.extend(steps.iter().filter(|step| step.considered).map(|step| worked(step, names, reader)));
    out.extend(appraised.look_at.iter().map(|text| plain(sentence(text))));
    let mut what_if: Vec<Paragraph> =
        appraised.unsaid.iter().map(|need| unsaid(need, names, reader)).collect();
    if let Some(cif) = appraised.cif_for_information {
        what_if.push(plain(format!(
            "With carriage and insurance to the United States, as other countries appraise, it would be {}.",
            exact(cif)
        )));
    }
    Explanation { lead, why, considered: out, questions: Vec::new(), what_if }
}

fn plain(text: String) -> Paragraph {
    Paragraph { text, source: None }
}

/// The item that moves the value most, for the lead.
fn largest(items: &[Item]) -> String {
    let moving = items.iter().filter(|item| {
        matches!(item.treatment, Treatment::Added | Treatment::TakenOut | Treatment::LowersPrice)
    });
    let Some(item) = moving.max_by_key(|item| item.amount_usd.unwrap_or_default()) else {
        return String::new();
    };
    let Some(amount) = item.amount_usd else { return String::new() };
    let done = match item.treatment {
        Treatment::Added => "added",
        _ => "taken out",
    };
    format!(" The largest change to the price is {} {done} for {}.", exact(amount), item.item)
}

fn moves(treatment: Treatment) -> bool {
    matches!(treatment, Treatment::Added | Treatment::TakenOut | Treatment::LowersPrice | Treatment::Fails)
}

fn item_told(item: &Item, names: &Names<'_>, reader: Reader) -> Paragraph {
    let amount = item.amount_usd.map(|amount| format!("{} ", exact(amount))).unwrap_or_default();
    let done = match item.treatment {
        Treatment::Added => "added to the price",
        Treatment::InPrice => "inside the price already, so it is not added again",
        Treatment::TakenOut => "taken out of the price",
        Treatment::OutsideValue => "no part of the value",
        Treatment::LowersPrice => "takes the price down",
        Treatment::Ignored => "without effect on the value",
        Treatment::Fails => "cannot be put into figures, so the price cannot be used",
    };
    let what = sentence(&item.item);
    // Some reasons begin with the item itself.
    if let (Some(rest), false) = (item.why.strip_prefix(&item.item), amount.is_empty()) {
        let text = format!("{}{rest}: {}.", what.trim_end_matches('.'), amount.trim_end());
        return Paragraph { text, source: Some(source(&item.cite)) };
    }
    let text = format!(
        "{}: {amount}{done}. {}",
        what.trim_end_matches('.'),
        sentence(&names.told(&item.why, reader))
    );
    Paragraph { text, source: Some(source(&item.cite)) }
}

impl RuledOut {
    /// True when the step says that the method is not used, for one of its reasons.
    fn tells(&self, step: &Step) -> bool {
        self.reasons.iter().any(|reason| step.what.contains(&reason.text))
    }
}

/// Methods that come before the one used, with their reasons.
fn not_used(ruled_out: &[RuledOut], names: &Names<'_>, reader: Reader) -> Vec<Paragraph> {
    let each = |out: &RuledOut| {
        let method = sentence(out.method.words());
        let method = method.trim_end_matches('.').to_string();
        out.reasons
            .iter()
            .map(|reason| Paragraph {
                text: format!("{method} is not used: {}", clause(&names.told(&reason.text, reader))),
                source: Some(source(reason.cite.as_ref().unwrap_or(&out.method.cite()))),
            })
            .collect::<Vec<_>>()
    };
    ruled_out.iter().flat_map(each).collect()
}

/// What nobody has said, and what it would change.
fn unsaid(need: &Need, names: &Names<'_>, reader: Reader) -> Paragraph {
    let field = match reader {
        Reader::Client => String::new(),
        Reader::Colleague => format!(" (The field is {}.)", need.fact),
    };
    plain(format!(
        "{} If so: {}{field}",
        sentence(&names.told(&need.question, reader)),
        clause(&names.told(&need.affects, reader))
    ))
}

/// The figures of an appraisement line by line.
fn figures(appraised: &Appraised) -> Vec<Paragraph> {
    let mut told = Vec::new();
    if let Some(unit) = appraised.unit_value {
        told.push(plain(format!("One unit is worth {}.", exact(unit))));
    }
    if let Some(rate) = &appraised.rate {
        let off =
            rate.variance_pct.map(|off| format!(", {off} percent off the quarter's")).unwrap_or_default();
        told.push(plain(format!(
            "The rate of exchange of {} is {}{off}.",
            rate.currency,
            rate.rate.normalize()
        )));
    }
    let lines = &appraised.lines;
    told.extend(lines.iter().filter(|_| lines.len() > 1).take(LINES).map(|line| {
        let unit = line.unit_value.map(|unit| format!(", {} a unit", exact(unit))).unwrap_or_default();
        plain(format!("Line {}: {}, exactly {}{unit}.", line.line, dollars(line.entered), exact(line.exact)))
    }));
    if let more @ 1.. = lines.len().saturating_sub(LINES) {
        told.push(plain(format!("{more} more lines were worked in the same way.")));
    }
    told
}

fn inside_told(inside: &InsidePrice) -> String {
    format!(
        "The price held duty of {}, a merchandise processing fee of {} and a harbor maintenance fee of {}.",
        money(inside.duty),
        money(inside.mpf),
        money(inside.hmf)
    )
}

/// An amount to the cent.
fn money(amount: Decimal) -> String {
    cocket_base::Cents::from_dollars(amount, cocket_base::Round::HalfUp).map_or_else(|_| exact(amount), cents)
}

/// The outcome of the other questions in a sentence.
fn lead(decided: &Decided, names: &Names<'_>) -> String {
    match decided {
        Decided::Appraised(_) => String::new(),
        Decided::Assist(assist) if assist.is_assist => {
            let units = assist.per_unit.map(|unit| format!(", {} a unit", exact(unit))).unwrap_or_default();
            format!(
                "It is an assist worth {}; {} of it belongs to this shipment{units}, and {} is left for later ones.",
                exact(assist.value),
                exact(assist.added),
                exact(assist.remaining)
            )
        }
        Decided::Assist(assist) => format!("It is no assist: {}", sentence(&assist.why)),
        Decided::Related { related: true } => "Buyer and seller are related.".into(),
        Decided::Related { related: false } => "Buyer and seller are not related.".into(),
        Decided::FirstSale(sale) if sale.usable => {
            let saved = sale.duty_saved.map(|saved| format!(" It saves {} of duty.", exact(saved)));
            format!(
                "The price of the earlier sale may be used: {}.{}",
                exact(sale.price),
                saved.unwrap_or_default()
            )
        }
        Decided::FirstSale(sale) => format!(
            "The price of the earlier sale may not be used; {} counts. Not met: {}.",
            exact(sale.price),
            list(&sale.not_met)
        ),
        Decided::Unit(unit) => {
            let one = unit.unit_value.map(|one| format!(", {} a unit", exact(one))).unwrap_or_default();
            format!(
                "The goods are entered at {} ({} before whole dollars{one}).",
                dollars(unit.entered),
                exact(unit.value)
            )
        }
        Decided::DutyPaid(paid) => duty_paid(paid),
        Decided::Converted(converted) => format!(
            "It comes to {} at the rate of {}, {} in whole dollars.",
            exact(converted.usd),
            converted.rate.rate.normalize(),
            dollars(converted.entered)
        ),
        Decided::Exportation(export) => {
            let country =
                export.country.parse().map_or_else(|_| export.country.clone(), |code| names.country(code));
            format!("The goods were exported from {country} on {}.", day(export.date))
        }
        Decided::Shares(shares) => format!(
            "The sum is shared over {} lines: {}. Line {} takes what rounding leaves over, {}.",
            shares.shares.len(),
            few(&shares.shares),
            shares.residual_on_line,
            grouped(&shares.residual.to_string())
        ),
        Decided::Rounded(rounded) => {
            format!("In whole dollars: {}, together {}.", few(&rounded.entered), exact(rounded.total))
        }
        Decided::Term(term) => format!(
            "{} ({}): the price carries the goods to {}.",
            sentence(&term.name).trim_end_matches('.'),
            term.term,
            term.price_covers
        ),
    }
}

/// Figures of a list, as many as can be read.
fn few(all: &[Decimal]) -> String {
    let mut shown: Vec<String> = all.iter().take(LINES).map(|one| grouped(&one.to_string())).collect();
    if let more @ 1.. = all.len().saturating_sub(LINES) {
        shown.push(format!("{more} more"));
    }
    list(&shown)
}

fn duty_paid(paid: &Inside) -> String {
    let entered: i64 = paid.lines.iter().map(|line| line.entered.get()).sum();
    let lines: Vec<String> = paid
        .lines
        .iter()
        .take(LINES)
        .map(|line| format!("{} before whole dollars, with duty of {}", exact(line.exact), money(line.duty)))
        .collect();
    format!(
        "The goods are entered at {} ({}). {}",
        dollars(cocket_base::Dollars::new(entered)),
        list(&lines),
        inside_told(&paid.inside)
    )
}
