//! The life of an entry summary: draft → checked → certified → sent → accepted or refused, and back by correction.
//!
//! A pure state machine. [`decide`] says which events a command leads to, or why it is refused; [`evolve`] applies an
//! event. The journal stores the events, the shell gives the time. Three promises hold for any sequence of commands:
//! what is sent was certified by a named user exactly as it stands; a message id goes out once, and nothing else goes out
//! before its answer; a repeated answer changes nothing, and an answer nobody asked for is kept for a person to see.

mod names;
mod words;

use std::collections::BTreeMap;

use jiff::Timestamp;

pub use names::{BadName, Digest, MessageId, SummaryVersion, UserName};
pub use words::{Answer, Command, Condition, Event, Tally, Verdict};

/// Answers out of place that one filing keeps. More than this is a flood, not a filing.
const KEPT_ANSWERS: usize = 100;

/// Where a filing stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Being written.
    #[default]
    Draft,
    /// The edits have looked at it.
    Checked {
        /// Content looked at.
        declaration: Digest,
        /// What they found.
        tally: Tally,
    },
    /// A named user has signed for it.
    Certified {
        /// Content signed for.
        declaration: Digest,
        /// What the edits had found.
        tally: Tally,
        /// Who signed.
        by: UserName,
        /// When.
        at: Timestamp,
    },
    /// On its way; the answer is out.
    Sent {
        /// What was certified and sent.
        certified: Box<Stage>,
        /// The message that carries it.
        message: MessageId,
        /// When it went out.
        at: Timestamp,
    },
    /// On file with the authority.
    Accepted {
        /// Content on file.
        declaration: Digest,
        /// Version on file.
        version: SummaryVersion,
        /// When the answer came.
        at: Timestamp,
    },
    /// Refused by the authority.
    Refused {
        /// Content refused.
        declaration: Digest,
        /// Why.
        conditions: Vec<Condition>,
        /// When the answer came.
        at: Timestamp,
    },
}

impl Stage {
    /// Its name, as pages and lists print it.
    pub fn name(&self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Checked { .. } => "checked",
            Stage::Certified { .. } => "certified",
            Stage::Sent { .. } => "sent",
            Stage::Accepted { .. } => "accepted",
            Stage::Refused { .. } => "refused",
        }
    }

    /// The content this stage speaks of; a draft may hold any.
    pub fn declaration(&self) -> Option<Digest> {
        match self {
            Stage::Draft => None,
            Stage::Sent { certified, .. } => certified.declaration(),
            Stage::Checked { declaration, .. }
            | Stage::Certified { declaration, .. }
            | Stage::Accepted { declaration, .. }
            | Stage::Refused { declaration, .. } => Some(*declaration),
        }
    }

    /// Refuses while the summary is with the authority, sent or answered: then it changes only after a correction is opened.
    pub fn at_hand(&self) -> Result<(), Refusal> {
        match self {
            Stage::Draft | Stage::Checked { .. } | Stage::Certified { .. } => Ok(()),
            Stage::Sent { message, .. } => Err(Refusal::AwaitingAnswer { message: message.clone() }),
            Stage::Accepted { version, .. } => Err(Refusal::OnFile { version: *version }),
            Stage::Refused { .. } => Err(Refusal::ReopenFirst),
        }
    }
}

/// What the authority is known to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnFile {
    /// Content on file.
    pub declaration: Digest,
    /// Its version.
    pub version: SummaryVersion,
    /// False after a replacement was refused: while the summary is still in trade control a failed correction deletes what
    /// was on file (CATAIR entry summary chapter, July 2026), and the answer does not say whether it was.
    pub certain: bool,
}

/// A filing: its stage and what it must remember.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Where it stands.
    pub stage: Stage,
    /// What the authority holds.
    pub on_file: Option<OnFile>,
    /// Every message ever sent, with its answer once that came.
    pub messages: BTreeMap<MessageId, Option<Verdict>>,
    /// Answers to messages never sent.
    pub strays: Vec<Answer>,
    /// Answers that contradict an earlier answer to the same message.
    pub disputes: Vec<Answer>,
}

