//! `cocket entry mapping`: how the columns of the invoices were understood; a correction is kept for the seller.

use std::fmt::Write;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use cocket_intake::facts::Invoice;
use cocket_intake::mapping::{Role, SheetMapping, column_of, letters};
use cocket_intake::read_packet;

use super::packet;
use crate::shell::table::table;
use crate::shell::{Context, Failure, law, output};

const AFTER: &str = "\
Examples:
  cocket entry mapping shipments/4711
  cocket entry mapping shipments/4711 --set invoice.xlsx:part=C --set invoice.xlsx:origin=none

Roles: line_no, part, description, quantity, unit, unit_price, price_per, amount, currency,
origin, hs, net_weight, gross_weight, packages, marks, discount_pct, liters, tare_each, ignored.
A correction holds for every later paper of the seller with the same headings. A sheet is named
as FILE#SHEET:ROLE=COLUMN.";

/// Which packet, and what to correct.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    /// Folder with the papers of one shipment.
    packet: PathBuf,
    /// Column (letters, or none) that holds a role; remembered for the seller.
    #[arg(long, value_name = "FILE:ROLE=COLUMN")]
    set: Vec<Correction>,
    /// Keep the mapping of all invoices as it is shown: it was looked through.
    #[arg(long)]
    confirm: bool,
}

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Correction {
    file: String,
    sheet: Option<String>,
    role: Role,
    /// From 0; `None` frees the role.
    column: Option<u32>,
}

impl FromStr for Correction {
    type Err = String;
    fn from_str(text: &str) -> Result<Correction, String> {
        let (place, assigned) =
            text.rsplit_once(':').ok_or("write FILE:ROLE=COLUMN, as in invoice.xlsx:part=C")?;
        let (role, column) = assigned.split_once('=').ok_or("write ROLE=COLUMN, as in part=C")?;
        let role = Role::from_name(role).ok_or_else(|| format!("«{role}» is no role; see --help"))?;
        let column = match column {
            "none" => None,
            letters => Some(
                column_of(letters)
                    .ok_or_else(|| format!("«{letters}» is no column; give its letters, as in C"))?,
            ),
        };
        let (file, sheet) = match place.split_once('#') {
            Some((file, sheet)) => (file, Some(sheet.to_string())),
            None => (place, None),
        };
        Ok(Correction { file: file.into(), sheet, role, column })
    }
}

/// Shows the mapping; with corrections, keeps them and shows what they lead to.
pub fn run(arguments: &Arguments, context: &Context) -> Result<(), Failure> {
    let pack = law::pack(&context.data)?;
    let mut memory = context.data.mappings()?;
    let mut packet = read_packet(packet::papers(&arguments.packet)?, &memory, &pack);
    if arguments.set.is_empty() && !arguments.confirm {
        return output::text(&show(&packet.invoices));
    }
    for correction in &arguments.set {
        correct(&mut packet.invoices, correction)?;
    }
    let corrected =
        |invoice: &&Invoice| arguments.confirm || arguments.set.iter().any(|one| one.file == invoice.file);
    for invoice in packet.invoices.iter().filter(corrected) {
        let seller = invoice.seller.as_deref().ok_or_else(|| {
            Failure::Input(format!(
                "{}: no seller is known, so nothing can be remembered for him; name him in packet.json",
                invoice.file
            ))
        })?;
        memory.remember(seller, &invoice.mapping);
    }
    let path = context.data.keep_mappings(&memory)?;
    let again = read_packet(packet::papers(&arguments.packet)?, &memory, &pack);
    output::text(&format!("{}\nremembered in {}\n", show(&again.invoices), path.display()))
}

fn correct(invoices: &mut [Invoice], correction: &Correction) -> Result<(), Failure> {
    let held: Vec<String> = invoices.iter().map(|invoice| invoice.file.clone()).collect();
    let mut sheets = invoices
        .iter_mut()
        .filter(|invoice| invoice.file == correction.file)
        .flat_map(|invoice| &mut invoice.mapping.sheets)
        .filter(|sheet| correction.sheet.is_none() || sheet.sheet == correction.sheet)
        .peekable();
    if sheets.peek().is_none() {
        let text = format!(
            "no table of {} was understood as an invoice; there are {}",
            correction.file,
            held.join(", ")
        );
        return Err(Failure::Input(text));
    }
    sheets.for_each(|sheet| sheet.assign(correction.role, correction.column));
    Ok(())
}

fn show(invoices: &[Invoice]) -> String {
    let mut out = String::new();
    if invoices.is_empty() {
        out.push_str("no invoice was found in the packet\n");
    }
    for invoice in invoices {
        let seller = invoice.seller.as_deref().unwrap_or("seller not known");
        let _ = writeln!(out, "{} ({seller}), {} lines of goods", invoice.file, invoice.lines.len());
        invoice.mapping.sheets.iter().for_each(|sheet| show_sheet(&mut out, sheet));
    }
    out
}

fn show_sheet(out: &mut String, sheet: &SheetMapping) {
    let name = sheet.sheet.as_deref().map_or("table".to_string(), |name| format!("sheet {name}"));
    let row = sheet.header_row.map_or("no headings".to_string(), |row| format!("headings in row {row}"));
    let _ = writeln!(out, "  {name}, {row}{}", if sheet.remembered { ", remembered" } else { "" });
    let rows: Vec<Vec<String>> = sheet
        .columns
        .iter()
        .map(|column| {
            let heading = column.heading.split_whitespace().collect::<Vec<_>>().join(" ");
            vec![
                format!("  {}", letters(column.column)),
                column.role.name().into(),
                format!("«{heading}»"),
                format!("{}%", column.confidence),
                column.why.clone(),
            ]
        })
        .collect();
    out.push_str(&table(&[], &rows));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_names_file_sheet_role_and_column() {
        let read: Correction = "a:b.xlsx#CI:part=AB".parse().unwrap();
        assert_eq!(
            (read.file.as_str(), read.sheet.as_deref(), read.role, read.column),
            ("a:b.xlsx", Some("CI"), Role::Part, Some(27))
        );
        assert_eq!("x.csv:origin=none".parse::<Correction>().unwrap().column, None);
        for bad in ["", "x.csv", "x.csv:part", "x.csv:colour=C", "x.csv:part=1", "x.csv:part="] {
            assert!(bad.parse::<Correction>().is_err(), "{bad}");
        }
    }
}
