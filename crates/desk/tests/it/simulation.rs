//! Days of an office against the custom house, from a seed: the real desk with its store, outbox and inbox, over a line that
//! loses, delays, repeats and overtakes, and a worker that sometimes ends in the middle of its work. `cargo xtask simulate`
//! runs the same days, as many as one likes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use cocket_base::ids::EntryNumber;
use cocket_base::{Cents, Dollars};
use cocket_customhouse::{CustomHouse, End, Faults, Link, Outcome, Tally};
use cocket_desk::entry::Answer;
use cocket_desk::filing::declaration::Totals;
use cocket_desk::filing::lifecycle::Stage;
use cocket_desk::store::{MessageState, Store, StoreOptions, limits};
use cocket_desk::{Actor, Authority, CHANNEL, Desk, DeskError, Line, Password, Role};
use cocket_intake::Paper;
use jiff::{SignedDuration, Timestamp};

use crate::house::{HouseSchedule, actor, law, papers};

/// Filings of a seed.
pub const FILINGS: u32 = 3;
/// A bad line, in parts per thousand.
const BAD_LINE: Faults = Faults { lose: 200, delay: 100, repeat: 150, reorder: 150 };
/// Of a thousand summaries, how many the house's own system fails over.
const HOUSE_FAILS: u32 = 50;
/// Of a thousand messages, after how many the desk's worker ends before it has noted that they left.
const WORKER_ENDS: u32 = 60;
/// Steps after which a seed has not come to its end.
const MOST_STEPS: u32 = 3_000;
/// Surety of the bond that the house has on file; every second packet names another.
const SURETY: &str = "891";

/// What a seed came to.
#[derive(Debug, Default)]
pub struct Day {
    /// Filings that the office made.
    pub filings: u32,
    /// Filings that are not on file with the house as the office believes.
    pub lost: Vec<String>,
    /// Filings that the house accepted more than once, or messages that acted more than once.
    pub repeated: Vec<String>,
    /// Whatever else does not add up.
    pub faults: Vec<String>,
    /// What the line did.
    pub line: Tally,
    /// Messages that left a second time or more often.
    pub again: u32,
    /// Workers that ended in the middle.
    pub ended: u32,
}

impl Day {
    /// Nothing lost, nothing repeated, everything accounted for.
    pub fn is_sound(&self) -> bool {
        self.lost.is_empty() && self.repeated.is_empty() && self.faults.is_empty()
    }
}

/// The line with the house behind it, as the desk's authority: nothing ever comes back at once.
struct BadLine {
    link: Link,
    chance: u64,
    ended: u32,
}

impl Authority for BadLine {
    fn exchange(&mut self, message: &[u8], now: Timestamp) -> Vec<Vec<u8>> {
        self.link.send(End::House, message.to_vec(), now);
        // A linear congruence is chance enough for one question.
        self.chance =
            self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        if (self.chance >> 33) % 1_000 < u64::from(WORKER_ENDS) {
            self.ended += 1;
            // An answer beyond every limit cannot be kept: the worker stops here, and its message is with nobody.
            return vec![vec![b'Z'; limits::MAX_MESSAGE_BYTES + 1]];
        }
        Vec::new()
    }
}

/// Runs a seed in a database that holds none of its entry numbers; papers are kept in `folder`.
pub async fn run(seed: u64, database: &str, folder: &Path) -> Result<Day, DeskError> {
    let start: Timestamp = "2026-06-18T16:40:00Z".parse().unwrap();
    let clock = Arc::new(AtomicI64::new(start.as_microsecond()));
    let desk = desk(database, folder, clock.clone()).await?;
    let broker = actor(Role::Certifier, &[]);
    let mut house = CustomHouse::new(seed, law().pack, HouseSchedule)
        .with_bond("00-765432100".parse().unwrap(), SURETY)
        .failing(HOUSE_FAILS);
    let mut line = BadLine { link: Link::new(seed, BAD_LINE), chance: seed, ended: 0 };
    let mut day = Day { filings: FILINGS, ..Day::default() };
    let mut files = Vec::new();
    for n in 0..FILINGS {
        let number = entry_number(seed, n);
        files.push((desk.open_file(&broker, packet(number, n)).await?, number));
    }
    for _ in 0..MOST_STEPS {
        let now = desk.now().0;
        let mut at_rest = true;
        for (file, _) in &files {
            at_rest &= work(&desk, &broker, file).await?;
        }
        match desk.work_link(&mut line).await {
            Ok(round) => day.again += round.again,
            Err(error) if line.ended > day.ended => {
                day.ended = line.ended;
                drop(error);
            }
            Err(error) => return Err(error),
        }
        for message in line.link.deliver(now) {
            match message.to {
                End::House => line.link.send(End::Filer, house.receive(&message.bytes, now), now),
                End::Filer => drop(desk.take_in(&message.bytes).await?),
            }
        }
        desk.handle_received().await?;
        if at_rest && line.link.next_due().is_none() {
            break;
        }
        // The next thing happens on the line or, while somebody waits for it, within minutes.
        let soon = now + SignedDuration::from_mins(if at_rest { 60 } else { 5 });
        let next = line.link.next_due().map_or(soon, |due| due.min(soon));
        clock.fetch_max(next.as_microsecond(), Ordering::Relaxed);
    }
    day.line = line.link.tally();
    audit(&desk, &broker, &house, &files, &mut day).await?;
    desk.store().close().await;
    Ok(day)
}

