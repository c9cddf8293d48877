//! What the papers of an entry take from the law: the names behind their codes, the classes of deposits, the limits of fees.

use cocket_base::Date;
use cocket_base::ids::{Country, PortCode};
use cocket_documents::{CaseKind, ExplanationContext, FeeLimits, FormState, Labels};
use cocket_filing::EntrySummary;
use cocket_law::{CodeRow, Pack};
use cocket_rules::explain::words;
use cocket_rules::fees::CLASS_MPF_FORMAL;

/// Lines that the explanation for a client tells one by one.
pub const LETTER_LINES: usize = 100;

/// Title and head of the explanation for a client.
pub fn explanation_context(entry: &EntrySummary, state: FormState, today: Date) -> ExplanationContext {
    let lines = match entry.lines.len() {
        1 => "one line".to_string(),
        more => format!("{more} lines"),
    };
    ExplanationContext {
        title: format!("Entry {}, explained", entry.entry_number),
        intro: format!(
            "For {}: goods of {lines}, entered on {}.",
            entry.importer.name,
            words::day(entry.entry_date)
        ),
        state,
        today,
    }
}

/// Names behind the codes, from the code tables.
pub struct Names<'a> {
    /// Code tables.
    pub pack: &'a Pack,
    /// Whose day of entry decides which codes are in use.
    pub entry: &'a EntrySummary,
}

impl Names<'_> {
    fn label(&self, table: &str, code: &str) -> Option<String> {
        let row = self.pack.codes(table)?.get(code)?;
        row.in_use(self.entry.entry_date).then(|| row.label.to_string())
    }
}

impl Labels for Names<'_> {
    fn port(&self, port: &PortCode) -> Option<String> {
        self.pack.ports().name(*port).map(str::to_string)
    }

    fn country(&self, country: &Country) -> Option<String> {
        self.pack.countries().name(*country).map(str::to_string)
    }

    fn mode(&self, code: &str) -> Option<String> {
        self.label("mot", code)
    }

    fn entry_type(&self, code: &str) -> Option<String> {
        self.label("entry_types", code)
    }

    fn fee(&self, class: &str) -> Option<String> {
        self.label("fee_class_codes", class)
    }

    fn deposit_class(&self, case: CaseKind) -> Option<String> {
        deposit_class(self.pack, case, self.entry.entry_date)
    }
}

/// The class under which deposits of such a case stand; the column `case` holds the first letter of its numbers.
fn deposit_class(pack: &Pack, case: CaseKind, day: Date) -> Option<String> {
    let of_case = |row: &&CodeRow| row.column("case") == Some(case.letter()) && row.in_use(day);
    pack.fee_classes().iter().find(of_case).map(|row| row.code.to_string())
}

/// The limits of the processing fee of a formal entry on its day, as they were known then.
pub fn fee_limits(pack: &Pack, entry: &EntrySummary, known: Date) -> Vec<FeeLimits> {
    let limits = pack.mpf(entry.entry_date, known).map(|mpf| FeeLimits {
        class: CLASS_MPF_FORMAL.into(),
        minimum: mpf.min,
        maximum: mpf.max,
        cite: Some(mpf.cite.clone()),
    });
    limits.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use cocket_base::civil::date;

    use super::*;

    #[test]
    fn deposits_stand_under_the_classes_of_the_code_table() {
        let class = |case| deposit_class(Pack::starter(), case, date(2026, 6, 16));
        assert_eq!(class(CaseKind::Antidumping).as_deref(), Some("012"));
        assert_eq!(class(CaseKind::Countervailing).as_deref(), Some("013"));
    }
}
