//! The packet's header against itself and the code tables, whatever else is missing: codes that no table holds, dates that
//! cannot be, and entries that lack a fact without which they would count as nothing.
//!
//! The edits find some of the same faults in a finished summary; each code check names the edit it stands in for, so that
//! a fault is told once.

use cocket_base::ids::TariffNumber;
use cocket_base::{Currency, Finding, Place};
use cocket_filing::declaration::Bond;
use cocket_intake::facts::Packet;
use cocket_intake::packet::{AdCvd, Chapter98Claim, Excise, PacketHeader};
use cocket_law::Pack;
use cocket_rules::AsOf;

use crate::declare;
use crate::goods::{Goods, names};
use crate::sale::HEADER;

/// Edits whose fault was told here already.
pub type Told = Vec<&'static str>;

/// Looks at the whole header.
pub fn look(packet: &Packet, goods: &[Goods<'_>], as_of: AsOf<'_>, findings: &mut Vec<Finding>) -> Told {
    let header = &packet.header;
    let mut told = codes(header, as_of, findings);
    told.extend(bills(packet, as_of.pack, findings));
    arrival(header, findings);
    waiver(header, as_of.pack, findings);
    filer(header, findings);
    header.adcvd.iter().for_each(|adcvd| cases(adcvd, findings));
    header.excise.iter().enumerate().for_each(|(at, tax)| excise(at, tax, findings));
    header.chapter98.iter().enumerate().for_each(|(at, claim)| chapter98(at, claim, findings));
    parts_without_line(header, goods, findings);
    told
}

/// A field whose words stand in a code table.
struct Coded<'a> {
    field: &'static str,
    value: Option<&'a str>,
    /// The table.
    table: &'static str,
    /// What the code is, for the sentence.
    what: &'static str,
    /// The edit that finds the same in a finished summary.
    edit: &'static str,
}

fn codes(header: &PacketHeader, as_of: AsOf<'_>, findings: &mut Vec<Finding>) -> Told {
    let bond = header.client.as_ref().and_then(|client| client.bond.as_ref());
    let coded = |field, value, table, what, edit| Coded { field, value, table, what, edit };
    let state = header.state_of_destination.as_deref();
    let bond_type = bond.and_then(|bond| bond.kind.as_deref());
    let tables = [
        coded("entry_type", header.entry_type.as_deref(), "entry_types", "entry type", "B18"),
        coded("mode", header.mode.as_deref(), "mot", "mode of transport", "165"),
        coded("payment_type", header.payment_type.as_deref(), "payment_types", "payment type", "197"),
        coded("state_of_destination", state, "us_states", "state", "133"),
        coded("client.bond.type", bond_type, "bond_types", "type of bond", "112"),
    ];
    let mut told = Told::new();
    for coded in tables {
        if let Some(finding) = unknown_code(&coded, as_of.pack) {
            findings.push(finding);
            told.push(coded.edit);
        }
    }
    if let Some(country) = header.export_country
        && as_of.pack.countries().get(country).is_none_or(|row| !row.used_by_cbp)
    {
        findings.push(unknown("export_country", country.as_str(), "country that customs uses", &[]));
        told.push("411");
    }
    if let Some(term) = header.terms.as_ref().and_then(|terms| terms.incoterm.as_deref())
        && as_of.pack.incoterm(term, as_of.day, as_of.known).is_err()
    {
        let held: Vec<&str> =
            as_of.pack.incoterms(as_of.day, as_of.known).map(|row| &*row.value.term).collect();
        findings.push(unknown("terms.incoterm", term, "term of delivery", &held));
    }
    for (at, charge) in header.charges.iter().enumerate() {
        if as_of.pack.charge_kind(&charge.kind, as_of.day, as_of.known).is_err() {
            let held: Vec<&str> =
                as_of.pack.charge_kinds(as_of.day, as_of.known).map(|row| &*row.value.kind).collect();
            findings.push(unknown(&format!("charges[{at}].kind"), &charge.kind, "kind of charge", &held));
        }
    }
    if let Some(method) = header.filing_method.as_deref()
        && crate::fees::filing_word(method).is_none()
    {
        findings.push(unknown(
            "filing_method",
            method,
            "way of filing",
            &crate::fees::FILING_WORDS.map(|(word, _)| word),
        ));
    }
    told
}

