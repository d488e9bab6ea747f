//! YAML 1.2 documents, as far as JSON can express them.
//!
//! A document is read in two steps: the parser's events become a tree of [`Tree`], in which aliases refer to their anchors,
//! and the tree becomes a value. The same tree gives the positions of JSON pointers when diagnostics are rendered.
//! Plain scalars are typed by the core schema, in which `no` and `2020-01-01` are strings. What JSON cannot express is an
//! error: several documents, keys that are not scalars, tags other than those of JSON types, `.inf` and `.nan`.

mod copies;
mod events;
mod place;
mod scalar;
mod tree;

pub(super) use self::place::offsets;
use super::value::Value;

/// The deepest nesting of lists and objects, which is that of JSON documents.
const MAX_DEPTH: usize = 127;

/// Why a text is not a YAML document that JSON can express.
#[derive(Debug)]
pub(super) struct Invalid {
    /// The byte offset of the mistake.
    pub offset: usize,
    /// What is wrong, in words that are not from the document.
    pub message: String,
    /// The part of the document that is wrong, to be shown after the message.
    pub quoted: Option<String>,
    /// The byte offset of the first of two duplicates.
    pub first: Option<usize>,
    /// What to do about it.
    pub help: &'static str,
}

impl Invalid {
    fn new(offset: usize, message: &str, help: &'static str) -> Self {
        Self { offset, message: message.to_owned(), quoted: None, first: None, help }
    }

    fn quoting(self, quoted: &str) -> Self {
        Self { quoted: Some(quoted.to_owned()), ..self }
    }
}

