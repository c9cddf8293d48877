//! What must hold for any compiled file whatever: it is refused with a reason, or rates lines without going astray. The
//! fuzz target includes this file.

use std::sync::OnceLock;

use cocket_base::{Quantity, Unit};
use cocket_batch::{Amounts, Compiled, Line, Lines, Profile, Profiles, Rater, compile, seal};
use cocket_tariff::engine::{FactValue, Facts, Tariff};
use cocket_tariff::measure::Pack;
use cocket_tariff::schedule::{Schedules, compact};

/// Words of the head, and of a row of the table of sections: identity, offset, length.
const HEAD: usize = 10;
const ROW: usize = 3;
/// Where the head counts the sections.
const SECTIONS_AT: usize = 5;

/// A schedule of a few numbers under all measures: small enough to be read many times.
const SCHEDULE: &str = "cocket-tariff\t1\nrevision\t2026_rev_10\nfrom\t2018-01-01\nknown\t2018-01-01\ncite\tUSITC\ntrust\tS\n\n\
    number\tunits\tgeneral\tspecial\tother\tsafeguard\tnotes\n7323\n7323.93.00\t\t2%\tFree (A,AU,KR,S)\t40%\t\t\n.60\tNo., kg\n\
    8708\n8708.99.81\t\t2.5%\tFree (A,AU,KR,S)\t25%\t\t\n.80\tNo., kg\n2204\n2204.21.50\tliters\t6.3¢/liter\tFree (AU,S)\t33¢/liter\t\t\n.40\tliters\n\
    7606\n7606.12.30\t\t3%\tFree (A,AU)\t13.5%\t\t\n.96\tkg\n6109\n6109.10.00\t\t16.5%\tFree (AU,S)\t90%\t\t\n.12\tdoz., kg\n";

/// The file that is changed.
pub fn good() -> &'static [u64] {
    static MADE: OnceLock<Vec<u64>> = OnceLock::new();
    MADE.get_or_init(|| {
        let mut schedules = Schedules::none();
        schedules.add(compact::read(SCHEDULE).unwrap());
        compile(&Tariff::new(schedules, Pack::starter().unwrap()), None, [0; 4]).unwrap()
    })
}

/// The bytes as a file; and as changes of a good one, whose checksum is made good again: a section, a place in it and a
/// word to put there, for every eleven bytes.
pub fn check(bytes: &[u8]) {
    read(&bytes.chunks(8).map(word).collect::<Vec<u64>>());
    let mut words = good().to_vec();
    for change in bytes.chunks_exact(11) {
        let (section, rest) = (usize::from(change[0]), &change[1..]);
        let place = usize::from(u16::from_le_bytes([rest[0], rest[1]]));
        let sections = usize::try_from(good()[SECTIONS_AT]).unwrap();
        let value = word(&rest[2..]);
        match section % (sections + 1) {
            // The head and the table of sections themselves.
            0 => words[place % (HEAD + sections * ROW)] = value,
            section => {
                let row = HEAD + (section - 1) * ROW;
                let (at, length) = (good()[row + 1] / 8, good()[row + 2].div_ceil(8));
                let place = u64::try_from(place).unwrap() % length.max(1);
                words[usize::try_from(at + place).unwrap().min(good().len() - 1)] = value;
            }
        }
    }
    seal(&mut words);
    read(&words);
}

fn word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// Opens a file and rates lines with it.
pub fn read(words: &[u64]) {
    match Compiled::read(bytemuck::cast_slice(words)) {
        Ok(compiled) => rate(&compiled),
        Err(error) => assert!((20..400).contains(&error.to_string().len()), "{error}"),
    }
}

fn rate(compiled: &Compiled<'_>) {
    let mut profiles = Profiles::new(compiled);
    let facts = [("steel_pct", "65"), ("steel_melt_pour", "US"), ("usmca_qualifies", "yes")];
    let named = facts.map(|(name, value)| (name.to_string(), FactValue::Text(value.into())));
    let facts = Facts { named: named.into(), ..Facts::default() };
    let claim = Profile { spi: Some("S".into()), mode: Some("vessel".into()), facts, ..Profile::default() };
    let claim = profiles.add(compiled, claim);
    let mut lines = Lines::new();
    for number in
        ["7323.93.00.60", "8708.99.81.80", "2204.21.50.40", "7606.12.30.96", "6109.10.00.12", "0101.21.00"]
    {
        for origin in ["CN", "CA", "DE", "RU"] {
            for (day, value) in [("2018-07-10", 1), ("2025-05-20", 10_000_000_000), ("2026-06-16", 2_500)] {
                let mut line =
                    Line::new(number.parse().unwrap(), origin.parse().unwrap(), day.parse().unwrap(), value);
                lines.push(&line);
                line.profile = claim;
                line.quantities[0] = Some(Quantity::new(40.into(), Unit::kg()));
                line.export_date = Some(line.entry_date);
                lines.push(&line);
            }
        }
    }
    let mut amounts = Amounts::with_headings();
    let mut rater = Rater::new(compiled);
    // Twice: the second time from memory.
    for _ in 0..2 {
        rater.rate(&profiles, &lines, 0..lines.len(), None, &mut amounts);
    }
    assert_eq!(amounts.len(), lines.len() * 2);
    for at in 0..lines.len() {
        let _ = amounts.duty(at);
        assert_eq!(amounts.status[at], amounts.status[at + lines.len()], "remembered otherwise");
        assert_eq!(amounts.duty(at), amounts.duty(at + lines.len()), "remembered otherwise");
        let _ = amounts.headings(at).count();
    }
}
