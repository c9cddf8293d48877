//! What a heading that applies charges: on which part of the value, in which form.

use cocket_base::{Cents, Decimal, Dollars, Round};

use crate::condition::{self, Known};
use crate::money;
use crate::rows::{Rate, form, share};
use crate::scene::LineScene;
use crate::settle::{Applied, Base, Case, Scratch};
use crate::tables::{Tables, at, stretch};

pub(crate) enum Charge {
    Applied(Applied),
    NothingLeft,
    Beyond,
}

pub(crate) fn charge(scene: &LineScene<'_, '_>, id: u32, rate: &Rate, scratch: &Scratch) -> Charge {
    let (tables, case) = (scene.tables, scene.case);
    let whole = case.dutiable;
    let (mut base, known) = match rate.share {
        share::PERCENT => match condition::value(tables, rate.of.0, scene) {
            Known::Number(percent) => {
                scene.shared.set(true);
                match part(whole, percent) {
                    Some(part) => (part, true),
                    None => return Charge::Beyond,
                }
            }
            _ => (whole, false),
        },
        share::BASES => {
            scene.shared.set(true);
            (bases(tables, rate.of, whole, scratch), true)
        }
        _ => (whole, true),
    };
    let less = rate.less.0 != rate.less.1;
    if less {
        base = (base - bases(tables, rate.less, whole, scratch)).max(0);
    }
    if base == 0 && (less || rate.share != share::WHOLE) {
        return Charge::NothingLeft;
    }
    let number = at(tables.heading_number, id as usize);
    let applied = |number, cents, rate| {
        let vouched = if known { base } else { 0 };
        Charge::Applied(Applied { heading: id, number, vouched, cents, rate })
    };
    match rate.form {
        form::NONE => applied(number, 0, 0),
        form::ADD | form::BASE => applied(number, money::percent_of(base, rate.rate), rate.rate),
        form::TOTAL => {
            let twin = at(tables.heading_twin, id as usize);
            match top_up(tables, case, base, rate, twin != 0) {
                Some(TopUp::Reached) => applied(twin, 0, 0),
                Some(TopUp::Lacks(cents, rate)) => applied(number, cents, rate),
                None => Charge::Beyond,
            }
        }
        _ => Charge::Beyond,
    }
}

enum TopUp {
    /// The base alone reaches the total, and the twin says so.
    Reached,
    /// What it lacks, in cents and as a percentage of the share (of no meaning where the base is none).
    Lacks(i64, i64),
}

/// What the base duty lacks to the total, on the share of the value left to the heading.
fn top_up(tables: &Tables<'_>, case: &Case<'_>, base: i64, rate: &Rate, twin: bool) -> Option<TopUp> {
    match case.base {
        Base::AdValorem(own) if twin && own >= rate.rate => Some(TopUp::Reached),
        // The share of an ad valorem duty is that duty on the share.
        Base::AdValorem(own) => {
            let lacks = (rate.rate - own).max(0);
            Some(TopUp::Lacks(money::percent_of(base, lacks), lacks))
        }
        Base::Worked { exact, .. } => {
            let percent = tables.decimal(rate.decimal);
            if twin && case.base.ave(case.dutiable).is_some_and(|ave| ave >= percent) {
                return Some(TopUp::Reached);
            }
            let (base, whole) = (Decimal::from(base), Decimal::from(case.dutiable));
            let total = base.checked_mul(percent)?.checked_div(Decimal::ONE_HUNDRED)?;
            let share =
                if whole.is_zero() { Decimal::ZERO } else { exact.checked_mul(base)?.checked_div(whole)? };
            let lacks = total.checked_sub(share)?.max(Decimal::ZERO);
            Cents::from_dollars(lacks, Round::HalfUp).ok().map(|cents| TopUp::Lacks(cents.get(), 0))
        }
    }
}

/// A share of a value in whole dollars, half up.
fn part(whole: i64, percent: Decimal) -> Option<i64> {
    let sane = percent.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED);
    if let Some(share) = money::ten_thousandths(sane) {
        return Some(money::part_of(whole, share));
    }
    let exact = Decimal::from(whole).checked_mul(sane)?.checked_div(Decimal::ONE_HUNDRED)?;
    Dollars::from_exact(exact, Round::HalfUp).ok().map(Dollars::get)
}

/// The sum of what applied headings with one of the tags charge on known facts, at most the whole value.
fn bases(tables: &Tables<'_>, tags: (u32, u32), whole: i64, scratch: &Scratch) -> i64 {
    let wanted = stretch(tables.refs, tags.0, tags.1);
    let tagged = |applied: &&Applied| {
        let own = tables.heading(applied.heading as usize).tags;
        stretch(tables.refs, own.0, own.1).iter().any(|tag| wanted.contains(tag))
    };
    scratch.applied.iter().filter(tagged).map(|applied| applied.vouched).sum::<i64>().min(whole)
}
