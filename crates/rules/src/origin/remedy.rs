//! What would make a failing good qualify: which materials to source in the territory, and how much value is missing.

use cocket_base::Decimal;
use serde::{Deserialize, Serialize};

use super::content;
use super::goods::Material;
use super::language::{Requirement, Rule};
use super::law::ProductRule;
use super::product::Case;
use super::shift;

/// One way to make the good qualify.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// The alternative of the rule that it would fulfil.
    pub alternative: String,
    /// What to change.
    pub changes: Vec<String>,
    /// Regional value that is missing, US dollars: foreign materials must fall by as much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_value: Option<Decimal>,
}

/// Every alternative that more originating materials could fulfil.
pub(super) fn remedies(case: &Case<'_>, row: &ProductRule) -> Vec<Remedy> {
    let rule: &Rule = &row.rule;
    let sums = content::sums(case.values, case.materials);
    let mut remedies = Vec::new();
    for alternative in &rule.alternatives {
        let (mut changes, mut missing_value) = (Vec::new(), None);
        for requirement in &alternative.requirements {
            if case.requirement(requirement, &row.goods, &sums).holds == Some(true) {
                continue;
            }
            match requirement {
                Requirement::Change(change) => {
                    let failing =
                        case.materials.iter().filter(|m| m.must_shift() && m.component != Some(false));
                    let failing = failing
                        .filter(|m| shift::moves(change, case.good, &row.goods, m).holds == Some(false));
                    changes.extend(failing.map(source));
                }
                Requirement::Content(tests) => {
                    let tried = tests.iter().filter(|test| case.agreement.methods.contains(&test.method));
                    let worked = tried.filter_map(|test| {
                        let content = content::work_out(test.method, case.values, &sums).ok()?;
                        let missing = content.missing(test.percent);
                        (missing > Decimal::ZERO || content.reaches(test.percent)).then_some((missing, test))
                    });
                    if let Some((missing, test)) = worked.min_by_key(|(missing, _)| *missing)
                        && missing > Decimal::ZERO
                    {
                        changes.push(format!(
                            "replace {missing} USD of foreign by originating materials (or show as much regional \
                             content in them): {} percent by {}",
                            test.percent.normalize(),
                            test.method.name()
                        ));
                        missing_value = Some(missing);
                    }
                }
                Requirement::Process(name) if case.processes.get(&**name) == Some(&false) => {
                    let question = case.law.process_question(name).unwrap_or(name);
                    changes.push(format!("do in the territory: {question}"));
                }
                Requirement::OriginatingWeight { of, .. } | Requirement::ForeignWeight { of, .. } => {
                    changes.push(format!("use more originating material by weight, of {of}"));
                }
                _ => {}
            }
        }
        if !changes.is_empty() {
            remedies.push(Remedy { alternative: alternative.to_string(), changes, missing_value });
        }
    }
    remedies
}

fn source(material: &Material) -> String {
    let number = material.hts.map(|number| format!(" of {number}")).unwrap_or_default();
    let value = material.net_value().map(|v| format!(" ({} USD)", v.normalize())).unwrap_or_default();
    let known = if material.origin.is_some() && material.originating.is_none() {
        "; a supplier's certification may show that it does already"
    } else {
        ""
    };
    format!("source «{}»{number}{value} as originating{known}", material.name)
}
