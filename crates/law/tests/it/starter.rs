//! The starter pack is sound and says what the law says.

use cocket_base::Cents;
use cocket_base::civil::{Date, date};
use cocket_law::{FeeTreatment, Pack};

const TODAY: Date = date(2026, 11, 24);

#[test]
fn the_starter_pack_loads_and_holds_its_tables() {
    let pack = Pack::starter();
    assert!(pack.code_tables().count() > 50);
    for table in [
        "entry_types",
        "mot",
        "bond_types",
        "payment_types",
        "spi_codes",
        "fee_class_codes",
        "uom_hts",
        "entity_codes",
        "licence_type_codes",
        "recon_issue_codes",
        "psc_reason_codes",
        "bond_waiver_reasons",
        "missing_document_codes",
        "us_states",
        "country_currency_codes",
        "es_entry_type_matrix",
        "census_warnings",
        "census_override_codes",
        "province_mid_codes",
    ] {
        assert!(pack.codes(table).is_some_and(|codes| !codes.is_empty()), "{table}");
    }
    assert_eq!(pack.codes("entry_types").unwrap().label("11"), Some("informal, free and dutiable"));
    assert_eq!(pack.codes("payment_types").unwrap().get("7").unwrap().column("periodic_month"), Some("M"));
    assert_eq!(
        pack.codes("es_entry_type_matrix").unwrap().get("40 country of export").unwrap().column("06"),
        Some("A")
    );
}

#[test]
fn fees_are_of_their_day_and_the_future_is_unknown() {
    let pack = Pack::starter();
    let year = pack.mpf(date(2026, 6, 16), TODAY).unwrap();
    assert_eq!((year.fiscal_year, year.min, year.max), (2026, Cents::new(3358), Cents::new(65_150)));
    assert_eq!(pack.mpf(date(2026, 10, 1), TODAY).unwrap().max, Cents::new(67_086));
    assert!(pack.mpf(date(2026, 10, 1), date(2026, 7, 30)).is_err(), "not yet published");
    assert!(pack.interest(date(2026, 12, 31), TODAY).is_ok());
    // Whatever the last row, the day after it is unknown.
    let after = |text: &str| {
        let until = |line: &str| line.split(',').filter_map(|cell| cell.parse::<Date>().ok()).take(2).max();
        text.lines().filter_map(until).max().unwrap().tomorrow().unwrap()
    };
    let mpf = after(include_str!("../../../../data/law/mpf.csv"));
    let error = pack.mpf(mpf, Date::MAX).unwrap_err();
    assert_eq!(error.held_until, mpf.yesterday().ok());
    let interest = after(include_str!("../../../../data/law/interest_rates.csv"));
    assert!(pack.interest(interest, Date::MAX).is_err());
    assert_eq!(pack.hmf(date(2026, 6, 16), TODAY).unwrap().nothing_at_or_under, Cents::new(300));
    assert_eq!(pack.limit("informal_limit", TODAY, TODAY).unwrap().amount.to_string(), "2500");
    assert!(pack.limit("no_such_limit", TODAY, TODAY).is_err());
    assert!(!pack.limit("de_minimis_suspended", date(2025, 8, 28), TODAY).unwrap().is_on());
    assert!(pack.limit("de_minimis_suspended", date(2025, 8, 29), TODAY).unwrap().is_on());
}

