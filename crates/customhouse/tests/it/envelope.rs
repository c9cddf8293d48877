//! Batches that are thrown back at the door.

use cocket_wire::ae::Action;
use cocket_wire::batch::Sender;
use cocket_wire::rejection::Rejection;
use cocket_wire::{Limits, decode};

use crate::counter::{batch, house, noon};
use crate::fixture::clean;

fn lines() -> Vec<String> {
    let message = batch(&clean(), Action::Add, "M-1");
    let text = String::from_utf8(message).unwrap();
    text.lines().map(|line| format!("{line:<80}")).collect()
}

/// Conditions of a rejection as `block/transaction code`.
fn thrown_back(lines: &[String]) -> Vec<String> {
    let mut house = house(1);
    let answer = house.receive(lines.join("\n").as_bytes(), noon());
    let decoded = decode(&answer, &Limits::default());
    let rejection =
        Rejection::read(&decoded.records).unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&answer)));
    assert_eq!(rejection.last.as_ref().unwrap().code, "999");
    assert_eq!(rejection.sender.user_data.as_deref(), Some("M-1"));
    assert!(house.register().acts().is_empty(), "nothing of a rejected batch is filed");
    let place = |complaint: &cocket_wire::rejection::Complaint| {
        complaint.places.iter().map(|place| place.occurrence.to_string()).collect::<Vec<_>>().join("/")
    };
    let conditions = rejection.complaints.iter().flat_map(|complaint| {
        complaint.conditions.iter().map(move |condition| format!("{} {}", place(complaint), condition.code))
    });
    conditions.collect()
}

#[test]
fn each_fault_of_the_envelope_has_its_condition_and_its_place() {
    let sound = lines();
    let change = |at: usize, columns: std::ops::Range<usize>, text: &str| {
        let mut lines = sound.clone();
        lines[at].replace_range(columns, text);
        lines
    };
    let without = |at: usize| {
        let mut lines = sound.clone();
        lines.remove(at);
        lines
    };
    let last = sound.len() - 1;
    for (what, lines, expected) in [
        ("another application", change(0, 25..27, "QP"), vec![" X13"]),
        ("an unknown application", change(0, 25..27, "E?"), vec![" X12"]),
        ("no application", change(0, 25..27, "  "), vec![" X11"]),
        ("a trailer of another site", change(last, 1..5, "9999"), vec![" X14"]),
        ("no trailer", without(last), vec![" X06"]),
        ("no block trailer", without(last - 1), vec!["1 X05"]),
        ("a block trailer of another filer", change(last - 1, 7..10, "ABC"), vec!["1 X32"]),
        ("no filer", change(1, 7..10, "   "), vec!["1 X16"]),
        ("an unknown record", change(3, 0..2, "9X"), vec!["1/1 X34"]),
        ("something in a filler", change(2, 6..7, "Q"), vec!["1/1 X39"]),
        ("a letter too small", change(2, 21..22, "f"), vec!["1/1 X40"]),
    ] {
        let found = thrown_back(&lines);
        for code in &expected {
            assert!(found.iter().any(|f| f == code), "{what}: {found:?}");
        }
    }
}

#[test]
fn a_filer_that_is_not_let_in_is_told_so() {
    let mut house = house(1).for_filers(["ABC".parse().unwrap()]);
    let answer = house.receive(&batch(&clean(), Action::Add, "M-1"), noon());
    let rejection = Rejection::read(&decode(&answer, &Limits::default()).records).unwrap();
    assert_eq!(rejection.complaints[0].conditions[0].code, "X17");
    assert_eq!(rejection.complaints[0].places[0].text, "2704 ZZ9    AE");
}

#[test]
fn nobody_is_answered_where_nobody_can_be() {
    let mut house = house(1);
    assert_eq!(house.receive(b"", noon()), b"");
    assert_eq!(house.receive(b"no batch at all", noon()), b"");
    assert_eq!(house.receive(&[0xff; 900], noon()), b"");
    let mut nameless = batch(&clean(), Action::Add, "M-1");
    nameless[1..5].fill(b' ');
    assert_eq!(house.receive(&nameless, noon()), b"");
}

/// A broken line breaks records anywhere: the house answers or is silent, it never falls.
#[test]
fn broken_batches_do_not_break_the_house() {
    let sound = batch(&clean(), Action::Add, "M-1");
    let mut chance = cocket_customhouse::Chance::new(11);
    for round in 0..1_500u32 {
        let mut broken = sound.clone();
        for _ in 0..=chance.below(6) {
            let at = usize::try_from(chance.below(u32::try_from(broken.len()).unwrap())).unwrap();
            match chance.below(4) {
                0 => broken[at] = u8::try_from(chance.below(256)).unwrap(),
                1 => broken[at] = b"0123456789 ABCZ"[usize::try_from(chance.below(15)).unwrap()],
                2 => broken.truncate(at),
                _ => drop(broken.splice(at..at, sound[..80].iter().copied())),
            }
            if broken.is_empty() {
                break;
            }
        }
        let answer = house(1).receive(&broken, noon());
        let decoded = decode(&answer, &Limits::default());
        assert!(
            decoded.findings.is_empty(),
            "round {round}: {:?}\n{}",
            decoded.findings,
            String::from_utf8_lossy(&answer)
        );
        let plain = |code: &str| {
            !code.is_empty() && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        };
        let records = decode(&broken, &Limits::default()).records;
        let header = records.first().filter(|first| first.layout().wire_id == "A").map(Sender::of);
        let answered = header.is_some_and(|sender| plain(&sender.site_code) && plain(&sender.id_code));
        assert_eq!(answered, !answer.is_empty(), "round {round}\n{}", String::from_utf8_lossy(&broken));
    }
}
