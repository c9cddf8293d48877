//! The forms: pages, words, places.

use cocket_documents::{form_3461, form_7501};

use crate::sample;

#[test]
fn look() {
    let Ok(dir) = std::env::var("COCKET_LOOK") else { return };
    for (name, entry) in [
        ("eleven", sample::eleven()),
        ("many", sample::many(118)),
        ("informal", sample::informal()),
        ("deposits", sample::deposits()),
        ("crowded", sample::crowded()),
    ] {
        std::fs::write(format!("{dir}/7501-{name}.pdf"), form_7501(&entry, &sample::draft()).unwrap())
            .unwrap();
        std::fs::write(format!("{dir}/3461-{name}.pdf"), form_3461(&entry, &sample::draft()).unwrap())
            .unwrap();
    }
    std::fs::write(
        format!("{dir}/7501-accepted.pdf"),
        form_7501(&sample::eleven(), &sample::accepted()).unwrap(),
    )
    .unwrap();
}
