//! Preparation: a packet, the client's answers and the law of the day become a checked entry summary.
//!
//! It runs twice. Without the answers it says what the papers leave open: that list is the record of what was asked. With
//! them it works the entry out as far as facts reach. Nothing is written, nothing is guessed.

use cocket_base::{Date, Dollars, Finding, Money, Place, Quantity, Severity, Unit};
use cocket_filing::EntrySummary;
use cocket_filing::declaration::{EntryLine, Fee, ReportedQuantity, TariffLine};
use cocket_filing::edits::{EditContext, Schedule, check};
use cocket_intake::facts::Packet;
use cocket_intake::packet::PacketHeader;
use cocket_law::Pack;
use cocket_rules::AsOf;
use cocket_rules::clocks::{EntryClockFacts, EntryClocks, entry_clocks};
use cocket_tariff::engine::{RateQuestion, Tariff};
use cocket_tariff::rate::RateFacts;
use cocket_tariff::schedule::Line;

use crate::acknowledge;
use crate::answers::Answers;
use crate::changes;
use crate::claims::{self, ClaimDay};
use crate::declare::{self, Header, MOST_LINES};
use crate::duty::{self, Rated};
use crate::duty_paid::{self, Solving};
use crate::fees::{self, EntryFees, FeeLine};
use crate::goods::{self, Goods};
use crate::listing::Listings;
use crate::merge::{self, Merge};
use crate::notices;
use crate::prepared::{Prepared, PreparedLine};
use crate::quantities::{self, StatUnit};
use crate::question::{Settled, question};
use crate::sale::HEADER;
use crate::valuation::{self, LineValue, Valuation};

/// The law that preparation reads.
#[derive(Clone, Copy)]
pub struct Law<'a> {
    /// Fees, clocks, codes.
    pub pack: &'a Pack,
    /// Schedules and measures.
    pub tariff: &'a Tariff,
}

/// How to prepare.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The day whose knowledge of the law counts.
    pub known: Date,
    /// Today, for what must lie ahead or behind.
    pub today: Date,
    /// Whether invoice lines are merged.
    pub merge: Merge,
}

/// Prepares a packet.
pub fn prepare(packet: &Packet, answers: &Answers, law: Law<'_>, setting: Setting) -> Prepared {
    let before = pass(packet, &Answers::default(), law, setting);
    let after = if answers.is_empty() { before.clone() } else { pass(packet, answers, law, setting) };
    // Before the answers a gate warns; at the filing it stops.
    let warned = |gate: &Finding| Finding { severity: Severity::Warn, ..gate.clone() };
    let mut findings = before.findings;
    findings.extend(before.gates.iter().map(warned));
    let mut open = after.findings;
    open.extend(after.gates);
    open.extend(after.edits);
    Prepared {
        packet: packet.header.packet.clone(),
        revision: after.revision,
        findings,
        answers: answers.clone(),
        open,
        clocks: after.clocks,
        lines: after.lines,
        declaration: after.declaration,
        mpf_raw: after.fees.mpf_raw,
        fee_notes: after.fees.notes,
        why: after.why,
    }
}

/// One pass over the packet.
#[derive(Clone, Default)]
struct Pass {
    findings: Vec<Finding>,
    /// What a person must say before filing, though amounts can be shown already.
    gates: Vec<Finding>,
    edits: Vec<Finding>,
    revision: Option<String>,
    clocks: EntryClocks,
    lines: Vec<PreparedLine>,
    declaration: Option<EntrySummary>,
    fees: EntryFees,
    why: Vec<String>,
}

