//! A declaration as the records of one AE transaction.

use cocket_base::ids::ImporterNumber;
use cocket_base::{Cents, Date, Decimal, Dollars, Finding, Place};
use cocket_filing::EntrySummary;
use cocket_filing::declaration::{Bill, Bond, Deposit, EntryLine, Fee, TariffLine};
use cocket_filing::edits::{EditBook, Mode};

use super::{Action, Correction, Transmission, bare, pieces, wire_text};
use crate::layout::{FieldSpec, Layout};
use crate::layouts::entry_summary::{
    r10, r11, r20, r21, r22, r23, r31, r33, r34, r35, r36, r40, r44, r47, r50, r53, r60, r61, r62, r63, r88,
    r89, r90,
};
use crate::record::Record;
use crate::writer::Writer;

/// The records of one summary, or every reason why it cannot be sent. The envelope is [`crate::batch::wrap`]'s.
///
/// The entered value stands once, on the number of the goods; chapter 98 and 99 numbers carry a zero. Line fees are as they are on
/// the line, header fees as the totals have them, clamped where the law says so. A delete is the header record alone.
pub fn encode_summary(
    summary: &EntrySummary,
    action: Action,
    filing: &Transmission,
) -> Result<Vec<Record>, Vec<Finding>> {
    let mut writer = Writer::default();
    if action == Action::Delete {
        delete(&mut writer, summary);
        return writer.finish();
    }
    header(&mut writer, summary, action, filing);
    parties_and_dates(&mut writer, summary, filing);
    carrier(&mut writer, summary, filing);
    let bills = summary.transport.bills.iter().zip(1..);
    bills.for_each(|(bill, ordinal)| manifest(&mut writer, bill, ordinal, summary));
    bond(&mut writer, summary);
    missing_documents(&mut writer, filing);
    header_fees(&mut writer, summary);
    if let Some(correction) = &filing.correction {
        explain(&mut writer, correction);
    }
    summary.lines.iter().for_each(|entry_line| line(&mut writer, summary, entry_line, filing));
    deposit_totals(&mut writer, summary);
    fee_totals(&mut writer, summary);
    grand_totals(&mut writer, summary);
    writer.finish()
}

fn delete(writer: &mut Writer, summary: &EntrySummary) {
    (writer.record(&r10::LAYOUT))
        .text(r10::ACTION_CODE, Action::Delete.letter())
        .text(r10::FILER_CODE, summary.entry_number.filer().as_str())
        .text(r10::ENTRY_NUMBER, summary.entry_number.wire())
        .text(r10::PORT_OF_ENTRY, summary.port_of_entry.as_str())
        .text(r10::ENTRY_TYPE, &summary.entry_type)
        .done();
}

fn header(writer: &mut Writer, summary: &EntrySummary, action: Action, filing: &Transmission) {
    let payment = &summary.payment;
    (writer.record(&r10::LAYOUT))
        .text(r10::ACTION_CODE, action.letter())
        .text(r10::FILER_CODE, summary.entry_number.filer().as_str())
        .text(r10::ENTRY_NUMBER, summary.entry_number.wire())
        .text(r10::PORT_OF_ENTRY, summary.port_of_entry.as_str())
        .maybe(r10::BROKER_REFERENCE, summary.broker_reference.as_deref().map(wire_text))
        .text(r10::ENTRY_TYPE, &summary.entry_type)
        .text(r10::MOT, &summary.mode)
        .flag(r10::BOND_WAIVER_INDICATOR, Bond::WAIVED, summary.bond.is_waived())
        .text(r10::ELECTRONIC_SIGNATURE, "X")
        .flag(r10::CARGO_RELEASE_CERT_REQUEST, "A", filing.certify_release)
        .flag(r10::LIVE_ENTRY_INDICATOR, "Y", filing.live_entry)
        .maybe(r10::PAYMENT_TYPE, payment.kind.as_deref())
        .date(r10::PRELIMINARY_STATEMENT_PRINT_DATE, payment.statement_date)
        .maybe(r10::PERIODIC_STATEMENT_MONTH, payment.statement_month.map(|month| format!("{month:02}")))
        .maybe(r10::STATEMENT_CLIENT_BRANCH, filing.client_branch.as_deref())
        .maybe(r10::BOND_WAIVER_REASON, summary.bond.waiver_reason())
        .flag(r10::PSC_INDICATOR, "Y", filing.correction.is_some())
        .flag(
            r10::ACCELERATED_LIQUIDATION_REQUEST,
            "Y",
            filing.correction.as_ref().is_some_and(|correction| correction.accelerate_liquidation),
        )
        .done();
}

