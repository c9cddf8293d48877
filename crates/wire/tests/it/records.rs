//! A record as others use it: which fields are blank, what parses, when two are the same.

use cocket_base::ids::{ImporterNumber, PortCode, TariffNumber};
use cocket_wire::Record;
use cocket_wire::layouts::entry_summary::{r10, r11, r50};

#[test]
fn a_field_is_blank_until_something_stands_in_it() {
    let mut record = Record::new(&r50::LAYOUT);
    assert!(record.is_blank(r50::HTS_NUMBER) && record.is_blank(r50::UOM_1));
    record.set_text(r50::HTS_NUMBER, "61").unwrap();
    assert!(!record.is_blank(r50::HTS_NUMBER), "half filled is not blank");
    assert!(record.is_blank(r50::UOM_1), "its neighbours still are");
    record.set_text(r50::HTS_NUMBER, "6109100012").unwrap();
    assert!(!record.is_blank(r50::HTS_NUMBER));
    record.set_text(r50::HTS_NUMBER, "").unwrap();
    assert!(record.is_blank(r50::HTS_NUMBER));
}

#[test]
fn two_records_are_the_same_in_layout_and_columns_wherever_they_stood() {
    let with = |number: &str| {
        let mut record = Record::new(&r50::LAYOUT);
        record.set_text(r50::HTS_NUMBER, number).unwrap();
        record
    };
    assert_eq!(with("6109100012"), with("6109100012").numbered(7));
    assert_ne!(with("6109100012"), with("6109100014"), "one column apart");
    let columns = *with("6109100012").columns();
    assert_ne!(
        Record::read(&r50::LAYOUT, columns, 1),
        Record::read(&r11::LAYOUT, columns, 1),
        "another layout"
    );
}

#[test]
fn what_does_not_parse_is_told_in_the_parsers_words_unless_it_is_private() {
    let mut record = Record::new(&r50::LAYOUT);
    record.set_text(r50::HTS_NUMBER, "610910001").unwrap();
    let finding = record.parse::<TariffNumber>(r50::HTS_NUMBER).unwrap_err();
    assert!(finding.text.starts_with(r50::HTS_NUMBER.name) && finding.text.contains("9 digits"), "{finding}");
    record.set_text(r50::HTS_NUMBER, "6109100012").unwrap();
    assert_eq!(record.parse::<TariffNumber>(r50::HTS_NUMBER).unwrap().unwrap().compact(), "6109100012");
    assert_eq!(record.parse::<PortCode>(r50::UOM_1).unwrap(), None, "blank is nothing and no fault");
    // A personal number that does not parse is not repeated.
    let private = r11::LAYOUT.fields.iter().chain(r10::LAYOUT.fields).find(|field| field.private);
    if let Some(field) = private {
        let layout = if r11::LAYOUT.fields.as_ptr_range().contains(&std::ptr::from_ref(field)) {
            &r11::LAYOUT
        } else {
            &r10::LAYOUT
        };
        let mut record = Record::new(layout);
        let odd = "123-45-678";
        if record.set_text(field, odd).is_ok() {
            let finding = record.parse::<ImporterNumber>(field).unwrap_err();
            assert!(!finding.text.contains(odd), "{finding}");
        }
    }
}

#[test]
fn a_code_that_is_not_listed_is_answered_with_the_codes_that_are() {
    let mut columns = *Record::new(&r10::LAYOUT).columns();
    columns[r10::ACTION_CODE.start] = b'Q';
    let record = Record::read(&r10::LAYOUT, columns, 1);
    let (field, fault) = record.faults().find(|(field, _)| field.name == r10::ACTION_CODE.name).unwrap();
    let finding = record.finding(field, fault);
    let told = format!("{} {}", finding.text, finding.remedy.as_deref().unwrap_or_default());
    for code in r10::ACTION_CODE.allowed {
        assert!(told.contains(&code.to_string()), "{code} is not named in: {told}");
    }
}
