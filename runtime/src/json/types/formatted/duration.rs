//! Durations as in ISO 8601, in the form that JavaScript's `Temporal` and the crate `jiff` have: `P1Y2M3W4DT5H6M7.8S`.

use super::error::Problem;
use crate::json::types::timestamp::{NANOSECONDS, digits};

/// A unit: its letter, and its length in seconds, unless that varies.
type Unit = (u8, Option<i128>);

const DATE_UNITS: &[Unit] = &[(b'Y', None), (b'M', None), (b'W', Some(7 * 86_400)), (b'D', Some(86_400))];
const TIME_UNITS: &[Unit] = &[(b'H', Some(3_600)), (b'M', Some(60)), (b'S', Some(1))];

/// Whether a text is a duration.
pub(super) fn is_valid(text: &str) -> bool {
    length(text) != Err(Problem::Not(super::DURATION))
}

/// Returns the nanoseconds of a duration. Days have 24 hours, and weeks 7 days. Digits beyond nanoseconds are dropped.
pub(super) fn length(text: &str) -> Result<i128, Problem> {
    let Parsed { is_negative, has_calendar, nanoseconds } =
        parse(text).ok_or(Problem::Not(super::DURATION))?;
    match nanoseconds {
        _ if has_calendar => Err(Problem::Calendar),
        Some(nanoseconds) => Ok(if is_negative { -nanoseconds } else { nanoseconds }),
        None => Err(Problem::OutOfRange),
    }
}

/// What a duration consists of.
struct Parsed {
    is_negative: bool,
    /// Whether it has years or months.
    has_calendar: bool,
    /// The length of the other units; `None` if it is too large.
    nanoseconds: Option<i128>,
}

fn parse(text: &str) -> Option<Parsed> {
    let text = text.as_bytes();
    let (is_negative, rest) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        (b'+', rest) => (false, rest),
        _ => (false, text),
    };
    let (b'P' | b'p', mut rest) = rest.split_first()? else { return None };
    let mut parsed = Parsed { is_negative, has_calendar: false, nanoseconds: Some(0) };
    let dates = parsed.units(&mut rest, DATE_UNITS)?;
    let mut times = 0;
    if let Some((b'T' | b't', time)) = rest.split_first() {
        rest = time;
        times = parsed.units(&mut rest, TIME_UNITS).filter(|count| *count > 0)?;
    }
    (rest.is_empty() && dates + times > 0).then_some(parsed)
}

impl Parsed {
    /// Consumes numbers with units, the largest first, and returns how many there are. The last one of a time may have a
    /// fraction.
    fn units(&mut self, rest: &mut &[u8], mut units: &[Unit]) -> Option<usize> {
        let is_time = units.len() == TIME_UNITS.len();
        let mut count = 0;
        while let Some(number) = number(rest) {
            let fraction = if is_time { fraction(rest)? } else { None };
            let (letter, tail) = rest.split_first()?;
            let index = units.iter().position(|(unit, _)| unit.eq_ignore_ascii_case(letter))?;
            self.add(number, fraction.unwrap_or_default(), units[index].1);
            units = &units[index + 1..];
            *rest = tail;
            count += 1;
            if fraction.is_some() {
                break;
            }
        }
        Some(count)
    }

    fn add(&mut self, number: &[u8], billionths: i128, seconds: Option<i128>) {
        let Some(seconds) = seconds else {
            self.has_calendar |= number.iter().any(|digit| *digit != b'0');
            return;
        };
        let whole = number
            .iter()
            .try_fold(0_i128, |value, digit| value.checked_mul(10)?.checked_add(i128::from(digit - b'0')));
        let added = whole.and_then(|whole| {
            let nanoseconds = whole.checked_mul(NANOSECONDS)?.checked_add(billionths)?;
            nanoseconds.checked_mul(seconds)
        });
        self.nanoseconds = self.nanoseconds.zip(added).and_then(|(own, added)| own.checked_add(added));
    }
}

/// Consumes digits, if there are any.
fn number<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (number, tail) = rest.split_at(length);
    *rest = tail;
    (length > 0).then_some(number)
}

/// Consumes a fraction, if there is one, and returns its billionths. `None` if it has no digits.
#[expect(clippy::option_option, reason = "no fraction is valid, and one without digits is not")]
fn fraction(rest: &mut &[u8]) -> Option<Option<i128>> {
    let Some((b'.' | b',', tail)) = rest.split_first() else { return Some(None) };
    *rest = tail;
    let number = number(rest)?;
    let mut kept = &number[..number.len().min(9)];
    let length = kept.len();
    let value = digits(&mut kept, length)?;
    (length..9).try_fold(i128::from(value), |value, _| Some(value * 10)).map(Some)
}

/// Writes a length in hours, minutes and seconds.
pub(super) fn written(nanoseconds: i128) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let size = nanoseconds.unsigned_abs();
    let (seconds, fraction) = (size / 1_000_000_000, size % 1_000_000_000);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let part = |number: u128, unit: &str| if number > 0 { format!("{number}{unit}") } else { String::new() };
    let seconds = match fraction {
        0 if size > 0 => part(seconds, "S"),
        0 => "0S".to_owned(),
        _ => format!("{seconds}.{fraction:09}").trim_end_matches('0').to_owned() + "S",
    };
    format!("{sign}PT{}{}{seconds}", part(hours, "H"), part(minutes, "M"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i128 = NANOSECONDS;

    #[test]
    fn lengths() {
        let out_of_range = Err(Problem::OutOfRange);
        for (text, expected) in [
            ("PT0S", Ok(0)),
            ("-PT0S", Ok(0)),
            ("PT1H30M", Ok(5_400 * SECOND)),
            ("+pt1h30m", Ok(5_400 * SECOND)),
            ("-P1DT1S", Ok(-86_401 * SECOND)),
            ("P1W2D", Ok(9 * 86_400 * SECOND)),
            ("PT1.5H", Ok(5_400 * SECOND)),
            ("PT0,25S", Ok(SECOND / 4)),
            ("PT0.0000000019S", Ok(1)),
            ("P0Y0M1D", Ok(86_400 * SECOND)),
            ("PT90S", Ok(90 * SECOND)),
            ("P1M", Err(Problem::Calendar)),
            ("P1Y35DT1S", Err(Problem::Calendar)),
            ("PT99999999999999999999999999999999999999999S", out_of_range),
            ("P999999999999999999999999999999D", out_of_range),
        ] {
            assert_eq!(length(text), expected, "{text}");
            assert!(is_valid(text), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_durations() {
        for text in [
            "", "P", "PT", "P1", "P1DT", "1D", "P1H", "PT1D", "PT1S1M", "P1D1W", "P1.5D", "PT1.5H1M",
            "PT.5S", "PT1.S", "PT1S ", " PT1S", "--PT1S", "P-1D", "PT1S1S", "1:30:00", "90", "P1M1M", "Pt1é",
        ] {
            assert_eq!(length(text), Err(Problem::Not("a duration")), "{text}");
            assert!(!is_valid(text), "{text}");
        }
    }

    #[test]
    fn written_lengths_are_read_again() {
        for (nanoseconds, text) in [
            (0, "PT0S"),
            (1, "PT0.000000001S"),
            (-90 * SECOND, "-PT1M30S"),
            (3_600 * SECOND, "PT1H"),
            (3_600 * SECOND + SECOND / 2, "PT1H0.5S"),
            (100 * 3_600 * SECOND + 60 * SECOND, "PT100H1M"),
        ] {
            assert_eq!((written(nanoseconds).as_str(), length(text)), (text, Ok(nanoseconds)));
        }
    }
}
