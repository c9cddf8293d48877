//! The checks at reading: every index of every array points into the array that it is meant for, and every run of nodes
//! ends. After them a look-up cannot go astray, whatever the file holds.

use cocket_tariff::measure::expression::DEEPEST;

use crate::column::GENERAL;
use crate::condition::{ARITHMETIC, COMPARE, GIVEN, Node, Op};
use crate::image::BadFile;
use crate::index::Place;
use crate::money::LARGEST_RATE;
use crate::rows::{
    COUNTRY_FLAGS, HEADING_PARTS, NOTHING, ROW_PARTS, RateKind, Run, Version, flag, form, share,
};
use crate::tables::Tables;
use crate::words::COUNTRIES;

/// Checks all tables.
pub fn check(tables: &Tables<'_>) -> Result<(), BadFile> {
    let wrong = |what: &str| Err(BadFile::damaged(format!("wrong {what}")));
    let Some(words) = tables.counts.first().filter(|words| (1..=64).contains(*words)) else {
        return wrong("counts");
    };
    if tables.counts.len() != 5 || tables.counts.iter().any(|count| *count > 0xffff) {
        return wrong("counts");
    }
    let words = *words as usize;
    let checks: [(&str, bool); 8] = [
        (
            "epochs",
            rising(tables.epoch_days) && tables.epoch_days.len() <= 0xffff && !tables.epoch_days.is_empty(),
        ),
        ("numbers", numbers(tables)),
        ("runs", runs(tables)),
        ("rates", rates(tables)),
        ("origins", origins(tables)),
        ("headings", headings(tables, words)),
        ("conditions", conditions(tables)),
        ("names", names(tables)),
    ];
    checks.iter().find(|(_, good)| !good).map_or(Ok(()), |(what, _)| wrong(what))
}

/// Starts of stretches: from 0, never falling, to the end.
fn starts(starts: &[u32], length: usize) -> bool {
    starts.first() == Some(&0)
        && starts.is_sorted()
        && starts.last().is_some_and(|last| *last as usize == length)
}

fn rising<T: PartialOrd>(items: &[T]) -> bool {
    items.is_sorted_by(|a, b| a < b)
}

fn numbers(tables: &Tables<'_>) -> bool {
    let inside = |slot: &u64| {
        let Place(first) = Place::decode(*slot);
        first < tables.runs.len()
    };
    let index =
        |seeds: &[u16], slots: &[u64]| !seeds.is_empty() && !slots.is_empty() && slots.iter().all(inside);
    index(tables.number_seeds, tables.number_slots) && index(tables.short_seeds, tables.short_slots)
}

fn runs(tables: &Tables<'_>) -> bool {
    let good = |word: &u64| {
        let run = Run::decode(*word);
        usize::from(run.epoch) < tables.epoch_days.len()
            && usize::from(run.goods) < tables.goods_at.len()
            && tables.versions.get(usize::from(run.version)).is_some_and(|version| {
                // Of «no line» it is a rate that no file has.
                Version::rate(*version, GENERAL) == run.general
            })
    };
    tables.runs.iter().all(good) && tables.goods_at.iter().all(|place| goods_set(tables, *place as usize))
}

fn rates(tables: &Tables<'_>) -> bool {
    let rate = |id: usize| id < tables.rates.len();
    let version = |word: &u64| {
        Version::decode(*word).is_none_or(|version| {
            rate(version.general.into())
                && rate(version.other.into())
                && usize::from(version.special) + 1 < tables.claim_at.len()
        })
    };
    let claim =
        |row: &u32| rate((row & 0xffff) as usize) && ((row >> 16) as usize) < tables.claim_programme.len();
    // A larger percentage could overflow with the largest value of a line.
    let bounded = |word: &i32| RateKind::decode(*word).encode() == *word;
    tables.versions.iter().all(version)
        && tables.rates.iter().all(bounded)
        && starts(tables.claim_at, tables.claims.len())
        && tables.claims.iter().all(claim)
        && tables.rate_text_at.len() == tables.rates.len() + 1
        && tables.spelling_at.len() == tables.claim_programme.len() + 1
        && tables.claim_programme.iter().all(|row| {
            ((row & 0xffff) as usize) < tables.programmes() && (row >> 16) as usize <= tables.fact_kinds.len()
        })
}

