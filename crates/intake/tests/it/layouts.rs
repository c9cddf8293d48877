//! Layouts of sellers that no sample has: other headings, orders, notations, languages, merged cells, pages, charges.

use cocket_base::Finding;
use cocket_intake::facts::{Invoice, PackingList};
use cocket_intake::mapping::{Mapping, Role};
use cocket_intake::{MappingMemory, Packet, Paper, read_packet, read_table_bytes};
use cocket_law::Pack;
use rust_xlsxwriter::{Format, Workbook};

/// A table of text as a packet of its own.
fn csv(text: &str) -> (Invoice, Vec<Finding>) {
    let (mut invoices, _, findings) = read_table_bytes("invoice.csv", text.as_bytes());
    assert_eq!(invoices.len(), 1, "{findings:#?}");
    (invoices.remove(0), findings)
}

fn packing_csv(text: &str) -> (PackingList, Vec<Finding>) {
    let (_, mut lists, findings) = read_table_bytes("packing.csv", text.as_bytes());
    assert_eq!(lists.len(), 1, "{findings:#?}");
    (lists.remove(0), findings)
}

/// Each line as «part quantity unit price amount».
fn lines(invoice: &Invoice) -> Vec<String> {
    let number = |figure: &Option<cocket_intake::facts::Sourced<cocket_base::Decimal>>| {
        figure.as_ref().map_or_else(|| "-".to_string(), |figure| figure.value.normalize().to_string())
    };
    let unit = |line: &cocket_intake::facts::InvoiceLine| {
        line.unit.as_ref().map_or("-", |unit| unit.value.printed()).to_string()
    };
    (invoice.lines.iter())
        .map(|line| {
            format!(
                "{} {} {} {} {}",
                line.part.value,
                number(&line.quantity),
                unit(line),
                number(&line.unit_price),
                number(&line.amount)
            )
        })
        .collect()
}

fn total(invoice: &Invoice) -> Option<String> {
    invoice.printed_total.as_ref().map(|total| total.value.normalize().to_string())
}

fn adjustments(invoice: &Invoice) -> Vec<String> {
    let adjustment = |a: &cocket_intake::facts::Adjustment| {
        format!("{:?} {} {} {}", a.kind, a.amount.value.normalize(), a.in_total, a.in_prices)
    };
    invoice.adjustments.iter().map(adjustment).collect()
}

/// The codes of warnings and blocks that are about the paper, not about what the packet lacks.
fn grave(findings: &[Finding]) -> Vec<&str> {
    let beside = ["MASTER_MISSING", "INVOICE_MISSING"];
    let grave = findings
        .iter()
        .filter(|f| f.severity > cocket_base::Severity::Info && !beside.contains(&f.code.as_str()));
    grave.map(|f| f.code.as_str()).collect()
}

#[test]
fn columns_in_any_order_with_other_words() {
    let (invoice, findings) = csv("\
Amount;Unit Price;Order no;Quantity;UOM;Product code;Product name;Country\n\
250,00 EUR;2,50;PO-1;100;Stück;X-1;Schraube;DE\n\
1.000,00 EUR;10,00;PO-1;100;Stück;X-2;Mutter;Österreich\n\
1.250,00 EUR;;;;;Gesamtsumme;;\n");
    assert_eq!(lines(&invoice), ["X-1 100 pcs 2.5 250", "X-2 100 pcs 10 1000"]);
    assert_eq!(total(&invoice).as_deref(), Some("1250"));
    assert_eq!(invoice.lines[1].origin.as_ref().unwrap().value.to_string(), "AT");
    assert_eq!(grave(&findings), [] as [&str; 0], "{findings:#?}");
}