/// Parses YAML text.
pub(super) fn parse(text: &str) -> Result<Value, Invalid> {
    copies::value(&events::tree(text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        parse(text).unwrap().to_string()
    }

    fn error(text: &str) -> (String, Option<String>, usize) {
        let Invalid { message, quoted, offset, .. } = parse(text).unwrap_err();
        (message, quoted, offset)
    }

    #[test]
    fn scalars_have_the_types_of_the_core_schema() {
        let text = "[no, yes, on, y, true, False, null, ~, , 2020-01-01, 12:30:45, 1_000, 1e3, 0x1F, 0o17, 010, +1, .5, 1.]";
        let text = text.replace(" , ", " '', ");
        let expected = r#"["no","yes","on","y",true,false,null,null,"","2020-01-01","12:30:45","1_000",1e3,31,15,10,1,0.5,1.0]"#;
        let value: Value = serde_json::from_str(expected).unwrap();
        assert_eq!(parse(&text).unwrap(), value);
        assert_eq!(json("a: 123456789012345678901234567890"), r#"{"a":123456789012345678901234567890}"#);
        assert_eq!(json("a: 0.12345678901234567890"), r#"{"a":0.12345678901234567890}"#);
        assert_eq!(
            json("- !!str 1\n- ! 1\n- \"1\"\n- |-\n  1\n- !!int 1\n- !!float 1"),
            r#"["1","1","1","1",1,1]"#
        );
    }

    #[test]
    fn numbers_keep_their_text() {
        for text in ["1.0", "3.10", "0x1F", "007", "1e3"] {
            let Ok(Value::Number(number)) = parse(text) else { panic!("{text}") };
            assert_eq!(number.written(), Some(text));
        }
        let Ok(Value::Number(number)) = Value::parse("1.0") else { panic!("not a number") };
        assert_eq!(number.written(), None);
    }

    #[test]
    fn keys_are_their_text() {
        assert_eq!(
            json("200: a\n1.0: b\ntrue: c\nnull: d\nno: e\n'': f"),
            r#"{"200":"a","1.0":"b","true":"c","null":"d","no":"e","":"f"}"#
        );
    }

    #[test]
    fn aliases_and_merge_keys_are_replaced() {
        let text = "a: &a {x: 1, y: 2}\nb: *a\nc:\n  <<: *a\n  y: 3\n  z: 4\nd:\n  y: 0\n  <<: [{w: 1}, *a, {w: 2}]\n";
        let a = r#"{"x":1,"y":2}"#;
        assert_eq!(
            json(text),
            format!(r#"{{"a":{a},"b":{a},"c":{{"x":1,"y":3,"z":4}},"d":{{"y":0,"w":1,"x":1}}}}"#)
        );
        assert_eq!(json("'<<': {a: 1}"), r#"{"<<":{"a":1}}"#);
        assert_eq!(json("a: &k key\n*k : 1"), r#"{"a":"key","key":1}"#);
    }

    #[test]
    fn what_json_cannot_express_is_an_error() {
        let is = |text: &str, message: &str, quoted: Option<&str>, offset: usize| {
            assert_eq!(error(text), (message.to_owned(), quoted.map(str::to_owned), offset), "{text}");
        };
        is("a: 1\nb: 2\na: 3", "duplicate key", Some("a"), 10);
        is("1: 1\n'1': 2", "duplicate key", Some("1"), 5);
        is("<<: {a: 1}\n<<: {b: 1}", "duplicate key", Some("<<"), 11);
        is("a: 1\n---\nb: 1", "a second document begins here", None, 5);
        is("? [a]\n: 1", "a key is a list", None, 2);
        is("? {a: 1}\n: 1", "a key is an object", None, 2);
        is(": 1", "a key is empty", None, 0);
        is("a: !!binary aGVsbG8=", "unsupported tag", Some("!!binary"), 3);
        is("a: !include b.yaml", "unsupported tag", Some("!include"), 3);
        is("a: !!int b", "the value is not of its tag", Some("!!int"), 3);
        is("a: .inf", "JSON has no such number", Some(".inf"), 3);
        is("a: 1e999", "number out of range", Some("1e999"), 3);
        is("a: &a [*a]", "an anchor contains an alias of itself", None, 7);
        is("<<: 1", "the value of a merge key is not an object", None, 4);
        is("<<: [[]]", "the value of a merge key is not an object", None, 5);
        is("", "the file is empty", None, 0);
        is("# comment\n", "the file is empty", None, 0);
        is("a: 1\nb: \u{7}", "a control character", None, 8);
        is("a: b\0", "a control character", None, 4);
    }

    #[test]
    fn syntax_errors_have_a_place() {
        for (text, offset) in [
            ("ä: [1", 6),
            ("a:\n\tb: 1", 4),
            ("a: b: c", 4),
            ("a: *b", 3),
            ("a: 'b", 3),
            ("a: @b", 3),
            ("a: 1\n b: 2", 7),
        ] {
            assert_eq!(error(text).2, offset, "{text}: {:?}", error(text));
        }
    }

    #[test]
    fn nesting_is_limited() {
        for (open, close) in [("[", "]"), ("{a: ", "}")] {
            let nested = |depth: usize| format!("{}1{}", open.repeat(depth), close.repeat(depth));
            assert!(parse(&nested(MAX_DEPTH)).is_ok());
            assert_eq!(error(&nested(MAX_DEPTH + 1)).0, "recursion limit exceeded");
            assert_eq!(error(&nested(100_000)).0, "recursion limit exceeded");
        }
        assert_eq!(error(&"- ".repeat(100_000)).0, "recursion limit exceeded");
        let chain = |levels: usize| {
            let line = |level: usize| format!("a{level}: &a{level} [*a{}]\n", level - 1);
            "a0: &a0 1\n".to_owned() + &(1..=levels).map(line).collect::<String>()
        };
        assert!(parse(&chain(MAX_DEPTH - 1)).is_ok());
        assert_eq!(error(&chain(MAX_DEPTH)).0, "recursion limit exceeded");
    }

    #[test]
    fn copies_are_limited() {
        let bomb = |unit: &str, times: usize| {
            let line = |level: usize| {
                format!("a{level}: &a{level} {}\n", unit.replace('*', &format!("*a{}", level - 1)))
            };
            "a0: &a0 {k: lol}\n".to_owned() + &(1..=times).map(line).collect::<String>()
        };
        let many = ["[", &"*, ".repeat(20), "]"].concat();
        assert_eq!(error(&bomb(&many, 30)).0, "aliases repeat more than 32 MiB");
        let merges = "{<<: [*, *]}";
        assert_eq!(error(&bomb(merges, 60)).0, "aliases repeat more than 32 MiB");
        assert_eq!(error(&bomb("{<<: *}", 2_000)).0, "recursion limit exceeded");
        let long = format!("a: &a {}\nb: [{}]", "x".repeat(1 << 20), "*a, ".repeat(100));
        assert_eq!(error(&long).0, "aliases repeat more than 32 MiB");
    }
}
