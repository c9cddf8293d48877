//! An obviously naive evaluator: it walks every heading and every list row for every question, and must come to what the engine
//! comes to. Nothing of the engine is used but the loaded rows and the schedule's rates; conditions are read anew here.

mod chapter98;
mod conditions;
mod quota;

use cocket_base::ids::{Country, TariffNumber};
use cocket_base::{Cents, Date, Decimal, Dollars, Quantity, Round, Trust};
use cocket_tariff::engine::{Column, RateAnswer, RateQuestion, Tariff, rate};
use cocket_tariff::measure::expression::{Arithmetic, Expr, Given};
use cocket_tariff::measure::logic::{Kind, Value};
use cocket_tariff::measure::model::*;
use cocket_tariff::rate::{QuantityRounding, RateExpr, RateFacts, assess};
use proptest::prelude::*;
use serde_json::Value as Json;

use self::chapter98::{authority_value, part, rules};
use self::conditions::{goods, hangs_on, member, origin, row, said, truth, value};
use crate::random_questions::question;

/// What the naive walk comes to.
#[derive(Debug, PartialEq)]
enum Came {
    /// Number, base and amount of each line, in any order, and the sum.
    Decided(Vec<(TariffNumber, i64, Cents)>, Cents),
    NeedsFacts,
    Prohibited,
    Invalid,
}

/// The question with everything that is looked up once.
struct Line<'q> {
    pack: &'q Pack,
    question: &'q RateQuestion,
    day: Date,
    value: Dollars,
    column: Column,
    spi: Option<String>,
    facts: Vec<Option<Value>>,
    confirmed: Vec<TariffNumber>,
    declined: Vec<TariffNumber>,
    ave_pct: Option<Decimal>,
    exact: Decimal,
    duty: Cents,
    dutiable: Dollars,
    rule98: Option<&'q Chapter98>,
    tags: Vec<bool>,
    /// What was said, or is supposed, of lists that are not held.
    members: Vec<(ListId, bool)>,
}

struct Charged {
    heading: usize,
    number: TariffNumber,
    base: Dollars,
    vouched: Dollars,
    amount: Cents,
    replaces: bool,
}

/// All headings in evaluation order. `Err` when a quantity is missing for one that applies.
fn walk(line: &mut Line<'_>) -> Result<(Vec<Charged>, Vec<ListId>), ()> {
    line.tags = vec![false; line.pack.tags.len()];
    let mut charged: Vec<Charged> = Vec::new();
    let mut hang_on: Vec<ListId> = Vec::new();
    for (at, heading) in line.pack.headings.iter().enumerate() {
        let goods = goods(line, &heading.goods);
        let Some(row) = row(line, heading) else { continue };
        let displaced = charged
            .iter()
            .any(|other| line.pack.headings[other.heading].instead_of.iter().any(|target| target.at() == at));
        if goods == Some(false) || !origin(line, &heading.origins) || displaced {
            continue;
        }
        let mut lists = false;
        let mut holds = match &heading.when {
            Some(when) => truth(line, when, &mut lists),
            None => Some(true),
        };
        assert!(!lists, "no condition of the measures reads a list that is not held");
        if goods.is_none() && holds != Some(false) {
            lists = said(line, heading.number) != Some(false);
            holds = if lists { None } else { Some(false) };
        }
        if lists {
            hang_on.extend(hangs_on(line, &heading.goods));
        }
        if holds.unwrap_or(heading.presume && !lists)
            && let Some(one) = charge(line, &charged, at, row)?
        {
            heading.tags.iter().for_each(|tag| line.tags[tag.at()] = true);
            charged.push(one);
        }
    }
    Ok((charged, hang_on))
}

