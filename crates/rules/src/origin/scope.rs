//! Sets of tariff numbers: chapters, headings, subheadings, items and ranges of them, as product rules name them.

use std::fmt;

use cocket_base::ids::TariffNumber;

/// Whether a number lies in a set. A number given with fewer digits than the set distinguishes cannot tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inside {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// More digits would tell.
    Unknown,
}

/// From one number to another of the same length, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    /// The first.
    pub first: TariffNumber,
    /// The last.
    pub last: TariffNumber,
}

/// First and last ten-digit number under a number of the schedule.
fn span(number: TariffNumber) -> (u64, u64) {
    let free = u32::try_from(10 - number.len().min(10)).unwrap_or(0);
    (number.aligned(), number.aligned() + 10u64.pow(free) - 1)
}

impl Range {
    /// The ten-digit numbers it covers.
    fn bounds(&self) -> (u64, u64) {
        (span(self.first).0, span(self.last).1)
    }

    /// How many ten-digit numbers it covers: a narrower rule goes before a wider one.
    pub fn width(&self) -> u64 {
        let (low, high) = self.bounds();
        high - low
    }

    /// True when the two share numbers and neither lies within the other.
    pub fn crosses(&self, other: &Range) -> bool {
        let ((a, b), (c, d)) = (self.bounds(), other.bounds());
        (a < c && c <= b && b < d) || (c < a && a <= d && d < b)
    }
}

/// A set of tariff numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(Vec<Range>);

/// Why a text names no set of tariff numbers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadScope {
    /// No number.
    #[error("«{0}» is no tariff number nor a range of them; write 8471, 8471.30 or 7208-7229")]
    Number(String),
    /// Ends of different length or in the wrong order.
    #[error("the range «{0}» does not run from a lower to a higher number of the same length")]
    Range(String),
}

impl Scope {
    /// Adds what a word names: `39`, `8471`, `8471.30`, `7208-7229`.
    pub fn add(&mut self, word: &str) -> Result<(), BadScope> {
        let number = |text: &str| {
            text.parse::<TariffNumber>().map_err(|_| BadScope::Number(word.chars().take(40).collect()))
        };
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        let (first, last) = (number(first)?, number(last)?);
        if first.len() != last.len() || first > last {
            return Err(BadScope::Range(word.chars().take(40).collect()));
        }
        self.0.push(Range { first, last });
        Ok(())
    }

    /// Reads words with blanks between.
    pub fn read(text: &str) -> Result<Scope, BadScope> {
        let mut scope = Scope::default();
        text.split_whitespace().try_for_each(|word| scope.add(word))?;
        Ok(scope)
    }

    /// Adds all of another set.
    pub fn extend(&mut self, other: &Scope) {
        self.0.extend_from_slice(&other.0);
    }

    /// True when it names nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its ranges in the order written.
    pub fn ranges(&self) -> &[Range] {
        &self.0
    }

    /// Whether a number lies in it.
    pub fn holds(&self, number: TariffNumber) -> Inside {
        let (low, high) = span(number);
        let mut answer = Inside::No;
        for range in &self.0 {
            let (from, to) = range.bounds();
            if from <= low && high <= to {
                return Inside::Yes;
            }
            if from <= high && low <= to {
                answer = Inside::Unknown;
            }
        }
        answer
    }

    /// A range as it is written.
    pub fn shown(range: &Range) -> String {
        Scope(vec![*range]).to_string()
    }

    /// The width of the narrowest range that holds the number.
    pub fn narrowest(&self, number: TariffNumber) -> Option<u64> {
        let (low, high) = span(number);
        let holds = |range: &&Range| {
            let (from, to) = range.bounds();
            from <= low && high <= to
        };
        self.0.iter().filter(holds).map(Range::width).min()
    }

    /// True when some number lies in both.
    pub fn meets(&self, other: &Scope) -> bool {
        let pairs = self.0.iter().flat_map(|a| other.0.iter().map(move |b| (a.bounds(), b.bounds())));
        pairs.into_iter().any(|(a, b)| a.0 <= b.1 && b.0 <= a.1)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, range) in self.0.iter().enumerate() {
            let blank = if at == 0 { "" } else { " " };
            if range.first == range.last {
                write!(f, "{blank}{}", range.first)?;
            } else {
                write!(f, "{blank}{}-{}", range.first, range.last)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(scope: &str, number: &str) -> Inside {
        Scope::read(scope).unwrap().holds(number.parse().unwrap())
    }

    #[test]
    fn a_range_holds_all_below_its_ends() {
        assert_eq!(holds("7208-7229 54", "7229.90.50"), Inside::Yes);
        assert_eq!(holds("7208-7229 54", "5407"), Inside::Yes);
        assert_eq!(holds("7208-7229 54", "7230"), Inside::No);
    }

    #[test]
    fn a_short_number_cannot_tell_about_a_long_one() {
        assert_eq!(holds("8528.72.16", "8528.72"), Inside::Unknown);
        assert_eq!(holds("8528.72.16", "8528.73"), Inside::No);
    }

    #[test]
    fn faults_are_told() {
        assert_eq!(Scope::read("7229-7208"), Err(BadScope::Range("7229-7208".into())));
        assert_eq!(Scope::read("72-7208"), Err(BadScope::Range("72-7208".into())));
        assert!(Scope::read("yarn").unwrap_err().to_string().contains("«yarn»"));
        assert_eq!(Scope::read("7208-7229 8471.30").unwrap().to_string(), "7208-7229 8471.30");
    }

    #[test]
    fn the_narrowest_range_decides_which_rule_goes_first() {
        let scope = Scope::read("84 8471-8473 8471.30").unwrap();
        assert_eq!(scope.narrowest("8471.30.01".parse().unwrap()), Some(9_999));
        assert_eq!(scope.narrowest("9001".parse().unwrap()), None);
        assert!(scope.meets(&Scope::read("8471.30.01").unwrap()));
        assert!(!scope.meets(&Scope::read("8501").unwrap()));
    }
}
