//! A JSON number that keeps its digits.

// Cycle: the reader, the writer and the checker handle a `Number`, which uses them.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use crate::json::parts::{Part, Place, View};
use crate::json::{Json, ReadError, Reader};

/// A JSON number of any size and precision.
///
/// A number that was read is written back as it was: `512` stays `512`, `1.50` stays `1.50`, and no digit is
/// lost, however many there are. A number that is created from a float is written as JavaScript does: a whole
/// one has no fraction (`10`), and only very large and very small ones have an exponent.
///
/// Two numbers are equal if their exact values are: `1`, `1.0` and `10e-1` are equal, and `0.1` is not equal to
/// `0.1000000000000000000001`. As with floats, NaN is not equal to itself.
///
/// The [`Value`](crate::Value) of a number, which serde support and undeclared properties use, has only the digits of
/// a 64-bit integer or float.
///
/// ```
/// use faithful_runtime::{Number, from_slice, to_vec};
///
/// let numbers: Vec<Number> = from_slice(b"[512, 1.50, 0.1234567890123456789]")?;
/// assert_eq!(to_vec(&numbers), b"[512,1.50,0.1234567890123456789]");
/// assert_eq!(numbers[0].as_i64(), Some(512));
/// assert_eq!(numbers[1].as_f64(), 1.5);
/// assert_eq!(Number::from(10.0).to_string(), "10");
/// assert_eq!(Number::from(10.0), Number::from(10));
/// # Ok::<(), faithful_runtime::ReadError>(())
/// ```
#[derive(Clone)]
pub struct Number(Form);

#[derive(Clone)]
enum Form {
    Integer(i64),
    /// Written by [`float_text`]; a number that is read becomes one only if this writes it back unchanged.
    Float(f64),
    /// The text of a number in the grammar of JSON.
    Text(Box<str>),
}

impl Number {
    /// Creates a number from its text, with all digits; `None` if that is not a JSON number.
    ///
    /// ```
    /// # use faithful_runtime::Number;
    /// let number = Number::from_text("123456789012345678901234567890").unwrap();
    /// assert_eq!(number.to_string(), "123456789012345678901234567890");
    /// assert_eq!(Number::from_text("1,5"), None);
    /// ```
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        is_number(text).then(|| Self::from_valid(text))
    }

    /// Returns the nearest 64-bit float, which is infinite if the number is too large for one.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "documented")]
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            Form::Integer(integer) => *integer as f64,
            Form::Float(float) => *float,
            Form::Text(text) => text.parse().unwrap_or(f64::NAN),
        }
    }

    /// Returns the number as an integer, if it is one of at most 64 bits. `1.0` is an integer too.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Form::Integer(integer) => Some(integer),
            Form::Float(_) | Form::Text(_) => self.whole().and_then(|whole| i64::try_from(whole).ok()),
        }
    }

    /// Returns the number as an unsigned integer, if it is one of at most 64 bits. `1.0` is an integer too.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.whole().and_then(|whole| u64::try_from(whole).ok())
    }

    /// Whether the number has JSON: all but infinite floats and NaN do.
    pub(crate) fn is_finite(&self) -> bool {
        match self.0 {
            Form::Float(float) => float.is_finite(),
            Form::Integer(_) | Form::Text(_) => true,
        }
    }

    /// The number as an integer, if it is one that fits.
    pub(crate) fn whole(&self) -> Option<i128> {
        if let Form::Integer(integer) = self.0 {
            return Some(integer.into());
        }
        let text = self.text();
        let Decimal { negative, digits, exponent } = Decimal::of(&text)?;
        let zeros = usize::try_from(exponent).ok().filter(|zeros| digits.len() + zeros < 39)?;
        let digits = digits + &"0".repeat(zeros);
        let size: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        Some(if negative { -size } else { size })
    }

    pub(crate) fn text(&self) -> Cow<'_, str> {
        match &self.0 {
            Form::Integer(integer) => integer.to_string().into(),
            Form::Float(float) => float_text(*float).into(),
            Form::Text(text) => Cow::Borrowed(text),
        }
    }

    /// Creates a number from text in the grammar of JSON.
    pub(crate) fn from_valid(text: &str) -> Self {
        if let Ok(integer) = text.parse()
            && text != "-0"
        {
            return Self(Form::Integer(integer));
        }
        match text.parse() {
            Ok(float) if is_shortest(text) => Self(Form::Float(float)),
            _ => Self(Form::Text(text.into())),
        }
    }
}

