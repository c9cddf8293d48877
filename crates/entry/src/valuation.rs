//! Entered values of the packet's lines: currency, discounts, charges, assists, and prices that hold the duty.

use cocket_base::{Currency, Decimal, Determination, Dollars, Finding, Need, Outcome, Place, Step};
use cocket_intake::facts::Packet;
use cocket_law::ChargeEvidence;
use cocket_rules::value::{
    Addition, CertifiedRates, ChargeOutcome, ChosenRate, NetPrices, Quote, Rounding, Sale, choose_rate,
    enter, net_prices, pays_duty,
};
use cocket_rules::{AsOf, Refusal};

use crate::answers::Answers;
use crate::assists::assists;
use crate::bridge::{self, Bridge};
use crate::goods::Goods;
use crate::payments::payments;
use crate::sale::{self, HEADER};

/// The value of one line with its figures.
#[derive(Clone, Debug, Default)]
pub struct LineValue {
    /// Entered value; `None` while facts are missing.
    pub entered: Option<Dollars>,
    /// Net price in US dollars before rounding, additions left out: what a duty-paid price is worked back from.
    pub net_usd: Decimal,
    /// Additions in US dollars.
    pub additions_usd: Decimal,
    /// Freight and insurance between the countries in US dollars; `None` where no paper states any.
    pub carriage_usd: Option<Decimal>,
    /// How it came about.
    pub steps: Vec<Step>,
    /// Figures in the sale's currency, by name.
    pub native: Vec<(String, String)>,
}

/// The values of a packet.
#[derive(Clone, Debug, Default)]
pub struct Valuation {
    /// One per line of goods.
    pub lines: Vec<LineValue>,
    /// The sale's rate.
    pub rate: Option<ChosenRate>,
    /// The price holds duty and fees: the lines must be solved with their rates.
    pub duty_paid: bool,
    /// Steps that concern the whole sale.
    pub steps: Vec<Step>,
}

