//! Applications: which chapters an application id reads, which way it flows and which envelope carries it.

use std::fmt;

use crate::layout::{Chapter, Layout, WIDTH};
use crate::layouts;

/// Which way a batch travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flow {
    /// From the filer to CBP.
    In,
    /// From CBP to the filer.
    Out,
}

/// An application of the broker interface, by its two-character id.
pub struct Application {
    /// Id in the A and B records, as in `AE`.
    pub id: &'static str,
    /// Which way it flows.
    pub flow: Flow,
    /// True for the manifest variant of the envelope: counts on the way in, password in the trailer.
    pub manifest: bool,
    pub(crate) chapters: &'static [&'static Chapter],
}

impl Application {
    /// Every application with layouts.
    pub const ALL: &'static [Application] = include!(concat!(env!("OUT_DIR"), "/applications.rs"));

    /// The application of an id.
    pub fn of(id: &str) -> Option<&'static Application> {
        Application::ALL.iter().find(|application| application.id == id)
    }

    pub(crate) fn of_bytes(id: &[u8]) -> Option<&'static Application> {
        Application::ALL.iter().find(|application| application.id.as_bytes() == id)
    }

    /// The chapters it reads, the first that knows a record wins.
    pub fn chapters(&self) -> impl Iterator<Item = &'static Chapter> {
        self.chapters.iter().copied()
    }

    /// The layout of a line within this application.
    pub fn find(&self, columns: &[u8; WIDTH]) -> Option<&'static Layout> {
        self.chapters.iter().find_map(|chapter| chapter.find(columns))
    }

    /// The layout of a key within this application or its envelope. The bare `A`, `B`, `Y` and `Z` mean the variant that
    /// its batches carry.
    pub fn layout(&self, key: &str) -> Option<&'static Layout> {
        let own = || self.chapters.iter().find_map(|chapter| chapter.layout(key));
        own().or_else(|| layouts::envelope::CHAPTER.layout(key)).or_else(|| match key {
            "A" => Some(self.batch_header()),
            "B" => Some(self.block_header()),
            "Y" => Some(self.block_trailer()),
            "Z" => Some(self.batch_trailer()),
            _ => None,
        })
    }

    /// The A record of its batches.
    pub fn batch_header(&self) -> &'static Layout {
        use layouts::envelope::{a_in, a_in_eman, a_out, a_out_eman};
        match (self.flow, self.manifest) {
            (Flow::In, false) => &a_in::LAYOUT,
            (Flow::In, true) => &a_in_eman::LAYOUT,
            (Flow::Out, false) => &a_out::LAYOUT,
            (Flow::Out, true) => &a_out_eman::LAYOUT,
        }
    }

    /// The B record of its blocks.
    pub fn block_header(&self) -> &'static Layout {
        use layouts::envelope::{b_in, b_out};
        match self.flow {
            Flow::In => &b_in::LAYOUT,
            Flow::Out => &b_out::LAYOUT,
        }
    }

    /// The Y record of its blocks.
    pub fn block_trailer(&self) -> &'static Layout {
        use layouts::envelope::{y_in, y_in_eman, y_out};
        match (self.flow, self.manifest) {
            (Flow::In, false) => &y_in::LAYOUT,
            (Flow::In, true) => &y_in_eman::LAYOUT,
            (Flow::Out, _) => &y_out::LAYOUT,
        }
    }

    /// The Z record of its batches.
    pub fn batch_trailer(&self) -> &'static Layout {
        use layouts::envelope::{z_in, z_in_eman, z_out, z_out_eman};
        match (self.flow, self.manifest) {
            (Flow::In, false) => &z_in::LAYOUT,
            (Flow::In, true) => &z_in_eman::LAYOUT,
            (Flow::Out, false) => &z_out::LAYOUT,
            (Flow::Out, true) => &z_out_eman::LAYOUT,
        }
    }
}

impl fmt::Debug for Application {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Application({})", self.id)
    }
}
impl PartialEq for Application {
    fn eq(&self, other: &Application) -> bool {
        self.id == other.id
    }
}
impl Eq for Application {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_means_what_the_application_says() {
        let (ae, qp) = (Application::of("AE").unwrap(), Application::of("QP").unwrap());
        assert_eq!(ae.layout("10").unwrap().chapter, "entry_summary");
        assert_eq!(qp.layout("10").unwrap().chapter, "in_bond");
        assert_eq!(ae.layout("Y").unwrap().key, "Y-in");
        assert_eq!(qp.layout("Y").unwrap().key, "Y-in-eman");
        assert_eq!(ae.layout("PG01").unwrap().chapter, "agency");
        assert_eq!(ae.layout("QT"), None);
        assert!(Application::of("EI").is_none());
    }
}