/// Writes the text of a number as JavaScript does, for parameters and forms, if that has the same value: `10.0` becomes
/// `10`.
pub(super) fn plain_number(text: &str) -> String {
    if let Some(whole) = text.strip_suffix(".0") {
        return whole.to_owned();
    }
    if text.contains(['e', 'E'])
        && let Ok(float) = text.parse::<f64>()
        && Decimal::of(&float_text(float)).is_some_and(|value| Some(value) == Decimal::of(text))
    {
        return float_text(float);
    }
    text.to_owned()
}

/// Writes a float as JavaScript does: a whole number without a fraction, and without an exponent from 10⁻⁶ to 10²¹.
fn float_text(float: f64) -> String {
    let size = float.abs();
    if float == 0.0 {
        "0".to_owned()
    } else if (1e-6..1e21).contains(&size) || !float.is_finite() {
        float.to_string()
    } else {
        format!("{float:e}")
    }
}

/// Whether the text has few enough digits, and none too many, for [`float_text`] to write the same from a float.
fn is_shortest(text: &str) -> bool {
    let size = text.strip_prefix('-').unwrap_or(text);
    let digits = size.bytes().filter(u8::is_ascii_digit).count();
    size.contains('.')
        && digits + 1 == size.len()
        && digits <= 15
        && !size.ends_with('0')
        && !size.starts_with("0.000000")
}

/// Whether a text is a number in the grammar of JSON.
fn is_number(text: &str) -> bool {
    let starts_well = text.starts_with(|letter: char| letter == '-' || letter.is_ascii_digit());
    let ends_well = text.ends_with(|letter: char| letter.is_ascii_digit());
    starts_well && ends_well && serde_json::from_str::<serde_core::de::IgnoredAny>(text).is_ok()
}

/// The exact value of a number: `digits` times a power of ten. Zero has no digits.
#[derive(PartialEq)]
pub(super) struct Decimal {
    negative: bool,
    /// Without zeros at the start and the end.
    digits: String,
    exponent: i64,
}

impl Decimal {
    /// Returns the value of a number's text; `None` if it is not finite, or its exponent is beyond 32 bits.
    pub(super) fn of(text: &str) -> Option<Self> {
        let (size, negative) = match text.strip_prefix('-') {
            Some(size) => (size, true),
            None => (text.strip_prefix('+').unwrap_or(text), false),
        };
        let (mantissa, exponent) = size.split_once(['e', 'E']).unwrap_or((size, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_end_matches('0');
        let zeros = i64::try_from(all.len() - digits.len()).ok()?;
        let exponent = i64::from(exponent.parse::<i32>().ok()?);
        let exponent = exponent + zeros - i64::try_from(fraction.len()).ok()?;
        let digits = digits.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return all.starts_with('0').then_some(Self { negative: false, digits, exponent: 0 });
        }
        digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(Self { negative, digits, exponent })
    }

    /// Compares the values.
    pub(super) fn compare(&self, other: &Self) -> Ordering {
        // The sign, and the exponent of the first digit.
        let size = |it: &Self| {
            let length = i64::try_from(it.digits.len()).unwrap_or(i64::MAX);
            let exponent = length.saturating_add(it.exponent);
            match (it.digits.is_empty(), it.negative) {
                (true, _) => (0, 0),
                (false, false) => (1, exponent),
                (false, true) => (-1, -exponent),
            }
        };
        let by_digits =
            if self.negative { other.digits.cmp(&self.digits) } else { self.digits.cmp(&other.digits) };
        size(self).cmp(&size(other)).then(by_digits)
    }

    /// Returns an integer and the number of its digits that are a fraction; `None` if there are more digits than any type of
    /// 128 bits has.
    #[cfg(feature = "rust_decimal-1")]
    pub(super) fn scaled(&self) -> Option<(i128, u32)> {
        if self.digits.is_empty() {
            return Some((0, 0));
        }
        let zeros = usize::try_from(self.exponent.max(0)).ok().filter(|zeros| *zeros < 39)?;
        let size: i128 = (self.digits.clone() + &"0".repeat(zeros)).parse().ok()?;
        let scale = u32::try_from(-self.exponent.min(0)).ok()?;
        Some((if self.negative { -size } else { size }, scale))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Form::Integer(own), Form::Integer(other)) => own == other,
            (Form::Float(own), Form::Float(other)) => own == other,
            _ => {
                let (own, other) = (self.text(), other.text());
                match (Decimal::of(&own), Decimal::of(&other)) {
                    (Some(own), Some(other)) => own == other,
                    _ => own == other,
                }
            }
        }
    }
}

