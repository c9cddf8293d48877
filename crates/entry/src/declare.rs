//! From prepared lines to the entry summary: header, entry lines, merging, sums.

use cocket_base::{Cents, Date, Decimal, Dollars, Finding, Place, Round};
use cocket_filing::EntrySummary;
use cocket_filing::declaration::{
    Bill, Bond, EntryLine, ExchangeRate, Fee, Party, Payment, SourceLine, Totals, Transport,
};
use cocket_filing::edits::{EditBook, Mode};
use cocket_intake::facts::Packet;
use cocket_intake::packet::{BillNumbers, PacketHeader};
use cocket_law::Pack;
use cocket_rules::AsOf;
use cocket_rules::clocks::EntryClocks;
use cocket_rules::value::ChosenRate;
use rust_decimal::prelude::ToPrimitive;

use crate::goods::Goods;
use crate::prepared::PreparedLine;
use crate::sale::HEADER;

/// Everything the header of the declaration is made from.
pub struct Header<'a> {
    /// The packet.
    pub packet: &'a Packet,
    /// Law of the day of entry.
    pub as_of: AsOf<'a>,
    /// The sale's rate.
    pub rate: Option<&'a ChosenRate>,
    /// The clocks, for the day a statement is printed on.
    pub clocks: &'a EntryClocks,
}

/// What names an entry and the packet lacks.
pub fn missing(facts: &PacketHeader, findings: &mut Vec<Finding>) {
    let named = [
        ("entry_number", "the entry number", facts.entry_number.is_none()),
        ("entry_type", "the entry type", facts.entry_type.is_none()),
        ("port_of_entry", "the port of entry", facts.port_of_entry.is_none()),
        ("mode", "the mode of transport", facts.mode.is_none()),
    ];
    for (field, what, _) in named.into_iter().filter(|(_, _, missing)| *missing) {
        let text = format!("the packet lacks {what}");
        findings.push(
            Finding::block("MISSING_HEADER", Place::file(HEADER).at_field(field), text)
                .with_remedy("complete the packet's header"),
        );
    }
}

