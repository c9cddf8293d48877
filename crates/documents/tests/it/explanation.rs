//! The explanation for a client: every word is set, drafts say so, and it does not grow without end.

use cocket_base::civil::date;
use cocket_base::{Account, Explanation, Paragraph};
use cocket_documents::{DocumentError, ExplanationContext, FormState, explanation, lay_out_explanation};

pub fn account() -> Account {
    let why =
        Paragraph { text: "Ordinary duty: 6% of $1,000.".into(), source: Some("19 USC 1401a(b)".into()) };
    let what_if = Paragraph { text: "Does it qualify? If so, $60.00 less.".into(), source: None };
    let explanation = Explanation {
        lead: "The duty is $160.00.".into(),
        why: vec![why],
        what_if: vec![what_if],
        ..Explanation::default()
    };
    Account { of: "Line 1: duty".into(), explanation }
}

fn context(state: FormState) -> ExplanationContext {
    ExplanationContext {
        title: "Entry B76-0324527-8, explained".into(),
        intro: "For Fernbrook «Löffel» 深圳: goods of one line.".into(),
        state,
        today: date(2026, 11, 24),
    }
}

fn words(accounts: &[Account], state: FormState) -> (usize, String) {
    let sheet = lay_out_explanation(accounts, &context(state)).unwrap();
    (sheet.pages(), (0..sheet.pages()).flat_map(|page| sheet.text(page)).collect::<Vec<_>>().join(" "))
}

#[test]
fn every_word_is_set_and_a_draft_says_so() {
    let (pages, text) = words(&[account()], FormState::Draft);
    assert_eq!(pages, 1);
    for part in [
        "Entry B76-0324527-8, explained",
        "Line 1: duty",
        "The duty is $160.00.",
        "WHY",
        "Ordinary duty: 6% of $1,000.",
        "[19 USC 1401a(b)]",
        "WHAT IF",
        "If so, $60.00 less.",
        "DRAFT",
        "Löffel",
    ] {
        assert!(text.contains(part), "{part} is not set: {text}");
    }
    let accepted = FormState::Accepted { date: date(2026, 7, 1), version: 2 };
    let (_, text) = words(&[account()], accepted);
    assert!(!text.contains("DRAFT") && text.contains("accepted 2026-07-01, version 2"), "{text}");
}

#[test]
fn what_a_paper_says_is_text_and_never_markup() {
    let mut hostile = account();
    hostile.of = "#panic(\"x\") *bold* $x$ @ref // gone".into();
    let (_, text) = words(&[hostile], FormState::Draft);
    assert!(text.contains("#panic(\"x\") *bold* $x$ @ref // gone"), "{text}");
}

#[test]
fn many_lines_take_pages_and_too_many_are_refused() {
    let (pages, _) = words(&vec![account(); 60], FormState::Draft);
    assert!(pages > 5, "{pages}");
    let refused = explanation(&vec![account(); 7_000], &context(FormState::Draft)).unwrap_err();
    assert!(matches!(refused, DocumentError::TooMany { found: 21_000, .. }), "{refused}");
    let bytes = || explanation(&[account()], &context(FormState::Draft)).unwrap();
    assert_eq!(bytes(), bytes());
    assert!(bytes().starts_with(b"%PDF"));
}
