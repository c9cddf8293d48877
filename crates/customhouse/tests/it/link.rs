//! A filer with an outbox against the house over a bad line: nothing lost, nothing filed twice.

use std::collections::BTreeMap;

use cocket_base::ids::EntryNumber;
use cocket_customhouse::{CustomHouse, End, Faults, Link, Outcome};
use cocket_filing::EntrySummary;
use cocket_filing::edits::{self, EditContext};
use cocket_filing::lifecycle::{Command, Digest, Event, MessageId, Stage, State, Tally, decide, evolve};
use cocket_law::Pack;
use cocket_wire::ae::Action;
use jiff::{SignedDuration, Timestamp};

use crate::counter::{batch, house, noon, verdict};
use crate::fixture::{clean, schedule};

const FILINGS: u32 = 4;

/// A filing on the filer's desk, with its outbox of one message.
struct Filing {
    summary: EntrySummary,
    state: State,
    sends: u32,
    outbox: Option<Vec<u8>>,
    next_try: Timestamp,
}

impl Filing {
    /// Every second one has a fault that only the house finds: its own port list says nothing, its block is of another district.
    fn new(n: u32) -> Filing {
        let mut summary = clean();
        summary.entry_number = EntryNumber::new("ZZ9".parse().unwrap(), n).unwrap();
        if n % 2 == 1 {
            summary.port_of_entry = "3001".parse().unwrap();
        }
        Filing { summary, state: State::default(), sends: 0, outbox: None, next_try: noon() }
    }

    fn command(&mut self, command: &Command) -> Vec<Event> {
        let events = decide(&self.state, command).unwrap_or_else(|refusal| panic!("{command:?}: {refusal}"));
        self.state = events.iter().fold(std::mem::take(&mut self.state), evolve);
        events
    }

    /// One step of the clerk's work.
    fn work(&mut self, now: Timestamp) {
        if matches!(self.state.stage, Stage::Sent { .. } | Stage::Accepted { .. }) {
            return;
        }
        let declaration = Digest::of(&self.summary);
        let by = "mina".parse().unwrap();
        match &self.state.stage {
            Stage::Draft => {
                let today = now.to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
                let ctx = EditContext::new(Pack::starter(), &schedule, today);
                let tally = Tally::of(&edits::check(&self.summary, &ctx));
                self.command(&Command::Check { declaration, tally });
            }
            Stage::Checked { .. } => drop(self.command(&Command::Certify { declaration, by, at: now })),
            Stage::Certified { .. } => {
                self.sends += 1;
                let message: MessageId =
                    format!("{}-{}", self.summary.entry_number, self.sends).parse().unwrap();
                self.outbox = Some(batch(&self.summary, Action::Add, message.as_str()));
                self.next_try = now;
                self.command(&Command::Send { declaration, message, at: now });
            }
            Stage::Refused { conditions, .. } => {
                assert!(conditions.iter().any(|condition| condition.code == "B10"), "{conditions:?}");
                self.command(&Command::Correct { by, reason: "another district".into(), at: now });
                self.summary.port_of_entry = clean().port_of_entry;
            }
            Stage::Sent { .. } | Stage::Accepted { .. } => {}
        }
    }

    fn is_done(&self) -> bool {
        matches!(self.state.stage, Stage::Accepted { .. })
    }
}

