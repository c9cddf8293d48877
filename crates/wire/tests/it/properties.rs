//! Random records made from the layouts, and random bytes.

use cocket_wire::json::{Line, Message};
use cocket_wire::layout::{Class, Code, FieldSpec, Layout, WIDTH};
use cocket_wire::{Application, Decoded, Limits, Record, decode, encode, transaction};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::total;

/// Every application with one of its layouts.
fn layouts() -> Vec<(&'static Application, &'static Layout)> {
    let of = |application: &'static Application| {
        application.chapters().flat_map(|chapter| chapter.layouts).map(move |layout| (application, *layout))
    };
    Application::ALL.iter().flat_map(of).collect()
}

/// A text that the field admits, chosen by `seed`; blank where it may be.
fn text_for(field: &FieldSpec, seed: u64) -> String {
    let width = field.width();
    let pick = |from: &[u8], len: usize, salt: u64| -> String {
        let at = |place: usize| {
            usize::try_from(
                (seed / (salt + u64::try_from(place).unwrap() * 7 + 1)) % u64::try_from(from.len()).unwrap(),
            )
            .unwrap()
        };
        (0..len).map(|place| char::from(from[at(place)])).collect()
    };
    if !field.is_mandatory() && seed.is_multiple_of(3) {
        return String::new();
    }
    if !field.allowed.is_empty() {
        return match field.allowed[usize::try_from(seed).unwrap_or(0) % field.allowed.len()] {
            Code::Text(text) => text.into(),
            Code::Range(from, _) => from.into(),
            Code::Pattern(pattern) => pattern.replace('#', "7"),
        };
    }
    let len = 1 + usize::try_from(seed % u64::try_from(width).unwrap()).unwrap();
    match field.class {
        Class::Filler | Class::Any => String::new(),
        Class::Letters => pick(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", len, 1),
        Class::Alphanumeric => pick(b"ABCXYZ0123456789", len, 2),
        Class::Printable => pick(b"ABCXYZ0189!@#$%^&*()-_=+[{]}\\|;:'\",<.>/?`~", len, 3),
        Class::Digits | Class::DigitsLeft | Class::Number => pick(b"0123456789", len.min(17), 4),
        Class::Date => format!("{:02}{:02}{:02}", 1 + seed % 12, 1 + seed / 12 % 28, seed / 336 % 100),
    }
}

/// A sound record of the layout.
fn record(layout: &'static Layout, seeds: &[u64]) -> Record {
    let mut record = Record::new(layout);
    for (field, seed) in layout
        .fields
        .iter()
        .zip(seeds.iter().cycle())
        .filter(|(field, _)| field.constant.is_none() && field.class != Class::Filler)
    {
        record
            .set_text(field, &text_for(field, *seed))
            .unwrap_or_else(|fault| panic!("{layout:?} {} {fault:?}", field.name));
    }
    record
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn a_record_made_from_its_layout_survives(at in any::<prop::sample::Index>(), seeds in vec(any::<u64>(), 7)) {
        let all = layouts();
        let (application, layout) = all[at.index(all.len())];
        let made = record(layout, &seeds);
        prop_assert!(made.is_sound(), "{made:?} {:?}", made.faults().collect::<Vec<_>>());
        let limits = Limits::within(application);
        let bytes = encode(&[made]).unwrap();
        prop_assert_eq!(bytes.len(), WIDTH + 1);
        let read = decode(&bytes, &limits);
        prop_assert_eq!(read.records.len(), 1);
        prop_assert_eq!(read.records[0].columns(), made.columns());
        // A closer layout may claim the line (54-01 a 54 of type 01), and ask more of it.
        if !read.records[0].is(layout) {
            return Ok(());
        }
        prop_assert!(read.findings.is_empty(), "{:?}", read.findings);
        prop_assert_eq!(&encode(&read.records).unwrap(), &bytes);
        let line = Line::of(&read.records[0]);
        let message = Message { application: Some(application.id.into()), records: vec![line], findings: vec![] };
        let (back, findings) = message.records();
        prop_assert!(findings.is_empty(), "{findings:?} {message:?}");
        let again = Message::of(&Decoded { records: back, findings }, &limits);
        prop_assert_eq!(again, message);
    }

    #[test]
    fn no_bytes_stop_the_reader(bytes in vec(any::<u8>(), 0..400)) {
        total::check(&bytes);
    }

    #[test]
    fn nearly_sound_messages_do_not_stop_it_either(
        picks in vec((any::<prop::sample::Index>(), vec(any::<u64>(), 3)), 1..12),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let entries = layouts();
        let mut bytes = b"A2704EEEPASSWD071526     AE                                                     \nB  2704EEEAE                                                                    \n".to_vec();
        for (at, seeds) in &picks {
            let (_, layout) = entries[at.index(entries.len())];
            bytes.extend_from_slice(record(layout, seeds).columns());
            bytes.push(b'\n');
        }
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        total::check(&bytes);
    }

    #[test]
    fn every_record_of_a_block_belongs_to_one_transaction(picks in vec((any::<prop::sample::Index>(), any::<u64>()), 0..60)) {
        let layouts: Vec<&'static Layout> = Application::of("AE").unwrap().chapters().flat_map(|chapter| chapter.layouts).copied().collect();
        let records: Vec<Record> = picks.iter().map(|(at, seed)| record(layouts[at.index(layouts.len())], &[*seed])).collect();
        let (nodes, _) = transaction::parse(Application::of("AE").unwrap(), &records, 0..records.len());
        let spans: Vec<_> = nodes.iter().map(|node| node.span.clone()).collect();
        prop_assert_eq!(spans.iter().map(ExactSizeIterator::len).sum::<usize>(), records.len());
        prop_assert!(spans.windows(2).all(|pair| pair[0].end == pair[1].start), "{:?}", spans);
        let mut stack = nodes;
        while let Some(node) = stack.pop() {
            prop_assert_eq!(node.record, node.span.start);
            prop_assert_eq!(node.below.iter().map(|below| below.span.len()).sum::<usize>() + 1, node.span.len());
            stack.extend(node.below);
        }
    }
}
