//! Codes of the trade looked up in their tables, and the state of destination.

use std::collections::BTreeMap;

use cocket_base::Decimal;
use cocket_law::Pack;

use crate::asked::{Wanted, near, or_near};

use super::{IdResult, StateShare, decided, invalid, saying};

/// Most codes that are named when a label fits several.
const MOST_NAMED: usize = 20;
/// Most codes that are named as near.
const MOST_NEAR: usize = 5;
/// Most shares of one question.
const MOST_SHARES: usize = 2_000;

/// A code's label, or the code of a label.
pub(super) fn code(pack: &Pack, table: &str, code: Option<&str>, label: Option<&str>) -> IdResult {
    let name = table.trim().to_ascii_lowercase().replace([' ', '-'], "_");
    if name == "ports" {
        return port(pack, code, label);
    }
    let Some(codes) = pack.codes(&name) else {
        let shown: String = table.chars().take(60).collect();
        let names: Vec<&str> = pack.code_tables().chain(["ports"]).collect();
        let all = format!("give one of {}", names.join(", "));
        let remedy = or_near(&name, names.iter().copied(), &all);
        return invalid("table", format!("«{shown}» is no code table"), &remedy);
    };
    let rows = || codes.iter().map(|row| (row.code.to_string(), row.label.to_string()));
    match (code, label) {
        (Some(code), _) => {
            let wanted = code.trim();
            let row = codes.get(wanted).or_else(|| codes.get(&wanted.to_ascii_uppercase()));
            match row {
                Some(row) => saying(decided(&row.code), "label", &row.label),
                None => missing("code", wanted, &name, rows()),
            }
        }
        (None, Some(label)) => by_label(rows(), label, &name),
        (None, None) => invalid("code", "neither a code nor a label is given", "give code or label"),
    }
}

fn port(pack: &Pack, code: Option<&str>, label: Option<&str>) -> IdResult {
    let rows = || pack.ports().iter().map(|(port, row)| (port.to_string(), row.name.to_string()));
    match (code, label) {
        (Some(code), _) => {
            match code.trim().parse().ok().and_then(|port| Some((port, pack.ports().name(port)?))) {
                Some((port, name)) => saying(decided(port), "label", name),
                None => missing("code", code.trim(), "ports", rows()),
            }
        }
        (None, Some(label)) => by_label(rows(), label, "ports"),
        (None, None) => invalid("code", "neither a code nor a label is given", "give code or label"),
    }
}

/// A code or label that the table lacks, with the rows that are near: by the words of their labels, or by their letters.
fn missing(field: &str, wanted: &str, table: &str, rows: impl Iterator<Item = (String, String)>) -> IdResult {
    let shown: String = wanted.chars().take(60).collect();
    let asked = Wanted::new(wanted);
    let rows: Vec<(String, String)> = rows.collect();
    let codes = near(wanted, rows.iter().map(|(code, _)| code.as_str()));
    let score = |(code, label): &(String, String)| {
        let by_code = codes.contains(&code.as_str());
        let (words, fit) = asked.score(label);
        (words.max(usize::from(by_code)), fit)
    };
    let mut found: Vec<_> =
        rows.iter().map(|row| (score(row), row)).filter(|(score, _)| score.0 > 0).collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let named: Vec<String> =
        found.iter().take(MOST_NEAR).map(|(_, (code, label))| format!("{code} {label}")).collect();
    let remedy = match named.is_empty() {
        true => "give a code of the table, or words of its label".to_string(),
        false => format!("near it: {}; or give other words of the label", named.join("; ")),
    };
    invalid(field, format!("«{shown}» does not stand in the table {table}"), &remedy)
}

