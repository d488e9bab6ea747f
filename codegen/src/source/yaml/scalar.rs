//! Plain scalars: null, booleans and numbers of the core schema of YAML 1.2; everything else is a string.

use super::super::number::Number;
use super::super::value::Value;

/// Returns the value of a plain scalar. An error is the reason why JSON does not have it.
pub(super) fn value(text: &str) -> Result<Value, &'static str> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Boolean(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Boolean(false)),
        _ => {}
    }
    if is_infinite(text) {
        return Err("JSON has no such number");
    }
    let Some(json) = json_number(text) else {
        return Ok(Value::String(text.to_owned()));
    };
    let number = json.ok().and_then(|json| Number::of_yaml(text, &json));
    number.map(Value::Number).ok_or("number out of range")
}

/// Returns the tags that a scalar with this text may have.
pub(super) fn tag(text: &str) -> &'static [&'static str] {
    match value(text) {
        Ok(Value::Null) => &["null"],
        Ok(Value::Boolean(_)) => &["bool"],
        Ok(Value::Number(number)) if number.is_f64() => &["float"],
        Ok(Value::Number(_)) => &["int", "float"],
        Ok(Value::String(_) | Value::Array(_) | Value::Object(_)) => &[],
        Err(_) => &["float"],
    }
}

fn is_infinite(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// The digits of a number have no value of 128 bits.
struct TooLarge;

/// Returns a number as JSON text; `None` if the text is not a number.
fn json_number(text: &str) -> Option<Result<String, TooLarge>> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix)
            && !digits.is_empty()
            && digits.chars().all(|digit| digit.is_digit(radix))
        {
            return Some(u128::from_str_radix(digits, radix).map(|it| it.to_string()).map_err(|_| TooLarge));
        }
    }
    let (sign, size) = match text.strip_prefix('-') {
        Some(size) => ("-", size),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = size.split_at(size.find(['e', 'E']).unwrap_or(size.len()));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.bytes().all(|digit| digit.is_ascii_digit());
    let is_exponent = exponent.is_empty() || {
        let digits = exponent[1..].strip_prefix(['-', '+']).unwrap_or(&exponent[1..]);
        !digits.is_empty() && is_digits(digits)
    };
    let is_number = is_digits(whole) && is_digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    if !is_number || !is_exponent {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let fraction = match (mantissa.contains('.'), fraction) {
        (true, "") => ".0".to_owned(),
        (true, fraction) => format!(".{fraction}"),
        (false, _) => String::new(),
    };
    Some(Ok(format!("{sign}{whole}{fraction}{exponent}")))
}
