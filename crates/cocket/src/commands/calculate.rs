//! `cocket fees`, `bond`, `penalty`, `interest`: calculators over JSON Lines, and their lists.

use std::num::NonZeroUsize;

use clap::Args;
use cocket_base::Explain;
use cocket_desk::asking::Telling;
use cocket_desk::{BadQuestion, Knowledge};
use cocket_law::Pack;
use cocket_rules::asked::{Calculation, CalculationListing, Calculator};
use cocket_rules::explain;

use crate::commands::asking;
use crate::shell::explain::Asked;
use crate::shell::law::{self, Held};
use crate::shell::lines::{self, Engine};
use crate::shell::{Context, Failure, output};

/// Examples of `cocket fees`.
pub const FEES: &str = r#"Examples:
  cocket fees --list
  echo '{"id":"1","kind":"entry","entry_date":"2026-11-02","mode":"vessel","lines":[{"value":48000,"origin":"CN"}]}' | cocket fees

A question has id, kind and the facts of the kind by name. Amounts are dollars, decimals as text."#;

/// Examples of `cocket bond`.
pub const BOND: &str = r#"Examples:
  cocket bond --list
  echo '{"id":"1","kind":"continuous","duties_taxes_fees":"512000"}' | cocket bond
  echo '{"id":"2","kind":"damages","default":"late_deposit","unpaid":"4300.00"}' | cocket bond

A question has id, kind and the facts of the kind by name. Amounts are dollars, decimals as text."#;

/// Examples of `cocket penalty`.
pub const PENALTY: &str = r#"Examples:
  cocket penalty --list
  echo '{"id":"1","kind":"section_592","culpability":"negligence","loss":"18000","domestic_value":"700000"}' | cocket penalty

A question has id, kind and the facts of the kind by name. The answer is the most the law allows."#;

/// Examples of `cocket interest`.
pub const INTEREST: &str = r#"Examples:
  cocket interest --list
  echo '{"id":"1","kind":"underpayment","amount":"2500","deposit_due_date":"2025-06-12","liquidation_date":"2026-03-27"}' | cocket interest

A question has id, kind and the facts of the kind by name. Amounts are dollars, decimals as text."#;

/// Which questions.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    asked: Asked,
    /// List the kinds of questions with the facts they take.
    #[arg(long, conflicts_with_all = ["file", "explain", "threads"])]
    list: bool,
    /// The list as JSON.
    #[arg(long, requires = "list")]
    json: bool,
    /// Threads to work with [default: as many as there are processors].
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

/// Answers every line, or lists the kinds.
pub fn run(calculator: &'static Calculator, arguments: Arguments, context: &Context) -> Result<(), Failure> {
    if arguments.list {
        let kinds = calculator.list();
        return if arguments.json { output::json(&kinds) } else { output::text(&listing(&kinds)) };
    }
    let (file, explain) = arguments.asked.settle()?;
    let mut desk = Desk { calculator, pack: law::pack(&context.data)?, day: asking::day(context), explain };
    lines::run(&mut desk, file, arguments.threads)
}

struct Desk {
    calculator: &'static Calculator,
    pack: Held<Pack>,
    day: Knowledge,
    explain: Explain,
}

impl Engine for Desk {
    fn answer(&self, line: &str) -> Result<String, BadQuestion> {
        let telling = Telling { pack: &self.pack, facts: &[], day: self.day };
        asking::engine(self.calculator.name()).respond(telling, line, |line| {
            lines::reply(line, |question: Calculation| {
                let question = Calculation {
                    explain: question.explain.or(self.explain),
                    known: question.known.or(Some(self.day.known)),
                    ..question
                };
                explain::calculate(self.calculator, &self.pack, &question, self.day.today)
            })
        })
    }
}

/// Each kind: what it answers, its rule, its facts and its source.
fn listing(kinds: &[CalculationListing]) -> String {
    let mut out = String::new();
    for kind in kinds {
        out.push_str(&format!("{}: {}\n", kind.kind, kind.answers));
        out.push_str(&format!("  rule    {}\n", kind.rule));
        for fact in &kind.facts {
            let name = if fact.optional { format!("[{}]", fact.name) } else { fact.name.clone() };
            out.push_str(&format!("  {name}: {}\n", fact.form));
        }
        out.push_str(&format!("  source  {}\n\n", kind.cite.source));
    }
    out.push_str("Facts in brackets may be left out, always or in some cases.\n");
    out
}
