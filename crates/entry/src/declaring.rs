//! The last stretch: prepared lines become entry lines with fees, merged where asked, summed, and looked over by the edits.

use cocket_base::{Decimal, Finding};
use cocket_filing::EntrySummary;
use cocket_filing::declaration::{EntryLine, Fee};
use cocket_filing::edits::{EditContext, check, check_unfinished};
use cocket_intake::facts::Packet;
use cocket_rules::AsOf;
use cocket_rules::value::ChosenRate;
use cocket_tariff::engine::RateQuestion;

use crate::declare::{self, Header};
use crate::duty;
use crate::fees::{self, EntryFees, FeeLine};
use crate::goods::Goods;
use crate::header::Told;
use crate::listing::Listings;
use crate::merge::{self, Merge};
use crate::notices;
use crate::pass::Pass;
use crate::prepared::PreparedLine;
use crate::setting::{Law, Setting};

/// The last stretch: entry lines, fees, merging, sums, edits.
pub struct Declaring<'a> {
    /// The packet.
    pub packet: &'a Packet,
    /// The law.
    pub law: Law<'a>,
    /// How to prepare.
    pub setting: Setting,
    /// Law of the day of entry.
    pub as_of: AsOf<'a>,
    /// The goods.
    pub goods: &'a [Goods<'a>],
    /// What was asked of the duty engine, by line.
    pub questions: &'a [(usize, RateQuestion)],
}

impl Declaring<'_> {
    /// Declares what the pass has come to. While a line is open there is no declaration, but what the edits would refuse in
    /// the rest of it is told already.
    pub fn finish(
        &self,
        out: &mut Pass,
        rate: Option<&ChosenRate>,
        carriage: &[Option<Decimal>],
        told: &Told,
    ) {
        let header = &self.packet.header;
        let entry_type = header.entry_type.clone().unwrap_or_default();
        out.fees = self.fees(&entry_type, &mut out.lines, &mut out.findings);
        let each = self.goods.iter().zip(&out.lines).zip(carriage).zip(1u16..);
        let (mut lines, carriage): (Vec<EntryLine>, Vec<Option<Decimal>>) = each
            .filter_map(|(((goods, line), carriage), number)| {
                Some((declare::entry_line(self.packet, goods, line, number)?, *carriage))
            })
            .unzip();
        let complete = !lines.is_empty() && lines.len() == out.lines.len();
        declare::share_charges(&carriage, &mut lines);
        let mut fees = out.fees.fees.clone();
        if complete && self.setting.merge == Merge::Alike {
            (lines, fees) = self.merged(lines, fees, &entry_type, &mut out.findings);
        }
        let header = Header { packet: self.packet, as_of: self.as_of, rate, clocks: &out.clocks };
        let Some(summary) = declare::summary(&header, lines, fees) else { return };
        out.edits = self.edits(&summary, complete);
        out.edits.retain(|finding| !told.contains(&&*finding.code));
        if complete {
            notices::exempt_lines(&summary, out.fees.mpf_raw, &mut out.findings);
            out.declaration = Some(summary);
        }
    }

    fn edits(&self, summary: &EntrySummary, complete: bool) -> Vec<Finding> {
        // An entry of a past day is looked at as that day would: a plan of then is not late now.
        let today = self.setting.today.min(self.as_of.day);
        let listings = Listings { schedules: &self.law.tariff.schedules, known: self.setting.known };
        let context = EditContext::new(self.law.pack, &listings, today);
        let context = EditContext { known: self.setting.known, ..context };
        if complete { check(summary, &context) } else { check_unfinished(summary, &context) }
    }

    /// Fees of the prepared lines and of the entry.
    fn fees(&self, entry_type: &str, lines: &mut [PreparedLine], findings: &mut Vec<Finding>) -> EntryFees {
        let valued: Vec<usize> = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| line.entered_value.is_some())
            .map(|(at, _)| at)
            .collect();
        let mut asked: Vec<FeeLine> = valued.iter().filter_map(|at| lines.get(*at)).map(fee_line).collect();
        let fees = fees::assess(&self.packet.header, entry_type, self.as_of, &mut asked, findings);
        for (at, fee) in valued.into_iter().zip(asked) {
            if let Some(line) = lines.get_mut(at) {
                (line.mpf, line.hmf) = (fee.mpf, fee.hmf);
            }
        }
        fees
    }

    /// Merged lines with duty and fees taken anew on their sums.
    fn merged(
        &self,
        lines: Vec<EntryLine>,
        fees: Vec<Fee>,
        entry_type: &str,
        findings: &mut Vec<Finding>,
    ) -> (Vec<EntryLine>, Vec<Fee>) {
        let groups = merge::groups(&lines, Merge::Alike);
        if groups.len() == lines.len() {
            return (lines, fees);
        }
        let mut merged = Vec::with_capacity(groups.len());
        for (members, number) in groups.iter().zip(1u16..) {
            let own: Vec<EntryLine> = members.iter().filter_map(|at| lines.get(*at)).cloned().collect();
            let Some(joined) = merge::join(own) else { continue };
            merged.push(self.retaken(EntryLine { number, ..joined }, members, findings));
        }
        let mut asked: Vec<FeeLine> = merged.iter().map(fee_line_of_entry).collect();
        let fees = fees::assess(&self.packet.header, entry_type, self.as_of, &mut asked, findings);
        for (line, fee) in merged.iter_mut().zip(asked) {
            line.fees =
                [fee.mpf, fee.hmf].into_iter().flatten().filter(|fee| !fee.amount.is_zero()).collect();
        }
        (merged, fees.fees)
    }

    fn retaken(&self, line: EntryLine, members: &[usize], findings: &mut Vec<Finding>) -> EntryLine {
        let asked: Vec<&RateQuestion> = members
            .iter()
            .filter_map(|at| self.questions.iter().find(|(of, _)| of == at))
            .map(|(_, question)| question)
            .collect();
        let Some(first) = asked.first().filter(|_| members.len() > 1) else { return line };
        let quantities = asked.iter().flat_map(|question| question.quantities.iter().cloned()).collect();
        let question =
            RateQuestion { value: line.entered_value.as_decimal(), quantities, ..(*first).clone() };
        let reported = line.article().map(|article| article.quantities.clone()).unwrap_or_default();
        match duty::rate(self.law.tariff, &question, self.setting.known, &reported, findings) {
            Some(rated) if !rated.tariffs.is_empty() => EntryLine { tariffs: rated.tariffs, ..line },
            _ => line,
        }
    }
}

fn fee_line(line: &PreparedLine) -> FeeLine {
    let numbers =
        line.tariffs.iter().map(|tariff| tariff.number).chain(line.hts.as_ref().map(|hts| hts.value));
    FeeLine {
        value: line
            .dutiable_value
            .filter(|_| line.tariffs.iter().any(|t| t.number.chapter() == 98))
            .or(line.entered_value)
            .unwrap_or_default(),
        origin: line.origin.as_ref().map(|origin| origin.value),
        spi: line.spi.clone(),
        numbers: numbers.collect(),
        ..FeeLine::default()
    }
}

/// Under chapter 98 the fees fall on what stays dutiable, whether lines are merged or not.
fn fee_line_of_entry(line: &EntryLine) -> FeeLine {
    let dutiable = line.article().filter(|_| line.tariffs.iter().any(|t| t.number.chapter() == 98));
    FeeLine {
        value: dutiable.map_or(line.entered_value, |article| article.base),
        origin: line.origin,
        spi: line.spi.clone(),
        numbers: line.tariffs.iter().map(|t| t.number).collect(),
        ..FeeLine::default()
    }
}