impl Default for Number {
    /// Returns zero.
    fn default() -> Self {
        Self(Form::Integer(0))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text())
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Number({self})")
    }
}

impl Json for Number {
    fn empty() -> Self {
        Self(Form::Integer(0))
    }
}

impl Part for Number {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        *self = reader.exact_number()?;
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Number(self)
    }
}

crate::json_bridge! { Number }

impl From<f64> for Number {
    /// Converts a float. One that is infinite or NaN has no JSON: it is written as `null`, and validation reports it.
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
    fn from(float: f64) -> Self {
        let is_integer = float.fract() == 0.0 && float.abs() < 9e15;
        Self(if is_integer { Form::Integer(float as i64) } else { Form::Float(float) })
    }
}

impl From<f32> for Number {
    /// Converts a float to the shortest number that stands for it: `0.1` stays `0.1`.
    fn from(float: f32) -> Self {
        float.to_string().parse::<f64>().unwrap_or_else(|_| float.into()).into()
    }
}

impl From<u64> for Number {
    fn from(integer: u64) -> Self {
        Self(i64::try_from(integer).map_or_else(|_| Form::Text(integer.to_string().into()), Form::Integer))
    }
}

impl From<usize> for Number {
    fn from(integer: usize) -> Self {
        (integer as u64).into()
    }
}

