//! Numbers of a document, with all of their digits.

use std::fmt;
use std::ops::Deref;

/// A number. It is used as the nearest one of 64 bits, and written as in the document.
#[derive(Clone, Debug)]
pub struct Number {
    nearest: serde_json::Number,
    /// What the nearest number does not say. Most numbers have no such texts.
    texts: Option<Box<Texts>>,
}

/// The texts of a number.
#[derive(Clone, Debug, Default)]
struct Texts {
    /// All digits, if the nearest number has others.
    digits: Option<Box<str>>,
    /// The number as it is written in a YAML document, where `1.0` may stand for a string.
    written: Option<Box<str>>,
}

impl Number {
    /// Returns whether digits may be missing in a float.
    pub(super) fn may_lose_digits(float: f64) -> bool {
        /// More significant digits than any float has.
        const DIGITS: usize = 15;
        let text = float.to_string();
        text.bytes().filter(u8::is_ascii_digit).count() > DIGITS
    }

    /// Sets the text in a JSON document.
    pub(super) fn set_text(&mut self, text: &str) {
        if decimal(text) != decimal(&self.nearest.to_string()) {
            self.texts.get_or_insert_default().digits = Some(text.into());
        }
    }

    /// Returns the number of a YAML document that is `written` so and is `json` in JSON; `None` if it is too large.
    pub(super) fn of_yaml(written: &str, json: &str) -> Option<Self> {
        let mut number = Self::from(json.parse::<serde_json::Number>().ok()?);
        if number.is_f64() {
            number.set_text(json);
        }
        number.texts.get_or_insert_default().written = Some(written.into());
        Some(number)
    }

    /// Returns the number as it is written in a YAML document; `None` if it is of a JSON document.
    #[must_use]
    pub fn written(&self) -> Option<&str> {
        self.texts.as_ref()?.written.as_deref()
    }

    fn digits(&self) -> Option<&str> {
        self.texts.as_ref()?.digits.as_deref()
    }
}

/// Returns the shortest text of the same value as the text of a number; `None` if it is not a number, or its exponent is
/// not of 32 bits.
pub(crate) fn decimal(text: &str) -> Option<String> {
    /// The largest number of zeros that are written.
    const ZEROS: i64 = 20;
    let (sign, size) = text.strip_prefix('-').map_or(("", text), |size| ("-", size));
    let (mantissa, exponent) = size.split_once(['e', 'E']).unwrap_or((size, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let digits = all.trim_end_matches('0');
    let zeros = i64::try_from(all.len() - digits.len()).ok()?;
    let exponent = i64::from(exponent.parse::<i32>().ok()?) + zeros - i64::try_from(fraction.len()).ok()?;
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    let text = match exponent {
        0..=ZEROS => format!("{digits}{}", "0".repeat(usize::try_from(exponent).ok()?)),
        _ if (-ZEROS..0).contains(&exponent) => {
            let places = usize::try_from(-exponent).ok()?;
            let digits = format!("{digits:0>width$}", width = places + 1);
            let (whole, fraction) = digits.split_at(digits.len() - places);
            format!("{whole}.{fraction}")
        }
        _ => format!("{digits}e{exponent}"),
    };
    Some(format!("{sign}{text}"))
}

/// Returns the numbers of a JSON text that are read as floats: those with a fraction or an exponent, or of more than 64
/// bits.
pub(super) fn floats(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start =
                rest.find(|letter: char| letter == '"' || letter == '-' || letter.is_ascii_digit())?;
            rest = &rest[start..];
            if let Some(string) = rest.strip_prefix('"') {
                rest = after_string(string)?;
                continue;
            }
            let is_part = |letter: char| letter.is_ascii_digit() || "+-.eE".contains(letter);
            let (number, after) = rest.split_at(rest.find(|letter| !is_part(letter)).unwrap_or(rest.len()));
            rest = after;
            let is_integer = number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok();
            if !is_integer || number == "-0" {
                return Some(number);
            }
        }
    })
}

/// Returns the text after the end of a string.
fn after_string(text: &str) -> Option<&str> {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })?;
    text.get(end + 1..)
}

impl Deref for Number {
    type Target = serde_json::Number;

    fn deref(&self) -> &serde_json::Number {
        &self.nearest
    }
}

impl From<serde_json::Number> for Number {
    fn from(nearest: serde_json::Number) -> Self {
        Self { nearest, texts: None }
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        // A number that is not from a document has no text.
        let digits = self.digits().zip(other.digits());
        self.nearest == other.nearest && digits.is_none_or(|(own, other)| own == other)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.digits() {
            Some(digits) => formatter.write_str(digits),
            None => self.nearest.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_shortest() {
        for (text, decimal) in [
            ("1.50", "1.5"),
            ("15e-1", "1.5"),
            ("-0.0", "0"),
            ("1E+3", "1000"),
            ("0.001", "0.001"),
            ("18446744073709551616", "18446744073709551616"),
            ("10e30", "1e31"),
            ("5e-30", "5e-30"),
        ] {
            assert_eq!(super::decimal(text).as_deref(), Some(decimal), "{text}");
        }
        assert_eq!(decimal("one"), None);
        assert_eq!(decimal(""), None);
    }

    #[test]
    fn floats_are_found() {
        let text =
            r#"{"1.5": [1, 2.50, -0, "\"3.5", 18446744073709551615, 18446744073709551616, 1e3], "\\": 0.1}"#;
        let found: Vec<&str> = floats(text).collect();
        assert_eq!(found, ["2.50", "-0", "18446744073709551616", "1e3", "0.1"]);
    }
}