/// Every bill says how many packages it covers, and of what kind.
fn bills(packet: &Packet, law: &Pack, findings: &mut Vec<Finding>) -> Told {
    let mut told = Told::new();
    for (at, bill) in packet.header.bills.iter().enumerate() {
        let (quantity, unit) = declare::packages(packet, bill);
        let named = bill.master.as_deref().or(bill.house.as_deref()).unwrap_or("without a number");
        if quantity.is_none() {
            let text = format!("how many packages does bill {named} cover?");
            findings.push(lacks(
                format!("bills[{at}].quantity"),
                text,
                "give the number of packages on the bill",
            ));
            told.push("259");
        }
        if unit.is_none() {
            let text = format!("what are the packages of bill {named}?");
            let remedy = "give the shipping unit: CT for cartons, PAL for pallets, PKG for packages";
            findings.push(lacks(format!("bills[{at}].unit"), text, remedy));
            told.push("260");
        }
        package_unit(at, unit.as_deref(), law, findings);
    }
    told
}

/// Goods that moved on after they were unladen arrived at the port of entry on a day of their own.
fn arrival(header: &PacketHeader, findings: &mut Vec<Finding>) {
    if header.dates.arrival.is_none() && declare::moved_on(header) {
        let text = "the goods were unladen in another port than they are entered in; when did they arrive in the port of entry?";
        findings.push(lacks(
            "dates.arrival".into(),
            text.into(),
            "give the date of arrival in the port of entry",
        ));
    }
}

fn unknown_code(coded: &Coded<'_>, law: &Pack) -> Option<Finding> {
    let table = law.codes(coded.table)?;
    let value = coded.value.filter(|code| !table.contains(code))?;
    let held: Vec<&str> = table.iter().map(|row| &*row.code).collect();
    Some(unknown(coded.field, value, coded.what, &held))
}

/// Most codes that a remedy lists.
const LISTED: usize = 20;

fn unknown(field: &str, value: &str, what: &str, held: &[&str]) -> Finding {
    let remedy = if held.is_empty() || held.len() > LISTED {
        format!("give a {what}, or correct the field")
    } else {
        format!("give one of {}", held.join(", "))
    };
    Finding::block("CODE_UNKNOWN", Place::file(HEADER).at_field(field), format!("«{value}» is no {what}"))
        .with_remedy(remedy)
}

/// Manifests know more units than the table, so an unknown one only warns.
fn package_unit(at: usize, unit: Option<&str>, law: &Pack, findings: &mut Vec<Finding>) {
    let Some(table) = law.codes("uom_shipping") else { return };
    let Some(unit) = unit.filter(|unit| !table.contains(unit)) else { return };
    let text = format!("«{unit}» does not stand in the list of shipping units held (CATAIR appendix B)");
    findings.push(
        Finding::warn(
            "CODE_NOT_IN_REFERENCE",
            Place::file(HEADER).at_field(format!("bills[{at}].unit")),
            text,
        )
        .with_remedy(
            "compare it with the manifest; CT is a carton, PAL a pallet, BE a bundle, PKG a package",
        ),
    );
}

/// Beside a waiver only a reason has a place; a surety's code would be left out.
fn waiver(header: &PacketHeader, law: &Pack, findings: &mut Vec<Finding>) {
    let Some(bond) = header.client.as_ref().and_then(|client| client.bond.as_ref()) else { return };
    let reasons = law.codes("bond_waiver_reasons");
    let surety =
        bond.surety_code.as_deref().filter(|code| reasons.is_some_and(|reasons| !reasons.contains(code)));
    if let Some(surety) = surety.filter(|_| bond.kind.as_deref() == Some(Bond::WAIVED)) {
        let text = format!("bond type {} takes no surety; the code {surety} is not declared", Bond::WAIVED);
        findings.push(
            Finding::info("SURETY_NOT_USED", Place::file(HEADER).at_field("client.bond.surety_code"), text)
                .with_remedy("give the type of bond that the surety stands for, where there is one"),
        );
    }
}

fn filer(header: &PacketHeader, findings: &mut Vec<Finding>) {
    if let (Some(filer), Some(number)) = (header.filer_code, header.entry_number)
        && filer != number.filer()
    {
        let text = format!(
            "entry number {number} belongs to filer {}, the packet's filer is {filer}",
            number.filer()
        );
        findings.push(
            Finding::block("FILER_MISMATCH", Place::file(HEADER).at_field("entry_number"), text)
                .with_remedy("check filer code and entry number"),
        );
    }
}

fn lacks(field: String, text: String, remedy: &str) -> Finding {
    Finding::block("MISSING_FACT", Place::file(HEADER).at_field(field), text).with_remedy(remedy)
}

