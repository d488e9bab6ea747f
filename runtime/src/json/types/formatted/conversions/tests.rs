use std::time::Duration;

use jiff::{SignedDuration, Span};
use rust_decimal::Decimal;

use crate::json::{DateString, DecimalString, DurationString, Number};

#[test]
fn dates_convert_both_ways() {
    for text in ["2024-02-29", "0001-01-01", "9999-12-31", "1969-12-31"] {
        let date = DateString::from(text);
        let jiff = jiff::civil::Date::try_from(&date).unwrap();
        let chrono = chrono::NaiveDate::try_from(&date).unwrap();
        let time = time::Date::try_from(date).unwrap();
        assert_eq!((jiff.to_string(), chrono.to_string()), (text.to_owned(), text.to_owned()));
        for converted in [DateString::from(jiff), chrono.into(), time.into()] {
            assert_eq!(converted.as_str(), text);
        }
    }
}

#[test]
fn a_text_that_is_not_a_date_is_an_error() {
    let date = DateString::from("2023-02-29");
    let error = chrono::NaiveDate::try_from(&date).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.text()), ("`2023-02-29` is not a date", "2023-02-29"));
    assert!(jiff::civil::Date::try_from(&date).is_err());
    assert!(time::Date::try_from(date).is_err());
}

#[test]
fn years_without_four_digits_are_not_valid() {
    assert_eq!(DateString::from(jiff::civil::Date::MIN).as_str(), "-9999-01-01");
    assert!(!DateString::from(jiff::civil::Date::MIN).is_valid());
    assert!(!DateString::from(chrono::NaiveDate::MAX).is_valid());
}

#[test]
fn durations_convert_both_ways() {
    for text in ["PT0S", "PT1M30S", "PT1H0.5S", "PT0.000000001S", "PT100H"] {
        let duration = DurationString::from(text);
        let std = Duration::try_from(&duration).unwrap();
        let jiff = SignedDuration::try_from(&duration).unwrap();
        let span = Span::try_from(&duration).unwrap();
        let chrono = chrono::TimeDelta::try_from(&duration).unwrap();
        let time = time::Duration::try_from(duration).unwrap();
        assert_eq!(jiff, SignedDuration::try_from(std).unwrap());
        for converted in [DurationString::from(std), jiff.into(), span.into(), chrono.into(), time.into()] {
            assert_eq!(converted.as_str(), text);
        }
    }
}

#[test]
fn negative_durations_have_no_standard_type() {
    let duration = DurationString::from("-PT1M30.25S");
    let nanoseconds = -90_250_000_000;
    assert_eq!(SignedDuration::try_from(&duration).unwrap().as_nanos(), nanoseconds);
    assert_eq!(
        i128::from(chrono::TimeDelta::try_from(&duration).unwrap().num_nanoseconds().unwrap()),
        nanoseconds
    );
    assert_eq!(time::Duration::try_from(&duration).unwrap().whole_nanoseconds(), nanoseconds);
    for converted in [
        DurationString::from(SignedDuration::try_from(&duration).unwrap()),
        chrono::TimeDelta::try_from(&duration).unwrap().into(),
        time::Duration::try_from(&duration).unwrap().into(),
        Span::try_from(&duration).unwrap().into(),
    ] {
        assert_eq!(converted, duration);
    }
    assert_eq!(Duration::try_from(duration).unwrap_err().to_string(), "`-PT1M30.25S` is out of range");
}

#[test]
fn only_spans_have_years_and_months() {
    let duration = DurationString::from("P1Y2M3W4DT5H6M7.8S");
    assert_eq!(DurationString::from(Span::try_from(&duration).unwrap()), duration);
    assert_eq!(
        SignedDuration::try_from(&duration).unwrap_err().to_string(),
        "`P1Y2M3W4DT5H6M7.8S` has years or months, which have no fixed length"
    );
    let duration = DurationString::from("P1W2DT1H");
    assert_eq!(SignedDuration::try_from(&duration).unwrap(), SignedDuration::from_hours(9 * 24 + 1));
}