/// The one code whose label has all the words, in any order and number; the same label exactly wins, then the one label that
/// has nothing else.
fn by_label(rows: impl Iterator<Item = (String, String)>, label: &str, table: &str) -> IdResult {
    let wanted = label.trim().to_lowercase();
    let asked = Wanted::new(label);
    let rows: Vec<(String, String)> = rows.collect();
    let mut found: Vec<&(String, String)> =
        rows.iter().filter(|(_, text)| !asked.is_empty() && asked.all_in(text)).collect();
    if let Some(exact) = found.iter().position(|(_, text)| text.to_lowercase() == wanted) {
        found = vec![found.swap_remove(exact)];
    }
    match found.as_slice() {
        [] => missing("label", label, table, rows.into_iter()),
        [(code, text)] => saying(decided(code), "label", text),
        several => {
            let named: Vec<String> =
                several.iter().take(MOST_NAMED).map(|(code, text)| format!("{code} {text}")).collect();
            invalid(
                "label",
                format!("{} codes fit: {}", several.len(), named.join("; ")),
                "say more, or give the code",
            )
        }
    }
}

/// The state with the greatest aggregate value; of equal ones the first given.
pub(super) fn destination_state(pack: &Pack, shares: &[StateShare]) -> IdResult {
    if shares.len() > MOST_SHARES {
        let text = format!("{} shares are given; at most {MOST_SHARES} are added up", shares.len());
        return invalid("shares", text, "add up the shares of each state before asking");
    }
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    for share in shares {
        let state = share.state.trim().to_ascii_uppercase();
        if pack.codes("us_states").is_none_or(|table| !table.contains(&state)) {
            let states = pack.words("us_states").into_iter().map(|(code, label)| (code.into(), label.into()));
            return missing("shares", &state, "us_states", states);
        }
        if !order.contains(&state) {
            order.push(state.clone());
        }
        let sum = sums.entry(state).or_default();
        *sum = sum.saturating_add(share.value);
    }
    let mut best: Option<(&String, Decimal)> = None;
    for state in &order {
        let sum = sums.get(state).copied().unwrap_or_default();
        if best.is_none_or(|(_, most)| sum > most) {
            best = Some((state, sum));
        }
    }
    match best {
        Some((state, sum)) => saying(decided(state), "value", sum),
        None => invalid("shares", "no state is given", "give states with their values"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(table: &str, code: Option<&str>, label: Option<&str>) -> (String, String) {
        match super::code(Pack::starter(), table, code, label) {
            IdResult::Decided { value, .. } => (value, String::new()),
            IdResult::Invalid { findings } => (String::new(), findings[0].remedy.clone().unwrap_or_default()),
        }
    }

    #[test]
    fn labels_are_found_by_words_and_what_is_near_is_named() {
        assert_eq!(asked("us_states", None, Some("carolina south")).0, "SC", "in any order");
        assert_eq!(asked("ports", None, Some("laredo")).0, asked("ports", None, Some("LAREDO")).0);
        let near = asked("us_states", None, Some("north caroline")).1;
        assert!(near.starts_with("near it: NC North Carolina"), "{near}");
        let near = asked("entry_types", None, Some("consumption of turnips")).1;
        assert!(near.starts_with("near it: ") && near.to_lowercase().contains("consumption"), "{near}");
        assert!(asked("entry_typs", Some("01"), None).1.starts_with("near it: entry_types"));
        assert!(asked("us_states", Some("zz9"), None).1.starts_with("give a code"));
    }

    #[test]
    fn shares_beyond_the_limit_are_refused_and_not_left_out() {
        let share = |state: &str, value: i64| StateShare { state: state.into(), value: value.into() };
        let mut shares = vec![share("TX", 1); MOST_SHARES - 1];
        shares.push(share("CA", 1_000_000));
        let decided = destination_state(Pack::starter(), &shares);
        assert!(matches!(decided, IdResult::Decided { value, .. } if value == "CA"));
        shares.insert(0, share("TX", 1));
        assert!(matches!(destination_state(Pack::starter(), &shares), IdResult::Invalid { .. }));
    }
}