#[test]
fn swiss_french_and_indian_numbers() {
    let (invoice, findings) = csv(
        "Art.-Nr.;Bezeichnung;Menge;ME;Preis CHF;Betrag CHF\nA;Uhr;1'200;Stk;12.50;15'000.00\nB;Band;10;Stk;1.-;10.-\nTotal CHF;;;;;15'010.00\n",
    );
    assert_eq!(
        (lines(&invoice), grave(&findings)),
        (vec!["A 1200 pcs 12.5 15000".into(), "B 10 pcs 1 10".into()], vec![])
    );
    assert_eq!(invoice.currency.unwrap().value.to_string(), "CHF");
    let (invoice, findings) = csv(
        "Réf.;Désignation;Qté;Prix unitaire HT;Montant HT\nA1;Câble;1 200;3,25 €;3 900,00 €\nTotal HT;;;;3 900,00 €\nTVA 0 %;;;;0,00 €\nTotal TTC;;;;3 900,00 €\n",
    );
    assert_eq!(lines(&invoice), ["A1 1200 - 3.25 3900"]);
    assert_eq!((total(&invoice).as_deref(), grave(&findings)), (Some("3900"), vec!["UNIT_NOT_STATED"]));
    let (invoice, findings) = csv(
        "Item code,Description,Qty,Unit,Rate INR,Amount INR\nK-9,Brass lamp,1000,Nos,123.45,\"1,23,450.00\"\nGrand total,,,,,\"1,23,450.00\"\n",
    );
    assert_eq!((lines(&invoice), grave(&findings)), (vec!["K-9 1000 pcs 123.45 123450".into()], vec![]));
}

#[test]
fn units_inside_the_quantity_cell_and_currency_signs() {
    let (invoice, findings) = csv(
        "Style No,Goods,Quantity,Price,Amount\nS-1,Shirt,\"1,200 pcs\",US$4.50,\"US$5,400.00\"\nS-2,Socks,50 DOZ,$6.00,$300.00\nTOTAL,,,,\"US$5,700.00\"\n",
    );
    assert_eq!(lines(&invoice), ["S-1 1200 pcs 4.5 5400", "S-2 50 doz. 6 300"]);
    assert_eq!(grave(&findings), [] as [&str; 0], "{findings:#?}");
}

#[test]
fn chinese_and_japanese_papers() {
    let (invoice, findings) = csv(
        "商业发票\n发票号：QF-26-1\n日期：2026年5月19日\n货号,品名,数量,单位,单价(USD),金额(USD)\nQF-1,蓝牙音箱,1200,个,14.35,17220.00\nQF-2,耳机,10,个,2.00,20.00\n合计,,,,,17240.00\n原产国：中国\n",
    );
    assert_eq!(lines(&invoice), ["QF-1 1200 pcs 14.35 17220", "QF-2 10 pcs 2 20"]);
    assert_eq!((total(&invoice).as_deref(), grave(&findings)), (Some("17240"), vec![]));
    assert_eq!(invoice.origin_of_all.unwrap().value.to_string(), "CN");
    assert_eq!(invoice.number.unwrap().value, "QF-26-1");
    assert_eq!(invoice.date.unwrap().value.to_string(), "2026-05-19");
    assert_eq!(invoice.currency.unwrap().value.to_string(), "USD");
    let (invoice, findings) = csv(
        "品番,商品名,原産国,数量,単価,金額\nHB-1,画筆,日本,300本,520,\"156,000\"\n合計金額,,,,,\"156,000\"\n",
    );
    assert_eq!((lines(&invoice), grave(&findings)), (vec!["HB-1 300 pcs 520 156000".into()], vec![]));
}

#[test]
fn portuguese_and_dutch_papers() {
    let (invoice, findings) = csv(
        "FATURA COMERCIAL Nº 77/2026;;;;\nCódigo;Descrição;Qtde;Un;Preço unit. EUR;Valor total EUR\nC-1;Azulejo;2.000;m2;8,50;17.000,00\nSubtotal;;;;;17.000,00\nDesconto 5%;;;;;850,00\nTotal geral;;;;;16.150,00\nPaís de origem: Portugal\n",
    );
    assert_eq!(lines(&invoice), ["C-1 2000 m2 8.5 17000"]);
    assert_eq!(
        (adjustments(&invoice), total(&invoice).as_deref()),
        (vec!["Discount -850 true false".to_string()], Some("16150"))
    );
    assert_eq!((invoice.origin_of_all.unwrap().value.to_string(), grave(&findings)), ("PT".into(), vec![]));
    let (invoice, findings) = csv(
        "Factuurnummer: F-2026-12\nArtikelnr;Omschrijving;Aantal;Eenheid;Prijs;Bedrag\nT-1;Tulpenbollen;1.500;stuks;0,12;180,00\nVerzendkosten;;;;;25,00\nTotaal;;;;;205,00\n",
    );
    assert_eq!(
        (adjustments(&invoice), grave(&findings)),
        (vec!["Freight 25 true false".to_string()], vec![])
    );
    assert_eq!(invoice.number.unwrap().value, "F-2026-12");
}

