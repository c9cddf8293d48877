//! Headings and bans as rows of integers, in evaluation order; facts and groups that their conditions read.

use cocket_base::Date;
use cocket_tariff::measure::AsOf;
use cocket_tariff::measure::expression::Expr;
use cocket_tariff::measure::logic::Kind;
use cocket_tariff::measure::model::{Ban, DateKind, Form, Goods, Heading, ListId, Pack, RateRow, Share};

use super::conditions::Conditions;
use super::{CannotCompile, id, write_texts};
use crate::day;
use crate::image::{Section, Writer};
use crate::money;
use crate::number::number_bits;
use crate::rows::{NOTHING, ROW_PARTS, column_at, flag, form, share};

/// Writes headings, bans, rate rows, conditions, facts and groups.
pub fn write(pack: &Pack, known: Option<Date>, writer: &mut Writer) -> Result<(), CannotCompile> {
    let missing = pack.lists.all().iter().map(|list| list.missing.is_some()).collect();
    let mut tables = Tables { known, missing, ..Tables::default() };
    pack.headings.iter().try_for_each(|heading| tables.heading(heading))?;
    pack.bans.iter().try_for_each(|ban| tables.ban(ban))?;
    writer.put(Section::HeadingNumber, &tables.numbers);
    writer.put(Section::HeadingTwin, &tables.twins);
    writer.put(Section::HeadingParts, &tables.headings);
    writer.put(Section::RowDays, &tables.days);
    writer.put(Section::RowParts, &tables.rows);
    writer.put(Section::Refs, &tables.refs);
    tables.conditions.write(writer)?;
    facts(pack, writer)?;
    groups(pack, writer)
}

#[derive(Default)]
struct Tables {
    known: Option<Date>,
    /// Lists that are not held.
    missing: Vec<bool>,
    conditions: Conditions,
    numbers: Vec<u64>,
    twins: Vec<u64>,
    headings: Vec<u32>,
    days: Vec<i32>,
    rows: Vec<u32>,
    refs: Vec<u16>,
}

impl Tables {
    fn heading(&mut self, heading: &Heading) -> Result<(), CannotCompile> {
        let condition = heading.when.as_ref().map_or(Ok(NOTHING), |when| self.conditions.add(when))?;
        let (first, last) = self.rate_rows(heading)?;
        let tags = self.refs(heading.tags.iter().map(|tag| tag.at()))?;
        let targets = self.refs(heading.instead_of.iter().map(|target| target.at()))?;
        let presume = if heading.presume { flag::PRESUME } else { 0 };
        let unheld = self.unheld(&heading.goods, heading.when.as_ref());
        let said = if unheld == 0 { 0 } else { self.conditions.confirmation(heading.number)? };
        let goods = self.goods(&heading.goods, unheld)?;
        self.numbers.push(number_bits(heading.number));
        self.twins.push(heading.twin.map_or(0, number_bits));
        let authority = id::<u32>(heading.authority.at(), "authorities")?;
        let flags = presume | unheld;
        self.headings
            .extend([authority, flags, condition, first, last, tags.0, tags.1, targets.0, targets.1]);
        self.headings.extend([said, goods.0, goods.1, goods.2]);
        Ok(())
    }

    /// The flag of a heading or ban that names a list that is not held.
    fn unheld(&self, goods: &Goods, when: Option<&Expr>) -> u32 {
        let missing = |list: &ListId| self.missing.get(list.at()).copied().unwrap_or(false);
        let mut found = goods.lists.iter().chain(&goods.except).any(missing);
        if let Some(when) = when {
            when.walk(&mut |part| found |= matches!(part, Expr::OnList(list) if missing(list)));
        }
        if found { flag::UNHELD } else { 0 }
    }

    /// Where lists begin, exceptions begin, and they end; kept only where one of them is not held.
    fn goods(&mut self, goods: &Goods, unheld: u32) -> Result<(u32, u32, u32), CannotCompile> {
        if unheld == 0 {
            return Ok((0, 0, 0));
        }
        let (first, middle) = self.refs(goods.lists.iter().map(|list| list.at()))?;
        let (_, last) = self.refs(goods.except.iter().map(|list| list.at()))?;
        Ok((first, middle, last))
    }

    /// A ban is a heading without rates, asked before all others; one that is not verified only warns.
    fn ban(&mut self, ban: &Ban) -> Result<(), CannotCompile> {
        let condition = ban.when.as_ref().map_or(Ok(NOTHING), |when| self.conditions.add(when))?;
        self.numbers.push(0);
        self.twins.push(0);
        let unheld = self.unheld(&ban.goods, ban.when.as_ref());
        let goods = self.goods(&ban.goods, unheld)?;
        self.headings.extend([
            0,
            flag::BAN | unheld,
            condition,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            goods.0,
            goods.1,
            goods.2,
        ]);
        Ok(())
    }

