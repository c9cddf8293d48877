//! The records of one AE transaction as what the authority knows. What cannot be read is a finding and stays absent.

use std::str::FromStr;

use cocket_base::ids::EntryNumber;
use cocket_base::{Cents, Dollars, Finding, Round};
use cocket_filing::declaration::{Bill, Bond, Deposit, Fee, Payment};

use super::summary::{AeLine, AeQuantity, AeSummary, AeTariff};
use super::{Action, AeTotals};
use crate::fault::Fault;
use crate::layout::FieldSpec;
use crate::layouts::entry_summary::{
    cw02, r10, r11, r20, r21, r22, r23, r31, r34, r35, r36, r40, r44, r47, r50, r53, r60, r61, r62, r88, r89,
    r90,
};
use crate::record::Record;
use crate::structure::{condition, finding};

/// Reads one transaction. `None` when there is no header with an entry number. The order of the records is
/// [`crate::structure`]'s matter; here each one is taken where it stands.
pub fn decode_summary(records: &[Record]) -> (Option<AeSummary>, Vec<Finding>) {
    let mut reader = Reader::default();
    let header = records.iter().find(|record| record.is(&r10::LAYOUT));
    let Some(mut summary) = header.and_then(|record| reader.header(record)) else {
        if let Some(first) = records.first().filter(|_| header.is_none()) {
            reader.findings.push(finding(
                first,
                condition::NO_TRANSACTION_HEADER,
                "the transaction has no header record 10",
            ));
        }
        return (None, reader.findings);
    };
    let own = |record: &&Record| record.layout().chapter == r10::LAYOUT.chapter;
    for (at, record) in records.iter().enumerate().filter(|(_, record)| own(record)) {
        reader.record(&mut summary, at, record);
    }
    (Some(summary), reader.findings)
}

#[derive(Default)]
struct Reader {
    findings: Vec<Finding>,
}

impl Reader {
    fn take<T>(&mut self, read: Result<Option<T>, Box<Finding>>) -> Option<T> {
        read.unwrap_or_else(|finding| {
            self.findings.push(*finding);
            None
        })
    }

    fn parse<T: FromStr<Err: std::fmt::Display>>(
        &mut self,
        record: &Record,
        field: &'static FieldSpec,
    ) -> Option<T> {
        self.take(record.parse(field))
    }

    fn dollars(&mut self, record: &Record, field: &'static FieldSpec) -> Option<Dollars> {
        let exact = self.take(record.decimal(field))?;
        Dollars::from_exact(exact, Round::HalfUp).ok()
    }

    fn header(&mut self, record: &Record) -> Option<AeSummary> {
        let number = format!("{}{}", record.text(r10::FILER_CODE), record.text(r10::ENTRY_NUMBER));
        let (entry_number, check_digit_is_plain) = match EntryNumber::lenient(&number) {
            Ok(read) => read,
            Err(error) => {
                let finding = record.finding(r10::ENTRY_NUMBER, Fault::Value);
                self.findings.push(Finding { text: error.to_string(), ..finding });
                return None;
            }
        };
        let Some(action) = Action::of(&record.text(r10::ACTION_CODE)) else {
            self.findings.push(record.finding(r10::ACTION_CODE, Fault::Code));
            return None;
        };
        let month = self
            .take(record.number_in(r10::PERIODIC_STATEMENT_MONTH))
            .and_then(|month| u8::try_from(month).ok());
        let payment = Payment {
            kind: record.owned_text(r10::PAYMENT_TYPE),
            statement_date: self.take(record.date(r10::PRELIMINARY_STATEMENT_PRINT_DATE)),
            statement_month: month,
        };
        Some(AeSummary {
            action,
            entry_number,
            check_digit_is_plain,
            entry_type: record.text(r10::ENTRY_TYPE).into_owned(),
            port_of_entry: self.parse(record, r10::PORT_OF_ENTRY),
            broker_reference: record.owned_text(r10::BROKER_REFERENCE),
            mode: record.owned_text(r10::MOT),
            signed: record.holds(r10::ELECTRONIC_SIGNATURE, "X"),
            certify_release: record.holds(r10::CARGO_RELEASE_CERT_REQUEST, "A"),
            is_correction: record.holds(r10::PSC_INDICATOR, "Y"),
            accelerate_liquidation: record.holds(r10::ACCELERATED_LIQUIDATION_REQUEST, "Y"),
            bond_waived: record.holds(r10::BOND_WAIVER_INDICATOR, Bond::WAIVED),
            bond_waiver_reason: record.owned_text(r10::BOND_WAIVER_REASON),
            payment,
            client_branch: record.owned_text(r10::STATEMENT_CLIENT_BRANCH),
            importer: None,
            consignee: None,
            entry_date: None,
            import_date: None,
            state_of_destination: None,
            transport: Default::default(),
            bonds: Vec::new(),
            header_fees: Vec::new(),
            correction_reasons: Vec::new(),
            explanation: String::new(),
            lines: Vec::new(),
            fee_totals: Vec::new(),
            totals: AeTotals::default(),
        })
    }

