//! What `docs/coverage.md` names as proof: the tests in backticks and the scenarios in «» of the last column of its tables.
//!
//! The test command sees to it that the named tests have run and passed; a test of `rules` runs the named scenarios.

#![allow(dead_code, reason = "each side takes what it needs")]

/// A row of the page.
#[derive(Debug, PartialEq, Eq)]
pub struct Proof {
    /// Its number.
    pub number: usize,
    /// Test functions.
    pub tests: Vec<String>,
    /// Scenarios, by the text after `case`.
    pub cases: Vec<String>,
    /// The row says why nothing answers it.
    pub excused: bool,
}

/// The rows of the tables in a section of the page.
pub fn proofs(section: &str) -> Vec<Proof> {
    let cells = |line: &str| {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_string()).collect::<Vec<_>>()
    };
    let tables = section.lines().filter(|line| line.starts_with('|')).map(cells);
    tables.filter_map(|cells| Some(proof(cells.first()?.parse().ok()?, cells.last()?))).collect()
}

fn proof(number: usize, text: &str) -> Proof {
    let cases = text.split('«').skip(1).filter_map(|part| Some(part.split_once('»')?.0.to_string()));
    let tests = text.split('`').skip(1).step_by(2).filter(|name| !name.contains(' '));
    Proof {
        number,
        tests: tests.map(String::from).collect(),
        cases: cases.collect(),
        excused: text.starts_with("none:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_name_tests_and_scenarios() {
        let page = "| no | what | proof |\n|---|---|---|\n| 1 | x | `one`, «two, three», `not this` |\n| 2 | y | none: a person |\n";
        let rows = proofs(page);
        assert_eq!(rows.len(), 2);
        assert_eq!(
            (rows[0].tests.as_slice(), rows[0].cases.as_slice()),
            (&["one".to_string()][..], &["two, three".to_string()][..])
        );
        assert!(rows[1].excused && !rows[0].excused);
    }
}
