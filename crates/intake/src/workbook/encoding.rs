//! Text files to characters: marks at the beginning, a hint from the packet, or the bytes' own evidence.

use encoding_rs::{BIG5, Encoding, GB18030, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A decoded text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The characters, without a byte order mark.
    pub text: String,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// How the encoding was found out.
    pub why: &'static str,
    /// Some bytes were no characters of it.
    pub damaged: bool,
}

impl Decoded {
    /// True for UTF-8 without a damaged byte: nothing to tell anybody.
    pub fn is_plain(&self) -> bool {
        self.encoding == UTF_8.name() && !self.damaged
    }
}

/// Decodes the bytes. The packet's hint (as in `Shift-JIS, semicolon`) wins over everything but a byte order mark.
pub fn decode(bytes: &[u8], hint: Option<&str>) -> Decoded {
    let (encoding, why) = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => (encoding, "byte order mark"),
        None => match hint.and_then(hinted) {
            Some(encoding) => (encoding, "stated in the packet"),
            None => guess(bytes),
        },
    };
    let (text, used, damaged) = encoding.decode(bytes);
    Decoded { text: text.into_owned(), encoding: used.name(), why, damaged }
}

/// The encoding a hint names.
fn hinted(hint: &str) -> Option<&'static Encoding> {
    hint.split([',', ';', '/'])
        .filter_map(|part| {
            let label = part.trim().to_ascii_lowercase().replace([' ', '_'], "-");
            let by_name = match label.as_str() {
                "utf8" => Some(UTF_8),
                "latin-1" | "latin1" | "iso-latin-1" | "ansi" | "cp1252" | "windows1252" => {
                    Some(WINDOWS_1252)
                }
                "shift-jis" | "sjis" | "cp932" | "ms932" => Some(SHIFT_JIS),
                "gb2312" | "gbk" | "gb18030" | "cp936" => Some(GB18030),
                "big5" | "cp950" => Some(BIG5),
                "utf-16" | "utf16" | "utf-16le" | "unicode" => Some(UTF_16LE),
                _ => None,
            };
            by_name.or_else(|| Encoding::for_label(label.as_bytes()))
        })
        .next()
}

/// The bytes' own evidence: UTF-8 is proved by its form, UTF-16 by its zero bytes; the East Asian encodings compete with the
/// western one by what they make of the bytes.
fn guess(bytes: &[u8]) -> (&'static Encoding, &'static str) {
    let sample = bytes.get(..bytes.len().min(200_000)).unwrap_or_default();
    if let Some(encoding) = utf16_without_mark(sample) {
        return (encoding, "zero bytes at every other place");
    }
    if std::str::from_utf8(bytes).is_ok() {
        return (UTF_8, "valid UTF-8");
    }
    let scored = [(SHIFT_JIS, 0), (GB18030, 0), (BIG5, 0), (WINDOWS_1252, 0)]
        .map(|(encoding, _)| (score(encoding, sample), encoding));
    let best = scored.into_iter().rev().max_by_key(|(score, _)| *score);
    best.map_or((WINDOWS_1252, "assumed"), |(_, encoding)| (encoding, "the most likely by its characters"))
}

fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 8 || (!bytes.len().is_multiple_of(2) && bytes.len() < 200_000) {
        return None;
    }
    let zeros = |offset: usize| bytes.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let pairs = bytes.len() / 2;
    match (even * 10 > pairs * 3, odd * 10 > pairs * 3) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// How well the characters look: common letters of the script count for it, damaged and odd ones against it.