fn pass(packet: &Packet, answers: &Answers, law: Law<'_>, setting: Setting) -> Pass {
    let mut out = Pass::default();
    let packet = &acknowledge::with_header_answers(packet, answers, law.pack, &mut out.findings);
    out.findings.extend(acknowledge::open(&packet.findings, answers));
    let header = &packet.header;
    let Some(entry) = entry_day(header, &mut out.findings) else { return out };
    let as_of = AsOf::new(law.pack, entry, setting.known);
    let goods = goods::gather(packet, answers, law.pack, &mut out.findings);
    if goods.is_empty() {
        let finding =
            Finding::block("NO_GOODS", Place::file(HEADER), "no line of goods was read from any invoice");
        out.findings.push(finding.with_remedy("check the invoices and the mapping of their columns"));
    }
    let valuation = valuation::value(packet, &goods, as_of, answers, &mut out.findings);
    let mut work = Work {
        packet,
        law,
        setting,
        as_of,
        goods: &goods,
        findings: &mut out.findings,
        questions: Vec::new(),
        revision: None,
        gates: Vec::new(),
        refundable: Vec::new(),
    };
    out.lines = work.lines(valuation);
    work.notices(&out.lines);
    let questions = std::mem::take(&mut work.questions);
    out.revision = work.revision.take();
    out.gates = std::mem::take(&mut work.gates);
    out.why = work.entry_reasons();
    if answers.is_empty() {
        changes::ahead(law.tariff, &questions, &goods, entry, setting.known, &mut out.findings);
    }
    out.clocks = clocks(header, law.pack, entry, setting.known, &mut out.findings);
    let declared = Declaring { packet, law, setting, as_of, goods: &goods, questions: &questions };
    declared.finish(&mut out, &valuation_rate(packet, as_of, answers));
    for answer in answers.iter().filter(|answer| !acknowledge::used(answer, packet, &goods)) {
        out.findings.push(crate::answers::unused(answer));
    }
    out
}

/// The sale's rate again, for the form: worked out apart so that its findings are not doubled.
fn valuation_rate(
    packet: &Packet,
    as_of: AsOf<'_>,
    answers: &Answers,
) -> Option<cocket_rules::value::ChosenRate> {
    valuation::value(packet, &[], as_of, answers, &mut Vec::new()).rate
}

fn entry_day(header: &PacketHeader, findings: &mut Vec<Finding>) -> Option<Date> {
    let time = header.dates.time_of_entry.as_ref().map(|time| time.local.date());
    let day = header.dates.entry.or(time);
    if day.is_none() {
        let finding = Finding::block(
            "MISSING_FACT",
            Place::file(HEADER).at_field("dates.entry"),
            "the date of entry is missing; it fixes the law that applies",
        );
        findings.push(finding.with_remedy("give the date of entry"));
    }
    if let (Some(entry), Some(import)) = (day, header.dates.import)
        && entry < import.saturating_sub(jiff::Span::new().days(30))
    {
        let text = format!("the entry of {entry} lies long before the importation of {import}");
        findings.push(
            Finding::warn("DATE_IMPLAUSIBLE", Place::file(HEADER).at_field("dates"), text)
                .with_remedy("check both dates"),
        );
    }
    day
}

fn clocks(
    header: &PacketHeader,
    law: &Pack,
    entry: Date,
    known: Date,
    findings: &mut Vec<Finding>,
) -> EntryClocks {
    let facts = EntryClockFacts {
        entry_type: header.entry_type.clone().unwrap_or_default(),
        mode: header.mode.clone().unwrap_or_default(),
        payment_type: header.payment_type.clone(),
        entry: Some(entry),
        landing: header.dates.import,
        release: None,
        lading: header.dates.lading,
        lading_time_local: header.dates.lading_time_local,
    };
    entry_clocks(law, known, &facts).unwrap_or_else(|refusal| {
        findings.push(
            Finding::warn("CLOCKS_UNKNOWN", Place::file(HEADER), refusal.to_string())
                .with_remedy("complete the header or the law data"),
        );
        EntryClocks::default()
    })
}

/// The work over the lines.
struct Work<'a> {
    packet: &'a Packet,
    law: Law<'a>,
    setting: Setting,
    as_of: AsOf<'a>,
    goods: &'a [Goods<'a>],
    findings: &'a mut Vec<Finding>,
    questions: Vec<(usize, RateQuestion)>,
    revision: Option<String>,
    gates: Vec<Finding>,
    refundable: Vec<String>,
}