/// A set's words and lists lie inside.
fn goods_set(tables: &Tables<'_>, place: usize) -> bool {
    let Some(lists) = tables.goods_words.get(place + 1) else { return false };
    let (first, last) = (lists >> 32, lists & u64::from(u32::MAX));
    first <= last && last <= tables.goods_lists.len() as u64 && set(tables, tables.goods_words, place, 2)
}

/// The words that a summary announces lie inside, behind a head of so many words.
fn set(tables: &Tables<'_>, words: &[u64], place: usize, head: usize) -> bool {
    let inside = |summary: &u64| {
        let few = tables.words() == 64 || summary >> tables.words() == 0;
        few && place + head + summary.count_ones() as usize <= words.len()
    };
    words.get(place).is_some_and(inside)
}

fn origins(tables: &Tables<'_>) -> bool {
    let (epochs, classes) = (tables.epoch_days.len(), tables.country_of.len());
    let country = |number: &u16| usize::from(number & !COUNTRY_FLAGS) < tables.country_at.len();
    tables.origin_class.len() == COUNTRIES as usize
        && tables.origin_class.iter().all(|class| (usize::from(*class) + 1) * epochs <= classes)
        && tables.special_of.len() == classes
        && tables.programme_words.len() == classes * tables.programme_words_of_a_set()
        && tables.country_of.iter().chain(tables.special_of).all(country)
        && tables.country_at.iter().all(|place| set(tables, tables.country_words, *place as usize, 1))
        && rising(tables.quota_numbers)
        && starts(tables.group_at, tables.group_country.len())
        && tables.group_days.len() == tables.group_country.len() * 2
}

fn headings(tables: &Tables<'_>, words: usize) -> bool {
    let count = tables.heading_number.len();
    let (tags, heads) = (tables.counts.get(3).copied().unwrap_or(0), tables.headings());
    let refs = |first: u32, last: u32, limit: usize| {
        let items = (first <= last).then(|| tables.refs.get(first as usize..last as usize)).flatten();
        items.is_some_and(|items| items.iter().all(|item| usize::from(*item) < limit))
    };
    let node = |place: u32| (place as usize) < tables.nodes.len();
    let rows = tables.row_parts.len() / ROW_PARTS;
    let heading = |parts: &[u32]| {
        let &[_, flags, condition, first, last, tag, last_tag, target, last_target, said, list, except, end] =
            parts
        else {
            return false;
        };
        flags <= flag::PRESUME | flag::BAN | flag::UNHELD
            && (said as usize) < tables.confirmations.len().max(1)
            && refs(list, except, tables.list_missing.len())
            && refs(except, end, tables.list_missing.len())
            && (condition == NOTHING || node(condition))
            && first <= last
            && last as usize <= rows
            && refs(tag, last_tag, tags as usize)
            && refs(target, last_target, heads)
    };
    let row = |parts: &[u32]| {
        let &[kinds, rate, decimal, of, of_last, less, less_last] = parts else { return false };
        let good_share = match kinds >> 24 {
            share::WHOLE => true,
            share::PERCENT => node(of),
            share::BASES => refs(of, of_last, tags as usize),
            _ => false,
        };
        good_share
            && kinds >> 16 & 0xff <= form::BEYOND
            && i64::from(rate) <= LARGEST_RATE
            && (decimal as usize) < tables.decimals.len() / 2
            && refs(less, less_last, tags as usize)
    };
    count <= words * 64
        && heads <= count
        && tables.heading_twin.len() == count
        && tables.heading_parts.len() == count * HEADING_PARTS
        && tables.heading_parts.chunks_exact(HEADING_PARTS).all(heading)
        && tables.row_parts.len() == rows * ROW_PARTS
        && tables.row_days.len() == rows * 2
        && tables.row_parts.chunks_exact(ROW_PARTS).all(row)
}