impl State {
    /// The state after these events.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> State {
        events.into_iter().fold(State::default(), evolve)
    }
}

/// Why a command is refused. The guards are asked in this order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A message is out.
    #[error(
        "message {message} is out and not answered; wait for the answer, or have the link send the same message again"
    )]
    AwaitingAnswer {
        /// The message.
        message: MessageId,
    },
    /// The authority holds it.
    #[error("the summary is on file as version {version}; open it for correction first")]
    OnFile {
        /// The version.
        version: SummaryVersion,
    },
    /// The authority refused it.
    #[error("the summary was refused; open it for correction first")]
    ReopenFirst,
    /// Nothing has been sent.
    #[error("there is no answer to correct; change the draft itself")]
    NothingToCorrect,
    /// The edits have not looked at it.
    #[error("the edits have not looked at this summary; check it first")]
    NotChecked,
    /// The content is not what was checked or certified.
    #[error("the summary changed since it was {since}; check and certify it again")]
    Changed {
        /// `checked` or `certified`.
        since: &'static str,
    },
    /// Findings stop it.
    #[error("{blocks} findings stop this summary; clear them and check again")]
    Blocked {
        /// How many.
        blocks: u32,
    },
    /// Nobody signed.
    #[error("nobody has certified this summary; a named user must sign before it is sent")]
    NotCertified,
    /// The message id was used.
    #[error("message {message} was sent before; give the new message its own id")]
    MessageUsed {
        /// The message.
        message: MessageId,
    },
    /// Too many answers out of place.
    #[error("{KEPT_ANSWERS} answers out of place are kept already; look at the link to the authority")]
    TooManyAnswers,
}

/// The events a command leads to; none when all is as the command asks already.
pub fn decide(state: &State, command: &Command) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Change { declaration } => change(&state.stage, *declaration),
        Command::Check { declaration, tally } => check(&state.stage, *declaration, *tally),
        Command::Certify { declaration, by, at } => certify(&state.stage, *declaration, by, *at),
        Command::Send { declaration, message, at } => send(state, *declaration, message, *at),
        Command::RecordAnswer(answer) => record_answer(state, answer),
        Command::Correct { by, reason, at } => correct(&state.stage, by, reason, *at),
    }
}

fn change(stage: &Stage, declaration: Digest) -> Result<Vec<Event>, Refusal> {
    stage.at_hand()?;
    match stage.declaration() {
        Some(known) if known != declaration => Ok(vec![Event::Changed { declaration }]),
        _ => Ok(vec![]),
    }
}

/// A second look at the same content with the same result leaves a certification standing; anything else voids it.
fn check(stage: &Stage, declaration: Digest, tally: Tally) -> Result<Vec<Event>, Refusal> {
    stage.at_hand()?;
    match stage {
        Stage::Checked { declaration: known, tally: seen }
        | Stage::Certified { declaration: known, tally: seen, .. }
            if *known == declaration && *seen == tally =>
        {
            Ok(vec![])
        }
        _ => Ok(vec![Event::Checked { declaration, tally }]),
    }
}

fn certify(stage: &Stage, declaration: Digest, by: &UserName, at: Timestamp) -> Result<Vec<Event>, Refusal> {
    stage.at_hand()?;
    let (known, tally) = match stage {
        Stage::Checked { declaration, tally } | Stage::Certified { declaration, tally, .. } => {
            (*declaration, *tally)
        }
        _ => return Err(Refusal::NotChecked),
    };
    if known != declaration {
        return Err(Refusal::Changed { since: "checked" });
    }
    if tally.blocks > 0 {
        return Err(Refusal::Blocked { blocks: tally.blocks });
    }
    match stage {
        Stage::Certified { by: signed, .. } if signed == by => Ok(vec![]),
        _ => Ok(vec![Event::Certified { declaration, by: by.clone(), at }]),
    }
}

