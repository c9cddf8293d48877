//! Numbers that hold other goods as well. Over every row of every list that a heading reads under a condition of the importer's:
//! the answer asks, or reports the heading that says «not concerned»; what is confirmed or declined counts; and a decline never
//! leaves the goods where they were.

use std::collections::BTreeSet;

use cocket_base::Date;
use cocket_base::ids::{Country, TariffNumber};
use cocket_tariff::engine::{Column, RateAnswer, RateQuestion, Tariff, rate};
use cocket_tariff::measure::expression::{Expr, Given};
use cocket_tariff::measure::model::*;
use cocket_tariff::measure::{AsOf, Pack};
use serde_json::json;

/// A heading on a number of one of its lists, on a day and of an origin that it means.
struct Row<'p> {
    heading: &'p Heading,
    number: TariffNumber,
    day: Date,
    origin: Country,
}

impl Row<'_> {
    fn answer(&self, facts: serde_json::Value) -> RateAnswer {
        let question = json!({
            "id": "row", "hts": self.number, "origin": self.origin, "entry_date": self.day, "value": "10000",
            "rates": { "general": "Free", "special": "", "other": "Free" }, "facts": facts,
            "quantities": [{ "amount": "100", "unit": "kg" }, { "amount": "100", "unit": "No." }],
        });
        let question: RateQuestion = serde_json::from_value(question).unwrap();
        rate(Tariff::starter(), &question, None)
    }

    fn told(&self) -> String {
        format!("{} on {} of {}, {}", self.heading.number, self.number, self.origin, self.day)
    }
}

/// Facts and headings that a condition reads.
fn read(pack: &Pack, heading: &Heading) -> (bool, Vec<String>) {
    let (mut own, mut names) = (false, Vec::new());
    if let Some(when) = &heading.when {
        when.walk(&mut |part| match part {
            Expr::Confirmed(number) => {
                own |= *number == heading.number;
                names.push(format!("confirm {number}"));
            }
            Expr::Fact(fact) => names.push(pack.facts[fact.at()].name.to_string()),
            _ => {}
        });
    }
    (own, names)
}

/// Every row of every list of headings whose condition the importer's word can settle. Rows that lie on the same lists on the same
/// day are one to the engine, so one of them stands for all; of headings that free or replace, whose goods are thousands of
/// numbers, one in forty.
fn rows(pack: &Pack) -> Vec<Row<'_>> {
    let origins = cocket_law::Pack::starter().countries();
    let mut found = Vec::new();
    for heading in pack.headings.iter().filter(|heading| read(pack, heading).0) {
        let mut seen: BTreeSet<(Vec<usize>, Date)> = BTreeSet::new();
        for list in
            heading.goods.lists.iter().map(|list| pack.lists.get(*list)).filter(|list| list.missing.is_none())
        {
            for row in list.rows.iter().filter(|row| row.on) {
                let rates = heading
                    .rates
                    .iter()
                    .filter(|rate| rate.by == DateKind::Entry && rate.window.overlaps(&row.window));
                for rate in rates {
                    let start = rate.window.from.max(row.window.from).max(heading.known).max(row.known);
                    let holds = |day: &Date| rate.window.holds(*day) && row.window.holds(*day);
                    let Some(start) = start.filter(holds) else { continue };
                    // Past the first days, in which a condition may not speak yet.
                    let later = (0..45).try_fold(start, |day, _| day.tomorrow().ok());
                    let day = later.filter(holds).unwrap_or(start);
                    let digits = format!("{:0<10}", row.prefix.compact());
                    let number: TariffNumber = digits.parse().unwrap();
                    let holding = pack.lists.holding(number, AsOf { day, known: None });
                    let on: Vec<usize> = holding.iter().map(|(list, _)| list.at()).collect();
                    let meant = |lists: &[ListId]| lists.iter().any(|list| on.contains(&list.at()));
                    if !meant(&heading.goods.lists) || meant(&heading.goods.except) || !seen.insert((on, day))
                    {
                        continue;
                    }
                    let column2 = pack.groups.iter().find(|group| &*group.id == "column-2").unwrap();
                    let fits = |country: &&Country| {
                        let other = column2.holds(**country, day);
                        let column = if other { Column::Other } else { Column::General };
                        heading.origins.holds(**country, day, &pack.groups) && rate.columns.contains(&column)
                    };
                    let mut codes: Vec<Country> = origins.iter().map(|row| row.code).collect();
                    codes.sort_by_key(|code| !["VN", "CN"].contains(&code.as_str()));
                    if let Some(origin) = codes.iter().find(fits) {
                        found.push(Row { heading, number, day, origin: *origin });
                    }
                }
            }
        }
    }
    let charges =
        |row: &Row<'_>| row.heading.rates.iter().any(|rate| rate.form != Form::None && !rate.form.replaces());
    let mut nth = 0;
    found.retain(|row| {
        nth += usize::from(!charges(row));
        charges(row) || nth % 40 == 0
    });
    found
}