    fn record(&mut self, summary: &mut AeSummary, at: usize, record: &Record) {
        match record.key() {
            "11" => self.parties_and_dates(summary, record),
            "20" => self.carrier(summary, record),
            "21" => summary.transport.trip = record.owned_text(r21::TRIP_ID),
            "22" => self.manifest(summary, record),
            "23" => self.component(summary, record),
            "31" => self.bond(summary, record),
            "34" => summary.header_fees.extend(self.fees(
                record,
                &[(r34::CLASS_CODE_1, r34::FEE_AMOUNT_1), (r34::CLASS_CODE_2, r34::FEE_AMOUNT_2)],
            )),
            "35" => {
                let reasons = r35::LAYOUT.fields.iter().skip(1).filter(|field| field.name.starts_with("psc"));
                summary.correction_reasons.extend(reasons.filter_map(|field| record.owned_text(field)));
            }
            "36" => add_text(&mut summary.explanation, &record.text(r36::EXPLANATION_TEXT)),
            "40" => {
                let foreign_port = &mut summary.transport.foreign_port_code;
                if foreign_port.is_none() {
                    *foreign_port = record.owned_text(r40::FOREIGN_PORT_OF_LADING);
                }
                let line = self.line(at, record);
                summary.lines.push(line);
            }
            "88" => self.deposit_totals(summary, record),
            "89" => summary.fee_totals.extend(self.fees(
                record,
                &[
                    (r89::CLASS_CODE_1, r89::FEE_TOTAL_1),
                    (r89::CLASS_CODE_2, r89::FEE_TOTAL_2),
                    (r89::CLASS_CODE_3, r89::FEE_TOTAL_3),
                    (r89::CLASS_CODE_4, r89::FEE_TOTAL_4),
                    (r89::CLASS_CODE_5, r89::FEE_TOTAL_5),
                ],
            )),
            "90" => self.grand_totals(summary, record),
            _ => {
                if let Some(line) = summary.lines.last_mut() {
                    self.of_line(line, record);
                }
            }
        }
    }

    fn parties_and_dates(&mut self, summary: &mut AeSummary, record: &Record) {
        summary.importer = self.parse(record, r11::IMPORTER_OF_RECORD);
        summary.consignee = self.parse(record, r11::CONSIGNEE_NUMBER);
        summary.entry_date = self.take(record.date(r11::ESTIMATED_ENTRY_DATE));
        summary.import_date = self.take(record.date(r11::IMPORT_DATE));
        summary.state_of_destination = record.owned_text(r11::STATE_OF_DESTINATION);
    }

    fn carrier(&mut self, summary: &mut AeSummary, record: &Record) {
        let transport = &mut summary.transport;
        transport.carrier = self.parse(record, r20::CARRIER_CODE);
        transport.port_of_unlading = self.parse(record, r20::PORT_OF_UNLADING);
        transport.arrival_date = self.take(record.date(r20::ESTIMATED_ARRIVAL_DATE));
        transport.location = self.parse(record, r20::LOCATION_OF_GOODS);
        transport.conveyance = record.owned_text(r20::CONVEYANCE_NAME);
        transport.in_bond_date = self.take(record.date(r20::IN_BOND_DATE));
    }

