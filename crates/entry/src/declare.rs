//! From prepared lines to the entry summary: header, entry lines, merging, sums.

use cocket_base::{Cents, Date, Dollars, Finding, Place, Round};
use cocket_filing::EntrySummary;
use cocket_filing::declaration::{
    Bill, Bond, EntryLine, ExchangeRate, Fee, Party, Payment, SourceLine, Totals, Transport,
};
use cocket_intake::facts::Packet;
use cocket_intake::packet::PacketHeader;
use cocket_law::Pack;
use cocket_rules::value::ChosenRate;

use crate::goods::Goods;
use crate::prepared::PreparedLine;
use crate::sale::HEADER;

/// Everything the header of the declaration is made from.
pub struct Header<'a> {
    /// The packet.
    pub packet: &'a Packet,
    /// Law, for carriers' bill forms.
    pub law: &'a Pack,
    /// Day of entry.
    pub entry: Date,
    /// The sale's rate.
    pub rate: Option<&'a ChosenRate>,
}

/// Most lines of one summary (CATAIR entry summary chapter).
pub const MOST_LINES: usize = 998;

/// The summary's header with its lines; `None` when what names the entry is missing, which is then a finding.
pub fn summary(
    header: &Header<'_>,
    lines: Vec<EntryLine>,
    fees: Vec<Fee>,
    findings: &mut Vec<Finding>,
) -> Option<EntrySummary> {
    let facts = &header.packet.header;
    let missing = |field: &str, what: &str| {
        Finding::block(
            "MISSING_HEADER",
            Place::file(HEADER).at_field(field),
            format!("the packet lacks {what}"),
        )
        .with_remedy("complete the packet's header")
    };
    let mut lacks = Vec::new();
    if facts.entry_number.is_none() {
        lacks.push(missing("entry_number", "the entry number"));
    }
    if facts.entry_type.is_none() {
        lacks.push(missing("entry_type", "the entry type"));
    }
    if facts.port_of_entry.is_none() {
        lacks.push(missing("port_of_entry", "the port of entry"));
    }
    if facts.mode.is_none() {
        lacks.push(missing("mode", "the mode of transport"));
    }
    findings.extend(lacks);
    let (entry_number, entry_type, port) =
        (facts.entry_number?, facts.entry_type.clone()?, facts.port_of_entry?);
    if facts.filer_code.is_some_and(|filer| filer != entry_number.filer()) {
        let text = format!(
            "the entry number {entry_number} is not one of the filer {}",
            facts.filer_code.map(|f| f.to_string()).unwrap_or_default()
        );
        findings.push(
            Finding::block("FILER_CONFLICT", Place::file(HEADER).at_field("filer_code"), text)
                .with_remedy("check filer code and entry number"),
        );
    }
    let totals = totals(&lines, fees);
    Some(EntrySummary {
        entry_number,
        entry_type,
        port_of_entry: port,
        broker_reference: None,
        mode: facts.mode.clone()?,
        importer: importer(facts),
        consignee: None,
        bond: bond(facts),
        entry_date: header.entry,
        import_date: facts.dates.import,
        transport: transport(header.packet),
        payment: payment(facts, header),
        state_of_destination: facts.state_of_destination.clone(),
        currency: header.rate.map(|rate| ExchangeRate {
            currency: rate.currency,
            usd_per_unit: rate.to_usd(cocket_base::Decimal::ONE),
        }),
        lines,
        totals,
    })
}

fn importer(facts: &PacketHeader) -> Party {
    let client = facts.client.clone().unwrap_or_default();
    Party { name: client.name.unwrap_or_default(), number: client.importer_number, address: Vec::new() }
}

fn bond(facts: &PacketHeader) -> Bond {
    let bond = facts.client.as_ref().and_then(|client| client.bond.clone()).unwrap_or_default();
    let kind = bond.kind.unwrap_or_default();
    let single = kind == "9";
    let none = kind == "0";
    let amount =
        bond.amount_usd.filter(|_| single).and_then(|amount| Dollars::from_exact(amount, Round::HalfUp).ok());
    Bond { surety_code: bond.surety_code.filter(|_| !none), amount, kind }
}

fn transport(packet: &Packet) -> Transport {
    let facts = &packet.header;
    let packages = packet.texts.iter().find_map(|text| text.packages.as_ref().map(|count| count.value));
    let packages = packages.or_else(|| {
        packet.packing_lists.iter().find_map(|list| list.printed_packages.as_ref().map(|count| count.value))
    });
    let one_bill = facts.bills.len() == 1;
    let quantity = packages
        .filter(|_| one_bill)
        .and_then(|count| u32::try_from(rust_decimal::prelude::ToPrimitive::to_i64(&count)?).ok());
    let air = facts.mode.as_deref().is_some_and(|mode| mode.starts_with('4'));
    let bills = facts.bills.iter().map(|bill| {
        let (issuer, master) =
            split_bill(bill.master.as_deref().unwrap_or_default(), air, facts.carrier_scac);
        let house =
            bill.house.as_deref().map(|house| house.chars().filter(char::is_ascii_alphanumeric).collect());
        Bill {
            issuer,
            master,
            house_issuer: None,
            house,
            in_bond: None,
            quantity,
            unit: quantity.map(|_| "CTN".into()),
        }
    });
    Transport {
        carrier: facts.carrier_scac,
        conveyance: facts.conveyance.clone(),
        trip: facts.voyage.clone(),
        port_of_unlading: facts.port_of_unlading,
        foreign_port_code: None,
        foreign_port: facts.foreign_port.clone(),
        arrival_date: facts.dates.import,
        location: None,
        in_bond_date: None,
        export_country: facts.export_country,
        export_date: facts.dates.export,
        bills: bills.collect(),
        containers: facts.containers.clone(),
    }
}

