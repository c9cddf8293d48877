//! The names the lifecycle works with: who certified, which message, which content, which version.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::EntrySummary;

/// Why a text is none of the lifecycle's names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("«{text}» is not a {what}; give {wanted}")]
pub struct BadName {
    /// What it should have been.
    pub what: &'static str,
    /// What was found, cut to forty characters.
    pub text: String,
    /// The shape wanted.
    pub wanted: &'static str,
}

impl BadName {
    fn new(what: &'static str, text: &str, wanted: &'static str) -> BadName {
        BadName { what, text: text.chars().take(40).collect(), wanted }
    }
}

macro_rules! text_serde {
    ($name:ident) => {
        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.to_string()
            }
        }
        impl TryFrom<String> for $name {
            type Error = BadName;
            fn try_from(text: String) -> Result<$name, BadName> {
                text.parse()
            }
        }
    };
}

/// The id of one message to the authority: 1 to 21 capitals, digits and hyphens, so that it fits the batch header's user
/// data (columns 60–80 of the A record), which comes back unchanged with the answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct MessageId(String);

impl MessageId {
    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
impl FromStr for MessageId {
    type Err = BadName;
    fn from_str(text: &str) -> Result<MessageId, BadName> {
        let plain = text.trim();
        let sound = (1..=21).contains(&plain.len())
            && plain.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-');
        if sound {
            Ok(MessageId(plain.into()))
        } else {
            Err(BadName::new("message id", text, "1 to 21 capitals, digits and hyphens"))
        }
    }
}
text_serde!(MessageId);

/// The user who certifies: a person's name or login, 1 to 80 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct UserName(String);

impl UserName {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
impl FromStr for UserName {
    type Err = BadName;
    fn from_str(text: &str) -> Result<UserName, BadName> {
        let plain = text.trim();
        if plain.is_empty() || plain.chars().count() > 80 || plain.chars().any(char::is_control) {
            return Err(BadName::new(
                "user name",
                text,
                "the name or login of a person, at most 80 characters",
            ));
        }
        Ok(UserName(plain.into()))
    }
}
text_serde!(UserName);

/// The fingerprint of a declaration: SHA-256 over its JSON. Two declarations with the same digest say the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// The fingerprint of an entry summary, with every step and source it carries: who certifies, certifies the working.
    pub fn of(summary: &EntrySummary) -> Digest {
        // The declaration is plain data with text keys, which always has a JSON form.
        Digest::of_bytes(&serde_json::to_vec(summary).unwrap_or_default())
    }

    /// The fingerprint of any bytes.
    pub fn of_bytes(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }
}
impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(4).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
impl FromStr for Digest {
    type Err = BadName;
    fn from_str(text: &str) -> Result<Digest, BadName> {
        let bad = || BadName::new("digest", text, "64 hexadecimal digits");
        let digits = text.trim().as_bytes();
        if digits.len() != 64 {
            return Err(bad());
        }
        let value = |b: &u8| char::from(*b).to_digit(16).and_then(|v| u8::try_from(v).ok()).ok_or_else(bad);
        let mut bytes = [0u8; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            for digit in pair {
                *byte = *byte << 4 | value(digit)?;
            }
        }
        Ok(Digest(bytes))
    }
}
text_serde!(Digest);

/// The version the authority gives a summary: three digits that grow with the trade's replacements after control, two with
/// the authority's own changes. Prints as on the wire: `00100` at first acceptance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct SummaryVersion(u32);

impl SummaryVersion {
    /// The first acceptance.
    pub const FIRST: SummaryVersion = SummaryVersion(100);

    /// The next major version; stays at the last one the five digits can print.
    pub fn next_major(self) -> SummaryVersion {
        if self.major() >= 999 { self } else { SummaryVersion((self.major() + 1) * 100) }
    }

    /// The major part.
    pub fn major(self) -> u32 {
        self.0 / 100
    }

    /// The minor part.
    pub fn minor(self) -> u32 {
        self.0 % 100
    }
}
impl fmt::Display for SummaryVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:05}", self.0))
    }
}
impl FromStr for SummaryVersion {
    type Err = BadName;
    fn from_str(text: &str) -> Result<SummaryVersion, BadName> {
        let plain = text.trim();
        let bad = || BadName::new("summary version", text, "five digits, as in 00100");
        if plain.len() != 5 || !plain.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        plain.parse().map(SummaryVersion).map_err(|_| bad())
    }
}
text_serde!(SummaryVersion);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked_at_the_border() {
        assert!("ZZ9-0004711-1-R2".parse::<MessageId>().is_ok());
        for bad in ["", "lower", "A MESSAGE", "ABCDEFGHIJKLMNOPQRSTUV"] {
            assert!(bad.parse::<MessageId>().is_err(), "{bad}");
        }
        assert!("  ".parse::<UserName>().is_err() && "a\u{7}b".parse::<UserName>().is_err());
        assert_eq!(" Mina Roy ".parse::<UserName>().unwrap().as_str(), "Mina Roy");
    }

    #[test]
    fn digests_and_versions_read_what_they_print() {
        let digest = Digest::of_bytes(b"abc");
        assert_eq!(digest.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
        assert!("zz".repeat(32).parse::<Digest>().is_err() && "é".repeat(32).parse::<Digest>().is_err());
        assert_eq!(SummaryVersion::FIRST.to_string(), "00100");
        assert_eq!(SummaryVersion::FIRST.next_major().to_string(), "00200");
        assert_eq!("99999".parse::<SummaryVersion>().unwrap().next_major().to_string(), "99999");
        assert!("100".parse::<SummaryVersion>().is_err());
    }
}