/// What the importer's words on headings say of lists that are not held; `None` when two words contradict each other.
fn members(line: &Line<'_>) -> Option<Vec<(ListId, bool)>> {
    let mut members: Vec<(ListId, bool)> = Vec::new();
    for heading in &line.pack.headings {
        let meant = origin(line, &heading.origins) && row(line, heading).is_some();
        if !meant || goods(line, &heading.goods).is_some() {
            continue;
        }
        let (Some(word), Some(list)) = (said(line, heading.number), hangs_on(line, &heading.goods)) else {
            continue;
        };
        if !word && heading.when.is_some() {
            continue;
        }
        if members.iter().any(|(other, on)| *other == list && *on != word) {
            return None;
        }
        members.push((list, word));
    }
    Some(members)
}

fn cents(exact: Decimal) -> Cents {
    Cents::from_dollars(exact, Round::HalfUp).unwrap()
}

fn charge(line: &Line<'_>, before: &[Charged], at: usize, row: &RateRow) -> Result<Option<Charged>, ()> {
    let heading = &line.pack.headings[at];
    let whole = authority_value(line, heading);
    let tagged = |tags: &[TagId]| {
        let own = before
            .iter()
            .filter(|other| line.pack.headings[other.heading].tags.iter().any(|tag| tags.contains(tag)));
        own.map(|other| other.vouched.get()).sum::<i64>().min(whole.get())
    };
    let (share, known) = match &row.of {
        Share::Whole => (whole.get(), true),
        Share::Bases(tags) => (tagged(tags), true),
        Share::Percent(expr) => match value(line, expr, &mut false).and_then(|value| value.number()) {
            Some(percent) => {
                let percent = percent.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED);
                let part = whole.as_decimal() * percent / Decimal::ONE_HUNDRED;
                (Dollars::from_exact(part, Round::HalfUp).unwrap().get(), true)
            }
            None => (whole.get(), false),
        },
    };
    let base = Dollars::new((share - if row.less.is_empty() { 0 } else { tagged(&row.less) }).max(0));
    let of_the_whole = matches!(row.of, Share::Whole) && row.less.is_empty();
    if base == Dollars::ZERO && !of_the_whole {
        return Ok(None);
    }
    let percent = |rate: &Decimal| base.as_decimal() * rate / Decimal::ONE_HUNDRED;
    let mut number = heading.number;
    let amount = match &row.form {
        Form::None => Cents::ZERO,
        Form::Add(rate) | Form::Base(rate) => cents(percent(rate)),
        Form::AddRate(rate) | Form::BaseRate(rate) => by_quantity(line, rate, base)?,
        Form::Total(rate) => match (line.ave_pct, heading.twin) {
            (Some(ave), Some(twin)) if ave >= *rate => {
                number = twin;
                Cents::ZERO
            }
            _ if line.dutiable == Dollars::ZERO => cents(percent(rate)),
            _ => {
                let own = line.exact * base.as_decimal() / line.dutiable.as_decimal();
                cents((percent(rate) - own).max(Decimal::ZERO))
            }
        },
    };
    let vouched = if known { base } else { Dollars::ZERO };
    Ok(Some(Charged { heading: at, number, base, vouched, amount, replaces: row.form.replaces() }))
}

fn by_quantity(line: &Line<'_>, rate: &RateExpr, base: Dollars) -> Result<Cents, ()> {
    if base == Dollars::ZERO {
        return Ok(Cents::ZERO);
    }
    let quantities: Vec<Quantity> = line.question.quantities.iter().map(Quantity::from).collect();
    let rounding = QuantityRounding::of(&line.question.hts, line.day);
    let facts = RateFacts::new(line.value).quantities(&quantities).rounding(rounding);
    let exact = assess(rate, &facts).map_err(|_| ())?.exact;
    Ok(cents(exact * base.as_decimal() / line.value.as_decimal()))
}