fn score(encoding: &'static Encoding, bytes: &[u8]) -> i64 {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let mut score = 0;
    let mut before = ' ';
    for c in text.chars() {
        score += match c {
            '\u{fffd}' => -60,
            '\0'..='\x7f' => 0,
            // Kana are the sign of Japanese; the halfwidth ones also come out of western letters.
            '\u{3041}'..='\u{30ff}' => 5,
            '\u{ff61}'..='\u{ff9f}' => -3,
            '\u{4e00}'..='\u{9fff}' => han(encoding, c),
            '\u{3000}'..='\u{3040}' | '\u{ff01}'..='\u{ff60}' => 2,
            // A western accented letter stands between plain letters; a run of them is no word.
            'À'..='ÿ' if before.is_ascii_alphabetic() => 4,
            'À'..='ÿ' => -2,
            '€' | '£' | '¥' | '°' | '§' | '²' | '³' | '–' | '—' | '’' | '“' | '”' | '®' | '©' | '«' | '»'
            | '±' | '\u{a0}' | '½' | 'º' | 'ª' => 2,
            _ => -6,
        };
        before = c;
    }
    score
}

/// A Chinese character: worth more in the encoding whose own table lists the common ones first.
fn han(encoding: &'static Encoding, c: char) -> i64 {
    let mut text = [0; 4];
    let (bytes, _, failed) = encoding.encode(c.encode_utf8(&mut text));
    if failed {
        return -10;
    }
    let lead = bytes.first().copied().unwrap_or(0);
    let common = match encoding.name() {
        "gb18030" => (0xb0..=0xd7).contains(&lead) && bytes.get(1).is_some_and(|b| *b >= 0xa1),
        "Shift_JIS" => (0x88..=0x97).contains(&lead),
        "Big5" => (0xa4..=0xc6).contains(&lead),
        _ => false,
    };
    if common { 4 } else { -4 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(encoding: &'static Encoding, text: &str) -> Decoded {
        let (bytes, _, failed) = encoding.encode(text);
        assert!(!failed);
        decode(&bytes, None)
    }

    #[test]
    fn the_usual_encodings_are_told_apart() {
        for (encoding, text) in [
            (WINDOWS_1252, "Artikel;Bezeichnung;Menge\nZF-1;Geschirrspülmaschine für Küche;12\nZF-2;Größe;3"),
            (WINDOWS_1252, "Código;Descripción;Cantidad;País\nA-1;Tubo de plástico;3;México"),
            (WINDOWS_1252, "Réf;Désignation;Quantité;Prix €\nA;Câble;1;2"),
            (SHIFT_JIS, "品番,商品名,数量,単価,金額\nHB-1,画筆（山羊毛）,300,520,156000"),
            (GB18030, "货号,品名,数量,单价,金额\nQF-1,蓝牙音箱,1200,14.35,17220"),
            (BIG5, "貨號,品名,數量,單價,金額\nQF-1,不銹鋼螺絲,1200,14.35,17220"),
            (UTF_8, "Cod.;Quantità\nV;1"),
        ] {
            let decoded = round(encoding, text);
            assert_eq!(
                (decoded.encoding, decoded.text.as_str(), decoded.damaged),
                (encoding.name(), text, false)
            );
        }
    }

    #[test]
    fn marks_and_hints_win() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend("Qty\tPreis €".encode_utf16().flat_map(u16::to_le_bytes));
        let decoded = decode(&bytes, Some("Latin-1"));
        assert_eq!((decoded.text.as_str(), decoded.encoding), ("Qty\tPreis €", "UTF-16LE"));
        assert_eq!(decode(&bytes[2..], None).text, "Qty\tPreis €");
        let be: Vec<u8> = "Style;Qty;Price".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&be, None).text, "Style;Qty;Price");
        assert_eq!(decode(b"\xef\xbb\xbfa", None).text, "a");
        assert_eq!(decode(b"caf\xe9", Some("Latin-1, semicolon")).text, "café");
        assert_eq!(decode(b"\x8b\xe0", Some("Shift-JIS")).text, "金");
    }

    #[test]
    fn wrong_bytes_are_said_to_be_damaged() {
        assert!(decode(b"caf\xe9", Some("UTF-8")).damaged);
        decode(&[0xff; 64], None);
        decode(&[], None);
    }
}
