//! De minimis: foreign materials that fail the change of classification and may stay all the same (19 USC 4531(f);
//! 4033(f)). By value; for textiles by weight, for apparel by weight of the component that determines classification.

use cocket_base::{Citation, Decimal};

use super::goods::Material;
use super::product::Case;
use super::proof::{Proof, need};
use super::scope::Inside;

/// Whether the materials that fail the change stay within the tolerance.
pub(super) fn within(case: &Case<'_>, failing: &[&Material]) -> Proof {
    if case.is_textile() {
        return by_weight(case, failing);
    }
    let barred: Vec<Proof> = failing.iter().filter_map(|material| excepted(case, material)).collect();
    if let Some(first) = barred.iter().find(|proof| proof.holds == Some(false)).or(barred.first()) {
        return first.clone();
    }
    let mut sum = Decimal::ZERO;
    for material in failing {
        let Some(value) = material.net_value() else {
            let question = format!("What is the value of «{}»?", material.name);
            let fact = format!("materials.{}.value", material.name);
            return Proof::waits(
                "a value for the tolerance is missing",
                need(fact, question, "the tolerance"),
            );
        };
        sum += value;
    }
    let bases = [
        (
            "tolerance_transaction_value_percent",
            "transaction value",
            case.values.transaction(),
            "values.transaction_value",
        ),
        ("tolerance_total_cost_percent", "total cost", case.values.total_cost, "values.total_cost"),
        (
            "tolerance_adjusted_value_percent",
            "adjusted value",
            case.values.adjusted(),
            "values.adjusted_value",
        ),
    ];
    let ways: Vec<Proof> = bases
        .into_iter()
        .filter_map(|(figure, name, base, fact)| {
            let row = case.figure(figure)?;
            Some(way(row.value, &row.cite, name, base, fact, sum))
        })
        .collect();
    if ways.is_empty() {
        return Proof::fact("no tolerance is held for this agreement", false);
    }
    // A base that nobody gave is asked for only when no other base was given.
    let given = ways.iter().any(|way| way.holds.is_some());
    let ways = if given { ways.into_iter().filter(|way| way.holds.is_some()).collect() } else { ways };
    Proof::any("the failing materials stay within the tolerance by value", ways)
}

fn way(
    percent: Decimal,
    cite: &Citation,
    name: &str,
    base: Option<Decimal>,
    fact: &str,
    sum: Decimal,
) -> Proof {
    let Some(base) = base else {
        let question = format!("What is the {name} of the good?");
        return Proof::waits(format!("the {name} is not known"), need(fact, question, "the tolerance"));
    };
    let limit = percent * base / Decimal::ONE_HUNDRED;
    let what = format!(
        "{} of failing materials against {} ({} percent of the {name} {})",
        sum.normalize(),
        limit.normalize(),
        percent.normalize(),
        base.normalize()
    );
    Proof::fact(what, sum <= limit).cite(cite.clone())
}

/// A material that the tolerance does not reach in this good.
fn excepted(case: &Case<'_>, material: &Material) -> Option<Proof> {
    let number = material.hts?;
    for row in case.law.tolerance_exceptions(&case.agreement.agreement) {
        if !row.holds(case.day, case.known) || row.goods.holds(case.good) != Inside::Yes {
            continue;
        }
        if row.materials.holds(number) == Inside::Yes {
            let what = format!("no tolerance for «{}» of {number}: {}", material.name, row.what);
            return Some(Proof::fact(what, false).cite(row.cite.clone()));
        }
    }
    let own = case.law.list(&format!("{}_tolerance_needs_other_subheading", case.agreement.agreement));
    let different = if own.is_empty() { case.law.list("tolerance_needs_other_subheading") } else { own };
    if different.holds(case.good) == Inside::Yes && number.prefix(6) == case.good.prefix(6) {
        if case.law.list(&format!("{}_named_mixtures", case.agreement.agreement)).holds(case.good)
            == Inside::Yes
        {
            // The chapter opens the tolerance for a material it names, although it is of the good's own subheading.
            let named = case.process("named_mixture_material");
            return (named.holds != Some(true)).then_some(named);
        }
        let what = format!(
            "no tolerance for «{}»: it is of the good's own subheading {}",
            material.name,
            number.prefix(6)
        );
        return Some(Proof::fact(what, false));
    }
    None
}

fn by_weight(case: &Case<'_>, failing: &[&Material]) -> Proof {
    let Some(row) = case.figure("textile_tolerance_percent") else {
        return Proof::fact("no tolerance for textiles is held for this agreement", false);
    };
    let (name, fact, base) = if case.is_apparel() {
        (
            "component that determines classification",
            "values.component_weight_kg",
            case.values.component_weight_kg,
        )
    } else {
        ("good", "values.weight_kg", case.values.weight_kg)
    };
    let Some(base) = base else {
        let question = format!("What does the {name} weigh in kilograms?");
        return Proof::waits(
            format!("the weight of the {name} is not known"),
            need(fact, question, "the tolerance"),
        );
    };
    let (mut sum, mut elastic) = (Decimal::ZERO, Decimal::ZERO);
    for material in failing {
        let Some(weight) = material.weight_kg else {
            let question = format!("What does «{}» weigh in kilograms?", material.name);
            let fact = format!("materials.{}.weight_kg", material.name);
            return Proof::waits(
                "a weight for the tolerance is missing",
                need(fact, question, "the tolerance"),
            );
        };
        sum += weight;
        if material.elastomeric {
            elastic += weight;
        }
    }
    let test = |sum: Decimal, percent: Decimal, what: &str, of: &str, base: Decimal| {
        let limit = percent * base / Decimal::ONE_HUNDRED;
        let text = format!(
            "{} kg of {what} against {} kg ({} percent of the {of})",
            sum.normalize(),
            limit.normalize(),
            percent.normalize()
        );
        Proof::fact(text, sum <= limit)
    };
    let mut parts = vec![test(sum, row.value, "failing fibres and yarns", name, base).cite(row.cite.clone())];
    if elastic > Decimal::ZERO
        && let Some(most) = case.figure("elastomeric_percent")
    {
        parts.push(match case.values.weight_kg {
            Some(weight) => {
                test(elastic, most.value, "elastomeric yarn", "good", weight).cite(most.cite.clone())
            }
            None => {
                let open = need(
                    "values.weight_kg",
                    "What does the good weigh in kilograms?",
                    "the elastomeric yarn",
                );
                Proof::waits("the weight of the good is not known", open)
            }
        });
    } else if elastic > Decimal::ZERO && case.figure("elastomeric_must_originate_percent").is_some() {
        parts.push(Proof::fact("elastomeric yarn must be formed in the territory", false));
    }
    Proof::all("the failing materials stay within the tolerance by weight", parts)
}
