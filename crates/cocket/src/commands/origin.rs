//! `cocket origin`: qualification, certifications, refunds, country of origin, textiles, marking; and the lists behind them.

use std::num::NonZeroUsize;

use clap::Args;
use cocket_base::Explain;
use cocket_base::ids::TariffNumber;
use cocket_desk::asking::Telling;
use cocket_desk::{BadQuestion, Knowledge};
use cocket_law::Pack;
use cocket_rules::explain;
use cocket_rules::origin::{OriginLaw, OriginQuestion, lint, operations};

use crate::commands::asking::{self, Listing};
use crate::shell::explain::Asked;
use crate::shell::law::{self, Held};
use crate::shell::lines::{self, Engine};
use crate::shell::table::table;
use crate::shell::{Context, Failure, output};

const AFTER: &str = r#"Examples:
  cocket origin --rule 8413.70 --agreement usmca
  cocket origin --agreements
  cocket origin --list
  echo '{"kind":"refund_claim","id":"1","spi":"KR","imported":"2026-03-10","claimed":"2026-11-24","qualified":true}' | cocket origin

A question has kind, id and its facts: qualify, automotive, certificate, request_letter,
refund_claim, country, textile or marking. docs/origin.md and
cocket example NAME have an example of each."#;

/// Which question.
#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// Show the product rule of a good.
    #[arg(long, value_name = "HTS", conflicts_with_all = ["agreements", "processes", "operations", "lint"])]
    rule: Option<TariffNumber>,
    /// Agreement of the rule that is shown.
    #[arg(long, value_name = "NAME", default_value = "usmca", requires = "rule")]
    agreement: String,
    /// List the agreements and programmes.
    #[arg(long, conflicts_with_all = ["processes", "operations", "lint"])]
    agreements: bool,
    /// List the processes that product rules ask for.
    #[arg(long, conflicts_with_all = ["operations", "lint"])]
    processes: bool,
    /// List the operations that do, do not or may confer origin.
    #[arg(long, conflicts_with = "lint")]
    operations: bool,
    /// Look the product rules over for what cannot be right.
    #[arg(long)]
    lint: bool,
    #[command(flatten)]
    listing: Listing,
    /// Threads to work with [default: as many as there are processors].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// Answers every line, or shows a list.
pub fn run(arguments: Arguments, context: &Context) -> Result<(), Failure> {
    if arguments.listing.list {
        return arguments.listing.show("origin", context);
    }
    let pack = law::pack(&context.data)?;
    let origin = law::origin(&pack)?;
    let shown = match () {
        () if arguments.rule.is_some() => arguments.rule.map(|good| rule(&origin, &arguments, good, context)),
        () if arguments.agreements => Some(agreements(&origin, context)),
        () if arguments.processes => Some(processes(&origin)),
        () if arguments.operations => Some(operation_list(&pack)),
        () if arguments.lint => Some(faults(&origin)),
        () => None,
    };
    if let Some(text) = shown {
        return output::text(&text);
    }
    let (file, explain) = arguments.asked.settle()?;
    let mut engine = Origin { pack, law: origin, day: asking::day(context), explain };
    lines::run(&mut engine, file, arguments.threads)
}

struct Origin {
    pack: Held<Pack>,
    law: Held<OriginLaw>,
    day: Knowledge,
    explain: Explain,
}

impl Engine for Origin {
    fn answer(&self, line: &str) -> Result<String, BadQuestion> {
        let telling = Telling { pack: &self.pack, facts: &[], day: self.day };
        asking::engine("origin").respond(telling, line, |line| {
            lines::reply(line, |question: OriginQuestion| {
                let question = question.explained(self.explain);
                explain::qualify(&self.law, &self.pack, &question, self.day.known)
            })
        })
    }
}

fn rule(law: &OriginLaw, arguments: &Arguments, good: TariffNumber, context: &Context) -> String {
    let (rules, unsure) = law.rules(&arguments.agreement, good, context.today, context.known);
    let row = |row: &&cocket_law::Row<cocket_rules::origin::ProductRule>| {
        let row = law.whole(&arguments.agreement, good, row, context.today, context.known);
        let only = row.only.as_deref().unwrap_or_default().to_string();
        vec![
            row.goods.to_string(),
            only,
            row.rule.to_string(),
            format!("{} ({})", row.cite.source, row.cite.trust),
        ]
    };
    let mut text = table(&[], &rules.iter().map(row).collect::<Vec<_>>());
    if rules.is_empty() {
        text.push_str(&format!("no rule of {} is held for {good}\n", arguments.agreement));
    }
    if unsure {
        text.push_str("a longer number may have a rule of its own\n");
    }
    text
}

fn agreements(law: &OriginLaw, context: &Context) -> String {
    let held = law.agreements(context.today, context.known);
    let rows: Vec<Vec<String>> = held
        .map(|row| {
            let spi: Vec<&str> = row.spi.iter().map(|spi| &**spi).collect();
            vec![row.agreement.to_string(), spi.join(" "), row.name.to_string(), row.cite.source.to_string()]
        })
        .collect();
    table(&[], &rows)
}

fn processes(law: &OriginLaw) -> String {
    let rows: Vec<Vec<String>> =
        law.processes().map(|(name, ask)| vec![name.to_string(), ask.to_string()]).collect();
    table(&[], &rows)
}

fn operation_list(pack: &Pack) -> String {
    let rows: Vec<Vec<String>> = operations(pack)
        .iter()
        .map(|row| {
            let effect = format!("{:?}", row.effect).to_lowercase();
            vec![row.operation.to_string(), effect, row.what.to_string(), row.cite.source.to_string()]
        })
        .collect();
    table(&[], &rows)
}

fn faults(law: &OriginLaw) -> String {
    let findings = lint(law);
    if findings.is_empty() {
        return "nothing looks wrong\n".to_string();
    }
    findings.iter().map(|finding| format!("{finding}\n")).collect()
}
