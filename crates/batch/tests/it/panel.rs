//! The rows of the reference panel through the tables: the same amounts as by the explained path, which is held to the panel
//! itself by the tests of the tariff crate.

use std::collections::BTreeMap;

use cocket_batch::{Compiled, Line, Lines, Profile, Profiles, compile};
use cocket_tariff::engine::{FactValue, Facts};

use super::equal::{compare, tariff};
use super::shared;

#[test]
fn the_panel_comes_out_as_by_the_explained_path() {
    let Some(hts) = shared::hts() else { return };
    let image = compile(tariff(), None, [0; 4]).unwrap();
    let compiled = Compiled::read(bytemuck::cast_slice(&image)).unwrap();
    let mut profiles = Profiles::new(&compiled);
    let metals = ["steel_pct", "aluminum_pct", "copper_pct"];
    let all = metals.map(|name| (name.to_string(), FactValue::Text("100".into())));
    let facts = Facts { named: all.into_iter().collect(), ..Facts::default() };
    let metal = profiles.add(&compiled, Profile { facts, ..Profile::default() });
    let mut lines = Lines::new();
    for row in csv::Reader::from_path(hts.join("panel_dev.csv")).unwrap().deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        let (number, origin) = (row["hts10"].parse().unwrap(), row["origin_iso2"].parse().unwrap());
        let mut line = Line::new(number, origin, row["date"].parse().unwrap(), 10_000);
        line.profile = if row["flags"].contains("metal_content_100pct") { metal } else { 0 };
        lines.push(&line);
    }
    let native = compare(&compiled, &profiles, &lines, None);
    assert!(native * 10 > lines.len() * 9, "the tables answer {native} of {} rows", lines.len());
}

#[test]
fn a_number_of_another_length_is_not_taken_for_its_line() {
    let image = compile(tariff(), None, [0; 4]).unwrap();
    let compiled = Compiled::read(bytemuck::cast_slice(&image)).unwrap();
    let mut lines = Lines::new();
    for number in ["8309.90", "8309.90.00", "8309.90.00.90", "8309"] {
        let day = "2026-06-16".parse().unwrap();
        lines.push(&Line::new(number.parse().unwrap(), "VN".parse().unwrap(), day, 1000));
    }
    assert_eq!(compare(&compiled, &Profiles::new(&compiled), &lines, None), 4);
}
