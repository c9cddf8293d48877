//! What must hold for any table whatever: each row is a line or has a fault that says where it is. The fuzz target includes
//! this file beside the reader's own.

use std::path::Path;

use cocket_tariff::engine::Tariff;

use super::columns::{Columns, Known};
use super::metered::Metered;
use crate::shell::Failure;

/// Reads a table to its end.
pub fn check(bytes: &[u8]) {
    let path = Path::new("lines.csv");
    let mut reader = Metered::csv(bytes);
    let measures = &Tariff::starter().measures;
    let columns = match reader.header(path).and_then(|header| Columns::read(header, path, measures)) {
        Ok(columns) => columns,
        Err(failure) => return told(&failure),
    };
    let (mut known, mut profiles, mut rows) = (Known::default(), 0, 0);
    let mut take = |_| {
        profiles += 1;
        profiles
    };
    loop {
        match reader.row(path) {
            Ok(Some((at, record))) => match columns.row(at, record, &mut known, &mut take) {
                Ok((id, line)) => assert!(!id.is_empty() && (1..=97).contains(&line.number.chapter())),
                Err((id, fault)) => assert!(!id.is_empty() && fault.starts_with(&format!("line {at}: "))),
            },
            Ok(None) => return assert!(rows <= bytes.len(), "more rows than bytes"),
            Err(failure) => return told(&failure),
        }
        rows += 1;
    }
}

fn told(failure: &Failure) {
    assert!(matches!(failure, Failure::Input(text) if text.starts_with("lines.csv")), "{failure:?}");
}

#[cfg(test)]
#[path = "../../../../../../fuzz/mutate.rs"]
mod mutate;

#[cfg(test)]
mod tests {
    use super::*;
    use mutate::Dice;

    const TABLE: &str = "\u{feff}id,hts,origin,entry_date,value,quantity,unit,spi,mode,confirm,steel_pct\n\
        a,7323.93.00.60,VN,2026-06-16,1000.50,40,kg,,,9903.03.01 9903.03.02,65\n\
        \"b, quoted\",6911.10.58.00,KR,2026-06-16,\"2000\",,,KR,vessel,,\n\
        c,6109.10.00.12,CN,2026-06-16,2500,40,doz.,,11,,\n";

    #[test]
    fn changed_tables_are_read_or_refused() {
        check(TABLE.as_bytes());
        for seed in 0..2_000 {
            check(mutate::text(&mut Dice(seed), TABLE).as_bytes());
            check(&mutate::bytes(&mut Dice(seed), TABLE.as_bytes()));
        }
    }

    /// Cells of two columns that run together as texts are two sets of facts all the same.
    #[test]
    fn cells_do_not_run_together() {
        let table = "hts,origin,entry_date,value,mode,ftz_status\n\
            6911.10.58.00,KR,2026-06-16,1,a\u{1f},\n6911.10.58.00,KR,2026-06-16,1,a,\u{1f}\n";
        let path = Path::new("lines.csv");
        let mut reader = Metered::csv(table.as_bytes());
        let header = reader.header(path).unwrap();
        let columns = Columns::read(header, path, &Tariff::starter().measures).unwrap();
        let (mut known, mut taken) = (Known::default(), Vec::new());
        while let Some((at, record)) = reader.row(path).unwrap() {
            let mut take = |profile: cocket_batch::Profile| {
                taken.push(profile.mode);
                u32::try_from(taken.len()).unwrap()
            };
            columns.row(at, record, &mut known, &mut take).unwrap();
        }
        assert_eq!(taken, [Some("a\u{1f}".to_string()), Some("a".to_string())]);
    }
}