impl Work<'_> {
    fn lines(&mut self, valuation: Valuation) -> Vec<PreparedLine> {
        let day = ClaimDay {
            law: self.law.pack,
            entry: self.as_of.day,
            import: self.packet.header.dates.import,
            known: self.setting.known,
        };
        let goods = self.goods;
        let mut said = Vec::new();
        let claims: Vec<Option<String>> =
            goods.iter().map(|one| claims::claim(&self.packet.header, one, &day, &mut said)).collect();
        said.dedup();
        self.findings.extend(said);
        let values =
            if valuation.duty_paid { self.duty_paid(valuation.lines, &claims) } else { valuation.lines };
        let mut lines = Vec::with_capacity(goods.len());
        for (at, (value, claim)) in values.into_iter().zip(claims).enumerate() {
            lines.push(self.line(at, value, claim));
        }
        let steps = valuation.steps;
        lines.iter_mut().for_each(|line| line.value_steps.splice(0..0, steps.iter().cloned()).for_each(drop));
        lines
    }

    /// Prices that hold the duty are solved with the rates of their lines.
    fn duty_paid(&mut self, values: Vec<LineValue>, claims: &[Option<String>]) -> Vec<LineValue> {
        let probe = |at: usize, value: Dollars| self.settled_question(at, value, claims.get(at)?.as_deref());
        let solving = Solving { header: &self.packet.header, as_of: self.as_of, tariff: self.law.tariff };
        let mut said = Vec::new();
        let solved = duty_paid::solve(&solving, self.goods, values, claims, probe, &mut said);
        self.findings.extend(said);
        solved
    }

    fn settled_question(&self, at: usize, value: Dollars, spi: Option<&str>) -> Option<RateQuestion> {
        let goods = self.goods.get(at)?;
        let settled = Settled {
            hts: goods.hts.as_ref()?.value,
            origin: goods.origin.as_ref()?.value,
            entry: self.as_of.day,
            value,
            spi,
        };
        let measures = &self.law.tariff.measures;
        let rate_facts = |name: &str| RateFacts::names().any(|known| known == name);
        Some(question(&self.packet.header, goods, &settled, |name| {
            measures.fact(name).is_some() || rate_facts(name)
        }))
    }

    fn line(&mut self, at: usize, value: LineValue, claim: Option<String>) -> PreparedLine {
        let goods = &self.goods[at];
        let mut line = self.blank(at, goods, &value);
        let (reported, needs) = quantities::report(goods, &self.units(goods));
        for need in needs {
            let finding = Finding::block(
                "MISSING_QUANTITY",
                Place::item(goods.part_no).at_field("quantity"),
                need.question.clone(),
            );
            self.findings.push(finding.with_remedy("ask for it, or complete the packing list"));
            line.needs.push(need);
        }
        self.notice_units(goods.part_no, goods.quantity, &reported);
        line.quantities = reported;
        line.taxes = fees::excise(&self.packet.header, goods, self.findings);
        let question = value.entered.and_then(|entered| self.settled_question(at, entered, claim.as_deref()));
        if let Some(mut question) = question {
            self.use_exemption(&mut question);
            let rated =
                duty::rate(self.law.tariff, &question, self.setting.known, &line.quantities, self.findings);
            self.questions.push((at, question));
            if let Some(rated) = rated {
                self.take(&mut line, rated, claim);
            }
        }
        line
    }

    /// A broad duty that falls away when the goods are for civil aircraft, the use unanswered: the exemption is shown as
    /// taken and stops the filing until a person has said yes or no.
    fn use_exemption(&mut self, question: &mut RateQuestion) {
        if let Some(gate) = duty::provisional_use(self.law.tariff, question, self.setting.known) {
            self.gates.push(gate);
        }
    }

    fn take(&mut self, line: &mut PreparedLine, rated: Rated, claim: Option<String>) {
        let answered = !rated.tariffs.is_empty();
        if answered {
            let article = line.hts.as_ref().map(|hts| hts.value);
            duty::unanswered(&line.part, article, &rated.needs, self.as_of, self.findings);
        }
        if let Some(claimed) = claim.filter(|_| answered && rated.spi.is_none()) {
            let text = format!(
                "{}: the schedule gives no rate for {claimed} on this number, or the programme is closed; the general rate applies",
                line.part
            );
            self.findings.push(
                Finding::warn("SPI_NOT_LISTED", Place::item(line.part.clone()), text)
                    .with_remedy("check the claim"),
            );
        }
        let base =
            rated.tariffs.iter().rev().find(|tariff| tariff.number.chapter() < 98).map(|tariff| tariff.base);
        line.dutiable_value = base.filter(|base| Some(*base) != line.entered_value);
        line.spi = rated.spi;
        line.tariffs.clone_from(&rated.tariffs);
        line.deposits = rated.deposits;
        line.needs.extend(rated.needs);
        self.notice_tariffs(&line.part, &rated.tariffs);
        self.refundable.extend(rated.refundable);
        line.why.extend(rated.why);
        self.revision = self.revision.take().or(rated.revision);
    }

    /// What the reported numbers themselves call for.
    fn notice_tariffs(&mut self, part: &str, tariffs: &[TariffLine]) {
        let measures = &self.law.tariff.measures;
        let stated = tariffs.iter().filter(|tariff| tariff.number.chapter() == 99 && tariff.amount.is_zero());
        let by_weight = stated.filter(|tariff| {
            measures.heading(tariff.number).any(|heading| duty::reads(measures, heading, "weight_pct"))
        });
        for tariff in by_weight {
            let text = format!("{part}: {} rests on the statement of the metal's weight", tariff.number);
            self.findings.push(
                Finding::warn("METAL_STATEMENT_USED", Place::item(part), text)
                    .with_remedy("keep a copy of the producer's statement"),
            );
        }
        if let Some(article) =
            tariffs.iter().find(|tariff| tariff.number.chapter() < 98 && tariff.rate.contains("container"))
        {
            let text = format!("{part}: the duty is on «{}», not on the reported net quantity", article.rate);
            self.findings.push(Finding::info("QTY_BASIS", Place::item(part), text));
        }
    }

    fn notice_units(&mut self, part: &str, paper: Option<Quantity>, reported: &[ReportedQuantity]) {
        let Some(paper) = paper else { return };
        let multiple = |unit: Unit| {
            Quantity::new(cocket_base::Decimal::ONE, unit)
                .to(Unit::NUMBER)
                .is_ok_and(|one| one.amount != cocket_base::Decimal::ONE)
        };
        let converted = reported.iter().find(|q| {
            q.quantity.unit.converts_to(paper.unit) && (multiple(paper.unit) || multiple(q.quantity.unit))
        });
        if let Some(converted) = converted {
            let text = format!(
                "{part}: {paper} on the paper, {} {} reported",
                converted.quantity.amount.normalize(),
                converted.printed
            );
            self.findings.push(Finding::info("UNIT_CONVERTED", Place::item(part), text));
        }
    }

    fn blank(&self, at: usize, goods: &Goods<'_>, value: &LineValue) -> PreparedLine {
        let currency = self.packet.header.currency.or(goods.invoice.currency.as_ref().map(|c| c.value));
        let amount = crate::sale::line_amount(goods);
        let described = goods
            .line
            .description
            .as_ref()
            .map(|d| d.value.clone())
            .or_else(|| goods.facts.description.clone());
        PreparedLine {
            number: u32::try_from(at + 1).unwrap_or(u32::MAX),
            place: Place { column: None, ..goods.line.place.clone() },
            part: goods.part_no.to_string(),
            description: described.unwrap_or_default(),
            invoice: goods.invoice.number.as_ref().map(|number| number.value.clone()),
            amount: amount.zip(currency).map(|(amount, currency)| Money { amount, currency }),
            quantity: goods.quantity,
            hts: goods.hts.clone(),
            origin: goods.origin.clone(),
            spi: None,
            entered_value: value.entered,
            value_steps: value.steps.clone(),
            value_native: value.native.clone(),
            dutiable_value: None,
            quantities: Vec::new(),
            tariffs: Vec::new(),
            deposits: Vec::new(),
            taxes: Vec::new(),
            mpf: None,
            hmf: None,
            needs: Vec::new(),
            why: Vec::new(),
        }
    }

    /// The statistical units of the line's number; none while the number is not known or not printed.
    fn units(&self, goods: &Goods<'_>) -> Vec<StatUnit> {
        let Some(number) = goods.hts.as_ref().map(|hts| hts.value) else { return Vec::new() };
        let schedule = self.law.tariff.schedules.as_of(self.as_of.day, self.setting.known);
        let line: Option<Line<'_>> =
            schedule.as_ref().and_then(|as_of| as_of.schedule.line_or_eight(&number));
        let units = line.map(|line| {
            line.units()
                .iter()
                .map(|unit| StatUnit { unit: unit.unit, printed: unit.printed.to_string() })
                .collect()
        });
        units.unwrap_or_default()
    }

    fn notices(&mut self, lines: &[PreparedLine]) {
        let header = &self.packet.header;
        notices::look(header, self.goods, self.as_of, self.findings);
        let whole = lines.iter().all(|line| line.entered_value.is_some());
        let total: Dollars = lines.iter().filter_map(|line| line.entered_value).sum();
        if let Some(entry_type) = header.entry_type.as_deref().filter(|_| whole && !lines.is_empty()) {
            notices::value_limits(entry_type, total, self.as_of, self.findings);
        }
        let schedules = &self.law.tariff.schedules;
        if let Some(first) = self.refundable.first() {
            let text = format!("duties of this entry may be refundable: {first}");
            self.findings.push(
                Finding::info("IEEPA_REFUND_CANDIDATE", Place::file(HEADER), text)
                    .with_remedy("see the sums per heading; file for the refund in time"),
            );
        }
        if let Some(as_of) = schedules.as_of(self.as_of.day, self.setting.known) {
            if let Some(notice) = as_of.notice(self.as_of.day) {
                self.findings.push(
                    Finding::warn("REVISION_NOT_HELD", Place::file(HEADER), notice)
                        .with_remedy("import the revision: cocket tariff import FILE"),
                );
            }
            let newest = schedules.held().iter().map(|schedule| schedule.revision().from).max();
            notices::time_travel(self.as_of.day, newest, &as_of.used().to_string(), self.findings);
        }
    }

    fn entry_reasons(&self) -> Vec<String> {
        let mut why = Vec::new();
        let outside: Vec<&str> = self
            .packet
            .header
            .charges
            .iter()
            .filter(|charge| charge.included_in_price != Some(true))
            .map(|charge| charge.kind.as_str())
            .collect();
        if !outside.is_empty() {
            why.push(format!(
                "{} beside the price: reported as charges, not in the value",
                outside.join(", ").replace('_', " ")
            ));
        }
        why
    }
}

