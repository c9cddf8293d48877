//! Royalties and proceeds beside a price that was worked out elsewhere, as additions to its lines: 19 USC 1401a(b)(1)(D), (E).

use cocket_base::Determination;

use super::answer::Item;
use super::currency::ChosenRate;
use super::entered::Addition;
use super::facts::Appraisal;
use super::rates::RateTable;
use super::sheet::Sheet;
use crate::{AsOf, Refusal};

/// What the buyer pays besides the price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Besides {
    /// What is added, by line of the question.
    pub additions: Vec<Addition>,
    /// What became of each payment, and why.
    pub items: Vec<Item>,
}

/// Decides the royalties and proceeds of a sale whose rate of exchange is known. One that must be added and cannot be put
/// into figures ends transaction value: prohibited.
pub fn besides(
    as_of: AsOf<'_>,
    facts: &Appraisal,
    rate: &ChosenRate,
) -> Result<Determination<Besides>, Refusal> {
    let table = RateTable::default();
    let mut sheet = Sheet::new(as_of, facts, &table);
    sheet.sizes()?;
    sheet.settled(rate);
    sheet.lines()?;
    sheet.royalties()?;
    sheet.proceeds()?;
    if !sheet.needs.is_empty() {
        return Ok(Determination::needs(sheet.needs, sheet.steps));
    }
    if !sheet.fails.is_empty() {
        return Ok(Determination::prohibited(sheet.fails, sheet.steps));
    }
    let answer = Besides { additions: sheet.additions, items: sheet.items };
    Ok(Determination::decided(answer, sheet.steps))
}
