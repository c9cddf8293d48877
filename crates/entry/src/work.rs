//! The work over the lines of a packet: claims, values, quantities, duty, and what is noticed on the way.

use cocket_base::ids::TariffNumber;
use cocket_base::{Decimal, Dollars, Finding, Money, Place, Quantity, Unit};
use cocket_filing::declaration::{ReportedQuantity, TariffLine};
use cocket_filing::edits::{Listing, Schedule};
use cocket_intake::facts::Packet;
use cocket_rules::AsOf;
use cocket_tariff::engine::RateQuestion;
use cocket_tariff::rate::RateFacts;
use cocket_tariff::schedule::Line;

use crate::claims::{self, ClaimDay};
use crate::duty::{self, Rated};
use crate::duty_paid::{self, Solving};
use crate::fees;
use crate::goods::Goods;
use crate::known::Known;
use crate::listing::Listings;
use crate::notices;
use crate::prepared::PreparedLine;
use crate::quantities::{self, StatUnit};
use crate::question::{Settled, question};
use crate::sale::HEADER;
use crate::setting::{Law, Setting};
use crate::valuation::{LineValue, Valuation};

/// Stands for a value that is not known yet, where only what stops the rating is looked for.
const STAND_IN: Dollars = Dollars::new(1_000);

/// The work over the lines.
pub struct Work<'a> {
    /// The packet, with the header as answered.
    pub packet: &'a Packet,
    /// The law.
    pub law: Law<'a>,
    /// How to prepare.
    pub setting: Setting,
    /// Law of the day of entry.
    pub as_of: AsOf<'a>,
    /// The goods.
    pub goods: &'a [Goods<'a>],
    /// Where findings go.
    pub findings: &'a mut Vec<Finding>,
    /// What was asked of the duty engine, by line.
    pub questions: Vec<(usize, RateQuestion)>,
    /// Schedule revision used.
    pub revision: Option<String>,
    /// Duties that can be claimed back.
    pub refundable: Vec<String>,
}

impl Work<'_> {
    /// Every line with its value, quantities and duty, as far as facts reach.
    pub fn lines(&mut self, valuation: Valuation) -> Vec<PreparedLine> {
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
            known: self.setting.known,
            value,
            spi,
        };
        let measures = &self.law.tariff.measures;
        let rate_facts = |name: &str| RateFacts::names().any(|known| known == name);
        Some(question(&self.packet.header, goods, &settled, self.law.pack, |name| {
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
        if let Some(question) = question {
            let rated =
                duty::rate(self.law.tariff, &question, self.setting.known, &line.quantities, self.findings);
            self.questions.push((at, question));
            if let Some(rated) = rated {
                self.take(&mut line, rated, claim);
            }
        } else if let Some(question) = self.settled_question(at, STAND_IN, claim.as_deref()) {
            duty::obstacles(self.law.tariff, &question, self.setting.known, self.findings);
        } else if let Some(number) = goods.hts.as_ref() {
            self.number_listed(goods.part_no, number);
        }
        line
    }

    /// A number that no schedule prints is told of lines too that lack what rating needs.
    fn number_listed(&mut self, part: &str, number: &Known<TariffNumber>) {
        let listings = Listings { schedules: &self.law.tariff.schedules, known: self.setting.known };
        let why = match listings.listing(number.value, self.as_of.day) {
            Listing::Unknown => "stands in no schedule that is held",
            Listing::Inactive => "does not stand in the schedule of the day of entry",
            Listing::NotHeld | Listing::Active { .. } => return,
        };
        let text = format!("{part}: {} {why}", number.value);
        let finding = Finding::block("HTS_NOT_IN_SCHEDULE", Place::item(part).at_field("hts10"), text);
        self.findings.push(finding.with_remedy("classify the goods by the schedule of that day"));
    }

    fn take(&mut self, line: &mut PreparedLine, rated: Rated, claim: Option<String>) {
        let answered = !rated.tariffs.is_empty();
        if answered {
            let article = line.hts.as_ref().map(|hts| hts.value);
            duty::unanswered(&line.part, article, &rated.needs, self.as_of, self.findings);
            duty::unclaimed(&line.part, &rated.claims, self.findings);
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
        line.range = rated.range;
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
            Quantity::new(Decimal::ONE, unit).to(Unit::NUMBER).is_ok_and(|one| one.amount != Decimal::ONE)
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
            range: None,
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

    /// What is noticed about the whole packet.
    pub fn notices(&mut self, lines: &[PreparedLine]) {
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

    /// Reasons that concern the whole entry.
    pub fn entry_reasons(&self) -> Vec<String> {
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