fn parties_and_dates(writer: &mut Writer, summary: &EntrySummary, filing: &Transmission) {
    let filed = |number: &ImporterNumber| number.as_filed().to_string();
    let consignee = summary.consignee.as_ref().unwrap_or(&summary.importer);
    (writer.record(&r11::LAYOUT))
        .maybe(r11::IMPORTER_OF_RECORD, summary.importer.number.as_ref().map(filed))
        .maybe(r11::CONSIGNEE_NUMBER, consignee.number.as_ref().map(filed))
        .maybe(r11::DESIGNATED_NOTIFY_PARTY, filing.notify_party.as_ref().map(filed))
        .date(r11::ESTIMATED_ENTRY_DATE, Some(summary.entry_date))
        .date(r11::IMPORT_DATE, summary.import_date)
        .maybe(r11::STATE_OF_DESTINATION, summary.state_of_destination.as_deref())
        .done();
}

fn carrier(writer: &mut Writer, summary: &EntrySummary, filing: &Transmission) {
    let transport = &summary.transport;
    // The field has twenty columns; longer names of vessels are cut there, as carriers' own manifests do.
    let width = r20::CONVEYANCE_NAME.width();
    let conveyance =
        transport.conveyance.as_deref().map(|name| wire_text(name).chars().take(width).collect::<String>());
    (writer.record(&r20::LAYOUT))
        .maybe(r20::CARRIER_CODE, transport.carrier.map(|code| code.to_string()))
        .maybe(r20::PORT_OF_UNLADING, transport.port_of_unlading.map(|code| code.to_string()))
        .date(r20::ESTIMATED_ARRIVAL_DATE, transport.arrival_date)
        .maybe(r20::LOCATION_OF_GOODS, transport.location.map(|code| code.to_string()))
        .maybe(r20::CONVEYANCE_NAME, conveyance)
        .maybe(r20::VESSEL_CODE, filing.vessel_code.as_deref())
        .maybe(r20::DESIGNATED_EXAM_PORT, filing.exam_port.map(|code| code.to_string()))
        .date(r20::IN_BOND_DATE, transport.in_bond_date)
        .done();
    if let Some(trip) = &transport.trip {
        writer.record(&r21::LAYOUT).text(r21::TRIP_ID, wire_text(trip)).done();
    }
}

/// A bill as its group: the quantity, then in-bond number, master and house, in the printed order. An air waybill's master has no
/// issuer, and only its digits travel.
fn manifest(writer: &mut Writer, bill: &Bill, ordinal: u32, summary: &EntrySummary) {
    let from = || format!("bill {ordinal}");
    let group = writer.record(&r22::LAYOUT).of(from());
    let group = match bill.quantity {
        Some(quantity) => group.number(r22::MANIFESTED_QUANTITY, quantity),
        None => group,
    };
    group.maybe(r22::QUANTITY_UOM, bill.unit.as_deref().map(wire_text)).done();
    let mut component = |kind: &str, issuer: Option<String>, number: &str| {
        (writer.record(&r23::LAYOUT).of(from()))
            .text(r23::COMPONENT_TYPE, kind)
            .maybe(r23::ISSUER_CODE, issuer)
            .text(r23::IDENTIFIER, bare(number))
            .done();
    };
    if let Some(number) = &bill.in_bond {
        component("I", None, number);
    }
    let mode = EditBook::starter().mode(&summary.mode, summary.entry_date, Date::MAX);
    let by_air = mode.is_some_and(Mode::is_air);
    component("M", bill.issuer.filter(|_| !by_air).map(|issuer| issuer.to_string()), &bill.master);
    if let Some(house) = &bill.house {
        component("H", bill.house_issuer.map(|issuer| issuer.to_string()), house);
    }
}

fn bond(writer: &mut Writer, summary: &EntrySummary) {
    let bond = &summary.bond;
    if bond.is_waived() {
        return;
    }
    let record = (writer.record(&r31::LAYOUT))
        .text(r31::BOND_TYPE, &bond.kind)
        .text(r31::BOND_DESIGNATION, "B")
        .maybe(r31::SURETY_CODE, bond.surety_code.as_deref());
    match bond.amount.filter(|_| bond.is_single()) {
        Some(amount) => record.dollars(r31::STB_AMOUNT, amount).done(),
        None => record.done(),
    }
}