/// An ocean or truck bill starts with its issuer's four letters; an air waybill has none.
fn split_bill(
    text: &str,
    air: bool,
    carrier: Option<cocket_base::ids::Scac>,
) -> (Option<cocket_base::ids::Scac>, String) {
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = plain.get(..4).filter(|start| start.bytes().all(|b| b.is_ascii_uppercase()));
    match letters.and_then(|start| start.parse().ok()) {
        Some(issuer) if !air => (Some(issuer), plain[4..].to_string()),
        _ if air => (None, plain),
        _ => (carrier, plain),
    }
}

/// A statement is printed on the day the summary is due at the latest; the date itself is the filer's choice at sending, so
/// it is planned for the tenth working day after entry. Types 6 to 8 name the month after.
fn payment(facts: &PacketHeader, header: &Header<'_>) -> Payment {
    let kind = facts.payment_type.clone();
    let row = kind.as_deref().and_then(|kind| header.law.codes("payment_types")?.get(kind));
    let asks = |column: &str| row.and_then(|row| row.column(column)) == Some("M");
    let due = header.law.calendar().add_working_days(header.entry, 10);
    let month = header.entry.first_of_month().checked_add(jiff::Span::new().months(1)).ok();
    Payment {
        statement_date: asks("print_date").then_some(due),
        statement_month: month
            .filter(|_| asks("periodic_month"))
            .and_then(|day| u8::try_from(day.month()).ok()),
        kind,
    }
}

/// An entry line of a prepared line, or nothing while its value or duty is not known.
pub fn entry_line(packet: &Packet, goods: &Goods<'_>, line: &PreparedLine, number: u16) -> Option<EntryLine> {
    let entered_value = line.entered_value?;
    if line.tariffs.is_empty() {
        return None;
    }
    let facts = &packet.header;
    let fees =
        [&line.mpf, &line.hmf].into_iter().flatten().filter(|fee| !fee.amount.is_zero()).cloned().collect();
    Some(EntryLine {
        number,
        origin: line.origin.as_ref().map(|origin| origin.value),
        export_country: facts.export_country,
        export_date: facts.dates.export,
        spi: line.spi.clone(),
        charges: None,
        gross_weight_kg: None,
        related: facts.related_party,
        manufacturer: goods.facts.mid.as_ref().map(|mid| mid.value.clone()),
        description: line.description.clone(),
        entered_value,
        tariffs: line.tariffs.clone(),
        deposits: line.deposits.clone(),
        taxes: line.taxes.clone(),
        fees,
        value_steps: line.value_steps.clone(),
        sources: vec![SourceLine {
            place: line.place.clone(),
            part: line.part.clone(),
            description: line.description.clone(),
            invoice: line.invoice.clone(),
            amount: line.amount?,
            quantity: line.quantity,
            entered_value,
        }],
        merge_reason: None,
    })
}

/// Sums of the entry.
pub fn totals(lines: &[EntryLine], fees: Vec<Fee>) -> Totals {
    let deposits = |first: char| -> Cents {
        lines
            .iter()
            .flat_map(|line| &line.deposits)
            .filter(|deposit| deposit.case.starts_with(first))
            .map(|deposit| deposit.amount)
            .sum()
    };
    Totals {
        entered_value: lines.iter().map(|line| line.entered_value).sum(),
        duty: lines.iter().map(EntryLine::duty).sum(),
        fees,
        tax: lines.iter().flat_map(|line| &line.taxes).map(|tax| tax.amount).sum(),
        antidumping: deposits('A'),
        countervailing: deposits('C'),
    }
}

/// Gross weight and charges are declared per line: shared over the lines by net weight and by value, so that their sums are
/// those of the papers.
pub fn share_weights_and_charges(packet: &Packet, goods: &[Goods<'_>], lines: &mut [EntryLine]) {
    let gross = |one: &Goods<'_>| {
        let rows = packet
            .packing_lists
            .iter()
            .flat_map(|list| &list.rows)
            .filter(|row| row.part.value.trim().eq_ignore_ascii_case(one.part_no));
        rows.map(|row| row.gross_kg.as_ref().map(|kg| kg.value)).sum::<Option<cocket_base::Decimal>>()
    };
    for (at, line) in lines.iter_mut().enumerate() {
        let Some(one) = goods.get(at) else { continue };
        let alone = goods.iter().filter(|other| other.part_no.eq_ignore_ascii_case(one.part_no)).count() == 1;
        let weight = gross(one).filter(|kg| alone && !kg.is_zero());
        line.gross_weight_kg =
            weight.and_then(|kg| rust_decimal::prelude::ToPrimitive::to_i64(&Round::HalfUp.to(kg, 0)));
    }
    let weights: Vec<_> = lines.iter().map(|line| line.entered_value.as_decimal()).collect();
    let freight = packet.header.charges.iter().filter(|charge| {
        let kind = charge.kind.as_str();
        kind.contains("freight") && !kind.contains("inland") || kind.contains("insurance")
    });
    let in_dollars = |charge: &cocket_intake::packet::Charge| {
        charge.amount.filter(|_| charge.currency.is_none_or(|c| c == cocket_base::Currency::USD))
    };
    let total: Option<cocket_base::Decimal> = freight.map(in_dollars).sum();
    if let Some(total) = total {
        for (line, share) in lines.iter_mut().zip(cocket_base::prorate(total, &weights, 0)) {
            line.charges = Dollars::from_exact(share, Round::HalfUp).ok();
        }
    }
}