#[test]
fn charges_before_and_behind_totals_deposits_and_balances() {
    let (invoice, findings) = csv(
        "P/N,Description,Qty,Unit,Price,Amount\nA,Pump,2,pcs,500.00,1000.00\nTOTAL EXW,,,,,1000.00\nPacking,,,,,20.00\nOcean freight,,,,,80.00\nInsurance,,,,,5.00\nTOTAL CIF,,,,,1105.00\nLess deposit 30%,,,,,-331.50\nBalance due,,,,,773.50\n",
    );
    assert_eq!(total(&invoice).as_deref(), Some("1105"));
    assert_eq!(
        adjustments(&invoice),
        ["Packing 20 true false", "Freight 80 true false", "Insurance 5 true false"]
    );
    assert_eq!(grave(&findings), [] as [&str; 0], "{findings:#?}");
    let (invoice, findings) = csv(
        "P/N,Description,Qty,Unit,Price,Amount\nA,Pump,2,pcs,500.00,1000.00\nTOTAL,,,,,1000.00\nOcean freight,,,,,80.00\n",
    );
    assert_eq!(
        (adjustments(&invoice), grave(&findings)),
        (vec!["Freight 80 false false".to_string()], vec![])
    );
    let (invoice, findings) = csv(
        "P/N,Description,Qty,Unit,Price,Amount\nA,Pump,2,pcs,500.00,1000.00\nFREIGHT,Ocean freight Ningbo - Oakland,1,lot,80.00,80.00\nTOTAL,,,,,1080.00\n",
    );
    assert_eq!(
        (lines(&invoice).len(), adjustments(&invoice)),
        (1, vec!["Freight 80 true false".to_string()])
    );
    assert_eq!(grave(&findings), [] as [&str; 0], "{findings:#?}");
}

#[test]
fn goods_whose_names_are_row_words_stay_goods() {
    let (invoice, findings) = csv(
        "P/N,Description,Qty,Unit,Price,Amount\nTS-1,Total station surveying instrument,2,pcs,500.00,1000.00\nFR-2,Freight elevator button,10,pcs,2.00,20.00\nPK-3,Packing tape,5,pcs,1.00,5.00\nTOTAL,,,,,1025.00\n",
    );
    assert_eq!(lines(&invoice), ["TS-1 2 pcs 500 1000", "FR-2 10 pcs 2 20", "PK-3 5 pcs 1 5"]);
    assert_eq!(grave(&findings), [] as [&str; 0], "{findings:#?}");
}

#[test]
fn pages_groups_and_long_descriptions() {
    let (invoice, findings) = csv("\
Item,Part number,Description,Qty,U/M,Unit price,Amount\n\
,,HAND TOOLS,,,,\n\
1,H-1,Hammer,10,ea,3.00,30.00\n\
,,with hickory handle,,,,\n\
2,H-2,Saw,10,ea,5.00,50.00\n\
,,Sub-total hand tools,,,,80.00\n\
,,Page total,,,,80.00\n\
,,Carried forward,,,,80.00\n\
\n\
Item,Part number,Description,Qty,U/M,Unit price,Amount\n\
,,Brought forward,,,,80.00\n\
,,GARDEN,,,,\n\
3,G-1,Rake,10,ea,7.00,70.00\n\
,,Sub-total garden,,,,70.00\n\
,,Page total,,,,70.00\n\
,,GRAND TOTAL,30,,,150.00\n\
Bank: Bank of Nowhere,,,,,,\n");
    assert_eq!(lines(&invoice), ["H-1 10 pcs 3 30", "H-2 10 pcs 5 50", "G-1 10 pcs 7 70"]);
    assert_eq!(invoice.lines[0].description.as_ref().unwrap().value, "Hammer with hickory handle");
    assert_eq!((total(&invoice).as_deref(), grave(&findings)), (Some("150"), vec![]));
    assert_eq!(invoice.lines[2].place.row, Some(13));
}