/// Runs one seed until every filing is accepted, then a while longer for what is still on the way.
fn run(seed: u64, faults: Faults, failing: u32) -> (CustomHouse, Vec<Filing>, Link) {
    let mut house = house(seed).failing(failing);
    let mut link = Link::new(seed, faults);
    let mut filings: Vec<Filing> = (1..=FILINGS).map(Filing::new).collect();
    let mut now = noon();
    let minutes = SignedDuration::from_mins;
    for _ in 0..4_000 {
        for filing in &mut filings {
            filing.work(now);
            let waiting = matches!(filing.state.stage, Stage::Sent { .. }) && filing.next_try <= now;
            if let Some(message) = filing.outbox.as_ref().filter(|_| waiting) {
                link.send(End::House, message.clone(), now);
                filing.next_try = now + minutes(15);
            }
        }
        for message in link.deliver(now) {
            match message.to {
                End::House => {
                    let answer = house.receive(&message.bytes, now);
                    link.send(End::Filer, answer, now);
                }
                End::Filer => {
                    let answer = verdict(&message.bytes, now).unwrap();
                    // The id says whose answer it is; any desk may get it.
                    let filing = filings
                        .iter_mut()
                        .find(|f| answer.message.as_str().starts_with(&f.summary.entry_number.to_string()));
                    filing.unwrap().command(&Command::RecordAnswer(answer));
                }
            }
        }
        // Nothing happens before the next arrival, the next try or the clerk's next step.
        let tries =
            filings.iter().filter(|filing| !filing.is_done()).map(|filing| match filing.state.stage {
                Stage::Sent { .. } => filing.next_try,
                _ => now + minutes(1),
            });
        match tries.chain(link.next_due()).min() {
            Some(next) => now = next.max(now + SignedDuration::from_secs(1)),
            None => break,
        }
    }
    (house, filings, link)
}

/// The audit: what the filer believes is what the house has, and each message acted once.
fn audit(seed: u64, house: &CustomHouse, filings: &[Filing]) {
    for filing in filings {
        let entry = filing.summary.entry_number;
        let Stage::Accepted { version, declaration, .. } = &filing.state.stage else {
            panic!("seed {seed}: {entry} is lost, it stands at {}", filing.state.stage.name());
        };
        assert_eq!(*declaration, Digest::of(&filing.summary), "seed {seed}");
        let on_file =
            house.register().on_file(entry).unwrap_or_else(|| panic!("seed {seed}: {entry} is not on file"));
        assert_eq!(on_file.version, *version, "seed {seed}");
        assert_eq!(on_file.summary.totals, filing.summary.totals, "seed {seed}");
        assert!(
            filing.state.strays.is_empty() && filing.state.disputes.is_empty(),
            "seed {seed}: {:?}",
            filing.state
        );
        let accepted = house
            .register()
            .history(entry)
            .filter(|act| matches!(act.outcome, Outcome::Added | Outcome::Replaced));
        assert_eq!(accepted.count(), 1, "seed {seed}: {entry} was accepted more than once");
        let mut by_message: BTreeMap<&str, u32> = BTreeMap::new();
        house.register().history(entry).for_each(|act| *by_message.entry(&act.message).or_default() += 1);
        assert!(by_message.values().all(|count| *count == 1), "seed {seed}: {by_message:?}");
    }
    assert_eq!(house.register().entries().count(), filings.len(), "seed {seed}");
}

#[test]
fn over_a_good_line_each_filing_takes_one_message_or_two() {
    let (house, filings, link) = run(0, Faults::NONE, 0);
    audit(0, &house, &filings);
    let sends: Vec<u32> = filings.iter().map(|filing| filing.sends).collect();
    assert_eq!(sends, [2, 1, 2, 1], "the odd ones were refused once");
    assert_eq!((house.register().repeats(), link.tally().lost), (0, 0));
}

#[test]
fn over_a_bad_line_nothing_is_lost_and_nothing_filed_twice() {
    let faults = Faults { lose: 200, delay: 100, repeat: 150, reorder: 150 };
    let (mut lost, mut repeated, mut repeats) = (0, 0, 0);
    for seed in 0..500 {
        let (house, filings, link) = run(seed, faults, 50);
        audit(seed, &house, &filings);
        lost += link.tally().lost;
        repeated += link.tally().repeated;
        repeats += house.register().repeats();
    }
    println!(
        "seeds 500, filings {}, messages lost {lost}, copies {repeated}, repeats answered {repeats}",
        500 * FILINGS
    );
    assert!(lost > 500 && repeated > 500 && repeats > 500, "the line was too good to prove anything");
}

#[test]
fn a_seed_can_be_run_again() {
    let faults = Faults { lose: 200, delay: 100, repeat: 150, reorder: 150 };
    let (one, _, link) = run(77, faults, 50);
    let (two, _, again) = run(77, faults, 50);
    assert_eq!(one.register().acts(), two.register().acts());
    assert_eq!(link.tally(), again.tally());
}
