//! Qualification against a slow and obvious reference: whole cents and texts of digits, written from the statute without a
//! look at the engine (19 USC 4531(c) to (f), (h), (k); for build-down and build-up 4033(c)).

use cocket_base::civil::date;
use cocket_law::Pack;
use cocket_rules::origin::{OriginLaw, OriginQuestion, answer};
use proptest::prelude::*;
use serde_json::{Value, json};

/// One line of a bill of materials; amounts in cents.
#[derive(Clone, Debug)]
struct Line {
    number: &'static str,
    originating: bool,
    role: &'static str,
    value: i64,
    deductions: i64,
    regional: i64,
}

/// A good; amounts in cents.
#[derive(Clone, Debug)]
struct Good {
    price: i64,
    shipment: i64,
    total_cost: i64,
    promotion: i64,
    royalties: i64,
    packing: i64,
    interest: i64,
}

/// An alternative of a rule: a change and a share of value, each of which may be missing.
#[derive(Clone, Debug)]
struct Way {
    digits: Option<usize>,
    except: Option<&'static str>,
    content: Option<(i64, &'static str)>,
}

const GOOD: &str = "847130";
const NUMBERS: [&str; 7] = ["847130", "847150", "847330", "850440", "392690", "732690", "853400"];
const EXCEPT: [&str; 3] = ["8473", "8504", "392690"];

impl Line {
    fn counts_as_originating(&self) -> bool {
        self.originating || self.role == "indirect"
    }

    /// Value less freight, duties and the like: (e)(1), (e)(2).
    fn net(&self) -> i64 {
        if self.value > self.deductions { self.value - self.deductions } else { 0 }
    }

    /// What is left of a foreign material after work and materials of the territory: accumulation, (h).
    fn foreign(&self) -> i64 {
        if self.counts_as_originating() || self.role == "shipping_packing" {
            return 0;
        }
        if self.net() > self.regional { self.net() - self.regional } else { 0 }
    }

    fn regional(&self) -> i64 {
        match self.role {
            "shipping_packing" | "indirect" => 0,
            _ if self.originating => self.net(),
            _ => self.net() - self.foreign(),
        }
    }

