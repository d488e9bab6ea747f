//! Decimal numbers.

use std::cmp::Ordering;

use crate::json::types::number::Decimal;

/// Whether a text is a decimal number: a sign, digits with a fraction, and an exponent, of which only one digit is
/// required.
pub(super) fn is_valid(text: &str) -> bool {
    let size = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = size.split_once(['e', 'E']).unwrap_or((size, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let lacks_digits = whole.is_empty() && fraction.is_empty() || exponent.is_empty();
    !lacks_digits && [whole, fraction, exponent].into_iter().all(is_digits)
}

/// Orders numbers by value; texts that are no numbers, or whose exponent is beyond 32 bits, come last.
pub(super) fn compare(own: &str, other: &str) -> Ordering {
    let value = |text: &str| is_valid(text).then(|| Decimal::of(text)).flatten();
    match (value(own), value(other)) {
        (Some(own), Some(other)) => own.compare(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// Converts the text of a number, with all zeros at its end if the type has place for them; `None` if it has none for
/// other digits.
#[cfg(feature = "rust_decimal-1")]
pub(super) fn parse(text: &str) -> Option<rust_decimal::Decimal> {
    rust_decimal::Decimal::from_str_exact(text).ok().or_else(|| {
        let (mantissa, scale) = Decimal::of(text)?.scaled()?;
        rust_decimal::Decimal::try_from_i128_with_scale(mantissa, scale).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_numbers_are_valid() {
        for text in ["0", "-0", "+1", "1.50", "007", ".5", "5.", "1e3", "1E+3", "1.5e-400", "1e99999999999"] {
            assert!(is_valid(text), "{text}");
        }
        for text in
            ["", "-", ".", "1,5", "1_000", "1e", "e5", "1e5.", "--1", "NaN", "inf", " 1", "1 ", "0x1", "é"]
        {
            assert!(!is_valid(text), "{text}");
        }
    }

    #[test]
    fn order_is_by_value() {
        let mut texts = [
            "soon", "10", "9", "1e400", "-1", "0.1", "0.09", "-10", "1e-3", "0", "-1e400", "+2", "1.50",
            "00.15", "",
        ];
        texts.sort_by(|own, other| compare(own, other));
        let expected = [
            "-1e400", "-10", "-1", "0", "1e-3", "0.09", "0.1", "00.15", "1.50", "+2", "9", "10", "1e400",
            "soon", "",
        ];
        assert_eq!(texts, expected);
        assert_eq!(compare("1.50", "15e-1"), Ordering::Equal);
        assert_eq!(compare("-0", "0.0"), Ordering::Equal);
    }
}
