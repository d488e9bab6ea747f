//! Passes over values without reading them, to find the member that tells the options of a union apart.
//!
//! Only brackets and strings are looked at, because whatever is passed over is read in full later. Where each
//! array and object ends is remembered: the same is asked again for the unions inside, and without that a
//! document whose tags stand last would be passed over once for each level of its depth.

use super::shortcut::plain_length;

/// Where the arrays and objects end that were passed over.
#[derive(Debug, Default)]
pub(crate) struct Passed {
    /// Begin and end of each, sorted by begin, because documents are read from front to back.
    containers: Vec<(usize, usize)>,
    /// Where the last one ends that was passed over.
    until: usize,
}

impl Passed {
    /// Where the value ends that begins at `start`. That is right for JSON; for anything else it may be any
    /// place, or `None`.
    pub(crate) fn end_of_value(&mut self, bytes: &[u8], start: usize) -> Option<usize> {
        match bytes.get(start)? {
            b'"' => end_of_string(bytes, start),
            b'{' | b'[' => self.end_of_container(bytes, start),
            b'-' | b'0'..=b'9' | b'a'..=b'z' => Some(end_of_scalar(bytes, start)),
            _ => None,
        }
    }

    fn end_of_container(&mut self, bytes: &[u8], start: usize) -> Option<usize> {
        if start < self.until {
            return match self.containers.binary_search_by_key(&start, |container| container.0) {
                Ok(known) => Some(self.containers[known].1),
                // Looked into before, but not passed over as a whole.
                Err(_) => Self::default().end_of_container(bytes, start),
            };
        }
        let mut open = Vec::new();
        let mut at = start;
        loop {
            match bytes.get(at)? {
                b'"' => at = end_of_string(bytes, at)? - 1,
                b'{' | b'[' => {
                    open.push(self.containers.len());
                    self.containers.push((at, bytes.len()));
                }
                b'}' | b']' => {
                    self.containers[open.pop()?].1 = at + 1;
                    if open.is_empty() {
                        self.until = at + 1;
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }
}

fn end_of_string(bytes: &[u8], quote: usize) -> Option<usize> {
    let mut at = quote + 1;
    loop {
        at += plain_length(bytes.get(at..)?);
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => return None,
        }
    }
}

fn end_of_scalar(bytes: &[u8], start: usize) -> usize {
    let part = |byte: &&u8| matches!(byte, b'+' | b'-' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z');
    start + bytes[start..].iter().take_while(part).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_their_brackets_do() {
        let values = [
            "1",
            "-2.5e+3",
            "true",
            "null",
            r#""""#,
            r#""a]}\"\\""#,
            "[]",
            r#"{"a":[1,{"]":"}"}], "b" : 2}"#,
        ];
        for value in values {
            for rest in ["", ",", " }", "]", "}", " 1"] {
                let text = format!(" {value}{rest}");
                let end = Passed::default().end_of_value(text.as_bytes(), 1);
                assert_eq!(end, Some(value.len() + 1), "{text}");
            }
        }
        for broken in ["", "[", r#"""#, r#""\"#, r#"{"a""#, "\"\n\"", "]", "}", ","] {
            assert_eq!(Passed::default().end_of_value(broken.as_bytes(), 0), None, "{broken}");
        }
    }

    #[test]
    fn what_is_inside_is_known_afterwards() {
        let text = br#"[{"a":[1]},"[",{}] {"b":[]}"#;
        let mut passed = Passed::default();
        assert_eq!(passed.end_of_value(text, 0), Some(18));
        for (start, end) in [(1, 10), (6, 9), (15, 17), (0, 18)] {
            assert_eq!(passed.end_of_value(text, start), Some(end));
        }
        assert_eq!(passed.containers.len(), 4);
        assert_eq!(passed.end_of_value(text, 19), Some(27));
        assert_eq!(passed.end_of_value(text, 24), Some(26));
        assert_eq!(passed.containers.len(), 6);
    }
}
