//! Identifiers: parsed at the border, so that inside a wrong one cannot exist.

mod entry;
mod party;
mod tariff;
mod transport;

pub use entry::{EntryNumber, FilerCode, InBondNumber};
pub use party::{ImporterNumber, Mid};
pub use tariff::{BadTariffNumber, TariffNumber};
pub use transport::{AirWaybill, ContainerNumber, Country, FirmsCode, PortCode, Scac};

/// Why a text is not the identifier it should be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadId {
    /// The form is wrong.
    #[error("«{text}» is not a valid {kind}; it should be {expected}")]
    Shape {
        /// Kind of identifier.
        kind: &'static str,
        /// What was found.
        text: String,
        /// What it should look like.
        expected: &'static str,
    },
    /// The form is right, the check digit is not.
    #[error("{kind} «{text}» has a wrong check digit; by the rule it is {expected}")]
    CheckDigit {
        /// Kind of identifier.
        kind: &'static str,
        /// What was found.
        text: String,
        /// The digit by the rule.
        expected: u8,
    },
}

impl BadId {
    pub(crate) fn shape(kind: &'static str, text: impl Into<String>, expected: &'static str) -> BadId {
        BadId::Shape { kind, text: text.into(), expected }
    }

    pub(crate) fn check_digit(kind: &'static str, text: impl Into<String>, expected: u8) -> BadId {
        BadId::CheckDigit { kind, text: text.into(), expected }
    }
}

/// A short code of fixed alphabet and length, stored inline. Upper-cases what it reads.
macro_rules! code_newtype {
    ($(#[$doc:meta])* $name:ident, $len:expr, $allowed:expr, $expected:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(into = "String", try_from = "String")]
        pub struct $name([u8; 4], u8);

        impl $name {
            /// The code's characters.
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0[..usize::from(self.1)]).expect("ASCII by construction")
            }
        }
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::ids::BadId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let upper = text.trim().to_ascii_uppercase();
                let allowed: fn(u8) -> bool = $allowed;
                if !($len).contains(&upper.len()) || !upper.bytes().all(allowed) {
                    return Err($crate::ids::BadId::shape(stringify!($name), text, $expected));
                }
                let mut bytes = [b' '; 4];
                bytes[..upper.len()].copy_from_slice(upper.as_bytes());
                Ok($name(bytes, u8::try_from(upper.len()).unwrap_or(4)))
            }
        }
        impl From<$name> for String {
            fn from(code: $name) -> String {
                code.as_str().into()
            }
        }
        impl TryFrom<String> for $name {
            type Error = $crate::ids::BadId;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    };
}
pub(crate) use code_newtype;
