//! Codes of the trade looked up in their tables, and the state of destination.

use std::collections::BTreeMap;

use cocket_base::Decimal;
use cocket_law::Pack;

use super::{IdResult, StateShare, decided, invalid, saying};

/// Most codes that are named when a label fits several.
const MOST_NAMED: usize = 20;
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
        let names: Vec<&str> = pack.code_tables().collect();
        return invalid(
            "table",
            format!("«{shown}» is no code table"),
            &format!("give one of {}, ports", names.join(", ")),
        );
    };
    match (code, label) {
        (Some(code), _) => {
            let wanted = code.trim();
            let row = codes.get(wanted).or_else(|| codes.get(&wanted.to_ascii_uppercase()));
            match row {
                Some(row) => saying(decided(&row.code), "label", &row.label),
                None => missing("code", wanted, &name),
            }
        }
        (None, Some(label)) => {
            let rows = codes.iter().map(|row| (row.code.to_string(), row.label.to_string()));
            by_label(rows, label, &name)
        }
        (None, None) => invalid("code", "neither a code nor a label is given", "give code or label"),
    }
}

fn port(pack: &Pack, code: Option<&str>, label: Option<&str>) -> IdResult {
    match (code, label) {
        (Some(code), _) => {
            match code.trim().parse().ok().and_then(|port| Some((port, pack.ports().name(port)?))) {
                Some((port, name)) => saying(decided(port), "label", name),
                None => missing("code", code.trim(), "ports"),
            }
        }
        (None, Some(label)) => {
            let rows = pack.ports().iter().map(|(port, row)| (port.to_string(), row.name.to_string()));
            by_label(rows, label, "ports")
        }
        (None, None) => invalid("code", "neither a code nor a label is given", "give code or label"),
    }
}

fn missing(field: &str, wanted: &str, table: &str) -> IdResult {
    let shown: String = wanted.chars().take(60).collect();
    invalid(
        field,
        format!("«{shown}» does not stand in the table {table}"),
        "give a code of the table, or words of its label",
    )
}

/// The one code whose label has all the words; the same label exactly wins.
fn by_label(rows: impl Iterator<Item = (String, String)>, label: &str, table: &str) -> IdResult {
    let wanted = label.trim().to_lowercase();
    let words: Vec<&str> = wanted.split_whitespace().take(10).collect();
    let fits = |text: &str| words.iter().all(|word| text.contains(word));
    let mut found: Vec<(String, String)> =
        rows.filter(|(_, text)| !words.is_empty() && fits(&text.to_lowercase())).collect();
    if let Some(exact) = found.iter().position(|(_, text)| text.to_lowercase() == wanted) {
        found = vec![found.swap_remove(exact)];
    }
    match found.as_slice() {
        [] => missing("label", label, table),
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
            return missing("shares", &state, "us_states");
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
