//! Which goods, countries and days a row speaks of, and whether its condition holds.

use super::*;

/// The longest prefix decides, then the later row; `None` when the list is not held, the number could be on it, and nobody has
/// said whether it is.
pub fn on_list(line: &Line<'_>, list: ListId) -> Option<bool> {
    if let Some((_, on)) = line.members.iter().find(|(said, _)| *said == list) {
        return Some(*on);
    }
    let list = &line.pack.lists.all()[list.at()];
    let mut best: Option<(usize, Option<Date>, bool)> = None;
    for row in &list.rows {
        if !line.question.hts.starts_with(&row.prefix) || !row.window.holds(line.day) {
            continue;
        }
        let here = (row.prefix.len(), row.window.from);
        if best.is_none_or(|(length, from, _)| here > (length, from)) {
            best = Some((here.0, here.1, row.on));
        }
    }
    let on = best.is_some_and(|(.., on)| on);
    if on && list.missing.is_some() { None } else { Some(on) }
}

pub fn goods(line: &Line<'_>, goods: &Goods) -> Option<bool> {
    let all = |lists: &[ListId]| lists.iter().map(|list| on_list(line, *list)).collect::<Vec<_>>();
    let (on, except) = (all(&goods.lists), all(&goods.except));
    let listed = match () {
        () if on.is_empty() || on.contains(&Some(true)) => Some(true),
        () if on.contains(&None) => None,
        () => Some(false),
    };
    match (listed, except.contains(&Some(true)), except.contains(&None)) {
        (Some(false), ..) | (_, true, _) => Some(false),
        (None, ..) | (_, _, true) => None,
        _ => Some(true),
    }
}

/// The list that is not held and on which it hangs whether the goods are meant.
pub fn hangs_on(line: &Line<'_>, goods: &Goods) -> Option<ListId> {
    goods.lists.iter().chain(&goods.except).copied().find(|list| on_list(line, *list).is_none())
}

pub fn member(line: &Line<'_>, country: &str, group: &Group) -> bool {
    group.members.iter().any(|(member, window)| member.as_str() == country && window.holds(line.day))
}

pub fn origin(line: &Line<'_>, origins: &Origins) -> bool {
    let own = line.question.origin;
    let among = |groups: &[GroupId]| {
        groups.iter().any(|group| member(line, own.as_str(), &line.pack.groups[group.at()]))
    };
    let named = !origins.countries.is_empty() || !origins.groups.is_empty();
    (!named || origins.countries.contains(&own) || among(&origins.groups))
        && !origins.not_countries.contains(&own)
        && !among(&origins.not_groups)
}

pub fn row<'h>(line: &Line<'_>, heading: &'h Heading) -> Option<&'h RateRow> {
    let question = line.question;
    let mut best: Option<&RateRow> = None;
    for row in heading.rates.iter().filter(|row| row.columns.contains(&line.column)) {
        let day = match row.by {
            DateKind::Entry => Some(line.day),
            DateKind::Loading => question.loading_date,
            DateKind::Export => question.export_date,
            DateKind::Privileged => question.ftz_privileged_date,
            DateKind::Withdrawal => question.ftz_privileged_date.and(Some(question.entry_date)),
        };
        let live = day.is_some_and(|day| row.window.holds(day));
        if live && best.is_none_or(|best| best.window.from <= row.window.from) {
            best = Some(row);
        }
    }
    best
}

