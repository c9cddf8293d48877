//! The linter of product rules: numbers that the schedule cannot have, rules that compete for a good, alternatives that
//! nothing can fulfil or that another makes idle.

use cocket_base::{Finding, Place};
use cocket_law::Row;

use super::language::{Change, Requirement};
use super::law::{OriginLaw, ProductRule};
use super::scope::Scope;

/// Everything that looks wrong in the rules held.
pub fn lint(law: &OriginLaw) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: Vec<(&str, u8, &Row<ProductRule>)> = Vec::new();
    for (agreement, chapter, row) in law.all_rules() {
        if row.goods.ranges().first().is_some_and(|range| range.first.chapter() == chapter) {
            one(row, &mut findings);
        }
        let rivals = seen.iter().filter(|(other, same, _)| *other == agreement && *same == chapter);
        for (_, _, rival) in rivals {
            compete(rival, row, &mut findings);
        }
        seen.push((agreement, chapter, row));
    }
    findings
}

fn warn(row: &Row<ProductRule>, text: String) -> Finding {
    Finding::warn("ORIGIN_RULE", Place::item(&*row.at), text).with_remedy("compare it with the official text")
}

fn one(row: &Row<ProductRule>, findings: &mut Vec<Finding>) {
    impossible(row, &row.goods, findings);
    for (at, alternative) in row.rule.alternatives.iter().enumerate() {
        if row.rule.alternatives.iter().take(at).any(|earlier| earlier == alternative) {
            findings.push(warn(row, format!("the alternative «{alternative}» stands twice")));
        }
        let easier = row.rule.alternatives.iter().take(at).any(|earlier| {
            earlier.requirements.len() < alternative.requirements.len()
                && earlier
                    .requirements
                    .iter()
                    .all(|requirement| alternative.requirements.contains(requirement))
        });
        if easier {
            findings.push(warn(
                row,
                format!("«{alternative}» asks more than an alternative before it, so nobody needs it"),
            ));
        }
        for requirement in &alternative.requirements {
            if let Requirement::Change(change) = requirement {
                impossible(row, &change.also, findings);
                impossible(row, &change.except, findings);
                idle(row, change, findings);
            }
        }
    }
}

/// Chapters 77 and above 97 are no chapters of goods.
fn impossible(row: &Row<ProductRule>, scope: &Scope, findings: &mut Vec<Finding>) {
    for range in scope.ranges() {
        let ends = [range.first.chapter(), range.last.chapter()];
        if ends.iter().any(|chapter| matches!(chapter, 0 | 77 | 98..)) {
            findings.push(warn(
                row,
                format!("{} lies outside the chapters of the Harmonized System", Scope::shown(range)),
            ));
        }
    }
}

/// An exception that names only what the level keeps out already.
fn idle(row: &Row<ProductRule>, change: &Change, findings: &mut Vec<Finding>) {
    let digits = change.from.digits();
    if !matches!(digits, 2 | 4) || change.except.is_empty() || row.goods.ranges().len() != 1 {
        return;
    }
    let Some(goods) =
        row.goods.ranges().first().filter(|range| range.first.prefix(digits) == range.last.prefix(digits))
    else {
        return;
    };
    let within = goods.first.prefix(digits);
    let all =
        change.except.ranges().iter().all(|r| r.first.starts_with(&within) && r.last.starts_with(&within));
    if all {
        findings.push(warn(row, format!("the exception {} is kept out by «{change}» anyway", change.except)));
    }
}

/// Two rules of the same width for the same goods on the same days.
fn compete(a: &Row<ProductRule>, b: &Row<ProductRule>, findings: &mut Vec<Finding>) {
    let same_kind = a.only == b.only && a.known == b.known;
    if !same_kind || !a.in_force().overlaps(&b.in_force()) {
        return;
    }
    for range in b.goods.ranges() {
        let rival = a.goods.ranges().iter().find(|other| other.width() == range.width() && *other == range);
        if rival.is_some() {
            findings.push(warn(b, format!("{} has a rule in {} already", Scope::shown(range), a.at)));
        }
    }
    let partly = |x: &Scope, y: &Scope| x.ranges().iter().any(|r| y.ranges().iter().any(|s| r.crosses(s)));
    if partly(&a.goods, &b.goods) {
        findings.push(warn(b, format!("its goods {} cut across those of {} ({})", b.goods, a.at, a.goods)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_law::Pack;

    fn findings(rules: &str) -> Vec<String> {
        let head = "agreement,goods,only,rule,from,until,known,cite,trust\n";
        let text = format!("{head}{rules}");
        let pack = Pack::bare([("origin/origin_rules.csv", text.as_str())]).unwrap();
        lint(&OriginLaw::read(&pack).unwrap()).into_iter().map(|finding| finding.text).collect()
    }

    #[test]
    fn the_rules_that_come_with_the_program_are_clean() {
        let told: Vec<String> = lint(OriginLaw::starter()).iter().map(Finding::to_string).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
    }

    #[test]
    fn doubtful_rules_are_told() {
        let one = |rules: &str| findings(rules).join("|");
        assert!(one("a,8471,,any other heading except 7701,,,,c,S\n").contains("7701 lies outside"));
        assert!(one("a,8471,,any other heading; any other heading,,,,c,S\n").contains("stands twice"));
        assert!(
            one("a,8471,,\"any other heading; any other heading, content 60 TV\",,,,c,S\n")
                .contains("nobody needs it")
        );
        assert!(one("a,8471.30,,any other chapter except 8473,,,,c,S\n").contains("kept out"));
        assert!(
            one("a,8471-8473,,any other heading,,,,c,S\na,8472-8475,,any other heading,,,,c,S\n")
                .contains("cut across")
        );
        assert!(one("a,8471,,any other heading,,,,c,S\n").is_empty());
    }
}
