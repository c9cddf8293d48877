//! From what stood on the wire to the summary that the edits look at.
//!
//! The message says less than a declaration: no rates, no sources, no total value. What it does not say stays empty, so that
//! the rules about it keep silent; what it must say and does not is told here.

use cocket_base::ids::{ImporterNumber, TariffNumber};
use cocket_base::{Cents, Date, Quantity, Unit};
use cocket_filing::EntrySummary;
use cocket_filing::declaration::{
    Bond, EntryLine, Fee, Party, Payment, ReportedQuantity, TariffLine, Totals,
};
use cocket_filing::edits::{Listing, Schedule};
use cocket_wire::ae::{AeLine, AeQuantity, AeSummary, AeTariff};

use crate::judge::Complaint;

/// The summary as understood, with what could not be.
pub(crate) struct Understood {
    pub summary: EntrySummary,
    pub complaints: Vec<Complaint>,
}

/// A complaint alone when the header leaves nothing to look at.
pub(crate) fn understand(
    ae: &AeSummary,
    schedule: &dyn Schedule,
    today: Date,
) -> Result<Understood, Complaint> {
    let port_of_entry = ae.port_of_entry.ok_or_else(|| Complaint::header("B03"))?;
    let mut complaints = Vec::new();
    // The law of today stands in for that of an entry without date; the entry is refused in any case.
    let entry_date = ae.entry_date.unwrap_or_else(|| {
        complaints.push(Complaint::header("124"));
        today
    });
    let lines = ae.lines.iter().map(|line| entry_line(line, schedule, entry_date, &mut complaints)).collect();
    let summary = EntrySummary {
        entry_number: ae.entry_number,
        entry_type: ae.entry_type.clone(),
        port_of_entry,
        broker_reference: ae.broker_reference.clone(),
        mode: ae.mode.clone().unwrap_or_default(),
        importer: party(ae.importer.clone()),
        consignee: consignee(ae),
        bond: bond(ae),
        entry_date,
        import_date: ae.import_date,
        transport: ae.transport.clone(),
        payment: Payment { kind: ae.payment.kind.clone(), ..ae.payment },
        state_of_destination: ae.state_of_destination.clone(),
        currency: None,
        lines,
        totals: totals(ae),
    };
    Ok(Understood { summary, complaints })
}

fn party(number: Option<ImporterNumber>) -> Party {
    Party { name: String::new(), number, address: Vec::new() }
}

/// The importer's own number in the consignee's place means the importer.
fn consignee(ae: &AeSummary) -> Option<Party> {
    (ae.consignee != ae.importer).then(|| party(ae.consignee.clone()))
}

fn bond(ae: &AeSummary) -> Bond {
    if ae.bond_waived {
        let reason = ae.bond_waiver_reason.clone();
        return Bond { kind: Bond::WAIVED.into(), surety_code: reason, amount: None };
    }
    let basic = ae.bonds.first().cloned();
    basic.unwrap_or(Bond { kind: String::new(), surety_code: None, amount: None })
}

fn entry_line(
    line: &AeLine,
    schedule: &dyn Schedule,
    day: Date,
    complaints: &mut Vec<Complaint>,
) -> EntryLine {
    // An identifier that is no number cannot be matched with a declaration's line; zero is none.
    let number = line.id.trim().parse().unwrap_or(0);
    let tariffs =
        line.tariffs.iter().map(|tariff| tariff_line(tariff, number, schedule, day, complaints)).collect();
    EntryLine {
        number,
        origin: line.origin,
        export_country: line.export_country,
        export_date: line.export_date,
        spi: line.spi.clone(),
        charges: line.charges,
        gross_weight_kg: line.gross_weight_kg,
        related: line.related,
        manufacturer: line.manufacturer.clone(),
        description: line.description.clone(),
        entered_value: line.entered_value(),
        tariffs,
        deposits: line.deposits.clone(),
        taxes: line.taxes.clone(),
        fees: line.fees.iter().chain(&line.other_revenue).cloned().collect(),
        value_steps: Vec::new(),
        sources: Vec::new(),
        merge_reason: None,
    }
}

fn tariff_line(
    tariff: &AeTariff,
    line: u16,
    schedule: &dyn Schedule,
    day: Date,
    complaints: &mut Vec<Complaint>,
) -> TariffLine {
    let mut quantities = Vec::new();
    for (at, reported) in tariff.quantities.iter().enumerate() {
        match unit_of(reported, at, tariff.number, schedule, day) {
            Some(unit) => quantities.push(ReportedQuantity {
                quantity: Quantity::new(reported.amount, unit),
                printed: reported.unit.clone(),
            }),
            None => complaints.push(Complaint::line("442", line)),
        }
    }
    TariffLine {
        number: tariff.number,
        authority: String::new(),
        rate: String::new(),
        base: tariff.value,
        amount: tariff.duty,
        quantities,
        steps: Vec::new(),
    }
}

/// Several units share a code on the wire (content kilograms of many metals): the schedule tells which is meant.
fn unit_of(
    reported: &AeQuantity,
    at: usize,
    number: TariffNumber,
    schedule: &dyn Schedule,
    day: Date,
) -> Option<Unit> {
    let of_schedule = match schedule.listing(number, day) {
        Listing::Active { units, .. } => units.get(at).and_then(|printed| printed.parse::<Unit>().ok()),
        _ => None,
    };
    let code = reported.unit.trim();
    of_schedule
        .filter(|unit| unit.code() == code)
        .or_else(|| Unit::all().find(|unit| unit.code() == code && unit.qualifier().is_empty()))
        .or_else(|| Unit::all().find(|unit| unit.code() == code))
}

/// Classes of record 61 have their total in the 90; all others in the 89.
fn totals(ae: &AeSummary) -> Totals {
    let mut fees = ae.fee_totals.clone();
    let class = ae.lines.iter().flat_map(|line| &line.other_revenue).map(|fee| fee.class.clone()).next();
    if let (Some(class), Some(amount)) = (class, ae.totals.other_revenue) {
        fees.push(Fee { class, amount, steps: Vec::new() });
    }
    let stated = |amount: Option<Cents>| amount.unwrap_or(Cents::ZERO);
    Totals {
        entered_value: ae.lines.iter().map(AeLine::entered_value).sum(),
        duty: stated(ae.totals.duty),
        fees,
        tax: stated(ae.totals.tax),
        antidumping: stated(ae.totals.antidumping),
        countervailing: stated(ae.totals.countervailing),
    }
}
