//! Invalid JSON, documents that are nested too deeply, and a handwritten model.

use super::models::{Any, Gitops, Node, Template};
use crate::json::parts::{Part, Place, View};
use crate::{
    DEPTH_LIMIT, Json, ReadError, Reader, Rule, Value, from_slice, from_slice_at, to_value, to_vec, validate,
};

fn error(text: &str) -> String {
    from_slice::<Template>(text.as_bytes()).unwrap_err().to_string()
}

#[test]
fn syntax_errors_have_line_and_column() {
    assert_eq!(error(""), "at $: EOF while parsing a value (line 1, column 1)");
    assert_eq!(error("{"), "at $: unexpected end of input (line 1, column 2)");
    assert_eq!(error("{\n  \"name\" \"a\"}"), "at $.name: expected `:` (line 2, column 10)");
    assert_eq!(
        error("{\"é\":1\n 2}"),
        "at $[\"é\"]: expected `,` or `}` (line 2, column 2)".replace("[\"é\"]", ".é")
    );
    assert_eq!(error("{\"flag\":true,}"), "at $.flag: trailing comma (line 1, column 14)");
    assert_eq!(error("{,}"), "at $: expected a property name in double quotes (line 1, column 2)");
    assert_eq!(error("{\"branches\":[,]}"), "at $.branches[0]: expected value (line 1, column 14)");
}

