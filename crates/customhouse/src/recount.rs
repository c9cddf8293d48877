//! The house adds up for itself: sums over the records as they stand on the wire, against the totals that came with them.
//!
//! Independent of the filer's edits and of the decoder's types: it reads the amounts of records 34, 53, 60, 62, 88, 89 and 90
//! by their columns, so that a fault in the filer's arithmetic or in its encoder is found here. Source: Entry Summary
//! Create/Update chapter, July 2026, records 88 to 90.

use std::collections::BTreeMap;

use cocket_base::Date;
use cocket_filing::edits::EditBook;
use cocket_wire::Record;

use crate::envelope::text_of;
use crate::judge::Complaint;

/// Sums of the records below the totals.
#[derive(Default)]
struct Sums {
    duty: i128,
    tax: i128,
    /// By class: fees of the lines, fees of the header.
    line_fees: BTreeMap<String, i128>,
    header_fees: BTreeMap<String, i128>,
    /// By kind of case and claim, as in `AC` for antidumping in cash.
    deposits: BTreeMap<String, i128>,
    /// By class: the totals of record 89.
    fee_totals: BTreeMap<String, i128>,
}

/// What does not add up. Which class plays which part in the law is told by `today`.
pub(crate) fn recount(records: &[Record], today: Date) -> Vec<Complaint> {
    let is_class = |part: &str, class: &str| {
        let held = EditBook::starter().list(part, today, today);
        held.iter().any(|code| **code == *class)
    };
    let sums = Sums::over(records);
    let mut complaints = Vec::new();
    let mut differ = |code: &str, left: i128, right: i128| {
        if left != right {
            complaints.push(Complaint::totals(code));
        }
    };
    if let Some(totals) = records.iter().find(|record| record.key() == "90") {
        differ("722", sums.duty, cents(totals, "total_duty"));
        differ("724", sums.tax, cents(totals, "total_ir_tax"));
        differ("726", sums.fee_totals.values().sum(), cents(totals, "total_user_fee"));
        differ("745", sums.deposits("AC") + sums.deposits("AB"), cents(totals, "total_ad_duty"));
        differ("747", sums.deposits("CC") + sums.deposits("CB"), cents(totals, "total_cv_duty"));
    } else {
        complaints.push(Complaint::totals("701"));
        return complaints;
    }
    if let Some(totals) = records.iter().find(|record| record.key() == "88") {
        differ("737", sums.deposits("AB"), cents(totals, "bonded_ad_total"));
        differ("739", sums.deposits("AC"), cents(totals, "cash_ad_total"));
        differ("741", sums.deposits("CB"), cents(totals, "bonded_cv_total"));
        differ("743", sums.deposits("CC"), cents(totals, "cash_cv_total"));
    } else if !sums.deposits.is_empty() {
        complaints.push(Complaint::totals("735"));
    }
    for (class, sum) in &sums.line_fees {
        // The processing fee's total is clamped, and a class without a total is the edits' finding.
        let stated =
            sums.fee_totals.get(class).filter(|stated| !is_class("class_mpf", class) && *stated != sum);
        complaints.extend(
            stated.map(|_| Complaint::totals(if is_class("class_hmf", class) { "719" } else { "720" })),
        );
    }
    for (class, sum) in &sums.header_fees {
        match sums.fee_totals.get(class) {
            None => complaints.push(Complaint::totals("715")),
            Some(total) if total != sum && is_class("class_mpf_informal", class) => {
                complaints.push(Complaint::totals("731"))
            }
            Some(_) => {}
        }
    }
    complaints
}

impl Sums {
    fn over(records: &[Record]) -> Sums {
        let mut sums = Sums::default();
        for record in records {
            let add = |map: &mut BTreeMap<String, i128>, class: &str, amount: &str| {
                let class = text_of(record, class);
                if !class.is_empty() {
                    *map.entry(class).or_default() += cents(record, amount);
                }
            };
            match record.key() {
                "34" => (1..=2).for_each(|at| {
                    add(&mut sums.header_fees, &format!("class_code_{at}"), &format!("fee_amount_{at}"));
                }),
                "50" => sums.duty += cents(record, "duty_amount"),
                "53" => {
                    let kind: String = text_of(record, "case_number").chars().take(1).collect();
                    let claim = kind + &text_of(record, "bond_cash_claim");
                    *sums.deposits.entry(claim).or_default() += cents(record, "adcvd_duty");
                }
                "60" => sums.tax += cents(record, "tax_amount"),
                "62" => add(&mut sums.line_fees, "class_code", "fee_amount"),
                "89" => (1..=5).for_each(|at| {
                    add(&mut sums.fee_totals, &format!("class_code_{at}"), &format!("fee_total_{at}"));
                }),
                _ => {}
            }
        }
        sums
    }

    fn deposits(&self, claim: &str) -> i128 {
        self.deposits.get(claim).copied().unwrap_or(0)
    }
}

/// An amount by its columns: digits with two implied decimals; blanks are nothing, and what is no number is the decoder's
/// finding.
fn cents(record: &Record, field: &str) -> i128 {
    text_of(record, field).trim().parse().unwrap_or(0)
}
