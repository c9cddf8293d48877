//! Assists that the packet names, as additions to the lines of their parts: 19 USC 1401a(b)(1)(C), (h)(1)(A); 19 CFR
//! 152.103(d), (e).
//!
//! What an assist is worth and what falls on a shipment are the rules of value. A fact that nobody gave is asked for, and no
//! line made with it has a value before it is answered.

use std::collections::BTreeSet;

use cocket_base::{Citation, Decimal, Finding, Need, Place, Unit, prorate};
use cocket_intake::facts::Packet;
use cocket_intake::packet::Assist as Given;
use cocket_law::Pack;
use cocket_rules::value::{Addition, Assist, AssistMethod, assist_for_shipment, assist_value};
use rust_decimal::prelude::ToPrimitive;

use crate::goods::{Goods, names};
use crate::sale::HEADER;
use crate::valuation::{ask, settle};

/// Additions to the lines, and the lines whose additions are not known yet.
#[derive(Clone, Debug, Default)]
pub struct Additions {
    /// What is added.
    pub list: Vec<Addition>,
    /// Lines that wait for an answer.
    pub open: BTreeSet<usize>,
}

/// The assists of a packet.
pub fn assists(packet: &Packet, goods: &[Goods<'_>], law: &Pack, findings: &mut Vec<Finding>) -> Additions {
    let mut additions = Additions::default();
    for (at, given) in packet.header.assists.iter().enumerate() {
        let named = Named { given, fact: format!("assists[{at}]"), law };
        if given.parts.is_empty() {
            let question = format!("Which parts are made with the {}?", named.what());
            ask(vec![named.need("parts", question)], findings);
            additions.open.extend(0..goods.len());
            continue;
        }
        let on = lines_of(given, goods);
        if on.is_empty() {
            let place = Place::file(HEADER).at_field(format!("{}.parts", named.fact));
            let text =
                format!("no line of the papers has a part made with the {}; nothing was added", named.what());
            findings.push(
                Finding::warn("ASSIST_WITHOUT_LINE", place, text)
                    .with_remedy("correct the parts of the assist"),
            );
            continue;
        }
        match named.added(goods, &on, findings) {
            Some(list) => additions.list.extend(list),
            None => additions.open.extend(on),
        }
    }
    additions
}

/// Lines of the assist's parts.
fn lines_of(given: &Given, goods: &[Goods<'_>]) -> Vec<usize> {
    let made = |one: &Goods<'_>| names(&given.parts, one.part_no);
    goods.iter().enumerate().filter(|(_, one)| made(one)).map(|(at, _)| at).collect()
}

/// An assist with its name in the packet.
struct Named<'a> {
    given: &'a Given,
    fact: String,
    law: &'a Pack,
}

/// What must be known of an assist before it can be spread.
struct Known {
    cost: Decimal,
    freight: Decimal,
    method: AssistMethod,
    units: Vec<Decimal>,
    shipped: u64,
    before: u64,
}

impl Named<'_> {
    fn what(&self) -> &str {
        if self.given.kind.is_empty() { "assist" } else { &self.given.kind }
    }

    fn need(&self, field: &str, question: String) -> Need {
        let affects = "entered value: an assist belongs to it (19 CFR 152.103(d), (e))".into();
        Need { fact: format!("{}.{field}", self.fact), question, affects }
    }

    /// The additions to its lines; `None` while a fact is missing, which is then asked for.
    fn added(&self, goods: &[Goods<'_>], on: &[usize], findings: &mut Vec<Finding>) -> Option<Vec<Addition>> {
        let known = match self.known(goods, on) {
            Ok(known) => known,
            Err(needs) => {
                ask(needs, findings);
                return None;
            }
        };
        let worth = Assist {
            cost: known.cost,
            used_share: Decimal::ZERO,
            paid_by_seller: Decimal::ZERO,
            freight: known.freight,
        };
        let (value, _) = settle(assist_value(&worth), findings)?;
        let spread = assist_for_shipment(value, known.method, known.shipped, known.before);
        let (share, steps) = settle(spread, findings)?;
        let cite = steps.iter().rev().find_map(|step| step.cite.clone());
        let cite = cite.unwrap_or_else(|| Citation::new("19 CFR 152.103(d)"));
        let part = on.first().and_then(|at| goods.get(*at)).map_or("", |one| one.part_no);
        let left = share
            .units_charged
            .map(|charged| {
                format!("; after this entry {charged} units are charged, {} USD left", share.remaining)
            })
            .unwrap_or_default();
        let text = format!("{} USD added for {}{left}", share.added, self.what());
        findings.push(Finding::info("ASSIST_ADDED", Place::item(part), text));
        let addition = |(line, amount_usd): (&usize, Decimal)| Addition {
            line: *line,
            amount_usd,
            what: format!("assist: {}", self.what()),
            cite: cite.clone(),
        };
        Some(on.iter().zip(prorate(share.added, &known.units, 2)).map(addition).collect())
    }

    /// Every fact of the assist, or all that are missing at once.
    fn known(&self, goods: &[Goods<'_>], on: &[usize]) -> Result<Known, Vec<Need>> {
        let mut needs = Vec::new();
        let what = self.what();
        let mut figure = |field: &str, given: Option<Decimal>, question: String| {
            let sound = given.filter(|figure| *figure >= Decimal::ZERO);
            if sound.is_none() {
                needs.push(self.need(field, question));
            }
            sound.unwrap_or_default()
        };
        let cost =
            figure("cost_usd", self.given.cost_usd, format!("What did the {what} cost, in US dollars?"));
        let freight = figure(
            "transport_to_producer_usd",
            self.given.transport_to_producer_usd,
            format!("What did it cost to bring the {what} to the producer, in US dollars? 0 if nothing"),
        );
        let method = self.method().map_err(|need| needs.push(need)).ok();
        let by_units = !matches!(method, Some(AssistMethod::FirstShipment));
        let before = self.given.ledger_units_before.and_then(whole);
        if before.is_none() {
            let question =
                format!("How many units bore their part of the {what} before this entry? 0 if none");
            needs.push(self.need("ledger_units_before", question));
        }
        let units: Vec<Option<Decimal>> = on.iter().map(|at| goods.get(*at).and_then(pieces)).collect();
        let units: Option<Vec<Decimal>> = units.into_iter().collect();
        let shipped = units.as_ref().and_then(|units| whole(units.iter().sum()));
        if by_units && shipped.is_none() {
            let question = format!("How many whole units made with the {what} are on this entry, by line?");
            needs.push(self.need("parts", question));
        }
        match (method, before) {
            (Some(method), Some(before)) if needs.is_empty() => Ok(Known {
                cost,
                freight,
                method,
                units: units.unwrap_or_else(|| vec![Decimal::ONE; on.len()]),
                shipped: shipped.unwrap_or_default(),
                before,
            }),
            _ => Err(needs),
        }
    }

    /// The way it is spread, by the words of the table `assist_methods`; any other words are asked about.
    fn method(&self) -> Result<AssistMethod, Need> {
        let table = self.law.codes("assist_methods");
        let ways: Vec<String> = table
            .iter()
            .flat_map(|table| table.iter())
            .map(|row| format!("{} ({})", row.code, row.label))
            .collect();
        let ask = |found: String| {
            let question = format!("How is the {} spread{found}? One of: {}", self.what(), ways.join("; "));
            self.need("method", question)
        };
        let Some(said) = self.given.method.as_deref() else { return Err(ask(String::new())) };
        let plain = said.to_lowercase().replace('_', " ");
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let row = table.and_then(|table| {
            table.iter().find(|row| {
                let words = row.column("words").unwrap_or_default();
                row.code.replace('_', " ") == plain || words.split(';').any(|word| word.trim() == plain)
            })
        });
        let code = row.map(|row| &*row.code);
        if code == Some("first_shipment") {
            return Ok(AssistMethod::FirstShipment);
        }
        let units = self.given.planned_units.and_then(whole).filter(|units| *units > 0);
        let units = || {
            let question = format!("Over how many units is the {} spread?", self.what());
            units.ok_or_else(|| self.need("planned_units", question))
        };
        match code {
            Some("units_to_date") => Ok(AssistMethod::UnitsToDate { units: units()? }),
            Some("whole_production") => Ok(AssistMethod::WholeProduction { units: units()? }),
            _ => Err(ask(format!(" («{said}» is not one of the ways)"))),
        }
    }
}

/// Pieces of a line; its own count where it does not convert to pieces.
fn pieces(goods: &Goods<'_>) -> Option<Decimal> {
    let quantity = goods.quantity?;
    Some(quantity.to(Unit::NUMBER).map_or(quantity.amount, |pieces| pieces.amount))
}

fn whole(units: Decimal) -> Option<u64> {
    units.fract().is_zero().then(|| units.to_u64()).flatten()
}