#[test]
fn a_number_of_mixed_goods_asks_or_says_what_is_not_concerned() {
    let pack = &Tariff::starter().measures;
    let rows = rows(pack);
    assert!(rows.len() > 800, "{} rows are few", rows.len());
    let mut wrong: Vec<String> = Vec::new();
    for row in &rows {
        let number = row.heading.number;
        let said = [row.heading.number].into_iter().chain(row.heading.twin);
        let reported = |answer: &RateAnswer| {
            said.clone().any(|number| answer.lines.iter().any(|line| line.number == number))
        };
        let (silent, yes, no) = (
            row.answer(json!({})),
            row.answer(json!({ "confirm": [number] })),
            row.answer(json!({ "decline": [number] })),
        );
        let (_, names) = read(pack, row.heading);
        let asked = |answer: &RateAnswer| {
            let needs = answer.needs.iter().map(|need| need.fact.as_str());
            let mut all = needs.chain(answer.claims.iter().map(|claim| claim.claim.as_str()));
            all.any(|asked| names.iter().any(|name| name == asked))
        };
        // Denied by whoever is reported in its place, or displaced by a duty.
        let displaced = |answer: &RateAnswer| {
            let at = pack.headings.iter().position(|heading| std::ptr::eq(heading, row.heading)).unwrap();
            answer.lines.iter().any(|line| {
                pack.heading(line.number).any(|other| other.instead_of.iter().any(|target| target.at() == at))
            })
        };
        // A duty that the word brings, or one that it takes away.
        let frees = row.heading.rates.iter().all(|rate| rate.form == Form::None);
        let moved = if frees { yes.duty < silent.duty } else { yes.duty > silent.duty };
        let both = silent.outcome == "decided" && yes.outcome == "decided";
        if both && moved && !asked(&silent) && !displaced(&silent) && !by_claim_or_shares(pack, row.heading) {
            let (without, confirmed) = (silent.duty, yes.duty);
            wrong.push(format!(
                "{}: {without:?} without a word, {confirmed:?} confirmed, and nobody asks",
                row.told()
            ));
        }
        // Where the number alone decides, nobody can say otherwise.
        let by_number = reported(&silent) && reads_lists(row.heading);
        if reported(&no) && !by_number {
            wrong.push(format!("{}: declined, and applied all the same", row.told()));
        }
        if no.needs.iter().any(|need| need.fact == format!("confirm {number}")) {
            wrong.push(format!("{}: declined, and asked for again", row.told()));
        }
    }
    assert!(wrong.is_empty(), "{} of {} rows:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

/// Exempt by a claim of preference, which is asked as one; or by the weights of several metals, of which one alone moves nothing.
fn by_claim_or_shares(pack: &Pack, heading: &Heading) -> bool {
    let (mut claim, mut families) = (false, Vec::new());
    if let Some(when) = &heading.when {
        when.walk(&mut |part| match part {
            Expr::Given(Given::Spi) => claim = true,
            Expr::Fact(fact) => families.extend(pack.facts[fact.at()].family.clone()),
            _ => {}
        });
    }
    claim || families.len() > 1
}

/// Who declines a duty on goods of a mixed number gets the heading that frees the others, where the law has one.
#[test]
fn a_declined_duty_is_answered_by_the_heading_that_frees_the_others() {
    let pack = &Tariff::starter().measures;
    let (mut tried, mut wrong) = (0, Vec::new());
    for freeing in
        pack.headings.iter().filter(|heading| heading.rates.iter().all(|rate| rate.form == Form::None))
    {
        // Duties whose denial it waits for.
        let mut duties: Vec<TariffNumber> = Vec::new();
        let Some(when) = &freeing.when else { continue };
        when.walk(&mut |part| {
            if let Expr::Not(inner) = part {
                inner.walk(&mut |part| {
                    if let Expr::Confirmed(number) = part {
                        duties.push(*number)
                    }
                });
            }
        });
        duties.retain(|number| *number != freeing.number);
        for duty in pack
            .headings
            .iter()
            .filter(|heading| duties.contains(&heading.number) && !heading.goods.lists.is_empty())
        {
            for list in duty.goods.lists.iter().filter(|list| freeing.goods.lists.contains(list)) {
                if pack.lists.get(*list).missing.is_some() {
                    continue;
                }
                for row in pack.lists.get(*list).rows.iter().filter(|row| row.on).take(60) {
                    let windows = [duty.rates[0].window, freeing.rates[0].window];
                    let start = windows
                        .iter()
                        .map(|window| window.from)
                        .chain([row.window.from, duty.known, row.known])
                        .max()
                        .flatten();
                    let Some(day) = start.filter(|day| {
                        windows.iter().all(|window| window.holds(*day)) && row.window.holds(*day)
                    }) else {
                        continue;
                    };
                    let number: TariffNumber = format!("{:0<10}", row.prefix.compact()).parse().unwrap();
                    let holding = pack.lists.holding(number, AsOf { day, known: None });
                    if !holding.iter().any(|(id, _)| id == list) {
                        continue;
                    }
                    let mut codes = ["VN", "JP", "DE", "KR", "TW", "GB"]
                        .map(|code| code.parse::<Country>().unwrap())
                        .into_iter();
                    let Some(origin) = codes.find(|code| {
                        [duty, freeing].iter().all(|heading| heading.origins.holds(*code, day, &pack.groups))
                    }) else {
                        continue;
                    };
                    let row = Row { heading: duty, number, day, origin };
                    let answer = row.answer(json!({ "decline": [duty.number] }));
                    tried += 1;
                    let reported = answer.lines.iter().any(|line| line.number == freeing.number);
                    let on_two = reads_lists(freeing);
                    if !reported && !on_two {
                        wrong.push(format!(
                            "{}: declined, and {} is not reported",
                            row.told(),
                            freeing.number
                        ));
                    }
                }
            }
        }
    }
    assert!(tried > 100, "{tried} rows are few");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn reads_lists(heading: &Heading) -> bool {
    let mut found = false;
    if let Some(when) = &heading.when {
        when.walk(&mut |part| found |= matches!(part, Expr::OnList(_)));
    }
    found
}