fn missing_documents(writer: &mut Writer, filing: &Transmission) {
    let mut codes = filing.missing_documents.iter();
    if let Some(first) = codes.next() {
        let record = writer.record(&r33::LAYOUT).text(r33::MISSING_DOCUMENT_1, first);
        record.maybe(r33::MISSING_DOCUMENT_2, codes.next()).done();
    }
    if codes.next().is_some() {
        let text =
            format!("{} missing documents, the record has room for two", filing.missing_documents.len());
        writer.note(
            Finding::block("WIRE_TOO_MANY", Place::field("missing_documents"), text)
                .with_remedy("send one of them and 99"),
        );
    }
}

/// Fees that belong to the header itself, as the informal entry fee: those that the 34 lists.
fn header_fees(writer: &mut Writer, summary: &EntrySummary) {
    let own: Vec<&Fee> = summary.totals.fees.iter().filter(|fee| is_header_fee(fee)).collect();
    pairs(
        writer,
        &r34::LAYOUT,
        &own,
        &[(r34::CLASS_CODE_1, r34::FEE_AMOUNT_1), (r34::CLASS_CODE_2, r34::FEE_AMOUNT_2)],
    );
}

/// Which record a class goes to is read from the codes that the records list.
fn is_header_fee(fee: &Fee) -> bool {
    r34::CLASS_CODE_1.admits(fee.class.as_bytes())
}

fn is_other_revenue(fee: &Fee) -> bool {
    r61::CLASS_CODE.admits(fee.class.as_bytes())
}

/// Fees by class in records of several pairs.
fn pairs(
    writer: &mut Writer,
    layout: &'static Layout,
    fees: &[&Fee],
    fields: &[(&'static FieldSpec, &'static FieldSpec)],
) {
    for group in fees.chunks(fields.len()) {
        let record =
            group.iter().zip(fields).fold(writer.record(layout), |record, (fee, (class, amount))| {
                record.text(class, &fee.class).cents(amount, fee.amount)
            });
        record.done();
    }
}

fn explain(writer: &mut Writer, correction: &Correction) {
    reasons(writer, &r35::LAYOUT, "psc_header_reason", &correction.reasons, "correction");
    for piece in pieces(&correction.explanation, r36::EXPLANATION_TEXT.width()) {
        writer.record(&r36::LAYOUT).text(r36::EXPLANATION_TEXT, piece).done();
    }
}

/// Reason codes, at most five in their numbered fields.
fn reasons(writer: &mut Writer, layout: &'static Layout, stem: &str, codes: &[String], from: &str) {
    let mut record = writer.record(layout).of(from);
    let mut left_out = 0;
    for (ordinal, code) in (1..).zip(codes) {
        match layout.field(&format!("{stem}_{ordinal}")) {
            Some(field) => record = record.text(field, code),
            None => left_out += 1,
        }
    }
    record.done();
    if left_out > 0 {
        let text = format!("{from}: {left_out} reason codes do not fit");
        writer.note(
            Finding::block("WIRE_TOO_MANY", Place::item(layout.key), text)
                .with_remedy("keep the weightiest reasons"),
        );
    }
}

fn line(writer: &mut Writer, summary: &EntrySummary, entry_line: &EntryLine, filing: &Transmission) {
    let transport = &summary.transport;
    let from = format!("line {}", entry_line.number);
    let record = (writer.record(&r40::LAYOUT).of(&from))
        .text(r40::LINE_ID, format!("{:03}", entry_line.number))
        .maybe(r40::COUNTRY_OF_ORIGIN, entry_line.origin.map(|country| country.to_string()))
        .maybe(
            r40::COUNTRY_OF_EXPORT,
            entry_line.export_country.or(transport.export_country).map(|country| country.to_string()),
        )
        .date(r40::EXPORT_DATE, entry_line.export_date.or(transport.export_date))
        .maybe(r40::SPI_CLAIM, entry_line.spi.as_deref())
        .maybe(r40::FOREIGN_PORT_OF_LADING, transport.foreign_port_code.as_deref())
        .maybe(r40::RELATED_PARTY, entry_line.related.map(|related| if related { "Y" } else { "N" }));
    let record = match entry_line.charges {
        Some(charges) => record.dollars(r40::CHARGES, charges),
        None => record,
    };
    match entry_line.gross_weight_kg {
        Some(weight) => record.decimal(r40::GROSS_WEIGHT_KG, Decimal::from(weight)).done(),
        None => record.done(),
    }
    for piece in pieces(&entry_line.description, r44::DESCRIPTION.width()) {
        writer.record(&r44::LAYOUT).of(&from).text(r44::DESCRIPTION, piece).done();
    }
    line_parties(writer, entry_line, filing, &from);
    let values = values(writer, entry_line, &from);
    for (tariff, value) in entry_line.tariffs.iter().zip(values) {
        tariff_number(writer, tariff, value, &from);
    }
    entry_line.deposits.iter().for_each(|one| deposit(writer, one, filing, &from));
    line_amounts(writer, entry_line, &from);
    if let Some(codes) =
        filing.correction.as_ref().and_then(|correction| correction.line_reasons.get(&entry_line.number))
    {
        reasons(writer, &r63::LAYOUT, "psc_line_reason", codes, &from);
    }
}