#[test]
fn prices_per_hundred_discount_columns_and_missing_amounts() {
    let (invoice, findings) = csv(
        "Part,Description,Qty,Unit,Price per 1000,Amount\nB-1,Bolt,5000,pcs,12.00,60.00\nTotal,,,,,60.00\n",
    );
    assert_eq!((lines(&invoice), grave(&findings)), (vec!["B-1 5000 pcs 12 60".into()], vec![]));
    let (invoice, findings) = csv(
        "Artikel;Bezeichnung;Menge;ME;Preis;PE;Betrag\nB-1;Bolzen;5.000;Stk;12,00;100;600,00\nSumme;;;;;;600,00\n",
    );
    assert_eq!((lines(&invoice), grave(&findings)), (vec!["B-1 5000 pcs 12 600".into()], vec![]));
    let (invoice, findings) = csv(
        "Part,Description,Qty,Unit,Price,Disc %,Amount\nB-1,Bolt,100,pcs,2.00,10,180.00\nTotal,,,,,,180.00\n",
    );
    assert_eq!((lines(&invoice), grave(&findings)), (vec!["B-1 100 pcs 2 180".into()], vec![]));
    let (invoice, findings) =
        csv("Part,Description,Qty,Unit,Unit price USD\nB-1,Bolt,100,pcs,2.00\nB-2,Nut,10,pcs,0.333\n");
    assert_eq!(
        (lines(&invoice), grave(&findings)),
        (vec!["B-1 100 pcs 2 200".into(), "B-2 10 pcs 0.333 3.33".into()], vec!["TOTAL_MISSING"])
    );
}

#[test]
fn tables_without_headings_are_told_by_their_contents() {
    let (invoice, findings) = csv(
        "QF-1,Speaker,1200,14.35,17220.00\nQF-2,Headphones,2500,6.20,15500.00\nQF-3,Lamp,900,11.80,10620.00\n,,,TOTAL,43340.00\n",
    );
    assert_eq!(
        lines(&invoice),
        ["QF-1 1200 - 14.35 17220", "QF-2 2500 - 6.2 15500", "QF-3 900 - 11.8 10620"]
    );
    assert_eq!(total(&invoice).as_deref(), Some("43340"));
    assert!(findings.iter().any(|f| f.code == "MAPPING_BY_CONTENT"));
}

#[test]
fn item_is_a_line_number_or_a_part_as_its_cells_say() {
    let (invoice, _) = csv(
        "Item,Art. No.,Goods,Qty,Unit,Price,Total\n1,A-1,Cup,10,pcs,1.00,10.00\n2,A-2,Dish,10,pcs,1.00,10.00\n",
    );
    assert_eq!(invoice.lines[0].part.value, "A-1");
    let (invoice, _) =
        csv("Item,Goods,Qty,Unit,Price,Total\nA-1,Cup,10,pcs,1.00,10.00\nA-2,Dish,10,pcs,1.00,10.00\n");
    assert_eq!(invoice.lines[0].part.value, "A-1");
}

#[test]
fn negative_quantities_unknown_units_and_wrong_arithmetic_block() {
    let (_, findings) = csv(
        "Part,Description,Qty,Unit,Price,Amount\nA,Cup,-10,pcs,1.00,-10.00\nB,Dish,10,bushel basket,1.00,10.00\nC,Pot,10,pcs,1.00,11.00\nD,Pan,ten,pcs,1.00,10.00\nE,Lid,10,pcs,free of charge,0\nF,Jug,0,pcs,1.00,0.00\n",
    );
    let codes = grave(&findings);
    for code in [
        "NEGATIVE_QUANTITY",
        "NEGATIVE_AMOUNT",
        "UNKNOWN_UNIT",
        "LINE_ARITHMETIC",
        "NOT_A_NUMBER",
        "FREE_OF_CHARGE",
        "ZERO_QUANTITY",
    ] {
        let finding =
            findings.iter().find(|f| f.code == code).unwrap_or_else(|| panic!("no {code}: {codes:?}"));
        assert!(finding.place.item.is_some() && finding.place.row.is_some(), "{finding:?}");
    }
}