fn send(
    state: &State,
    declaration: Digest,
    message: &MessageId,
    at: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    if let Stage::Sent { message: out, .. } = &state.stage
        && out == message
        && state.stage.declaration() == Some(declaration)
    {
        return Ok(vec![]);
    }
    state.stage.at_hand()?;
    let Stage::Certified { declaration: certified, .. } = &state.stage else {
        return Err(Refusal::NotCertified);
    };
    if *certified != declaration {
        return Err(Refusal::Changed { since: "certified" });
    }
    if state.messages.contains_key(message) {
        return Err(Refusal::MessageUsed { message: message.clone() });
    }
    Ok(vec![Event::Sent { declaration, message: message.clone(), at }])
}

fn record_answer(state: &State, answer: &Answer) -> Result<Vec<Event>, Refusal> {
    let same = |kept: &Answer| kept.message == answer.message && kept.verdict == answer.verdict;
    match state.messages.get(&answer.message) {
        Some(None) => Ok(vec![Event::Answered(answer.clone())]),
        Some(Some(verdict)) if *verdict == answer.verdict => Ok(vec![]),
        Some(Some(_)) if state.disputes.iter().any(same) => Ok(vec![]),
        None if state.strays.iter().any(same) => Ok(vec![]),
        _ if state.strays.len() + state.disputes.len() >= KEPT_ANSWERS => Err(Refusal::TooManyAnswers),
        Some(Some(_)) => Ok(vec![Event::DisputedAnswer(answer.clone())]),
        None => Ok(vec![Event::StrayAnswer(answer.clone())]),
    }
}

fn correct(stage: &Stage, by: &UserName, reason: &str, at: Timestamp) -> Result<Vec<Event>, Refusal> {
    match stage {
        Stage::Accepted { .. } | Stage::Refused { .. } => {
            Ok(vec![Event::Reopened { by: by.clone(), reason: reason.into(), at }])
        }
        Stage::Sent { message, .. } => Err(Refusal::AwaitingAnswer { message: message.clone() }),
        _ => Err(Refusal::NothingToCorrect),
    }
}

/// The state after an event. Events come from the journal and are taken as they are; one that cannot follow from the state
/// (a journal cut in the middle) leaves the stage where it was.
pub fn evolve(mut state: State, event: &Event) -> State {
    match event {
        Event::Changed { .. } | Event::Reopened { .. } => state.stage = Stage::Draft,
        Event::Checked { declaration, tally } => {
            state.stage = Stage::Checked { declaration: *declaration, tally: *tally };
        }
        Event::Certified { declaration, by, at } => {
            if let Stage::Checked { tally, .. } | Stage::Certified { tally, .. } = state.stage {
                state.stage = Stage::Certified { declaration: *declaration, tally, by: by.clone(), at: *at };
            }
        }
        Event::Sent { message, at, .. } => {
            state.messages.entry(message.clone()).or_insert(None);
            if matches!(state.stage, Stage::Certified { .. }) {
                let certified = Box::new(std::mem::take(&mut state.stage));
                state.stage = Stage::Sent { certified, message: message.clone(), at: *at };
            }
        }
        Event::Answered(answer) => answered(&mut state, answer),
        Event::StrayAnswer(answer) => state.strays.push(answer.clone()),
        Event::DisputedAnswer(answer) => state.disputes.push(answer.clone()),
    }
    state
}

fn answered(state: &mut State, answer: &Answer) {
    state.messages.insert(answer.message.clone(), Some(answer.verdict.clone()));
    let Stage::Sent { certified, message, .. } = &state.stage else { return };
    let Some(declaration) = certified.declaration().filter(|_| *message == answer.message) else { return };
    let at = answer.at;
    state.stage = match &answer.verdict {
        Verdict::Accepted { version, .. } => {
            state.on_file = Some(OnFile { declaration, version: *version, certain: true });
            Stage::Accepted { declaration, version: *version, at }
        }
        Verdict::Refused { conditions } => {
            if let Some(on_file) = &mut state.on_file {
                on_file.certain = false;
            }
            Stage::Refused { declaration, conditions: conditions.clone(), at }
        }
        // Nothing was decided, so the signature stands; the next attempt needs its own message id.
        Verdict::NotProcessed { .. } => certified.as_ref().clone(),
    };
}