fn line_parties(writer: &mut Writer, entry_line: &EntryLine, filing: &Transmission, from: &str) {
    let parties = [
        ("M", entry_line.manufacturer.as_ref().map(ToString::to_string)),
        ("C", filing.delivered_to.as_ref().map(|number| number.as_filed().to_string())),
        ("S", filing.sold_to.as_ref().map(|number| number.as_filed().to_string())),
    ];
    for (kind, number) in parties {
        if let Some(number) = number {
            writer
                .record(&r47::LAYOUT)
                .of(from)
                .text(r47::PARTY_TYPE, kind)
                .text(r47::PARTY_IDENTIFIER, number)
                .done();
        }
    }
}

/// The value that each tariff number carries: the whole entered value on the number of the goods. Where a line has several numbers
/// of chapters 1–97, as a watch has, each carries its own base, and together they must be the entered value.
fn values(writer: &mut Writer, entry_line: &EntryLine, from: &str) -> Vec<Dollars> {
    let of_goods = |tariff: &TariffLine| tariff.number.chapter() < 98;
    let count = entry_line.tariffs.iter().filter(|tariff| of_goods(tariff)).count();
    let last = entry_line.tariffs.len().saturating_sub(1);
    let carried = |(at, tariff): (usize, &TariffLine)| match count {
        0 if at == last => entry_line.entered_value,
        1 if of_goods(tariff) => entry_line.entered_value,
        2.. if of_goods(tariff) => tariff.base,
        _ => Dollars::ZERO,
    };
    let values: Vec<Dollars> = entry_line.tariffs.iter().enumerate().map(carried).collect();
    let sum: i128 = values.iter().map(|value| i128::from(value.get())).sum();
    if sum != i128::from(entry_line.entered_value.get()) {
        let text = format!(
            "{from}: the tariff numbers carry {sum} dollars, the line is entered at {}",
            entry_line.entered_value
        );
        let place = Place::item(r50::LAYOUT.key).at_field(r50::VALUE.name);
        writer.note(
            Finding::block("WIRE_VALUE_SPLIT", place, text)
                .with_remedy("give every number of the goods its share of the value"),
        );
    }
    values
}

fn tariff_number(writer: &mut Writer, tariff: &TariffLine, value: Dollars, from: &str) {
    // Chapters 98 and 99 are filed as the schedule prints them, eight or ten digits; the goods at ten.
    let number =
        if tariff.number.chapter() < 98 { tariff.number.compact10() } else { tariff.number.compact() };
    let mut record = (writer.record(&r50::LAYOUT).of(format!("{from} {}", tariff.number)))
        .text(r50::HTS_NUMBER, number)
        .cents(r50::DUTY_AMOUNT, tariff.amount)
        .dollars(r50::VALUE, value);
    let fields =
        [(r50::QUANTITY_1, r50::UOM_1), (r50::QUANTITY_2, r50::UOM_2), (r50::QUANTITY_3, r50::UOM_3)];
    // The unit X says that the schedule asks for no quantity; its field stays blank.
    let quantities: Vec<_> =
        tariff.quantities.iter().filter(|reported| reported.quantity.unit.code() != "X").collect();
    for (reported, (amount, unit)) in quantities.iter().zip(fields) {
        record = record.decimal(amount, reported.quantity.amount).text(unit, reported.quantity.unit.code());
    }
    record.done();
    if quantities.len() > fields.len() {
        let text = format!(
            "{from} {}: {} quantities, the record has room for three",
            tariff.number,
            quantities.len()
        );
        let place = Place::item(r50::LAYOUT.key).at_field(r50::QUANTITY_3.name);
        writer.note(
            Finding::block("WIRE_TOO_MANY", place, text)
                .with_remedy("report the quantities that the schedule asks for"),
        );
    }
}