#[test]
fn origins_by_ditto_and_unknown_ones() {
    let (invoice, findings) = csv(
        "Part,Description,Origin,Qty,Unit,Price,Amount\nA,Cup,China,10,pcs,1.00,10.00\nB,Dish,do.,10,pcs,1.00,10.00\nC,Pot,Narnia,10,pcs,1.00,10.00\nD,Pan,,10,pcs,1.00,10.00\nTotal,,,,,,40.00\n",
    );
    let origins: Vec<_> =
        invoice.lines.iter().map(|line| line.origin.as_ref().map(|o| o.value.to_string())).collect();
    assert_eq!(origins, [Some("CN".into()), Some("CN".into()), None, None]);
    assert_eq!(grave(&findings), ["UNKNOWN_ORIGIN"]);
}

#[test]
fn dates_that_cannot_be_and_dates_that_could_be_two() {
    let header = r#"{"dates":{"export":"2026-05-23","import":"2026-06-12"},"files":[{"file":"i.csv","role":"commercial invoice","seller":"S"}]}"#;
    let dated = |date: &str| {
        let text = format!(
            "Invoice 1-A\nDate: {date}\nPart,Description,Qty,Unit,Price,Amount\nA,Cup,10,pcs,1.00,10.00\nTotal,,,,,10.00\n"
        );
        let papers = vec![Paper::new("packet.json", header), Paper::new("i.csv", text)];
        let packet = read_packet(papers, &MappingMemory::new(), Pack::starter());
        let codes: Vec<String> =
            packet.findings.iter().filter(|f| f.code.starts_with("DATE")).map(|f| f.code.clone()).collect();
        (packet.invoices[0].date.as_ref().map(|d| d.value.to_string()), codes)
    };
    assert_eq!(dated("19/05/1926"), (Some("1926-05-19".into()), vec!["DATE_IMPLAUSIBLE".into()]));
    assert_eq!(
        dated("05/12/2026"),
        (Some("2026-05-12".into()), vec![]),
        "5 December would be after the export"
    );
    assert_eq!(dated("03/04/2026"), (None, vec!["DATE_AMBIGUOUS".into()]));
    assert_eq!(dated("1 July 2026").1, ["DATE_IMPLAUSIBLE"]);
}

#[test]
fn packing_lists_in_pounds_and_over_several_cartons() {
    let (list, findings) = packing_csv(
        "PACKING LIST\nCarton no,Part number,Pcs,Net wt (lbs),Gross wt (lbs)\n1,A-1,10,20,24\n2,,10,20,24\n3,A-2,5,10,12\nTOTAL,,25,50,60\n",
    );
    assert_eq!(list.rows.len(), 3);
    assert_eq!(
        (
            list.rows[1].part.value.as_str(),
            list.rows[1].net_kg.as_ref().unwrap().value.normalize().to_string().as_str()
        ),
        ("A-1", "9.0718474")
    );
    assert!(grave(&findings).is_empty(), "{findings:#?}");
}

#[test]
fn packing_totals_and_weights_that_cannot_be() {
    let (_, findings) =
        packing_csv("Part,Cartons,Qty,N.W. kg,G.W. kg\nA-1,2,10,10,12\nA-2,1,5,9,7\nTOTAL,4,15,19,19\n");
    let mut codes = grave(&findings);
    codes.sort_unstable();
    assert_eq!(codes, ["PACKING_TOTAL_MISMATCH", "WEIGHT_IMPLAUSIBLE"], "{findings:#?}");
}