    /// Rows that were known, the one that begins last first: the first that holds is the one in force.
    fn rate_rows(&mut self, heading: &Heading) -> Result<(u32, u32), CannotCompile> {
        let first = id(self.rows.len() / ROW_PARTS, "rate rows")?;
        let as_of = AsOf { day: Date::MIN, known: self.known };
        let mut known: Vec<&RateRow> = heading.rates.iter().filter(|row| as_of.knows(row.known)).collect();
        known.reverse();
        // Stable: of rows that begin together the later in the file comes first.
        known.sort_by_key(|row| std::cmp::Reverse((row.window.from, row.known)));
        known.into_iter().try_for_each(|row| self.rate_row(row))?;
        Ok((first, id(self.rows.len() / ROW_PARTS, "rate rows")?))
    }

    fn rate_row(&mut self, row: &RateRow) -> Result<(), CannotCompile> {
        let (from, until) = day::window(row.window);
        self.days.extend([from, until]);
        let columns = row.columns.iter().fold(0u32, |mask, column| mask | 1 << column_at(*column));
        let by = match row.by {
            DateKind::Entry => 0u32,
            DateKind::Loading => 1,
            DateKind::Export => 2,
            DateKind::Privileged => 3,
            DateKind::Withdrawal => 4,
        };
        let (form, percent) = match &row.form {
            Form::None => (form::NONE, None),
            Form::Add(percent) => (form::ADD, Some(*percent)),
            Form::Total(percent) => (form::TOTAL, Some(*percent)),
            Form::Base(percent) => (form::BASE, Some(*percent)),
            // A rate by quantity is worked out by the explained path.
            Form::AddRate(_) | Form::BaseRate(_) => (form::BEYOND, None),
        };
        let rate = percent.map_or(Some(0), money::ten_thousandths);
        // A percentage too fine for integers is left to the explained path.
        let form = if rate.is_some() { form } else { form::BEYOND };
        let (share, at, count) = match &row.of {
            Share::Whole => (share::WHOLE, 0, 0),
            Share::Percent(expr) => (share::PERCENT, self.conditions.add(expr)?, 0),
            Share::Bases(tags) => {
                let (first, last) = self.refs(tags.iter().map(|tag| tag.at()))?;
                (share::BASES, first, last)
            }
        };
        let less = self.refs(row.less.iter().map(|tag| tag.at()))?;
        let decimal = self.conditions.decimal(percent.unwrap_or_default())?;
        let scaled = u32::try_from(rate.unwrap_or(0)).unwrap_or(0);
        let kinds = columns | by << 8 | form << 16 | share << 24;
        self.rows.extend([kinds, scaled, decimal, at, count, less.0, less.1]);
        Ok(())
    }

    fn refs(&mut self, ids: impl Iterator<Item = usize>) -> Result<(u32, u32), CannotCompile> {
        let first = id(self.refs.len(), "references")?;
        for at in ids {
            self.refs.push(id(at, "tags and headings")?);
        }
        Ok((first, id(self.refs.len(), "references")?))
    }
}

fn facts(pack: &Pack, writer: &mut Writer) -> Result<(), CannotCompile> {
    let mut families: Vec<&str> = Vec::new();
    let mut kinds = Vec::new();
    for fact in &pack.facts {
        let kind = match fact.kind {
            Kind::Flag => 0u32,
            Kind::Number => 1,
            Kind::Date => 2,
            Kind::Word => 3,
        };
        let family = match fact.family.as_deref() {
            None => 0,
            Some(name) => {
                let place = families.iter().position(|known| *known == name).unwrap_or_else(|| {
                    families.push(name);
                    families.len() - 1
                });
                id::<u32>(place, "families of facts")? + 1
            }
        };
        kinds.push(kind | family << 8);
    }
    writer.put(Section::FactKinds, &kinds);
    write_texts(pack.facts.iter().map(|fact| &*fact.name), Section::FactNameAt, Section::FactNames, writer)
}

fn groups(pack: &Pack, writer: &mut Writer) -> Result<(), CannotCompile> {
    let (mut at, mut countries, mut days) = (vec![0u32], Vec::new(), Vec::new());
    for group in &pack.groups {
        for (member, window) in &group.members {
            let (from, until) = day::window(*window);
            countries.push(crate::words::country(*member));
            days.extend([from, until]);
        }
        at.push(id(countries.len(), "members of groups")?);
    }
    writer.put(Section::GroupAt, &at);
    writer.put(Section::GroupCountry, &countries);
    writer.put(Section::GroupDays, &days);
    Ok(())
}
