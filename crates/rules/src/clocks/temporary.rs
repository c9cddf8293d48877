//! Extensions of a temporary importation under bond: HTSUS chapter 98, subchapter XIII, U.S. note 1; 19 CFR 10.37.
//!
//! Left to a person: whether an officer grants what may be granted.

use cocket_base::{Decimal, Step, Trust};

use super::summaries::row_due;
use crate::Refusal;
use crate::asked::Ask;
use crate::asked::{Determined, FactKind, Verdict, may, must, reason};

const NOTE: &str = "HTSUS ch. 98 subch. XIII, U.S. note 1";

pub(super) const ALL: &[Determined] = &[Determined {
    name: "temporary_importation_end",
    area: "regime",
    obligation: "the last day to export or destroy goods imported temporarily, with the extensions asked for",
    rule: "a year from importation and a year for each extension, three years in all; six months without extension for \
           vehicles for demonstration; none once damages are assessed or the goods are gone",
    cite: "HTSUS ch. 98 subch. XIII, U.S. note 1; 19 CFR 10.37",
    trust: Trust::V,
    facts: &[
        must("import_date", FactKind::Day),
        may("extensions", FactKind::Number),
        may("demonstration_vehicle", FactKind::Flag),
        may("damages_assessed", FactKind::Flag),
        may("exported_or_destroyed", FactKind::Flag),
    ],
    run: temporary_importation,
}];

fn temporary_importation(ask: &mut Ask<'_>) -> Result<Option<Verdict>, Refusal> {
    let extensions = ask.number_if("extensions").unwrap_or(0);
    let vehicle = ask.flag_if("demonstration_vehicle") == Some(true);
    let too_late = [
        ("damages_assessed", "liquidated damages are assessed: no extension is given any more"),
        ("exported_or_destroyed", "the goods are exported or destroyed: there is nothing to extend"),
    ];
    let too_late: Vec<_> = too_late.into_iter().filter(|(name, _)| ask.flag_if(name) == Some(true)).collect();
    let Some(imported) = ask.day("import_date") else { return Ok(None) };
    if vehicle {
        let (_, due) = row_due(ask, "TIB-vehicle", [("import_date", imported)], [])?;
        let mut verdict = Verdict::on(due, "six months from importation (9813.00.75)");
        if extensions > 0 {
            verdict.against.push(reason("the six months of 9813.00.75 are not extended", NOTE));
        }
        return Ok(Some(verdict));
    }
    let (_, due) =
        row_due(ask, "TIB", [("import_date", imported)], [("extension_years", extensions.min(100))])?;
    let (_, cap) = row_due(ask, "TIB-cap", [("import_date", imported)], [])?;
    let most = ask.as_of.pack.limit("temporary_importation_extensions", imported, ask.as_of.known)?.amount;
    let mut verdict = Verdict::on(due, "a year from importation and a year for each extension")
        .step(Step::new("three years from importation, the most").fact("date", cap));
    if Decimal::from(extensions) > most {
        let why = format!("{extensions} extensions; {most} of a year each are the most, to {cap}");
        verdict.against.push(reason(&why, "19 CFR 10.37"));
    }
    if extensions > 0 {
        verdict.against.extend(too_late.iter().map(|(_, why)| reason(why, "19 CFR 10.37")));
    }
    Ok(Some(verdict))
}