/// Facts as given; once one of a family is known, the others are zero.
fn facts(pack: &Pack, question: &RateQuestion) -> Vec<Option<Value>> {
    let read = |fact: &Fact| {
        let given = serde_json::to_value(question.facts.named.get(&*fact.name)?).unwrap();
        Some(match (fact.kind, given) {
            (Kind::Flag, Json::Bool(flag)) => Value::Flag(flag),
            (Kind::Number, Json::String(number)) => Value::Number(number.parse().unwrap()),
            (_, Json::String(word)) => Value::Word(word.into()),
            other => panic!("{other:?}"),
        })
    };
    let given: Vec<Option<Value>> = pack.facts.iter().map(read).collect();
    let zero = |fact: &Fact| {
        let relatives = pack.facts.iter().zip(&given).filter(|(other, _)| other.family == fact.family);
        fact.family.is_some() && relatives.into_iter().any(|(_, value)| value.is_some())
    };
    let complete =
        pack.facts.iter().zip(&given).map(|(fact, value)| {
            value.clone().or_else(|| zero(fact).then_some(Value::Number(Decimal::ZERO)))
        });
    complete.collect()
}

fn naive(tariff: &Tariff, question: &RateQuestion) -> Came {
    match quota::goes(tariff, question) {
        quota::Goes::Asks => Came::NeedsFacts,
        quota::Goes::Stays => under(tariff, question),
        quota::Goes::To(hts) => under(tariff, &RateQuestion { hts, ..question.clone() }),
    }
}

/// What a line comes to under its own number.
fn under(tariff: &Tariff, question: &RateQuestion) -> Came {
    let pack = &tariff.measures;
    let day = question.ftz_privileged_date.unwrap_or(question.entry_date);
    let held = tariff.schedules.as_of(day, Date::MAX).unwrap();
    let printed = held.schedule.line_or_eight(&question.hts).unwrap();
    let value = Dollars::from_exact(question.value, Round::HalfUp).unwrap();
    let mut line = Line {
        pack,
        question,
        day,
        value,
        column: Column::General,
        spi: None,
        facts: facts(pack, question),
        confirmed: question.facts.confirm.clone(),
        declined: question.facts.decline.clone(),
        ave_pct: None,
        exact: Decimal::ZERO,
        duty: Cents::ZERO,
        dutiable: value,
        rule98: None,
        tags: vec![false; pack.tags.len()],
        members: Vec::new(),
    };
    if line.confirmed.iter().any(|number| said_of_pair(pack, *number, &line.declined)) {
        return Came::Invalid;
    }
    let column2 = pack.groups.iter().find(|group| &*group.id == "column-2").unwrap();
    let mut rate = printed.general();
    if member(&line, question.origin.as_str(), column2) {
        (line.column, rate) = (Column::Other, printed.other());
    } else if let Some(spi) = &question.spi {
        let programme = pack.programmes.iter().find(|programme| &*programme.spi == spi);
        let lawful = programme.is_some_and(|programme| {
            let denied = programme.qualifies.and_then(|fact| line.facts[fact.at()].clone());
            programme.spans.iter().any(|span| span.window.holds(day))
                && origin(&line, &programme.origins)
                && denied != Some(Value::Flag(false))
        });
        let listed = printed.special().unwrap().claim(spi);
        let claimed = listed.or_else(|| rate.as_ref().ok().copied().filter(|general| general.is_free()));
        if let Some(special) = claimed.filter(|_| lawful) {
            (line.column, line.spi, rate) = (Column::Special, Some(spi.clone()), Ok(special));
        }
    }
    let Ok(rate) = rate else { return Came::Invalid };
    if question.chapter98.is_some() {
        line.rule98 = rules(&line, &pack.chapter98).first().copied();
        line.dutiable = line.rule98.map_or(value, |rule| part(&line, rule));
    }
    let quantities: Vec<Quantity> = question.quantities.iter().map(Quantity::from).collect();
    let rounding = QuantityRounding::of(&question.hts, day);
    let whole = assess(rate, &RateFacts::new(value).quantities(&quantities).rounding(rounding));
    match (rate.ad_valorem_fraction(), whole) {
        (Some(fraction), _) => {
            line.exact = line.dutiable.as_decimal() * fraction;
            line.ave_pct = Some(fraction * Decimal::ONE_HUNDRED);
        }
        (None, _) if line.dutiable == Dollars::ZERO => {}
        (None, Err(_)) => return Came::NeedsFacts,
        (None, Ok(whole)) => {
            line.exact = whole.exact * line.dutiable.as_decimal() / value.as_decimal();
            line.ave_pct = Some(whole.exact / value.as_decimal() * Decimal::ONE_HUNDRED);
        }
    }
    if line.rule98.is_some_and(|rule| rule.free) {
        line.exact = Decimal::ZERO;
    }
    line.duty = cents(line.exact);
    conclude(&mut line)
}