/// The summary's header with its lines; `None` when what names the entry is missing.
pub fn summary(header: &Header<'_>, lines: Vec<EntryLine>, fees: Vec<Fee>) -> Option<EntrySummary> {
    let facts = &header.packet.header;
    let totals = totals(&lines, fees);
    Some(EntrySummary {
        entry_number: facts.entry_number?,
        entry_type: facts.entry_type.clone()?,
        port_of_entry: facts.port_of_entry?,
        broker_reference: None,
        mode: facts.mode.clone()?,
        importer: importer(facts),
        consignee: None,
        bond: bond(facts, header.as_of.pack),
        entry_date: header.as_of.day,
        import_date: facts.dates.import,
        transport: transport(header),
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

/// A waived bond carries the reason in place of a surety; a surety beside a waiver is none.
fn bond(facts: &PacketHeader, law: &Pack) -> Bond {
    let bond = facts.client.as_ref().and_then(|client| client.bond.clone()).unwrap_or_default();
    let kind = bond.kind.unwrap_or_default();
    let reason = |code: &String| law.codes("bond_waiver_reasons").is_some_and(|table| table.contains(code));
    let waived = kind == Bond::WAIVED;
    let amount = bond
        .amount_usd
        .filter(|_| kind == Bond::SINGLE)
        .and_then(|amount| Dollars::from_exact(amount, Round::HalfUp).ok());
    Bond { surety_code: bond.surety_code.filter(|code| !waived || reason(code)), amount, kind }
}

/// Packages on a bill and their unit: the bill's own, else those of the papers where there is one bill.
pub fn packages(packet: &Packet, bill: &BillNumbers) -> (Option<u32>, Option<String>) {
    let alone = packet.header.bills.len() == 1;
    let of_texts = packet.texts.iter().filter_map(|text| Some((text.packages.as_ref()?, &text.package_unit)));
    let of_lists = packet
        .packing_lists
        .iter()
        .filter_map(|list| Some((list.printed_packages.as_ref()?, &list.package_unit)));
    let paper = of_texts.chain(of_lists).next().filter(|_| alone);
    let counted = paper.and_then(|(count, _)| count.value.to_u32().filter(|_| count.value.fract().is_zero()));
    let unit = paper.and_then(|(_, unit)| unit.clone());
    match bill.quantity {
        Some(quantity) if Some(quantity) != counted => (Some(quantity), bill.unit.clone()),
        _ => (bill.quantity.or(counted), bill.unit.clone().or(unit)),
    }
}

fn transport(header: &Header<'_>) -> Transport {
    let facts = &header.packet.header;
    let mode = facts.mode.as_deref();
    let mode = mode.and_then(|mode| EditBook::starter().mode(mode, header.as_of.day, header.as_of.known));
    let air = mode.is_some_and(Mode::is_air);
    let bills = facts.bills.iter().map(|bill| {
        let (issuer, master) =
            split_bill(bill.master.as_deref().unwrap_or_default(), air, facts.carrier_scac);
        let house =
            bill.house.as_deref().map(|house| house.chars().filter(char::is_ascii_alphanumeric).collect());
        let (quantity, unit) = packages(header.packet, bill);
        Bill { issuer, master, house_issuer: None, house, in_bond: None, quantity, unit }
    });
    Transport {
        carrier: facts.carrier_scac,
        conveyance: facts.conveyance.clone(),
        trip: facts.voyage.clone(),
        port_of_unlading: facts.port_of_unlading,
        foreign_port_code: None,
        foreign_port: facts.foreign_port.clone(),
        arrival_date: arrival(facts),
        location: None,
        in_bond_date: None,
        export_country: facts.export_country,
        export_date: facts.dates.export,
        bills: bills.collect(),
        containers: facts.containers.clone(),
    }
}

/// Arrival in the port of entry: as given, else the day of importation where the goods were unladen there.
pub fn arrival(facts: &PacketHeader) -> Option<Date> {
    facts.dates.arrival.or_else(|| facts.dates.import.filter(|_| !moved_on(facts)))
}

/// The goods are entered in another port than they were unladen in.
pub fn moved_on(facts: &PacketHeader) -> bool {
    facts.port_of_unlading.zip(facts.port_of_entry).is_some_and(|(unladen, entered)| unladen != entered)
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
/// it is planned for that day. A monthly statement is that of the last month it may be paid in.
fn payment(facts: &PacketHeader, header: &Header<'_>) -> Payment {
    let kind = facts.payment_type.clone();
    let row = kind.as_deref().and_then(|kind| header.as_of.pack.codes("payment_types")?.get(kind));
    let asks = |column: &str| row.and_then(|row| row.column(column)) == Some("M");
    let due = header.clocks.entry_summary_due.as_ref().map(|clock| clock.legal);
    let day = header.as_of.day;
    let months = EditBook::starter().limit("periodic_months_after_entry", day, header.as_of.known);
    let month = months
        .and_then(|months| months.value.to_i32())
        .and_then(|months| day.first_of_month().checked_add(jiff::Span::new().months(months)).ok());
    Payment {
        statement_date: due.filter(|_| asks("print_date")),
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
        gross_weight_kg: goods.gross_kg.as_ref().and_then(|kg| Round::HalfUp.to(kg.value, 0).to_i64()),
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

/// Freight and insurance between the countries are declared per line, in whole dollars that add up to those of the papers.
/// Where no paper states any, none are declared: zero would be a statement too.
pub fn share_charges(carriage: &[Option<Decimal>], lines: &mut [EntryLine]) {
    let Some(carriage) = carriage.iter().copied().collect::<Option<Vec<Decimal>>>() else { return };
    let total: Decimal = carriage.iter().sum();
    let weights: Vec<Decimal> = lines.iter().map(|line| line.entered_value.as_decimal()).collect();
    for (line, share) in lines.iter_mut().zip(cocket_base::prorate(total, &weights, 0)) {
        line.charges = Dollars::from_exact(share, Round::HalfUp).ok();
    }
}