/// Runs of nodes nest, end, and have the parts that their operations need.
fn conditions(tables: &Tables<'_>) -> bool {
    let mut open: Vec<u32> = Vec::new();
    for (word, place) in tables.nodes.iter().zip(0u32..) {
        while open.last().is_some_and(|end| *end <= place) {
            open.pop();
        }
        let Some(node) = Node::decode(*word) else { return false };
        let fits = open.last().is_none_or(|end| node.end <= *end);
        let inside = node.end > place && node.end as usize <= tables.nodes.len();
        if !fits || !inside || open.len() >= DEEPEST || !argument(tables, node) || !arity(tables, place, node)
        {
            return false;
        }
        open.push(node.end);
    }
    true
}

fn argument(tables: &Tables<'_>, node: Node) -> bool {
    let below = |limit: usize| (node.argument as usize) < limit;
    match node.op {
        Op::Number => below(tables.decimals.len() / 2),
        Op::Fact => below(tables.fact_kinds.len()),
        Op::Given => below(GIVEN.len()),
        Op::Applies => below(tables.counts.get(3).map_or(0, |tags| *tags as usize)),
        Op::Confirmed => below(tables.confirmations.len()),
        Op::Compare => below(COMPARE.len()),
        Op::Arithmetic => below(ARITHMETIC.len()),
        Op::InGroup => below(tables.group_at.len().saturating_sub(1)),
        Op::InWords => {
            let count = tables.word_sets.get(node.argument as usize);
            count.is_some_and(|count| {
                (node.argument as usize).saturating_add(*count as usize) < tables.word_sets.len()
            })
        }
        Op::OnList => below(tables.list_missing.len()),
        Op::UnitValue => below(cocket_base::Unit::all().count()),
        Op::Flag | Op::Date | Op::Word | Op::Not | Op::All | Op::Any | Op::First | Op::If => true,
    }
}

fn arity(tables: &Tables<'_>, place: u32, node: Node) -> bool {
    let wanted = match node.op {
        Op::All | Op::Any | Op::First => return true,
        Op::Not | Op::InWords | Op::InGroup => 1,
        Op::Compare | Op::Arithmetic => 2,
        Op::If => 3,
        Op::Flag
        | Op::Number
        | Op::Date
        | Op::Word
        | Op::Fact
        | Op::Given
        | Op::Applies
        | Op::Confirmed
        | Op::OnList
        | Op::UnitValue => 0,
    };
    crate::condition::parts(tables, place, node).take(wanted + 1).count() == wanted
}

fn names(tables: &Tables<'_>) -> bool {
    let texts = [
        (tables.rate_text_at, tables.rate_text),
        (tables.spelling_at, tables.spelling),
        (tables.word_at, tables.word_text),
        (tables.fact_name_at, tables.fact_names),
    ];
    texts.iter().all(|(at, bytes)| starts(at, bytes.len()) && std::str::from_utf8(bytes).is_ok())
        && tables.fact_name_at.len() == tables.fact_kinds.len() + 1
}

#[cfg(test)]
mod tests {
    use cocket_tariff::engine::Tariff;

    use crate::Compiled;
    use crate::image::{Section, seal};
    use crate::money::LARGEST_RATE;
    use crate::rows::RateKind;

    /// Their product with a value would not fit.
    #[test]
    fn a_rate_beyond_the_bounds_is_refused() {
        let mut words = crate::compile(Tariff::starter(), None, [0; 4]).unwrap();
        assert!(Compiled::read(bytemuck::cast_slice(&words)).is_ok());
        let row = words.iter().position(|word| *word == Section::Rates.key(4)).unwrap();
        let first = usize::try_from(words[row + 1] / 8).unwrap();
        let beyond = RateKind::AdValorem(LARGEST_RATE).encode() + 4;
        assert_eq!(RateKind::decode(beyond), RateKind::AdValorem(LARGEST_RATE + 1));
        words[first] = u64::from(beyond.cast_unsigned());
        seal(&mut words);
        let refused = Compiled::read(bytemuck::cast_slice(&words)).err();
        assert!(refused.is_some_and(|error| error.to_string().contains("wrong rates")));
    }
}
