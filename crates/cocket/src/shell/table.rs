//! Plain tables for the terminal: columns as wide as their widest cell, two blanks between.

/// How the cells of a column stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Words.
    Left,
    /// Figures.
    Right,
}

/// The rows as aligned text, indented by two blanks; columns beyond `sides` stand left.
pub fn table(sides: &[Side], rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::from(" ");
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let blanks = " ".repeat(width.saturating_sub(cell.chars().count()));
            let right = sides.get(at) == Some(&Side::Right);
            let (before, after) = if right { (blanks.as_str(), "") } else { ("", blanks.as_str()) };
            line.push_str(&format!(" {before}{cell}{after} "));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A whole figure with commas between the thousands, decimals as they are.
pub fn grouped(figure: &str) -> String {
    let (sign, digits) = figure.strip_prefix('-').map_or(("", figure), |digits| ("-", digits));
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    rest.into_iter().for_each(|rest| out.extend(['.'].into_iter().chain(rest.chars())));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let rows = [vec!["à".into(), "1".into()], vec!["bb".into(), "22.50".into()]];
        assert_eq!(table(&[Side::Left, Side::Right], &rows), "  à       1\n  bb  22.50\n");
        assert_eq!(table(&[], &[]), "");
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(["0", "999", "1000.5", "-1234567"].map(grouped), ["0", "999", "1,000.5", "-1,234,567"]);
    }
}