    /// Packing, accessories and indirect materials need not change.
    fn must_change(&self) -> bool {
        !self.counts_as_originating() && self.role == "material"
    }
}

/// Whether the share of value is reached, in cents times a hundred.
fn reaches(good: &Good, bill: &[Line], percent: i64, method: &str) -> bool {
    let foreign: i64 = bill.iter().map(Line::foreign).sum();
    let (base, regional) = match method {
        "NC" => {
            let net = good.total_cost - good.promotion - good.royalties - good.packing - good.interest;
            (net, net - foreign)
        }
        "BU" => (good.price - good.shipment, bill.iter().map(Line::regional).sum()),
        _ => (good.price - good.shipment, good.price - good.shipment - foreign),
    };
    base > 0 && regional * 100 >= percent * base
}

/// Whether every foreign material changes, or those that do not stay within the tolerance.
fn changes(good: &Good, bill: &[Line], way: &Way, korus: bool) -> bool {
    let Some(digits) = way.digits else { return true };
    let stays = |line: &&Line| {
        let excepted = way.except.is_some_and(|except| line.number.starts_with(except));
        line.must_change() && (excepted || line.number[..digits] == GOOD[..digits])
    };
    let failing: Vec<&Line> = bill.iter().filter(stays).collect();
    let sum: i64 = failing.iter().map(|line| line.net()).sum();
    let tenth = |base: i64| sum * 10 <= base;
    failing.is_empty() || tenth(good.price - good.shipment) || (!korus && tenth(good.total_cost))
}

fn originates(good: &Good, bill: &[Line], ways: &[Way], korus: bool) -> bool {
    if bill.iter().all(|line| !line.must_change()) {
        return true;
    }
    ways.iter().any(|way| {
        let content = way.content.is_none_or(|(percent, method)| reaches(good, bill, percent, method));
        changes(good, bill, way, korus) && content
    })
}

fn rule(ways: &[Way]) -> String {
    let way = |way: &Way| {
        let change = match way.digits {
            Some(2) => "any other chapter",
            Some(4) => "any other heading",
            Some(_) => "any other subheading",
            None => "no change",
        };
        let except = way.except.map(|except| format!(" except {except}")).unwrap_or_default();
        let content = way.content.map(|(percent, method)| format!(", content {percent} {method}"));
        format!("{change}{except}{}", content.unwrap_or_default())
    };
    ways.iter().map(way).collect::<Vec<_>>().join("; ")
}

fn usd(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn asked(good: &Good, bill: &[Line], ways: &[Way], korus: bool) -> Value {
    let line = |(at, line): (usize, &Line)| {
        json!({"name": format!("m{at}"), "hts": line.number, "originating": line.originating, "role": line.role,
               "value": usd(line.value), "deductions": usd(line.deductions), "regional_value": usd(line.regional)})
    };
    json!({
        "kind": "qualify", "id": "1", "date": "2026-06-16", "hts": GOOD, "rule": rule(ways),
        "agreement": if korus { "korus" } else { "usmca" }, "produced_in": [if korus { "KR" } else { "MX" }],
        "materials": bill.iter().enumerate().map(line).collect::<Vec<_>>(),
        "values": {"transaction_value": usd(good.price), "international_shipment": usd(good.shipment),
                   "total_cost": usd(good.total_cost), "sales_promotion": usd(good.promotion),
                   "royalties": usd(good.royalties), "shipping_and_packing": usd(good.packing),
                   "nonallowable_interest": usd(good.interest)},
    })
}

fn engine(question: Value) -> Value {
    let question: OriginQuestion = serde_json::from_value(question).unwrap();
    let answered = answer(OriginLaw::starter(), Pack::starter(), &question, date(2026, 11, 24));
    serde_json::to_value(answered).unwrap()
}

fn line() -> impl Strategy<Value = Line> {
    let role = prop_oneof![
        6 => Just("material"), 1 => Just("retail_packaging"), 1 => Just("shipping_packing"),
        1 => Just("accessory"), 1 => Just("indirect"),
    ];
    (0..NUMBERS.len(), prop::bool::weighted(0.3), role, 0_i64..60_000, 0_i64..9_000, 0_i64..20_000).prop_map(
        |(number, originating, role, value, deductions, regional)| Line {
            number: NUMBERS[number],
            originating,
            role,
            value,
            deductions,
            regional,
        },
    )
}

fn good() -> impl Strategy<Value = Good> {
    let small = || 0_i64..8_000;
    (40_000_i64..200_000, small(), 40_000_i64..200_000, small(), small(), small(), small()).prop_map(
        |(price, shipment, total_cost, promotion, royalties, packing, interest)| Good {
            price,
            shipment,
            total_cost,
            promotion,
            royalties,
            packing,
            interest,
        },
    )
}

fn ways(korus: bool) -> impl Strategy<Value = Vec<Way>> {
    let methods = if korus { ["BD", "BU", "NC"] } else { ["TV", "NC", "TV"] };
    let digits = prop_oneof![Just(Some(2)), Just(Some(4)), Just(Some(6)), Just(None)];
    let way = (digits, prop::option::of(0..EXCEPT.len()), prop::option::of((30_i64..80, 0..3_usize)));
    let way = way.prop_map(move |(digits, except, content)| Way {
        digits,
        except: except.filter(|_| digits.is_some()).map(|at| EXCEPT[at]),
        // A way that asks nothing is no rule.
        content: content
            .map(|(percent, at)| (percent, methods[at]))
            .or((digits.is_none()).then_some((50, "NC"))),
    });
    prop::collection::vec(way, 1..3)
}

fn case(korus: bool) -> impl Strategy<Value = (Good, Vec<Line>, Vec<Way>)> {
    (good(), prop::collection::vec(line(), 1..6), ways(korus))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn usmca_is_as_the_reference_says((good, bill, ways) in case(false)) {
        let said = engine(asked(&good, &bill, &ways, false));
        prop_assert_eq!(said["qualifies"].as_bool(), Some(originates(&good, &bill, &ways, false)), "{}", said);
    }

    #[test]
    fn korus_is_as_the_reference_says((good, bill, ways) in case(true)) {
        let said = engine(asked(&good, &bill, &ways, true));
        prop_assert_eq!(said["qualifies"].as_bool(), Some(originates(&good, &bill, &ways, true)), "{}", said);
    }

    /// More foreign value, with all else as it was, never helps.
    #[test]
    fn more_foreign_value_never_qualifies((good, bill, ways) in case(false), at in 0_usize..6, more in 1_i64..50_000) {
        let mut dearer = bill.clone();
        let at = at % dearer.len();
        dearer[at].originating = false;
        let mut before = dearer.clone();
        before[at].value = bill[at].value;
        dearer[at].value += more;
        let (before, after) =
            (engine(asked(&good, &before, &ways, false)), engine(asked(&good, &dearer, &ways, false)));
        prop_assert!(before["qualifies"] == true || after["qualifies"] == false, "{} then {}", before, after);
    }
}