#[test]
fn trailing_characters_are_an_error() {
    assert!(error(r#"{"name":"a","parent":null} x"#).ends_with("expected end of input (line 1, column 28)"));
    assert!(from_slice::<i64>(b"1 2").is_err());
    assert!(from_slice::<i64>(b" 1 \r\n\t").is_ok());
    assert!(from_slice::<i64>("1\u{feff}".as_bytes()).is_err());
    assert!(from_slice_at::<i64>(b"{\"a\":1}]", &["a"]).is_err());
}

#[test]
fn malformed_tokens_are_an_error_at_any_position() {
    let tokens = [
        "tru",
        "nul",
        "01",
        "1.",
        ".5",
        "+1",
        "-",
        "1e",
        "NaN",
        "Infinity",
        "'a'",
        "\"\u{1}\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"",
        "[1 2]",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "{1:2}",
        "]",
        "}",
        "",
    ];
    for token in tokens {
        for text in [token.to_owned(), format!("[{token}]"), format!("{{\"a\":{token}}}")] {
            if text == "[]" {
                continue;
            }
            assert!(from_slice::<Value>(text.as_bytes()).is_err(), "{text}");
            assert!(from_slice::<Node>(text.as_bytes()).is_err(), "{text}");
            let inside = format!("{{\"unknown\":{text},\"name\":\"a\",\"parent\":null}}");
            assert!(from_slice::<Template>(inside.as_bytes()).is_err(), "{inside}");
            // A lone surrogate is valid grammar, so a skipped value may contain one.
            if token.contains("ud800") {
                continue;
            }
            let beside = format!("{{\"b\":{text},\"data\":1}}");
            assert!(from_slice_at::<i64>(beside.as_bytes(), &["data"]).is_err(), "{beside}");
        }
    }
}

#[test]
fn keys_with_a_quote_must_be_escaped() {
    assert!(from_slice::<Gitops>(br#"{"file\"path":null}"#).unwrap().file_path.is_null());
    assert!(from_slice::<Gitops>(br#"{"file"path":null}"#).is_err());
}

#[test]
fn invalid_utf8_is_an_error() {
    let error = from_slice::<Value>(b"{\n\"a\": \"\xff\"}").unwrap_err();
    assert_eq!(error.to_string(), "at $: invalid UTF-8 (line 2, column 7)");
}

#[test]
fn depth_is_limited_in_models_values_and_skipped_values() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(from_slice::<Value>(nested(DEPTH_LIMIT).as_bytes()).is_ok());
    for depth in [DEPTH_LIMIT + 1, 1_000_000] {
        let error = from_slice::<Value>(nested(depth).as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "at $: nested deeper than 127 levels");
    }
    let beside = |depth| format!("{{\"x\":{},\"data\":1}}", nested(depth));
    assert!(from_slice_at::<i64>(beside(DEPTH_LIMIT - 1).as_bytes(), &["data"]).is_ok());
    assert!(from_slice_at::<i64>(beside(DEPTH_LIMIT).as_bytes(), &["data"]).is_err());
    assert!(from_slice::<Gitops>(beside(DEPTH_LIMIT).as_bytes()).is_err());
}

#[test]
fn models_reach_the_limit_without_overflowing_the_stack() {
    let nested =
        |depth: usize| format!("{}{}", r#"{"kind":"Workflow","steps":["#.repeat(depth), "]}".repeat(depth));
    assert!(from_slice::<Node>(nested(DEPTH_LIMIT / 2).as_bytes()).is_ok());
    let error = from_slice::<Node>(nested(DEPTH_LIMIT / 2 + 1).as_bytes()).unwrap_err();
    assert!(error.to_string().ends_with("nested deeper than 127 levels"), "{error}");
    let late = format!("{}{}", r#"{"steps":["#.repeat(5000), r#"],"kind":"Workflow"}"#.repeat(5000));
    assert!(from_slice::<Node>(late.as_bytes()).is_err());
}

/// Corrupts a document in thousands of ways, and compares the results with those of `serde_json`.
#[test]
fn corrupted_documents_are_read_as_by_serde_json() {
    let seed = r#" {"a":[1,-2.5e3,true,false,null,"x\u00e9\n\"y\"",{}],"b":{"c":[[],[{"d":"é😀"}]],"":0}}"#;
    let alphabet: Vec<char> = r#"{}[]",:\u0e-.1tn é"#.chars().collect();
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut below = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % 65_521).unwrap() % limit
    };
    let (mut accepted, mut rejected) = (0, 0);
    for _ in 0..30_000 {
        let mut text: Vec<char> = seed.chars().collect();
        for _ in 0..=below(3) {
            let position = below(text.len());
            match below(3) {
                0 => drop(text.remove(position)),
                1 => text.insert(position, alphabet[below(alphabet.len())]),
                _ => text[position] = alphabet[below(alphabet.len())],
            }
        }
        let text: String = text.into_iter().collect();
        let expected = serde_json::from_str::<Value>(&text);
        let actual = from_slice::<Any>(text.as_bytes());
        assert_eq!(actual.is_ok(), expected.is_ok(), "{text}");
        assert_eq!(from_slice::<Value>(text.as_bytes()).is_ok(), expected.is_ok(), "{text}");
        match (actual, expected) {
            (Ok(actual), Ok(expected)) => {
                accepted += 1;
                assert_eq!(
                    to_value(&actual),
                    to_value(&from_slice::<Any>(expected.to_string().as_bytes()).unwrap()),
                    "{text}"
                );
            }
            _ => rejected += 1,
        }
    }
    assert!(accepted > 1_000 && rejected > 1_000, "{accepted} {rejected}");
}

/// A model without a macro: a duration in whole seconds.
#[derive(Debug, PartialEq)]
struct Seconds(i64);

impl Json for Seconds {
    fn empty() -> Self {
        Self(0)
    }
}

impl Part for Seconds {
    fn fill(&mut self, reader: &mut Reader<'_>, _place: Place) -> Result<(), ReadError> {
        self.0 = reader.integer()?;
        Ok(())
    }

    fn view(&self) -> View<'_> {
        View::Integer(self.0)
    }
}

#[test]
fn handwritten_model_is_read_written_and_checked() {
    assert_eq!(from_slice::<Seconds>(b"60").unwrap(), Seconds(60));
    assert_eq!(to_vec(&Seconds(60)), b"60");
    let error = validate(&Seconds(60), &Rule::new().maximum(59)).unwrap_err();
    assert_eq!(error.to_string(), "$: must be at most 59, is 60");
}

#[test]
fn short_integers() {
    assert_eq!(from_slice::<Vec<i32>>(b"[-2147483648,1e2]").unwrap(), [i32::MIN, 100]);
    assert_eq!(to_vec(&[1, 2].to_vec()), b"[1,2]");
    assert_eq!(
        from_slice::<Vec<i32>>(b"[1,2147483648]").unwrap_err().to_string(),
        "at $[1]: expected a 32-bit integer, got 2147483648"
    );
}

#[test]
fn unsigned_integers() {
    assert_eq!(from_slice::<u64>(b"18446744073709551615").unwrap(), u64::MAX);
    assert_eq!(from_slice::<u64>(b"1.0").unwrap(), 1);
    assert_eq!(to_vec(&u64::MAX), b"18446744073709551615");
    for (text, actual) in
        [("-1", "-1"), ("1.5", "1.5"), ("18446744073709551616", "18446744073709551616"), ("\"1\"", "\"1\"")]
    {
        assert_eq!(
            from_slice::<u64>(text.as_bytes()).unwrap_err().to_string(),
            format!("at $: expected an unsigned 64-bit integer, got {actual}")
        );
    }
    let rule = Rule::new().maximum(7);
    assert_eq!(validate(&8_u64, &rule).unwrap_err().to_string(), "$: must be at most 7, is 8");
}