/// A desk whose clock is set from outside and moves on a little with each look.
async fn desk(database: &str, folder: &Path, clock: Arc<AtomicI64>) -> Result<Desk, DeskError> {
    let store = Store::open_with(StoreOptions::new(database).blobs(folder)).await?;
    let clock = Arc::new(move || {
        let now = clock.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_microsecond(now).unwrap_or(Timestamp::MAX)
    });
    Ok(Desk::new(store, law(), clock, Line { site: "2709".into(), password: Password("SECRET".into()) }))
}

fn entry_number(seed: u64, n: u32) -> EntryNumber {
    let sequence = (seed * u64::from(FILINGS) + u64::from(n) + 1) % 10_000_000;
    EntryNumber::new("ZZ9".parse().unwrap(), u32::try_from(sequence).unwrap_or(0)).unwrap()
}

/// The demo's papers under an entry number, with every origin known; every second one names the bond's surety.
fn packet(number: EntryNumber, n: u32) -> Vec<Paper> {
    let change = |paper: &mut Paper, from: &str, to: &str| {
        let text = String::from_utf8(paper.bytes.clone()).unwrap();
        assert!(text.contains(from), "the demo's {} does not say {from}", paper.name);
        paper.bytes = text.replace(from, to).into_bytes();
    };
    let mut papers = papers();
    for paper in &mut papers {
        match paper.name.as_str() {
            "packet.json" => {
                change(paper, "ZZ9-0009101-0", &number.to_string());
                if n.is_multiple_of(2) {
                    change(paper, "\"417\"", &format!("\"{SURETY}\""));
                }
            }
            "parts.csv" => change(paper, "9405.21.80.10,,", "9405.21.80.10,VN,"),
            _ => {}
        }
    }
    papers
}

/// One step of the broker's work on a file. True when there is nothing more to do: it is accepted.
async fn work(desk: &Desk, broker: &Actor, file: &str) -> Result<bool, DeskError> {
    match desk.file(broker, file).await?.stage {
        Stage::Accepted { .. } => return Ok(true),
        Stage::Checked { .. } => desk.certify(broker, file).await?,
        Stage::Certified { .. } => drop(desk.send(broker, file).await?),
        Stage::Refused { .. } => {
            desk.correct(broker, file, "the bond is with another surety").await?;
            let surety = Answer {
                about: "packet.json".into(),
                field: "client.bond.surety_code".into(),
                value: SURETY.into(),
                by: None,
            };
            desk.answer(broker, file, vec![surety]).await?;
        }
        Stage::Sent { .. } | Stage::Draft => {}
    }
    Ok(false)
}

/// What the office believes is what the house has on file; each message acted once; nothing is left over.
async fn audit(
    desk: &Desk,
    broker: &Actor,
    house: &CustomHouse,
    files: &[(String, EntryNumber)],
    day: &mut Day,
) -> Result<(), DeskError> {
    for (file, number) in files {
        let view = desk.file(broker, file).await?;
        let prepared = view.prepared.as_ref().and_then(|prepared| prepared.declaration.as_ref());
        let believed = match &view.stage {
            Stage::Accepted { version, .. } => Some(*version),
            _ => None,
        };
        let on_file = house.register().on_file(*number);
        let same = on_file.is_some_and(|on_file| {
            let held = &on_file.summary.totals;
            believed == Some(on_file.version) && prepared.is_some_and(|own| sums(&own.totals) == sums(held))
        });
        if !same {
            let held = if on_file.is_some() { "another version" } else { "nothing" };
            day.lost.push(format!("{file} stands at {}, the house has {held}", view.stage.name()));
        }
        let acts: Vec<_> = house.register().history(*number).collect();
        let accepted = acts.iter().filter(|act| matches!(act.outcome, Outcome::Added | Outcome::Replaced));
        let once = |message: &str| acts.iter().filter(|act| act.message == message).count() == 1;
        if accepted.count() > 1 || !acts.iter().all(|act| once(&act.message)) {
            day.repeated.push(format!("{file}: {acts:?}"));
        }
        if !view.out_of_place.is_empty() {
            day.faults.push(format!("{file} has answers out of place: {:?}", view.out_of_place));
        }
        let open = desk.store().messages_of(file).await?;
        let open = open.iter().filter(|message| message.state != MessageState::Answered);
        day.faults.extend(open.map(|message| format!("message {} is {:?}", message.id, message.state)));
    }
    for state in ["held", "waiting", "claimed"] {
        let left = desk.store().received_in_state(state, 0, 10).await?;
        day.faults.extend(left.iter().map(|inbound| format!("answer {} is {state}", inbound.id)));
    }
    if let Some(due) = desk.store().next_message_due(CHANNEL).await? {
        day.faults.push(format!("the outbox still has a message, due at {due}"));
    }
    if let Err(broken) = desk.store().verify_journal().await {
        day.faults.push(format!("the journal: {broken}"));
    }
    Ok(())
}

/// The sums of a summary; the steps behind its fees do not travel.
fn sums(totals: &Totals) -> (Dollars, Vec<(String, Cents)>, [Cents; 4]) {
    let fees = totals.fees.iter().map(|fee| (fee.class.clone(), fee.amount)).collect();
    (totals.entered_value, fees, [totals.duty, totals.tax, totals.antidumping, totals.countervailing])
}

/// A fresh folder for a seed, and the address of a database in it.
pub fn fresh(root: &Path, seed: u64) -> (String, PathBuf) {
    let folder = root.join(format!("simulation-{}-{seed}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    (folder.join("cocket.db").to_string_lossy().into_owned(), folder.join("papers"))
}