/// Values every line, as far as the facts reach. Gaps are findings.
pub fn value(
    packet: &Packet,
    goods: &[Goods<'_>],
    as_of: AsOf<'_>,
    answers: &Answers,
    findings: &mut Vec<Finding>,
) -> Valuation {
    let mut valuation = Valuation { lines: vec![LineValue::default(); goods.len()], ..Valuation::default() };
    missing_amounts(goods, findings);
    let chosen =
        sale::currency(packet, findings).and_then(|currency| exchange(packet, currency, as_of, findings));
    // Without a rate nothing has a value; what else is missing is asked for all the same.
    let rate = chosen.as_ref().map(|(rate, _)| rate);
    let (sale, needs) = sale::build(packet, goods, rate, as_of, answers, findings);
    let incomplete = !needs.is_empty();
    ask(needs, findings);
    let net = settle(net_prices(as_of, &sale), findings);
    let assists = assists(packet, goods, as_of.pack, findings);
    let Some((rate, rate_steps)) = chosen else { return valuation };
    let payments = payments(packet, goods, &rate, as_of, findings);
    let (Some((prices, steps)), false) = (net, incomplete) else { return valuation };
    notice_charges(packet, &sale, &prices, rate.currency, findings);
    let mut additions = assists.list.clone();
    additions.extend(payments.list);
    let open = |at: &usize| assists.open.contains(at) || payments.open.contains(at);
    let Some((entered, _)) = settle(enter(&prices, &rate, &additions, &Rounding::PerLine), findings) else {
        return valuation;
    };
    let duty_paid = sale.term.as_deref().is_some_and(|term| pays_duty(as_of, term));
    let bridge = Bridge::new(as_of, &sale, &prices, &rate, duty_paid);
    let carriage = sale.charges.iter().any(|charge| is_carriage(as_of, &charge.kind));
    for (at, (line, entered)) in valuation.lines.iter_mut().zip(entered.lines).enumerate() {
        let Some(price) = prices.lines.get(at) else { continue };
        let whole = goods.get(at).and_then(sale::line_amount).is_some() && !open(&at);
        let added =
            |all: &[Addition]| all.iter().filter(|one| one.line == at).map(|one| one.amount_usd).sum();
        line.additions_usd = added(&additions);
        line.net_usd = rate.to_usd(price.net);
        line.carriage_usd = carriage.then(|| rate.to_usd(price.carriage));
        line.entered = whole.then_some(entered.entered);
        line.steps = entered.steps;
        line.native = bridge.figures(price);
        if !packet.header.assists.is_empty() {
            line.native.push(("assist_usd".into(), bridge::usd(added(&assists.list))));
        }
        if !(packet.header.royalties.is_empty() && packet.header.proceeds.is_empty()) {
            let besides = line.additions_usd - added(&assists.list);
            line.native.push(("royalty_and_proceeds_usd".into(), bridge::usd(besides)));
        }
    }
    let waiting = !(assists.open.is_empty() && payments.open.is_empty());
    if duty_paid && waiting {
        // One price holds the duty of all lines: no line is worked back while an addition is open.
        valuation.lines.iter_mut().for_each(|line| line.entered = None);
    }
    valuation.duty_paid = duty_paid && !waiting;
    valuation.steps = rate_steps.into_iter().chain(steps).collect();
    valuation.rate = Some(rate);
    valuation
}

/// Freight and insurance between the countries: what a line declares as its charges.
fn is_carriage(as_of: AsOf<'_>, kind: &str) -> bool {
    let kind = as_of.pack.charge_kind(kind, as_of.day, as_of.known);
    kind.is_ok_and(|kind| kind.evidence == ChargeEvidence::PaidToCarrier)
}

fn missing_amounts(goods: &[Goods<'_>], findings: &mut Vec<Finding>) {
    for one in goods.iter().filter(|one| sale::line_amount(one).is_none()) {
        let place = one.line.place.clone().at_item(one.part_no).at_field("amount");
        let text = format!("{} has neither an amount nor quantity and price", one.part_no);
        findings.push(
            Finding::block("MISSING_AMOUNT", place, text)
                .with_remedy("ask the seller for a corrected invoice"),
        );
    }
}

/// Takes the answer of a rule, or turns what it lacks into findings.
pub fn settle<T>(
    determined: Result<Determination<T>, Refusal>,
    findings: &mut Vec<Finding>,
) -> Option<(T, Vec<Step>)> {
    match determined {
        Ok(Determination { outcome: Outcome::Decided { answer }, steps }) => Some((answer, steps)),
        Ok(Determination { outcome: Outcome::NeedsFacts { needs }, .. }) => {
            ask(needs, findings);
            None
        }
        Ok(Determination { outcome: Outcome::Prohibited { reasons }, .. }) => {
            findings.extend(
                reasons
                    .into_iter()
                    .map(|reason| Finding::block("VALUE_REFUSED", Place::file(HEADER), reason.text)),
            );
            None
        }
        Err(refusal) => {
            findings.push(Finding::block("VALUE_REFUSED", Place::file(HEADER), refusal.to_string()));
            None
        }
    }
}

/// Facts by the names of the rules, and the packet's own fields for them.
const FIELDS: [(&str, &str); 2] = [("import_date", "dates.import"), ("terms", "terms.incoterm")];

/// Turns missing facts of the sale into findings that stop the filing.
pub fn ask(needs: Vec<Need>, findings: &mut Vec<Finding>) {
    // The discount is asked about at its own invoice.
    for need in needs.into_iter().filter(|need| need.fact != sale::DISCOUNT_TAKEN) {
        let field = FIELDS.iter().find(|(fact, _)| *fact == need.fact).map(|(_, field)| (*field).to_string());
        let place = Place::file(HEADER).at_field(field.unwrap_or(need.fact));
        findings.push(
            Finding::block("MISSING_FACT", place, format!("{} It decides: {}", need.question, need.affects))
                .with_remedy("answer the question"),
        );
    }
}

/// The rate of the day of exportation (19 CFR 159.34), and what was noticed.
fn exchange(
    packet: &Packet,
    currency: Currency,
    as_of: AsOf<'_>,
    findings: &mut Vec<Finding>,
) -> Option<(ChosenRate, Vec<Step>)> {
    if currency == Currency::USD {
        return Some((ChosenRate::dollars(), Vec::new()));
    }
    let place = || Place::file(HEADER).at_field("exchange_rate");
    let rates =
        packet.header.exchange_rate.as_ref().filter(|rates| rates.currency.is_none_or(|of| of == currency));
    let Some(quarter) = rates.and_then(|rates| rates.usd_per_unit_quarter) else {
        let text = format!("the sale is in {currency} and no certified rate of the quarter is given");
        findings.push(
            Finding::block("MISSING_RATE", place(), text)
                .with_remedy("give the certified rates of the quarter and of the export day"),
        );
        return None;
    };
    let Some(export) = packet.header.dates.export else {
        let text = "the date of exportation is missing; it fixes the rate of exchange";
        findings.push(
            Finding::block("MISSING_FACT", Place::file(HEADER).at_field("dates.export"), text)
                .with_remedy("give the date of exportation"),
        );
        return None;
    };
    let export_day = rates.and_then(|rates| rates.usd_per_unit_export_date);
    let certified =
        CertifiedRates { currency, quarter, export_day, proclaimed: None, quote: Quote::UsdPerUnit };
    let (chosen, steps) = settle(choose_rate(as_of.on(export), &certified), findings)?;
    let which = if chosen.rate == quarter { "quarterly rate" } else { "rate of the export day" };
    let apart = chosen
        .variance_pct
        .map(|pct| format!("the rate of the export day lies {pct}% from the quarter's: "))
        .unwrap_or_default();
    findings.push(Finding::info(
        "FX_RULE",
        Place::file(HEADER),
        format!("{apart}{which} {} used", chosen.rate),
    ));
    Some((chosen, steps))
}

/// Says which charges left the price, at the invoice whose price held them.
fn notice_charges(
    packet: &Packet,
    sale: &Sale,
    prices: &NetPrices,
    currency: Currency,
    findings: &mut Vec<Finding>,
) {
    let out =
        sale.charges.iter().zip(&prices.charges).filter(|(_, outcome)| **outcome == ChargeOutcome::TakenOut);
    let named: Vec<String> = out
        .map(|(charge, _)| format!("{} {} {currency}", charge.kind.replace('_', " "), charge.amount))
        .collect();
    let place = packet
        .invoices
        .first()
        .map_or_else(|| Place::file(HEADER), |invoice| Place::file(invoice.file.clone()));
    if !named.is_empty() {
        let text = format!("{} in the price taken out by value share", named.join(" and "));
        findings.push(Finding::info("NONDUTIABLE_DEDUCTED", place, text));
    }
    for look in &prices.look_at {
        findings.push(
            Finding::warn("CHARGE_UNCONFIRMED", Place::file(HEADER).at_field("charges"), look.clone())
                .with_remedy("look at the carrier's invoice"),
        );
    }
}
