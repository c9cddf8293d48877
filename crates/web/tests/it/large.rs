//! A file of many lines: a sheet of them at a time, and a page that does not grow with the shipment.

use std::fmt::Write;

use cocket_desk::Role;
use cocket_intake::Paper;

use crate::pages::get;
use crate::site::{actor, papers, site};

/// The demo's shipment with so many invoice lines, over parts that all have their origin.
fn shipment(lines: usize) -> Vec<Paper> {
    let mut all = papers("Big Client LLC");
    let packet = String::from_utf8(all[0].bytes.clone())
        .unwrap()
        .replace("ZZ9-0009101-0", "ZZ9-0009102-8")
        .replace("invoice_HL-26-0417.xlsx", "invoice.csv");
    all[0].bytes = packet.into_bytes();
    let goods = [
        ("Mixing bowl set of three, stainless steel", "7323.93", "set", "7323.93.00.60", 1500, "7.85", 11775),
        ("Bamboo chopping board 40 cm", "4419.11", "pcs", "4419.11.00.00", 2400, "3.60", 8640),
        ("Stoneware mug, glazed, 350 ml", "6912.00", "pcs", "6912.00.44.00", 4800, "1.35", 6480),
        ("LED table lamp, rattan shade", "9405.21", "pcs", "9405.21.80.10", 650, "14.90", 9685),
    ];
    let mut csv = String::from(
        "COMMERCIAL INVOICE\nInvoice No.,HL-26-0417\nDate,22 May 2026\nDelivery terms,CFR Long Beach (Incoterms 2020)\n\nArticle,Description,HS code,Origin,Quantity,Unit,Unit price USD,Amount USD\n",
    );
    let mut parts = String::from(
        "part_no,description,hts10,origin_default,maker,mid,net_kg_each,steel_wt_pct,alu_wt_pct,copper_wt_pct,steel_value_pct,alu_value_pct,melt_pour_country,smelt_cast_country,us_content_pct,vehicle_part,usmca_criterion,fda_product_code,adcvd_case,notes\n",
    );
    let mut sum = 0i64;
    for n in 0..lines {
        let g = &goods[n % 4];
        let part = format!("P{:03}", n % 250 / 4 * 4 + n % 4);
        let _ = writeln!(csv, "{part},\"{}\",{},Vietnam,{},{},{},{}.00\n", g.0, g.1, g.4, g.2, g.5, g.6);
        sum += g.6;
    }
    for n in 0..252 {
        let g = &goods[n % 4];
        let steel = if n % 4 == 0 { "100" } else { "" };
        let melt = if n % 4 == 0 { "VN" } else { "" };
        parts.push_str(&format!(
            "P{n:03},\"{}\",{},VN,Hanoi Lantern,VNHANLAN214HAI,0.95,{steel},,,,,{melt},,,,,,,\n",
            g.0, g.3
        ));
    }
    let _ = writeln!(csv, "TOTAL CFR LONG BEACH,,,,,,,{sum}.00\nOcean freight included: USD 3240.00\n");
    all[1] = Paper::new("invoice.csv", csv.into_bytes());
    all[3] = Paper::new("parts.csv", parts.into_bytes());
    all.remove(2);
    all
}

#[tokio::test]
async fn many_lines_are_shown_a_sheet_at_a_time() {
    let site = site(actor(Role::Certifier, &[]), "Fernbrook Garden & Table LLC").await;
    let id = site.desk.open_file(&site.actor, shipment(450)).await.unwrap();
    let (_, _, first) = get(&site, &format!("/files/{id}")).await;
    let rows = |text: &str| text.matches("<tr id=\"line-").count();
    assert_eq!(rows(&first), 100, "a sheet");
    assert!(first.contains("sheet 1 of 5") && first.contains("href=\"?sheet=2#lines\" data-key=\"]\""));
    let (_, _, last) = get(&site, &format!("/files/{id}?sheet=5")).await;
    assert_eq!(rows(&last), 50);
    assert!(last.contains("<tr id=\"line-450\"") && last.contains("href=\"?sheet=4#lines\""));
    let (_, _, beyond) = get(&site, &format!("/files/{id}?sheet=99")).await;
    assert!(beyond.contains("sheet 5 of 5"));
    assert!(first.len() < 1_500_000, "{} bytes", first.len());
    assert_eq!(first.matches(": duty</h3>").count(), 1, "one line is explained, not 450");
    let leads = |text: &str, to: &str| text.contains(&format!("<a href=\"{to}\">P000</a>"));
    assert!(
        leads(&first, "#line-1") && leads(&last, "?sheet=1#line-1"),
        "a finding leads to the sheet of its line"
    );
}