/// A case without number, rate or goods would be left out of the entry.
fn cases(adcvd: &AdCvd, findings: &mut Vec<Finding>) {
    for (at, case) in adcvd.cases.iter().enumerate() {
        let at = |field: &str| format!("adcvd.cases[{at}].{field}");
        let name = case.case.as_deref().unwrap_or("the case");
        if case.case.is_none() {
            findings.push(lacks(
                at("case"),
                "an AD/CVD case has no number".into(),
                "give the case, as A-570-967-000",
            ));
        }
        if case.cash_rate_pct.is_none() && case.cash_rate_per_unit.is_none() {
            let text =
                format!("{name} has no cash deposit rate; without one its deposit would count as nothing");
            findings.push(lacks(at("cash_rate_pct"), text, "give the rate from ACE, 0 where it is zero"));
        }
        if case.cash_rate_pct.is_none() && case.cash_rate_per_unit.is_some() && case.unit.is_none() {
            let text = format!("the deposit of {name} goes by quantity; its unit is not given");
            findings.push(lacks(at("unit"), text, "give the unit of the deposit, as in kg"));
        }
        if case.parts.is_empty() && adcvd.parts.is_empty() {
            let text = format!("no part is said to be inside the order of {name}");
            findings.push(lacks(at("parts"), text, "name the parts inside the order"));
        }
    }
}

/// A tax without its class or rate would count as nothing.
fn excise(at: usize, tax: &Excise, findings: &mut Vec<Finding>) {
    let field = |field: &str| format!("excise[{at}].{field}");
    let parts = tax.parts.join(", ");
    if tax.class.is_none() {
        let text = format!("the internal revenue tax on {parts} has no class");
        findings.push(lacks(field("class"), text, "give its class code, as 017 for wine"));
    }
    if tax.rate_per_wine_gallon.is_none() {
        let text = match tax.rate_per_proof_gallon {
            Some(rate) => format!(
                "the tax on {parts} is {rate} a proof gallon: proof gallons cannot be worked out here"
            ),
            None => format!("the internal revenue tax on {parts} has no rate"),
        };
        findings.push(lacks(
            field("rate_per_wine_gallon"),
            text,
            "give dollars for a wine gallon that come to the tax",
        ));
    }
}

/// A claim whose number cannot be read would be left out, one in another currency be taken for dollars.
fn chapter98(at: usize, claim: &Chapter98Claim, findings: &mut Vec<Finding>) {
    let field = |field: &str| format!("chapter98[{at}].{field}");
    let number = claim.hts.as_deref().and_then(|hts| hts.parse::<TariffNumber>().ok());
    if number.is_none() {
        let said = claim.hts.as_deref().unwrap_or_default();
        let text = format!("«{said}» is no number of chapter 98");
        findings.push(lacks(field("hts"), text, "give the number, as 9802.00.80.68"));
    }
    if let Some(currency) =
        claim.currency.filter(|currency| *currency != Currency::USD && claim.value.is_some())
    {
        let text = format!("the value of the claim is in {currency}");
        findings.push(lacks(field("value"), text, "give it in US dollars, and the currency as USD"));
    }
}

/// Parts named in the header that stand on no line: a misspelt one would silently lose its claim, case or tax.
fn parts_without_line(header: &PacketHeader, goods: &[Goods<'_>], findings: &mut Vec<Finding>) {
    if goods.is_empty() {
        return;
    }
    let mut named: Vec<(String, &Vec<String>)> = Vec::new();
    named.extend(
        header.spi_claims.iter().enumerate().map(|(at, c)| (format!("spi_claims[{at}].parts"), &c.parts)),
    );
    named.extend(
        header.chapter98.iter().enumerate().map(|(at, c)| (format!("chapter98[{at}].parts"), &c.parts)),
    );
    named.extend(header.excise.iter().enumerate().map(|(at, t)| (format!("excise[{at}].parts"), &t.parts)));
    if let Some(adcvd) = &header.adcvd {
        named.push(("adcvd.parts".into(), &adcvd.parts));
        let cases = adcvd.cases.iter().enumerate();
        named.extend(cases.map(|(at, case)| (format!("adcvd.cases[{at}].parts"), &case.parts)));
    }
    for (field, parts) in named {
        let on_line =
            |part: &&String| goods.iter().any(|one| names(std::slice::from_ref(*part), one.part_no));
        let lost: Vec<&str> = parts.iter().filter(|part| !on_line(part)).map(String::as_str).collect();
        if !lost.is_empty() {
            let text = format!("{} stands on no line of the papers", lost.join(", "));
            findings.push(
                Finding::warn("PART_WITHOUT_LINE", Place::file(HEADER).at_field(field), text)
                    .with_remedy("compare the part number with the invoice"),
            );
        }
    }
}