    fn manifest(&mut self, summary: &mut AeSummary, record: &Record) {
        let quantity = self
            .take(record.number_in(r22::MANIFESTED_QUANTITY))
            .and_then(|quantity| u32::try_from(quantity).ok());
        summary.transport.bills.push(Bill {
            issuer: None,
            master: String::new(),
            house_issuer: None,
            house: None,
            in_bond: None,
            quantity,
            unit: record.owned_text(r22::QUANTITY_UOM),
        });
    }

    /// Components come as I, M, H in print, and with I last in use; both are read.
    fn component(&mut self, summary: &mut AeSummary, record: &Record) {
        let Some(bill) = summary.transport.bills.last_mut() else { return };
        let number = record.text(r23::IDENTIFIER).into_owned();
        match record.text(r23::COMPONENT_TYPE).as_ref() {
            "I" => bill.in_bond = Some(number),
            "M" => {
                bill.issuer = self.parse(record, r23::ISSUER_CODE);
                bill.master = number;
            }
            "H" => {
                bill.house_issuer = self.parse(record, r23::ISSUER_CODE);
                bill.house = Some(number);
            }
            // A sub-house has no place in the declaration's bill.
            _ => {}
        }
    }

    fn bond(&mut self, summary: &mut AeSummary, record: &Record) {
        summary.bonds.push(Bond {
            kind: record.text(r31::BOND_TYPE).into_owned(),
            surety_code: record.owned_text(r31::SURETY_CODE),
            amount: self.dollars(record, r31::STB_AMOUNT),
        });
    }

    /// Pairs of class and amount. An amount that cannot be read leaves its class out: it is a finding, not a zero.
    fn fees(&mut self, record: &Record, pairs: &[(&'static FieldSpec, &'static FieldSpec)]) -> Vec<Fee> {
        let mut fees = Vec::new();
        for (class, amount) in pairs {
            let read = self.take(record.cents(amount));
            if let (Some(class), Some(amount)) = (record.owned_text(class), read) {
                fees.push(Fee { class, amount, steps: Vec::new() });
            }
        }
        fees
    }

    fn line(&mut self, at: usize, record: &Record) -> AeLine {
        let unknown = record.holds(r40::COUNTRY_OF_ORIGIN, "**");
        AeLine {
            record: at,
            id: record.text(r40::LINE_ID).into_owned(),
            origin: if unknown { None } else { self.parse(record, r40::COUNTRY_OF_ORIGIN) },
            export_country: self.parse(record, r40::COUNTRY_OF_EXPORT),
            export_date: self.take(record.date(r40::EXPORT_DATE)),
            spi: record.owned_text(r40::SPI_CLAIM),
            charges: self.dollars(record, r40::CHARGES),
            gross_weight_kg: self
                .take(record.number_in(r40::GROSS_WEIGHT_KG))
                .and_then(|weight| i64::try_from(weight).ok()),
            related: record.owned_text(r40::RELATED_PARTY).map(|letter| letter == "Y"),
            ..AeLine::default()
        }
    }