/// A workbook of one sheet, written by a closure.
fn xlsx(name: &str, write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(name).unwrap();
    write(sheet);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn merged_origins_vertical_figures_two_rows_of_headings_and_codes_with_zeros() {
    let plain = Format::new();
    let zeros = Format::new().set_num_format("00000");
    let hs = Format::new().set_num_format("0000\\.00");
    let bytes = xlsx("Inv", |sheet| {
        sheet.merge_range(0, 0, 0, 7, "ACME EXPORT CO", &plain).unwrap();
        sheet.merge_range(2, 3, 2, 4, "QUANTITY", &plain).unwrap();
        sheet.merge_range(2, 5, 2, 6, "VALUE USD", &plain).unwrap();
        for (column, text) in
            ["Code", "Goods", "HS", "Qty", "Unit", "Unit price", "Amount", "Origin", "Net kg"]
                .iter()
                .enumerate()
        {
            sheet.write(3, u16::try_from(column).unwrap(), *text).unwrap();
        }
        for (row, code) in [(4, 123.0), (5, 124.0), (6, 125.0)] {
            sheet.write_with_format(row, 0, code, &zeros).unwrap();
            sheet.write(row, 1, "Thing").unwrap();
            sheet.write_with_format(row, 2, 40_690.0, &hs).unwrap();
            sheet.write(row, 3, 10.0).unwrap();
            sheet.write(row, 4, "pcs").unwrap();
            sheet.write(row, 5, 1.1).unwrap();
            sheet.write(row, 6, 11.0).unwrap();
        }
        sheet.merge_range(4, 7, 6, 7, "Viet Nam", &plain).unwrap();
        sheet.merge_range(4, 8, 6, 8, "", &plain).unwrap();
        sheet.write(4, 8, 30.0).unwrap();
        sheet.write(7, 5, "TOTAL").unwrap();
        sheet.write(7, 6, 33.0).unwrap();
    });
    let (invoices, _, findings) = read_table_bytes("invoice.xlsx", &bytes);
    let invoice = &invoices[0];
    assert_eq!(lines(invoice), ["00123 10 pcs 1.1 11", "00124 10 pcs 1.1 11", "00125 10 pcs 1.1 11"]);
    assert!(invoice.lines.iter().all(|line| line.origin.as_ref().unwrap().value.to_string() == "VN"));
    assert_eq!(invoice.lines[0].hs.as_ref().unwrap().value.to_string(), "0406.90");
    assert_eq!(grave(&findings), ["MERGED_FIGURE", "MERGED_FIGURE"], "{findings:#?}");
    assert_eq!(invoice.lines[1].place.sheet.as_deref(), Some("Inv"));
    assert_eq!(
        invoice.lines[1].amount.as_ref().unwrap().place.to_string(),
        "invoice.xlsx sheet Inv G6 00124"
    );
}

#[test]
fn several_sheets_hidden_sheets_and_formulas() {
    let mut workbook = Workbook::new();
    for (name, first) in [("Page 1", 1), ("Page 2", 3)] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        for (column, text) in ["Part", "Description", "Qty", "Unit", "Price", "Amount"].iter().enumerate() {
            sheet.write(2, u16::try_from(column).unwrap(), *text).unwrap();
        }
        for row in 0..2_u32 {
            sheet.write(3 + row, 0, format!("P-{}", first + row)).unwrap();
            sheet.write(3 + row, 1, "Thing").unwrap();
            sheet.write(3 + row, 2, 10).unwrap();
            sheet.write(3 + row, 3, "pcs").unwrap();
            sheet.write(3 + row, 4, 2.5).unwrap();
            sheet
                .write_formula(
                    3 + row,
                    5,
                    rust_xlsxwriter::Formula::new(format!("=C{0}*E{0}", 4 + row)).set_result("25"),
                )
                .unwrap();
        }
        if name == "Page 2" {
            sheet.write(5, 4, "GRAND TOTAL").unwrap();
            sheet.write(5, 5, 100).unwrap();
        }
    }
    let hidden = workbook.add_worksheet();
    hidden.set_name("old").unwrap().set_hidden(true);
    for (column, text) in ["Part", "Description", "Qty", "Unit", "Price", "Amount"].iter().enumerate() {
        hidden.write(0, u16::try_from(column).unwrap(), *text).unwrap();
        hidden.write(1, u16::try_from(column).unwrap(), column as f64).unwrap();
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let (invoices, _, findings) = read_table_bytes("invoice.xlsx", &bytes);
    assert_eq!(
        lines(&invoices[0]),
        ["P-1 10 pcs 2.5 25", "P-2 10 pcs 2.5 25", "P-3 10 pcs 2.5 25", "P-4 10 pcs 2.5 25"]
    );
    assert_eq!((total(&invoices[0]).as_deref(), invoices.len()), (Some("100"), 1));
    assert_eq!(invoices[0].lines[2].place.sheet.as_deref(), Some("Page 2"));
    assert_eq!(grave(&findings), ["HIDDEN_SHEET"]);
}

#[test]
fn one_workbook_with_invoice_and_packing_list() {
    let mut workbook = Workbook::new();
    let tables: [(&str, &[&[&str]]); 2] = [
        (
            "CI",
            &[
                &["Part", "Description", "Qty", "Unit", "Price", "Amount"],
                &["A-1", "Cup", "10", "pcs", "1.00", "10.00"],
                &["", "TOTAL", "", "", "", "10.00"],
            ],
        ),
        ("PL", &[&["Part", "Cartons", "Qty", "Net kg", "Gross kg"], &["A-1", "1", "9", "5.5", "6.5"]]),
    ];
    for (name, rows) in tables {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            sheet.write_row(u32::try_from(row).unwrap() + 4, 1, cells.iter().copied()).unwrap();
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let (invoices, lists, findings) = read_table_bytes("shipment.xlsx", &bytes);
    assert_eq!((invoices.len(), lists.len()), (1, 1));
    assert_eq!(lists[0].rows[0].gross_kg.as_ref().unwrap().value.to_string(), "6.5");
    assert_eq!(grave(&findings), ["QTY_MISMATCH"], "{findings:#?}");
}

#[test]
fn a_corrected_mapping_is_remembered_for_the_seller() {
    let header = r#"{"files":[{"file":"i.csv","role":"commercial invoice","seller":"Odd Ltd"}]}"#;
    let text = "Alpha,Beta,Gamma,Delta,Part no,Amount\nA-1,Cup,10,1.00,zzz,10.00\nA-2,Dish,10,2.00,zzz,20.00\nTotal,,,,,30.00\n";
    let read = |memory: &MappingMemory| -> Packet {
        read_packet(
            vec![Paper::new("packet.json", header), Paper::new("i.csv", text)],
            memory,
            Pack::starter(),
        )
    };
    let first = read(&MappingMemory::new());
    let mut mapping: Mapping = first.invoices[0].mapping.clone();
    let sheet = mapping.sheet_mut(None).unwrap();
    sheet.assign(Role::Part, Some(0));
    sheet.assign(Role::Description, Some(1));
    sheet.assign(Role::Quantity, Some(2));
    sheet.assign(Role::UnitPrice, Some(3));
    let mut memory = MappingMemory::new();
    memory.remember("ODD LTD", &mapping);
    let second = read(&memory);
    assert_eq!(lines(&second.invoices[0]), ["A-1 10 - 1 10", "A-2 10 - 2 20"]);
    assert!(second.invoices[0].mapping.sheets[0].remembered);
}

#[test]
fn the_clients_own_part_numbers_win_over_the_sellers() {
    let header = r#"{"files":[{"file":"i.csv","role":"commercial invoice","seller":"S"},{"file":"parts.csv","role":"product master"}]}"#;
    let text = "Model,Customer P/N,Goods,Qty,Unit,Price,Amount\nM1,C-100,Cup,10,pcs,1.00,10.00\nM2,C-200,Dish,10,pcs,2.00,20.00\nTotal,,,,,,30.00\n";
    let parts = "part_no,description,hts10\nC-100,Cup,6911.10.45.00\nC-200,Dish,6911.10.45.00\n";
    let papers =
        vec![Paper::new("packet.json", header), Paper::new("i.csv", text), Paper::new("parts.csv", parts)];
    let packet = read_packet(papers, &MappingMemory::new(), Pack::starter());
    assert_eq!(packet.invoices[0].lines[1].part.value, "C-200");
}

#[test]
fn a_description_that_names_one_part_of_the_master_tells_the_part() {
    let header = r#"{"files":[{"file":"i.csv","role":"commercial invoice"},{"file":"parts.csv","role":"product master"}]}"#;
    let text = "Description of goods,Quantity (PCS),Rate,Amount\n\"Chair, model HW-CH-01\",10,1.00,10.00\n\"Table HW-TB-02 / HW-CH-01\",10,2.00,20.00\nTotal,,,30.00\n";
    let parts = "part_no,description\nHW-CH-01,Chair\nHW-TB-02,Table\n";
    let papers =
        vec![Paper::new("packet.json", header), Paper::new("i.csv", text), Paper::new("parts.csv", parts)];
    let packet = read_packet(papers, &MappingMemory::new(), Pack::starter());
    let found: Vec<_> = packet.invoices[0].lines.iter().map(|line| line.part.value.as_str()).collect();
    assert_eq!(found, ["HW-CH-01", ""]);
    assert!(packet.findings.iter().any(|f| f.code == "PART_FROM_DESCRIPTION"));
}

#[test]
fn two_rows_of_headings_with_per_carton_and_total() {
    let (list, findings) = packing_csv(
        "C/No.,Item No.,Description,Q'ty,,Net Weight (kg),,Gross Weight (kg),\n,,,Per Ctn,Total,Per Ctn,Total,Per Ctn,Total\n1-10,AB-1,Lamp,20,200,10.5,105,11.5,115\n11-15,AB-2,Shade,40,200,4,20,5,25\nTOTAL,,,,400,,125,,140\n",
    );
    assert_eq!(list.rows[0].quantity.as_ref().unwrap().value.to_string(), "200");
    assert_eq!(list.rows[1].gross_kg.as_ref().unwrap().value.to_string(), "25");
    assert_eq!(grave(&findings), [] as [&str; 0], "{findings:#?}");
}

#[test]
fn ambiguous_numbers_are_findings_and_no_guess() {
    let (invoice, findings) =
        csv("Part;Description;Qty;Unit;Price;Amount\nA;Wire;1.200;kg;3.500;4.200\nTotal;;;;;4.200\n");
    assert_eq!(lines(&invoice), ["A - - - -"]);
    assert!(findings.iter().filter(|f| f.code == "NUMBER_AMBIGUOUS").count() >= 3);
    assert!(!findings.iter().any(|f| f.code == "TOTAL_MISMATCH"), "{findings:#?}");
}

#[test]
fn encodings_are_told_and_stated() {
    let text = "Código;Descripción;Cantidad;UM;Precio;Importe\nA-1;Tubo de plástico;10;pza;1,50;15,00\nTOTAL;;;;;15,00\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let (invoices, _, findings) = read_table_bytes("factura.csv", &bytes);
    assert_eq!(invoices[0].lines[0].description.as_ref().unwrap().value, "Tubo de plástico");
    assert!(findings.iter().any(|f| f.code == "ENCODING" && f.text.contains("windows-1252")));
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(lines(&read_table_bytes("factura.csv", &utf16).0[0]), ["A-1 10 pcs 1.5 15"]);
}

#[test]
fn a_letter_in_a_figure_is_no_figure() {
    let (invoice, findings) = csv("\
Part,Description,Qty,Unit,Unit price,Amount\n\
A-1,bolt,12O,pcs,1.00,120.00\n\
A-2,nut,10,pcs,2.00,2O.00\n\
A-3,washer,10,pcs,2.00,20.00\n");
    assert_eq!(lines(&invoice)[0], "A-1 - - 1 120");
    assert_eq!(grave(&findings).iter().filter(|code| **code == "NOT_A_NUMBER").count(), 2, "{findings:#?}");
}

#[test]
fn a_unit_behind_the_quantity_must_agree_with_the_column() {
    let with = |quantity: &str| {
        let text = format!(
            "Part,Description,Qty,Unit,Unit price,Amount\nA-1,sock,{quantity},pcs,1.00,50.00\nTotal,,,,,50.00\n"
        );
        csv(&text).1
    };
    assert_eq!(grave(&with("50 pieces")), [] as [&str; 0]);
    assert_eq!(grave(&with("50 doz")), ["UNIT_CONFLICT"]);
    assert_eq!(grave(&with("50 sleeves")), ["UNKNOWN_UNIT"]);
}

#[test]
fn a_total_in_words_and_an_impossible_day_are_told() {
    let (invoice, findings) = csv("\
Invoice No. X-9,,Date: 31/02/2026,,\n\
Part,Description,Qty pcs,Unit price USD,Amount USD\n\
A-1,bolt,120,1.00,120.00\n\
SAY TOTAL US DOLLARS ONE HUNDRED AND TWENTY ONLY,,,,\n");
    assert!(invoice.date.is_none() && invoice.printed_total.is_none());
    assert_eq!(grave(&findings), ["TOTAL_IN_WORDS", "DATE_IMPLAUSIBLE"], "{findings:#?}");
    let words = findings.iter().find(|finding| finding.code == "TOTAL_IN_WORDS").unwrap();
    assert_eq!((words.place.file.as_deref(), words.place.row), (Some("invoice.csv"), Some(4)));
}