impl From<isize> for Number {
    fn from(integer: isize) -> Self {
        (integer as i64).into()
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {
        $(
            impl From<$integer> for Number {
                fn from(integer: $integer) -> Self {
                    Self(Form::Integer(integer.into()))
                }
            }
        )*
    };
}

from_integers!(i8, i16, i32, i64, u8, u16, u32);

/// Comparison with literals, and the conversions of literals where a number is optional or may be a reference.
macro_rules! literals {
    ($($literal:ty),*) => {
        $(
            impl PartialEq<$literal> for Number {
                fn eq(&self, other: &$literal) -> bool {
                    self.eq(&Self::from(*other))
                }
            }

            impl From<$literal> for crate::json::Patch<Number> {
                fn from(number: $literal) -> Self {
                    Self::Set(number.into())
                }
            }

            impl From<$literal> for crate::json::OrReference<Number> {
                fn from(number: $literal) -> Self {
                    Self::Value(number.into())
                }
            }
        )*
    };
}

literals!(f64, i32, i64);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Limit, Rule, from_slice, to_vec, validate};

    #[test]
    fn numbers_are_written_as_they_were_read() {
        for text in [
            "0",
            "-0",
            "512",
            "-7",
            "9223372036854775807",
            "18446744073709551615",
            "0.5",
            "-2.25",
            "1.0",
            "1.50",
            "0.1234567890123456789",
            "123456789012345678",
            "1e3",
            "1E+3",
            "1e400",
            "0.0000001",
            "0.000001",
            "123456789012345.6",
            "-0.0",
            "1e99999999999999999999",
        ] {
            let number: Number = from_slice(text.as_bytes()).unwrap();
            assert_eq!(to_vec(&number), text.as_bytes());
            assert_eq!(number.to_string(), text);
            assert_eq!(Some(number), Number::from_text(text));
        }
        for text in ["", "+1", "1.", ".5", "01", "1 ", " 1", "NaN", "\"1\"", "1e", "--1"] {
            assert_eq!(Number::from_text(text), None, "{text}");
        }
        assert_eq!(
            from_slice::<Number>(b"\"1\"").unwrap_err().to_string(),
            "at $: expected a number, got \"1\""
        );
    }

    #[test]
    fn floats_are_written_as_in_javascript() {
        for (float, text) in [
            (10.0, "10"),
            (-0.0, "0"),
            (0.1, "0.1"),
            (1.234_567_890_123_456_8e17, "123456789012345680"),
            (1e20, "100000000000000000000"),
            (1e21, "1e21"),
            (1.5e-7, "1.5e-7"),
            (0.000_001, "0.000001"),
        ] {
            assert_eq!(Number::from(float).to_string(), text);
        }
        assert_eq!(to_vec(&Number::from(f64::NAN)), b"null");
        assert_eq!(Number::from(0.1_f32).to_string(), "0.1");
        assert_eq!(Number::from(u64::MAX).to_string(), "18446744073709551615");
    }

    #[test]
    fn numbers_are_compared_by_their_exact_values() {
        let number = |text: &str| Number::from_text(text).unwrap();
        for (one, other) in
            [("1", "1.0"), ("10e-1", "1"), ("0.50", "0.5"), ("-0", "0"), ("1e2", "100"), ("120e-1", "12.0")]
        {
            assert_eq!(number(one), number(other));
        }
        assert_ne!(number("0.1"), number("0.1000000000000000000001"));
        assert_ne!(number("9007199254740993"), number("9007199254740992.0"));
        assert_ne!(number("-1.0"), number("1"));
        assert_ne!(Number::from(f64::NAN), Number::from(f64::NAN));
        assert_eq!(number("2.0"), 2);
        assert_eq!(number("2.50"), 2.5);
    }

    #[test]
    fn conversions() {
        let number = |text: &str| Number::from_text(text).unwrap();
        assert_eq!(number("1.0").as_i64(), Some(1));
        assert_eq!(number("-12e1").as_i64(), Some(-120));
        assert_eq!(number("1.5").as_i64(), None);
        assert_eq!(number("18446744073709551615").as_i64(), None);
        assert_eq!(number("18446744073709551615").as_u64(), Some(u64::MAX));
        assert_eq!(number("-1").as_u64(), None);
        assert_eq!(number("1e300").as_u64(), None);
        assert_eq!(number("0e300").as_u64(), Some(0));
        assert_eq!(number("1e400").as_f64().to_string(), "inf");
    }

    #[test]
    fn limits_are_exact() {
        const SIZES: Rule = Rule::new().allowed_values(&["1", "2.5"]);
        const RULE: Rule = Rule::new().maximum_limit(Limit::Text("9223372036854775808")).minimum(0);
        let check = |text: &str| validate(&Number::from_text(text).unwrap(), &RULE);
        assert!(check("9223372036854775808").is_ok());
        assert_eq!(
            check("9223372036854775809").unwrap_err().to_string(),
            "$: must be at most 9223372036854775808, is 9223372036854775809"
        );
        assert_eq!(check("-0.5").unwrap_err().to_string(), "$: must be at least 0, is -0.5");
        let infinite = validate(&Number::from(f64::INFINITY), &RULE).unwrap_err();
        assert_eq!(infinite.to_string(), "$: must be a finite number, is inf");
        assert!(validate(&Number::from(2.5), &SIZES).is_ok());
        assert!(validate(&Number::from(3), &SIZES).is_err());
    }
}
