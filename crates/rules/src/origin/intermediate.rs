//! Self-produced materials: designated ones that qualify by themselves count as originating with their whole value (19 USC
//! 4531(d)(9)); of all others the inputs count. A designated material that needed regional value content may not hold
//! another designated one that needed it.

use super::goods::{GoodValues, Material};
use super::product::Case;
use super::proof::Proof;

/// Deepest nesting of self-produced materials.
const DEPTH: usize = 8;

/// A bill of materials whose self-produced materials are settled.
pub(super) struct Settled {
    /// What counts.
    pub materials: Vec<Material>,
    /// How the designated materials were judged.
    pub proofs: Vec<Proof>,
    /// True when one of them needed regional value content.
    pub content_used: bool,
}

/// Settles the self-produced materials of a list.
pub(super) fn settle(case: &Case<'_>, materials: &[Material]) -> Settled {
    settle_at(case, materials, 0)
}

fn settle_at(case: &Case<'_>, materials: &[Material], depth: usize) -> Settled {
    let mut settled = Settled { materials: Vec::new(), proofs: Vec::new(), content_used: false };
    for material in materials {
        if material.inputs.is_empty() || depth >= DEPTH {
            settled.materials.push(Material { inputs: Vec::new(), ..material.clone() });
            continue;
        }
        let inner = settle_at(case, &material.inputs, depth + 1);
        settled.content_used |= inner.content_used;
        settled.proofs.extend(inner.proofs);
        if !material.designated {
            settled.materials.extend(inner.materials);
            continue;
        }
        let (proof, with_content) = judge(case, material, &inner.materials);
        let chained = with_content && inner.content_used;
        let proof = if chained {
            let chain =
                format!("«{}» holds another designated material that needed value content", material.name);
            Proof::all(proof.what.clone(), vec![proof, Proof::fact(chain, false)])
        } else {
            proof
        };
        if proof.holds == Some(true) {
            settled.content_used |= with_content;
            settled.materials.push(Material {
                originating: Some(true),
                inputs: Vec::new(),
                ..material.clone()
            });
        } else {
            settled.materials.extend(inner.materials);
        }
        settled.proofs.push(proof);
    }
    settled
}

/// Whether a self-produced material qualifies by its own rule, and whether that took regional value content.
fn judge(case: &Case<'_>, material: &Material, inputs: &[Material]) -> (Proof, bool) {
    let what = format!("intermediate material «{}»", material.name);
    if inputs.iter().all(Material::originates) {
        return (Proof::fact(format!("{what} is made of originating materials alone"), true), false);
    }
    let Some(number) = material.hts else {
        return (Proof::fact(format!("{what} has no tariff number, so its inputs count"), false), false);
    };
    let values =
        GoodValues { transaction_value: material.value, total_cost: material.value, ..GoodValues::default() };
    let inner = Case { good: number, values: &values, materials: inputs, ..*case };
    let (rules, _) = case.law.rules(&case.agreement.agreement, number, case.day, case.known);
    let [row] = rules[..] else {
        let text = format!("{what} of {number}: no single rule is held, so its inputs count");
        return (Proof::fact(text, false), false);
    };
    let row = case.law.whole(&case.agreement.agreement, number, row, case.day, case.known);
    let proof = inner.rule(&row.rule, &row.goods);
    let with_content = row.rule.asks_content() && !by_shift_alone(&proof);
    (Proof { what, ..proof }.cite(row.cite.clone()), with_content)
}

/// True when an alternative without value content already holds.
fn by_shift_alone(rule: &Proof) -> bool {
    let asks = |way: &Proof| way.parts.iter().any(|part| part.what.starts_with("regional value content"));
    rule.parts.iter().any(|way| way.holds == Some(true) && !asks(way))
}