#[test]
fn countries_are_found_as_papers_name_them() {
    let countries = Pack::starter().countries();
    for (text, code) in [
        ("China", "CN"),
        ("CHINA", "CN"),
        ("P.R. China", "CN"),
        ("PR CHINA", "CN"),
        ("People's Republic of China", "CN"),
        ("Made in China", "CN"),
        ("Shenzhen, China", "CN"),
        ("中国", "CN"),
        ("CN", "CN"),
        ("chn", "CN"),
        ("Deutschland", "DE"),
        ("Germany", "DE"),
        ("Alemania", "DE"),
        ("Mexico", "MX"),
        ("México", "MX"),
        ("MEX", "MX"),
        ("Vietnam", "VN"),
        ("Viet Nam", "VN"),
        ("Việt Nam", "VN"),
        ("Made in Vietnam", "VN"),
        ("Vietnam (VN)", "VN"),
        ("Italia", "IT"),
        ("Japan", "JP"),
        ("日本", "JP"),
        ("Taiwan", "TW"),
        ("Taiwan, Province of China", "TW"),
        ("Taiwan R.O.C.", "TW"),
        ("South Korea", "KR"),
        ("Korea, Republic of", "KR"),
        ("Republic of Korea", "KR"),
        ("Hecho en México", "MX"),
        ("Country of origin: Italy", "IT"),
        ("Product of Japan", "JP"),
        ("Ursprungsland: Deutschland", "DE"),
        ("Türkiye", "TR"),
        ("U.S.A.", "US"),
        ("United Kingdom", "GB"),
        ("Viet-Nam", "VN"),
        ("Kosovo", "KV"),
        ("Czechia", "CZ"),
        ("Made in the Netherlands", "NL"),
        ("Hong Kong, China", "HK"),
        ("my", "MY"),
        ("Origine: Italie", "IT"),
    ] {
        assert_eq!(countries.find(text).map(|c| c.to_string()).as_deref(), Some(code), "{text}");
    }
    for text in [
        "",
        "Atlantis",
        "Made in China, assembled in Vietnam",
        "Los Angeles, CA",
        "ZZ",
        "Georgia, USA",
        "various",
    ] {
        assert_eq!(countries.find(text), None, "{text}");
    }
    assert_eq!(countries.find(&"China ".repeat(1000)), None);
}

#[test]
fn groups_have_dates() {
    let countries = Pack::starter().countries();
    let code = |text: &str| text.parse().unwrap();
    assert!(countries.is_eu(code("GB"), date(2020, 1, 31)) && !countries.is_eu(code("GB"), date(2020, 2, 1)));
    assert!(countries.is_eu(code("HR"), TODAY) && !countries.is_eu(code("CH"), TODAY));
    assert!(
        !countries.is_column2(code("RU"), date(2022, 4, 8))
            && countries.is_column2(code("RU"), date(2022, 4, 9))
    );
    assert!(countries.is_column2(code("CU"), TODAY) && !countries.is_column2(code("CN"), TODAY));
    assert!(countries.get(code("WE")).unwrap().used_by_cbp);
}

#[test]
fn programmes_have_countries_dates_and_a_fee_treatment() {
    let programs = Pack::starter().programs();
    assert_eq!(programs.program("S", date(2026, 6, 9), TODAY).unwrap().mpf, FeeTreatment::Exempt);
    assert_eq!(programs.program("JP", date(2026, 6, 9), TODAY).unwrap().mpf, FeeTreatment::Due);
    assert!(programs.program("S", date(2020, 6, 30), TODAY).is_err());
    assert!(programs.program("A", date(2026, 1, 1), TODAY).is_err(), "lapsed");
    assert!(programs.program("D", date(2026, 1, 15), date(2026, 1, 15)).is_err(), "renewed only later");
    assert!(programs.program("D", date(2026, 1, 15), date(2026, 2, 3)).is_ok());
    assert_eq!(programs.covers("S", "MX".parse().unwrap()), Some(true));
    assert_eq!(programs.covers("S", "CN".parse().unwrap()), Some(false));
    assert_eq!(programs.covers("A", "IN".parse().unwrap()), None, "the list is not held");
    assert_eq!(programs.covers("??", "IN".parse().unwrap()), None);
}

#[test]
fn ports_have_names() {
    let ports = Pack::starter().ports();
    assert!(ports.name("2704".parse().unwrap()).unwrap().starts_with("LOS ANGELES"));
    assert_eq!(ports.name("4701".parse().unwrap()), None);
}

#[test]
fn every_date_of_a_clock_has_its_question() {
    let pack = Pack::starter();
    assert!(pack.clocks().len() > 100);
    for row in pack.clocks().values().flat_map(|rows| rows.rows()) {
        let formulas = [Some(&row.due), row.opens.as_ref()];
        for fact in formulas.into_iter().flatten().flat_map(|formula| formula.facts()) {
            assert!(pack.clock_question(&fact.name).is_some(), "{}", fact.name);
        }
    }
}

#[test]
fn every_file_of_the_data_folders_is_embedded() {
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data");
    let held: Vec<String> = Pack::starter().tables().map(|table| table.name().to_string()).collect();
    for folder in ["law", "codes", "reference"] {
        for file in std::fs::read_dir(format!("{data}/{folder}")).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            if let Some(table) = name.strip_suffix(".csv") {
                assert!(
                    held.iter().any(|held| held == table),
                    "{folder}/{name}: add it to crates/law/src/starter.rs"
                );
            }
        }
    }
}