/// A condition or a value; `lists` is told when the answer hangs on a list that is not held.
pub fn value(line: &Line<'_>, expr: &Expr, lists: &mut bool) -> Option<Value> {
    let number = |value: Value| value.number();
    match expr {
        Expr::Const(value) => Some(value.clone()),
        Expr::Fact(fact) => line.facts[fact.at()].clone(),
        Expr::Given(given) => self::given(line, *given),
        Expr::UnitValue(unit) => {
            let amounts = line.question.quantities.iter().filter_map(|q| Quantity::from(q).to(*unit).ok());
            line.question.value.checked_div(amounts.into_iter().next()?.amount).map(Value::Number)
        }
        Expr::Compare(how, a, b) => {
            let (a, b) = (value(line, a, lists), value(line, b, lists));
            Some(Value::Flag(how.holds(&a?, &b?)))
        }
        Expr::InWords(word, among) => match value(line, word, lists)? {
            Value::Word(word) => Some(Value::Flag(among.contains(&word))),
            _ => None,
        },
        Expr::InGroup(word, group) => match value(line, word, lists)? {
            Value::Word(word) => Some(Value::Flag(member(line, &word, &line.pack.groups[group.at()]))),
            _ => None,
        },
        Expr::First(parts) => {
            let mut lacking = false;
            let found = parts.iter().find_map(|part| value(line, part, &mut lacking));
            *lists |= lacking && found.is_none();
            found
        }
        Expr::Arithmetic(how, a, b) => {
            let (a, b) = (value(line, a, lists), value(line, b, lists));
            let (a, b) = (number(a?)?, number(b?)?);
            Some(Value::Number(match how {
                Arithmetic::Plus => a + b,
                Arithmetic::Minus => a - b,
                Arithmetic::Of => a * b / Decimal::ONE_HUNDRED,
                Arithmetic::Min => a.min(b),
                Arithmetic::Max => a.max(b),
            }))
        }
        Expr::If(condition, this, that) => match truth(line, condition, lists)? {
            true => value(line, this, lists),
            false => value(line, that, lists),
        },
        flag => truth(line, flag, lists).map(Value::Flag),
    }
}

pub fn truth(line: &Line<'_>, expr: &Expr, lists: &mut bool) -> Option<bool> {
    match expr {
        Expr::Applies(tag) => Some(line.tags[tag.at()]),
        Expr::Confirmed(number) => said(line, *number),
        Expr::OnList(list) => {
            let on = on_list(line, *list);
            *lists |= on.is_none();
            on
        }
        Expr::Not(inner) => truth(line, inner, lists).map(|holds| !holds),
        Expr::All(parts) | Expr::Any(parts) => {
            let decisive = matches!(expr, Expr::Any(_));
            let (mut lacking, mut unknown) = (false, false);
            for part in parts {
                match truth(line, part, &mut lacking) {
                    Some(holds) if holds == decisive => return Some(decisive),
                    Some(_) => {}
                    None => unknown = true,
                }
            }
            *lists |= lacking && unknown;
            if unknown { None } else { Some(!decisive) }
        }
        other => match value(line, other, lists)? {
            Value::Flag(flag) => Some(flag),
            _ => None,
        },
    }
}

pub fn said(line: &Line<'_>, number: TariffNumber) -> Option<bool> {
    // A statement about one number of a pair is one about the heading.
    let about = |numbers: &[TariffNumber]| {
        let heading = line.pack.headings.iter().filter(|h| h.number == number);
        numbers.contains(&number)
            || heading.into_iter().any(|h| h.twin.is_some_and(|twin| numbers.contains(&twin)))
    };
    match () {
        () if about(&line.confirmed) => Some(true),
        () if about(&line.declined) => Some(false),
        () => None,
    }
}

pub fn given(line: &Line<'_>, given: Given) -> Option<Value> {
    let word = |text: &str| Some(Value::Word(text.into()));
    let question = line.question;
    match given {
        Given::EntryDate => Some(Value::Date(question.entry_date)),
        Given::ExportDate => question.export_date.map(Value::Date),
        Given::LoadingDate => question.loading_date.map(Value::Date),
        Given::PrivilegedDate => question.ftz_privileged_date.map(Value::Date),
        Given::Origin => word(question.origin.as_str()),
        Given::ExportCountry => word(question.export_country?.as_str()),
        Given::Column => word(line.column.word()),
        Given::Spi => word(line.spi.as_deref().unwrap_or("none")),
        Given::Mode => word(question.mode.as_deref()?),
        Given::ZoneStatus => None,
        Given::Chapter98 => {
            word(&question.chapter98.as_ref().map_or("none".into(), |claim| claim.hts.to_string()))
        }
        Given::BaseAve => line.ave_pct.map(Value::Number),
    }
}
