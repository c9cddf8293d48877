//! User fees on an entry: merchandise processing, harbor maintenance, class fees; and `cocket fees`.

mod entry;
mod hmf;
mod mpf;
mod questions;

pub use hmf::{HmfHeader, hmf_header, hmf_line};
pub(crate) use mpf::flat_fee;
pub use mpf::{Filing, GoodsForMpf, MpfHeader, MpfLine, mpf_header, mpf_line};
pub use questions::FEES;

/// Class code of the harbor maintenance fee.
pub const CLASS_HMF: &str = "501";
/// Class code of the merchandise processing fee on a formal entry.
pub const CLASS_MPF_FORMAL: &str = "499";
/// Class code of the flat fee on an informal entry.
pub const CLASS_MPF_INFORMAL: &str = "311";
/// Class code of the surcharge on an entry filed on paper.
pub const CLASS_MPF_MANUAL: &str = "500";