    fn of_line(&mut self, line: &mut AeLine, record: &Record) {
        let class_and_amount = match record.key() {
            "60" => Some((r60::CLASS_CODE, r60::TAX_AMOUNT, &mut line.taxes)),
            "61" => Some((r61::CLASS_CODE, r61::AMOUNT, &mut line.other_revenue)),
            "62" => Some((r62::CLASS_CODE, r62::FEE_AMOUNT, &mut line.fees)),
            _ => None,
        };
        if let Some((class, amount, list)) = class_and_amount {
            list.extend(self.fees(record, &[(class, amount)]));
            return;
        }
        match record.key() {
            "44" => add_text(&mut line.description, &record.text(r44::DESCRIPTION)),
            "47" => match record.text(r47::PARTY_TYPE).as_ref() {
                "M" => line.manufacturer = self.parse(record, r47::PARTY_IDENTIFIER),
                "S" => line.sold_to = self.parse(record, r47::PARTY_IDENTIFIER),
                _ => {}
            },
            "50" => line.tariffs.extend(self.tariff(record)),
            "53" => line.deposits.extend(self.deposit(record)),
            "CW02" => {
                let mut codes = cw02::LAYOUT.fields.iter().filter(|field| field.name.contains("_code_"));
                while let (Some(warning), Some(own_code)) = (codes.next(), codes.next()) {
                    line.overrides.extend(record.owned_text(warning).zip(record.owned_text(own_code)));
                }
            }
            key if key.starts_with("54") => {
                let kind =
                    record.layout().field("declaration_type").map(|field| record.text(field).into_owned());
                line.declarations.extend(kind);
            }
            _ => {}
        }
    }

    fn tariff(&mut self, record: &Record) -> Option<AeTariff> {
        let number = self.parse(record, r50::HTS_NUMBER)?;
        let duty = self.take(record.cents(r50::DUTY_AMOUNT))?;
        let value = self.dollars(record, r50::VALUE)?;
        let fields =
            [(r50::QUANTITY_1, r50::UOM_1), (r50::QUANTITY_2, r50::UOM_2), (r50::QUANTITY_3, r50::UOM_3)];
        let quantity = |(amount, unit)| {
            let amount = self.take(record.decimal(amount))?;
            Some(AeQuantity { amount: amount.normalize(), unit: record.text(unit).into_owned() })
        };
        let quantities = fields.into_iter().filter_map(quantity).collect();
        Some(AeTariff { number, duty, value, quantities })
    }

    fn deposit(&mut self, record: &Record) -> Option<Deposit> {
        let specific = record.holds(r53::RATE_TYPE, "S");
        let quantity =
            self.take(record.decimal(r53::ADCVD_QUANTITY)).filter(|quantity| specific || !quantity.is_zero());
        Some(Deposit {
            case: record.text(r53::CASE_NUMBER).into_owned(),
            rate: self.take(record.decimal(r53::DEPOSIT_RATE))?.normalize(),
            specific,
            cash: record.holds(r53::BOND_CASH_CLAIM, "C"),
            value: self.dollars(record, r53::ADCVD_VALUE).unwrap_or(Dollars::ZERO),
            quantity: quantity.map(|quantity| quantity.normalize()),
            amount: self.take(record.cents(r53::ADCVD_DUTY))?,
            steps: Vec::new(),
        })
    }

    fn deposit_totals(&mut self, summary: &mut AeSummary, record: &Record) {
        let totals = &mut summary.totals;
        totals.bonded_antidumping = self.cents(record, r88::BONDED_AD_TOTAL);
        totals.cash_antidumping = self.cents(record, r88::CASH_AD_TOTAL);
        totals.bonded_countervailing = self.cents(record, r88::BONDED_CV_TOTAL);
        totals.cash_countervailing = self.cents(record, r88::CASH_CV_TOTAL);
    }

    fn grand_totals(&mut self, summary: &mut AeSummary, record: &Record) {
        let totals = &mut summary.totals;
        totals.duty = self.cents(record, r90::TOTAL_DUTY);
        totals.fees = self.cents(record, r90::TOTAL_USER_FEE);
        totals.tax = self.cents(record, r90::TOTAL_IR_TAX);
        totals.antidumping = self.cents(record, r90::TOTAL_AD_DUTY);
        totals.countervailing = self.cents(record, r90::TOTAL_CV_DUTY);
        totals.other_revenue = self.cents(record, r90::TOTAL_OTHER_REVENUE);
    }

    fn cents(&mut self, record: &Record, field: &'static FieldSpec) -> Option<Cents> {
        self.take(record.cents(field))
    }
}

/// Joins the pieces of a text that was spread over records.
fn add_text(text: &mut String, piece: &str) {
    if !text.is_empty() && !piece.is_empty() {
        text.push(' ');
    }
    text.push_str(piece);
}
