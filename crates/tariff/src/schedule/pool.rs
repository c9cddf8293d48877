//! Pools: every distinct text once, read once, when first asked for.

use std::collections::HashMap;
use std::sync::OnceLock;

/// The place of a text in its pool. 0 is the empty text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct TextId(u32);

impl TextId {
    pub(crate) const EMPTY: TextId = TextId(0);

    fn place(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// Distinct texts, each with what it reads as.
#[derive(Debug)]
pub(crate) struct Pool<T> {
    texts: Vec<Box<str>>,
    read: Vec<OnceLock<T>>,
}

impl<T> Pool<T> {
    pub(crate) fn text(&self, id: TextId) -> &str {
        self.texts.get(id.place()).map_or("", |text| text)
    }

    /// What the text reads as; `read` runs at most once for each distinct text.
    pub(crate) fn value(&self, id: TextId, read: impl FnOnce(&str) -> T) -> Option<&T> {
        let cell = self.read.get(id.place())?;
        Some(cell.get_or_init(|| read(self.text(id))))
    }

    /// How many distinct texts there are, the empty one not counted.
    pub(crate) fn len(&self) -> usize {
        self.texts.len().saturating_sub(1)
    }
}

/// A pool in the making.
#[derive(Debug)]
pub(crate) struct PoolBuilder {
    texts: Vec<Box<str>>,
    known: HashMap<Box<str>, TextId>,
    /// Neighbouring lines often bear the same text; asking the last one first spares most look-ups.
    last: TextId,
}

impl PoolBuilder {
    pub(crate) fn new() -> PoolBuilder {
        PoolBuilder { texts: vec!["".into()], known: HashMap::new(), last: TextId::EMPTY }
    }

    pub(crate) fn take(&mut self, text: &str) -> TextId {
        if text.is_empty() {
            return TextId::EMPTY;
        }
        if self.texts.get(self.last.place()).is_some_and(|last| **last == *text) {
            return self.last;
        }
        if let Some(id) = self.known.get(text) {
            self.last = *id;
            return *id;
        }
        // Readers are bounded far below four billion rows, so the count fits.
        let id = TextId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(text.into());
        self.known.insert(text.into(), id);
        self.last = id;
        id
    }

    pub(crate) fn finish<T>(self) -> Pool<T> {
        let read = self.texts.iter().map(|_| OnceLock::new()).collect();
        Pool { texts: self.texts, read }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_a_place_and_are_read_once() {
        let mut builder = PoolBuilder::new();
        let (a, b) = (builder.take("Free"), builder.take("Free"));
        assert_eq!(a, b);
        assert_eq!(builder.take(""), TextId::EMPTY);
        let pool: Pool<usize> = builder.finish();
        assert_eq!(pool.value(a, str::len), Some(&4));
        assert_eq!(pool.value(a, |_| unreachable!("read before")), Some(&4));
        assert_eq!((pool.text(a), pool.len()), ("Free", 1));
    }
}
