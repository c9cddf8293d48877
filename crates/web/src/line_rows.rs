//! The rows of the lines table: the invoice line beside its entry line, every amount with its steps.

use cocket_base::Step;
use cocket_desk::entry::PreparedLine;
use cocket_desk::filing::declaration::TariffLine;

use crate::file::anchor;
use crate::words;

/// A worked step, as printed.
pub struct StepRow {
    /// What was done.
    pub what: String,
    /// Figure worked on, rate and amount, in one text.
    pub figures: String,
    /// The law, with its dates.
    pub cite: String,
    /// The facts used.
    pub facts: String,
}

/// A tariff number of a line.
pub struct TariffRow {
    /// The number, with dots.
    pub number: String,
    /// Whose duty it is.
    pub authority: String,
    /// Rate.
    pub rate: String,
    /// Base.
    pub base: String,
    /// Amount.
    pub amount: String,
    /// Quantities reported.
    pub quantities: String,
    /// How it came about.
    pub steps: Vec<StepRow>,
}

/// A line of the packet.
pub struct LineRow {
    /// Running number.
    pub number: u32,
    /// End of its anchor by part.
    pub anchor: String,
    /// File, sheet and row.
    pub place: String,
    /// Part number.
    pub part: String,
    /// Description.
    pub description: String,
    /// Quantity on the paper.
    pub quantity: String,
    /// Amount on the paper.
    pub amount: String,
    /// Currency of the amount.
    pub currency: String,
    /// Origin and who gave it.
    pub origin: Option<(String, &'static str)>,
    /// Who gave the number.
    pub number_from: Option<&'static str>,
    /// Claim.
    pub spi: String,
    /// Entered value.
    pub value: String,
    /// How it came about.
    pub value_steps: Vec<StepRow>,
    /// Tariff numbers.
    pub tariffs: Vec<TariffRow>,
    /// Duty.
    pub duty: String,
    /// Fees in words.
    pub fees: String,
    /// Deposits and taxes in words.
    pub others: Vec<String>,
    /// Questions that are open or would change the total.
    pub needs: Vec<(String, String)>,
    /// Reasons.
    pub why: Vec<String>,
    /// Nothing was determined for it yet.
    pub is_open: bool,
}

/// A prepared line as a row.
pub fn line_row(line: &PreparedLine) -> LineRow {
    let fee = |name: &str, fee: &Option<cocket_desk::filing::declaration::Fee>| {
        fee.as_ref()
            .filter(|fee| !fee.amount.is_zero())
            .map(|fee| format!("{name} {}", words::cents(fee.amount)))
    };
    let fees: Vec<String> = [fee("MPF", &line.mpf), fee("HMF", &line.hmf)].into_iter().flatten().collect();
    let deposits = line
        .deposits
        .iter()
        .map(|d| format!("{} {}% = {}", d.case, d.rate.normalize(), words::cents(d.amount)));
    let taxes = line.taxes.iter().map(|tax| format!("tax {} = {}", tax.class, words::cents(tax.amount)));
    LineRow {
        number: line.number,
        anchor: anchor(&line.part),
        place: line.place.to_string(),
        part: line.part.clone(),
        description: line.description.clone(),
        quantity: line
            .quantity
            .map(|q| format!("{} {}", words::number(q.amount), q.unit))
            .unwrap_or_default(),
        amount: line.amount.map(|amount| words::as_printed(amount.amount)).unwrap_or_default(),
        currency: line.amount.map(|amount| amount.currency.to_string()).unwrap_or_default(),
        origin: line.origin.as_ref().map(|origin| (origin.value.to_string(), origin.from.word())),
        number_from: line.hts.as_ref().map(|hts| hts.from.word()),
        spi: line.spi.clone().unwrap_or_default(),
        value: line.entered_value.map(words::dollars).unwrap_or_default(),
        value_steps: step_rows(&line.value_steps),
        tariffs: line.tariffs.iter().map(tariff_row).collect(),
        duty: line.duty().map(words::cents).unwrap_or_default(),
        fees: fees.join(", "),
        others: deposits.chain(taxes).collect(),
        needs: line.needs.iter().map(|need| (need.question.clone(), need.affects.clone())).collect(),
        why: line.why.clone(),
        is_open: line.tariffs.is_empty(),
    }
}

fn tariff_row(tariff: &TariffLine) -> TariffRow {
    let quantities =
        tariff.quantities.iter().map(|q| format!("{} {}", words::number(q.quantity.amount), q.printed));
    TariffRow {
        number: tariff.number.to_string(),
        authority: tariff.authority.clone(),
        rate: tariff.rate.clone(),
        base: words::dollars(tariff.base),
        amount: words::cents(tariff.amount),
        quantities: quantities.collect::<Vec<_>>().join(", "),
        steps: step_rows(&tariff.steps),
    }
}

/// Steps as rows.
pub fn step_rows(steps: &[Step]) -> Vec<StepRow> {
    let row = |step: &Step| {
        let figures: Vec<String> = [step.base.clone(), step.rate.clone().map(|rate| format!("× {rate}"))]
            .into_iter()
            .flatten()
            .collect();
        let amount = step.amount.map(|amount| format!(" = {}", words::cents(amount))).unwrap_or_default();
        StepRow {
            what: step.what.clone(),
            figures: format!("{}{amount}", figures.join(" ")).trim().to_string(),
            cite: step.cite.as_ref().map(ToString::to_string).unwrap_or_default(),
            facts: step
                .facts
                .iter()
                .map(|fact| format!("{} = {}", fact.name, fact.value))
                .collect::<Vec<_>>()
                .join(", "),
        }
    };
    steps.iter().map(row).collect()
}
