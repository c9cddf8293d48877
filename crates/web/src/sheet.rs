//! A long table a sheet at a time: which rows are shown, and where every row lies.

/// Rows of a sheet.
const ROWS: usize = 100;

/// One sheet of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// From 1.
    pub number: usize,
    /// How many there are, at least one.
    pub count: usize,
}

impl Sheet {
    /// The sheet asked for of a table of so many rows; the first or the last where there is no such sheet.
    pub fn new(asked: usize, rows: usize) -> Sheet {
        let count = rows.div_ceil(ROWS).max(1);
        Sheet { number: asked.clamp(1, count), count }
    }

    /// Its rows.
    pub fn of<T>(self, all: &[T]) -> &[T] {
        let first = (self.number - 1) * ROWS;
        all.get(first..(first + ROWS).min(all.len())).unwrap_or_default()
    }

    /// Where the row at a place (from 0) lies: on this page, or on the page of its sheet.
    pub fn address(self, at: usize, anchor: &str) -> String {
        let sheet = at / ROWS + 1;
        if sheet == self.number { format!("#{anchor}") } else { format!("?sheet={sheet}#{anchor}") }
    }

    /// The sheet before, if any.
    pub fn previous(&self) -> Option<usize> {
        (self.number > 1).then(|| self.number - 1)
    }

    /// The next sheet, if any.
    pub fn next(&self) -> Option<usize> {
        (self.number < self.count).then_some(self.number + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_lies_on_one_sheet() {
        let all: Vec<usize> = (0..250).collect();
        let shown: Vec<usize> =
            (1..=3).flat_map(|number| Sheet::new(number, 250).of(&all).to_vec()).collect();
        assert_eq!(shown, all);
        assert_eq!(Sheet::new(9, 250).number, 3);
        assert_eq!(Sheet::new(0, 0), Sheet { number: 1, count: 1 });
        assert!(Sheet::new(1, 0).of(&[0; 0]).is_empty());
        let second = Sheet::new(2, 250);
        assert_eq!(
            [second.address(150, "line-151"), second.address(3, "line-4")],
            ["#line-151", "?sheet=1#line-4"]
        );
        assert_eq!((second.previous(), second.next(), Sheet::new(3, 250).next()), (Some(1), Some(3), None));
    }
}