#[test]
fn valid_durations_are_those_that_jiff_parses() {
    let letters = ["P", "T", "1", "2", "Y", "M", "W", "D", "H", "S", ".5", ",", "-", "p", ""];
    for index in 0..letters.len().pow(4) {
        let rest: String =
            (0..4_u32).map(|place| letters[index / letters.len().pow(place) % letters.len()]).collect();
        for text in [format!("P{rest}"), format!("-PT{rest}"), format!("P1D{rest}")] {
            let duration = DurationString::from(text.as_str());
            assert_eq!(duration.is_valid(), Span::try_from(duration.clone()).is_ok(), "{text}");
        }
    }
    for text in ["PT1S ", "1 day", "1d", "", "+PT1S", "P9999999Y", "PT0.1234567891S"] {
        let duration = DurationString::from(text);
        match Span::try_from(&duration) {
            Ok(_) => assert!(duration.is_valid(), "{text}"),
            Err(error) => {
                assert_eq!(duration.is_valid(), error.to_string().ends_with("is out of range"), "{text}");
            }
        }
    }
}

#[test]
fn longest_durations() {
    let longest = DurationString::from(Duration::MAX);
    assert_eq!(longest.as_str(), "PT5124095576030431H15.999999999S");
    assert_eq!(Duration::try_from(&longest).unwrap(), Duration::MAX);
    assert_eq!(
        SignedDuration::try_from(&longest).unwrap_err().to_string(),
        format!("`{longest}` is out of range")
    );
    for duration in [SignedDuration::MIN, SignedDuration::MAX] {
        assert_eq!(SignedDuration::try_from(DurationString::from(duration)).unwrap(), duration);
    }
    for duration in [chrono::TimeDelta::MIN, chrono::TimeDelta::MAX] {
        assert_eq!(chrono::TimeDelta::try_from(DurationString::from(duration)).unwrap(), duration);
    }
    for duration in [time::Duration::MIN, time::Duration::MAX] {
        assert_eq!(time::Duration::try_from(DurationString::from(duration)).unwrap(), duration);
    }
}

#[test]
fn decimals_keep_their_digits() {
    for text in
        ["0", "1.50", "-0.010", "100", "79228162514264337593543950335", "0.1234567890123456789012345678"]
    {
        let decimal = Decimal::try_from(&DecimalString::from(text)).unwrap();
        assert_eq!(DecimalString::from(decimal).as_str(), text);
        let number = Number::from_text(text).unwrap();
        assert_eq!(Decimal::try_from(&number).unwrap(), decimal);
        assert_eq!(Number::from(decimal).to_string(), text);
    }
    for (text, expected) in [
        ("1.5e3", "1500"),
        ("15E-1", "1.5"),
        ("+007.5", "7.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0e999", "0"),
        ("1.00000000000000000000000000000000000000000000000000", "1"),
    ] {
        let decimal = Decimal::try_from(DecimalString::from(text)).unwrap();
        assert_eq!(decimal, expected.parse::<Decimal>().unwrap(), "{text}");
    }
}

#[test]
fn decimals_are_never_rounded() {
    for text in [
        "79228162514264337593543950336",
        "0.12345678901234567890123456789",
        "1e29",
        "1e-29",
        "1e999999999",
        "1e99999999999",
    ] {
        let error = Decimal::try_from(DecimalString::from(text)).unwrap_err();
        assert_eq!(error.to_string(), format!("`{text}` is out of range"));
        assert!(Decimal::try_from(Number::from_text(text).unwrap()).is_err(), "{text}");
    }
    for text in ["", "1_000", "1,5", "NaN"] {
        let error = Decimal::try_from(DecimalString::from(text)).unwrap_err();
        assert_eq!(error.to_string(), format!("`{text}` is not a decimal number"));
    }
    let infinite = Decimal::try_from(Number::from(f64::INFINITY)).unwrap_err();
    assert_eq!(infinite.to_string(), "`inf` is not a finite number");
}
