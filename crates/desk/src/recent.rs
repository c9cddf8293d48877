//! Preparations looked at lately. A preparation is named by the hash of its bytes and so never changes; keeping those that
//! are looked at again saves reading megabytes for every look at a large file.

use std::sync::{Arc, Mutex, PoisonError};

use cocket_entry::Prepared;

/// Bytes of preparations kept, as written; read they take a few times that.
const MOST_BYTES: usize = 32 << 20;

/// The preparations kept, the latest looked at last.
#[derive(Default)]
pub(crate) struct Recent(Mutex<Vec<Kept>>);

struct Kept {
    sha256: String,
    bytes: usize,
    prepared: Arc<Prepared>,
}

impl Recent {
    /// A preparation, when it is kept.
    pub fn get(&self, sha256: &str) -> Option<Arc<Prepared>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|one| one.sha256 == sha256)?;
        let one = kept.remove(at);
        let prepared = one.prepared.clone();
        kept.push(one);
        Some(prepared)
    }

    /// Keeps a preparation of so many bytes; what was not looked at for the longest time goes.
    pub fn keep(&self, sha256: &str, bytes: usize, prepared: &Arc<Prepared>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| one.sha256 != sha256);
        kept.push(Kept { sha256: sha256.into(), bytes, prepared: prepared.clone() });
        let mut all: usize = kept.iter().map(|one| one.bytes).sum();
        while all > MOST_BYTES && !kept.is_empty() {
            all -= kept.remove(0).bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cocket_entry::{Answers, Law, Merge, Setting, prepare};

    #[test]
    fn what_was_not_looked_at_for_the_longest_time_goes() {
        let law = Law { pack: cocket_law::Pack::starter(), tariff: cocket_tariff::engine::Tariff::starter() };
        let day = cocket_base::civil::date(2026, 6, 16);
        let setting = Setting { known: day, today: day, merge: Merge::Never };
        let packet =
            cocket_intake::read_packet(Vec::new(), &cocket_intake::MappingMemory::default(), law.pack);
        let one = Arc::new(prepare(&packet, &Answers::default(), law, setting));
        let recent = Recent::default();
        recent.keep("a", MOST_BYTES / 2, &one);
        recent.keep("b", MOST_BYTES / 2, &one);
        assert!(recent.get("a").is_some());
        recent.keep("c", 1, &one);
        assert!(recent.get("a").is_some() && recent.get("b").is_none() && recent.get("c").is_some());
        recent.keep("d", MOST_BYTES + 1, &one);
        assert!(recent.get("d").is_none(), "what is too large is not kept");
    }
}