/// The last stretch: entry lines, fees, merging, sums, edits.
struct Declaring<'a> {
    packet: &'a Packet,
    law: Law<'a>,
    setting: Setting,
    as_of: AsOf<'a>,
    goods: &'a [Goods<'a>],
    questions: &'a [(usize, RateQuestion)],
}

impl Declaring<'_> {
    fn finish(&self, out: &mut Pass, rate: &Option<cocket_rules::value::ChosenRate>) {
        let header = &self.packet.header;
        let entry_type = header.entry_type.clone().unwrap_or_default();
        out.fees = self.fees(&entry_type, &mut out.lines, &mut out.findings);
        let numbers = 1u16..;
        let lines = self.goods.iter().zip(&out.lines).zip(numbers);
        let lines: Option<Vec<EntryLine>> = lines
            .map(|((goods, line), number)| declare::entry_line(self.packet, goods, line, number))
            .collect();
        let Some(mut lines) = lines.filter(|lines| !lines.is_empty()) else { return };
        declare::share_weights_and_charges(self.packet, self.goods, &mut lines);
        let mut fees = out.fees.fees.clone();
        if self.setting.merge == Merge::Alike {
            (lines, fees) = self.merged(lines, fees, &entry_type, &mut out.findings);
        }
        if lines.len() > MOST_LINES {
            let text = format!("{} lines; a summary holds at most {MOST_LINES}", lines.len());
            out.findings.push(
                Finding::block("TOO_MANY_LINES", Place::file(HEADER), text)
                    .with_remedy("merge lines that are alike, or split the entry"),
            );
        }
        let header =
            Header { packet: self.packet, law: self.law.pack, entry: self.as_of.day, rate: rate.as_ref() };
        out.declaration = declare::summary(&header, lines, fees, &mut out.findings);
        if let Some(summary) = &out.declaration {
            notices::exempt_lines(summary, out.fees.mpf_raw, &mut out.findings);
            let listings = Listings { schedules: &self.law.tariff.schedules, known: self.setting.known };
            out.edits = self.edits(summary, &listings);
        }
    }

    fn edits(&self, summary: &EntrySummary, schedule: &dyn Schedule) -> Vec<Finding> {
        // An entry of a past day is looked at as that day would: a plan of then is not late now.
        let today = self.setting.today.min(self.as_of.day);
        check(
            summary,
            &EditContext { known: self.setting.known, ..EditContext::new(self.law.pack, schedule, today) },
        )
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

fn fee_line_of_entry(line: &EntryLine) -> FeeLine {
    FeeLine {
        value: line.entered_value,
        origin: line.origin,
        spi: line.spi.clone(),
        numbers: line.tariffs.iter().map(|t| t.number).collect(),
        ..FeeLine::default()
    }
}
