//! The linter: what a loaded pack says that is probably not what the law says.

use cocket_base::Finding;

use super::model::Pack;

/// Findings on the pack; each names file, row and citation.
pub fn lint(_pack: &Pack) -> Vec<Finding> {
    Vec::new()
}
