//! A step, a need and a reason as paragraphs: the templates that every engine shares.

use cocket_base::{Decimal, Finding, Need, Paragraph, Reader, Reason, Step};

use super::names::Names;
use super::words::{cents, figure, list, name, sentence, source, value};

/// A step that was worked: the words, the figures, for a colleague the facts.
pub(super) fn worked(step: &Step, names: &Names<'_>, reader: Reader) -> Paragraph {
    let mut text = sentence(&names.told(&step.what, reader));
    if let Some(figures) = figures(step) {
        text.push(' ');
        text.push_str(&figures);
    }
    if reader == Reader::Colleague && !step.facts.is_empty() {
        let facts: Vec<String> =
            step.facts.iter().map(|fact| format!("{} {}", name(&fact.name), value(&fact.value))).collect();
        text.push_str(&format!(" It rests on {}.", list(&facts)));
    }
    Paragraph { text, source: step.cite.as_ref().map(source) }
}

/// Base, rate and amount as a sentence; nothing where a step has none.
pub(super) fn figures(step: &Step) -> Option<String> {
    let amount = step.amount.map(cents);
    let base =
        step.base.as_deref().map(figure).filter(|base| step.rate.is_some() || Some(base) != amount.as_ref());
    let rate = step.rate.as_deref();
    Some(match (rate, base, amount) {
        (Some(rate), Some(base), Some(amount)) if rate.starts_with('÷') => {
            format!("That is {base} {rate}: {amount}.")
        }
        (Some(rate), Some(base), None) if rate.starts_with('÷') => format!("That is {base} {rate}."),
        (Some(rate), Some(base), Some(amount)) => format!("That is {rate} of {base}: {amount}."),
        (Some(rate), Some(base), None) => format!("The rate is {rate}, on {base}."),
        (Some(rate), None, Some(amount)) => format!("The rate is {rate}: {amount}."),
        (Some(rate), None, None) => format!("The rate is {rate}."),
        (None, Some(base), Some(amount)) => format!("From {base} it comes to {amount}."),
        (None, Some(base), None) => format!("The figure is {base}."),
        (None, None, Some(amount)) => format!("It comes to {amount}."),
        (None, None, None) => return None,
    })
}

/// The same step with its base marked as dollars: calculators take percentages of amounts, and amounts have cents.
pub(super) fn in_dollars(step: Step) -> Step {
    let percent = step.rate.as_deref().is_some_and(|rate| rate.ends_with('%'));
    let money = |base: &String| {
        let exact: Option<Decimal> = base.parse().ok();
        exact.is_some_and(|exact| percent || exact.scale() == 2)
    };
    let base = step.base.clone().map(|base| if money(&base) { format!("{base} USD") } else { base });
    Step { base, ..step }
}

/// A missing fact as a question with what it decides.
pub(super) fn asked(need: &Need, names: &Names<'_>, reader: Reader) -> Paragraph {
    let question = sentence(&names.told(&need.question, reader));
    let affects = names.told(need.affects.trim_end_matches('.'), reader);
    let field = match reader {
        Reader::Client => String::new(),
        Reader::Colleague => format!(" (The field is {}.)", need.fact),
    };
    Paragraph { text: format!("{question} The answer decides: {affects}.{field}"), source: None }
}

/// A reason against.
pub(super) fn against(reason: &Reason, names: &Names<'_>, reader: Reader) -> Paragraph {
    Paragraph { text: sentence(&names.told(&reason.text, reader)), source: reason.cite.as_ref().map(source) }
}

/// A finding with its remedy.
pub(super) fn found(finding: &Finding, names: &Names<'_>, reader: Reader) -> Paragraph {
    let text = sentence(&names.told(&finding.text, reader));
    let remedy =
        finding.remedy.as_deref().map(|remedy| format!(" {}", sentence(&names.told(remedy, reader))));
    Paragraph { text: text + &remedy.unwrap_or_default(), source: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_base::{Cents, Citation};
    use cocket_law::Pack;

    fn names() -> Names<'static> {
        Names { pack: Pack::starter(), measures: None }
    }

    #[test]
    fn a_step_is_a_sentence_with_its_figures() {
        let step = Step::new("freight taken out of the price")
            .cite(Citation::new("19 USC 1401a(b)(4)(A)"))
            .base("100 EUR")
            .rate("1.1")
            .amount(Cents::new(11_000))
            .fact("export_date", "2026-05-29");
        let client = worked(&step, &names(), Reader::Client);
        assert_eq!(client.text, "Freight taken out of the price. That is 1.1 of 100 EUR: $110.00.");
        assert_eq!(client.source.as_deref(), Some("19 USC 1401a(b)(4)(A)"));
        let colleague = worked(&step, &names(), Reader::Colleague);
        assert!(colleague.text.ends_with("It rests on export date 29 May 2026."), "{}", colleague.text);
        assert_eq!(figures(&Step::new("nothing")), None);
    }

    #[test]
    fn a_need_is_a_question_and_only_a_colleague_reads_the_field() {
        let need =
            Need { fact: "price".into(), question: "What was paid?".into(), affects: "entered value".into() };
        assert_eq!(
            asked(&need, &names(), Reader::Client).text,
            "What was paid? The answer decides: entered value."
        );
        assert!(asked(&need, &names(), Reader::Colleague).text.ends_with("(The field is price.)"));
    }
}