fn deposit(writer: &mut Writer, deposit: &Deposit, filing: &Transmission, from: &str) {
    let case = bare(&deposit.case);
    (writer.record(&r53::LAYOUT).of(from))
        .text(r53::CASE_NUMBER, &case)
        .text(r53::BOND_CASH_CLAIM, if deposit.cash { "C" } else { "B" })
        .decimal(r53::DEPOSIT_RATE, deposit.rate)
        .text(r53::RATE_TYPE, if deposit.specific { "S" } else { "A" })
        .dollars(r53::ADCVD_VALUE, deposit.value)
        .decimal(r53::ADCVD_QUANTITY, deposit.quantity.unwrap_or_default())
        .cents(r53::ADCVD_DUTY, deposit.amount)
        .maybe(
            r53::NON_REIMBURSEMENT_DECLARATION_ID,
            filing.non_reimbursement.get(&deposit.case).or(filing.non_reimbursement.get(&case)),
        )
        .done();
}

fn line_amounts(writer: &mut Writer, entry_line: &EntryLine, from: &str) {
    for tax in &entry_line.taxes {
        writer
            .record(&r60::LAYOUT)
            .of(from)
            .text(r60::CLASS_CODE, &tax.class)
            .cents(r60::TAX_AMOUNT, tax.amount)
            .done();
    }
    for fee in entry_line.fees.iter().filter(|fee| is_other_revenue(fee)) {
        writer
            .record(&r61::LAYOUT)
            .of(from)
            .text(r61::CLASS_CODE, &fee.class)
            .cents(r61::AMOUNT, fee.amount)
            .done();
    }
    for fee in entry_line.fees.iter().filter(|fee| !is_other_revenue(fee) && !is_header_fee(fee)) {
        writer
            .record(&r62::LAYOUT)
            .of(from)
            .text(r62::CLASS_CODE, &fee.class)
            .cents(r62::FEE_AMOUNT, fee.amount)
            .done();
    }
}

/// AD and CVD by how they are secured.
fn deposit_totals(writer: &mut Writer, summary: &EntrySummary) {
    let deposits = || summary.lines.iter().flat_map(|line| &line.deposits);
    if deposits().next().is_none() {
        return;
    }
    let sum = |kind: char, cash: bool| -> Cents {
        deposits().filter(|one| one.case.starts_with(kind) && one.cash == cash).map(|one| one.amount).sum()
    };
    (writer.record(&r88::LAYOUT))
        .cents(r88::BONDED_AD_TOTAL, sum('A', false))
        .cents(r88::CASH_AD_TOTAL, sum('A', true))
        .cents(r88::BONDED_CV_TOTAL, sum('C', false))
        .cents(r88::CASH_CV_TOTAL, sum('C', true))
        .done();
}

/// Every class that a 34 or a 62 reports, five to a record.
fn fee_totals(writer: &mut Writer, summary: &EntrySummary) {
    let fees: Vec<&Fee> = summary.totals.fees.iter().filter(|fee| !is_other_revenue(fee)).collect();
    let fields = [
        (r89::CLASS_CODE_1, r89::FEE_TOTAL_1),
        (r89::CLASS_CODE_2, r89::FEE_TOTAL_2),
        (r89::CLASS_CODE_3, r89::FEE_TOTAL_3),
        (r89::CLASS_CODE_4, r89::FEE_TOTAL_4),
        (r89::CLASS_CODE_5, r89::FEE_TOTAL_5),
    ];
    pairs(writer, &r89::LAYOUT, &fees, &fields);
}

/// Duty and fees are always sent, a zero where nothing is due; the rest where there is something.
fn grand_totals(writer: &mut Writer, summary: &EntrySummary) {
    let totals = &summary.totals;
    let (other, fees): (Vec<&Fee>, Vec<&Fee>) = totals.fees.iter().partition(|fee| is_other_revenue(fee));
    let sum = |fees: &[&Fee]| -> Cents { fees.iter().map(|fee| fee.amount).sum() };
    let record = writer
        .record(&r90::LAYOUT)
        .cents(r90::TOTAL_DUTY, totals.duty)
        .cents(r90::TOTAL_USER_FEE, sum(&fees));
    let further = [
        (r90::TOTAL_IR_TAX, totals.tax),
        (r90::TOTAL_AD_DUTY, totals.antidumping),
        (r90::TOTAL_CV_DUTY, totals.countervailing),
        (r90::TOTAL_OTHER_REVENUE, sum(&other)),
    ];
    let due = further.into_iter().filter(|(_, amount)| !amount.is_zero());
    due.fold(record, |record, (field, amount)| record.cents(field, amount)).done();
}