fn said_of_pair(pack: &Pack, number: TariffNumber, others: &[TariffNumber]) -> bool {
    let heads = |number: TariffNumber| {
        let own = pack.headings.iter().filter(move |h| h.number == number || h.twin == Some(number));
        own.map(|h| h.number).chain([number]).collect::<Vec<_>>()
    };
    others.iter().any(|other| heads(*other).iter().any(|one| heads(number).contains(one)))
}

fn conclude(line: &mut Line<'_>) -> Came {
    let Some(said_of_lists) = members(line) else { return Came::Invalid };
    line.members = said_of_lists;
    let Ok((charged, hang_on)) = walk(line) else { return Came::NeedsFacts };
    if charged.iter().filter(|one| one.replaces).count() > 1 {
        return Came::Invalid;
    }
    line.tags.fill(false);
    let banned = line.pack.bans.iter().any(|ban| {
        ban.cite.trust > Trust::K
            && ban.window.holds(line.day)
            && origin(line, &ban.origins)
            && goods(line, &ban.goods) == Some(true)
            && ban.when.as_ref().is_none_or(|when| truth(line, when, &mut false) == Some(true))
    });
    if banned {
        return Came::Prohibited;
    }
    let total = total(line, &charged);
    for list in hang_on {
        line.members.push((list, true));
        let other = walk(line);
        line.members.pop();
        // A duty that would need a quantity moves the total too.
        if other.map_or(true, |(charged, _)| self::total(line, &charged) != total) {
            return Came::NeedsFacts;
        }
    }
    let own = if charged.iter().any(|one| one.replaces) { Cents::ZERO } else { line.duty };
    let mut lines: Vec<_> = charged.iter().map(|one| (one.number, one.base.get(), one.amount)).collect();
    lines.push((line.question.hts, line.dutiable.get(), own));
    if let (Some(claim), Some(_)) = (&line.question.chapter98, line.rule98) {
        lines.push((claim.hts, line.value.get() - line.dutiable.get(), Cents::ZERO));
    }
    lines.sort();
    Came::Decided(lines, total)
}

fn total(line: &Line<'_>, charged: &[Charged]) -> Cents {
    let own = if charged.iter().any(|one| one.replaces) { Cents::ZERO } else { line.duty };
    own + charged.iter().map(|one| one.amount).sum::<Cents>()
}

fn came(answer: &RateAnswer) -> Came {
    match answer.outcome {
        "decided" => {
            let mut lines: Vec<_> = answer.lines.iter().map(|l| (l.number, l.base.get(), l.amount)).collect();
            lines.sort();
            Came::Decided(lines, answer.duty.unwrap())
        }
        "needs_facts" => Came::NeedsFacts,
        "prohibited" => Came::Prohibited,
        _ => Came::Invalid,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, max_shrink_iters: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_comes_to_what_a_naive_walk_of_all_rows_comes_to(seed in proptest::array::uniform12(any::<u32>())) {
        let tariff = Tariff::starter();
        let schedule = cocket_tariff::schedule::starter();
        let numbers: Vec<TariffNumber> = schedule.lines().map(|line| line.number()).filter(|n| n.len() == 10 && n.chapter() < 98).collect();
        let origins: Vec<Country> = cocket_law::Pack::starter().countries().iter().map(|row| row.code).collect();
        let question = question(&seed, &numbers, &origins);
        let answer = rate(tariff, &question, None);
        prop_assert_eq!(naive(tariff, &question), came(&answer), "{} {:#?}", serde_json::to_string(&question).unwrap(), answer);
    }
}
