//! Takes the inline markup of the official export out of a text, and evens its blanks.

use std::borrow::Cow;

/// `14.5¢/m<sup>2 </sup>+ 0.4%` becomes `14.5¢/m2 + 0.4%`; tabs and line ends become blanks, outer blanks go.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let evened = !text.starts_with(char::is_whitespace)
        && !text.ends_with(char::is_whitespace)
        && !text.contains(['<', '&', '\t', '\n', '\r', '\u{a0}'])
        && !text.contains("  ");
    if evened { Cow::Borrowed(text) } else { Cow::Owned(strip(text)) }
}

fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(after) = tag(rest) {
            if after.1 {
                blank(&mut out);
            }
            rest = after.0;
        } else if let Some((decoded, after)) = entity(rest) {
            push(&mut out, decoded);
            rest = after;
        } else {
            push(&mut out, c);
            rest = rest.get(c.len_utf8()..).unwrap_or("");
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn push(out: &mut String, c: char) {
    if c.is_whitespace() { blank(out) } else { out.push(c) }
}

fn blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

/// What follows a tag, and whether the tag breaks the line. A stroke or letter must follow the bracket: `5 < 6` is text.
fn tag(text: &str) -> Option<(&str, bool)> {
    let inside = text.strip_prefix('<')?;
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
        return None;
    }
    let (name, after) = inside.split_once('>')?;
    let name = name.trim_start_matches('/');
    Some((after, name.starts_with("br") || name.starts_with("p") || name.starts_with("li")))
}

fn entity(text: &str) -> Option<(char, &str)> {
    const LONGEST: usize = 8;
    let inside = text.strip_prefix('&')?;
    let end = inside.find(';').filter(|end| *end <= LONGEST)?;
    let decoded = match inside.get(..end)? {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "cent" => '¢',
        "deg" => '°',
        number => {
            let digits = number.strip_prefix('#')?;
            char::from_u32(digits.parse().ok()?)?
        }
    };
    Some((decoded, inside.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_goes_and_words_stay() {
        assert_eq!(plain("14.5¢/m<sup>2 </sup>+ 0.4%"), "14.5¢/m2 + 0.4%");
        assert_eq!(plain(" <il>doz. prs</il>.\n"), "doz. prs.");
        assert_eq!(plain("of <i>Bos taurus</i><br />and &amp; R&#233;"), "of Bos taurus and & Ré");
        assert_eq!(plain("width < 5 cm & more"), "width < 5 cm & more");
        assert!(matches!(plain("Free"), Cow::Borrowed(_)));
    }
}
