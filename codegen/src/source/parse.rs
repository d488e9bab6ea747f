//! Parses a text in its format.

use super::format::{Format, is_json};
use super::position::{Position, positions};
use super::problem::Problem;
use super::value::Value;
use super::yaml;

/// Parses a text, and returns its format. JSON is valid in YAML files, where it is read as JSON: it may contain what the
/// YAML parser does not accept, such as a long key or a character of two escape sequences.
pub(super) fn parse(text: &str, format: Format) -> (Format, Result<Value, Problem>) {
    if format == Format::Json {
        return (format, json(text));
    }
    if is_json(text)
        && let Ok(value) = Value::parse(text)
    {
        return (Format::Json, Ok(value));
    }
    let value = yaml::parse(text).map_err(|invalid| {
        let offsets: Vec<usize> = [invalid.offset].into_iter().chain(invalid.first).collect();
        let positions = positions(text, &offsets);
        let first = positions.get(1).map(|first| format!(" (the first one is in line {})", first.line));
        Problem::Invalid {
            format,
            position: positions[0],
            message: invalid.message,
            quoted: invalid.quoted,
            help: [invalid.help, &first.unwrap_or_default()].concat(),
        }
    });
    (format, value)
}

fn json(text: &str) -> Result<Value, Problem> {
    Value::parse(text).map_err(|error| {
        let suffix = format!(" at line {} column {}", error.line(), error.column());
        let message = error.to_string();
        let message = message.strip_suffix(&suffix).unwrap_or(&message);
        let key = message.strip_prefix("duplicate key `").and_then(|key| key.strip_suffix('`'));
        Problem::Invalid {
            format: Format::Json,
            position: Position::from_parse_error(text, &error),
            message: key.map_or(message, |_| "duplicate key").to_owned(),
            quoted: key.map(str::to_owned),
            help: if is_json(text) {
                "the file must contain a single JSON value without duplicate keys"
            } else {
                "the file must contain a single JSON value without duplicate keys; the name of a YAML file ends in \
                 `.yaml` or `.yml`"
            }
            .to_owned(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_valid_in_yaml() {
        let text = r#"{"a": "\ud83e\udd80", "b": [1.0]}"#;
        let (format, value) = parse(text, Format::Yaml);
        assert_eq!((format, value.unwrap()), (Format::Json, Value::parse(text).unwrap()));
        let (format, value) = parse("{a: [1.0]}", Format::Yaml);
        assert!(format == Format::Yaml && value.is_ok());
    }
}
