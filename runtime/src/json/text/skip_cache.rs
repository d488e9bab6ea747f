//! Skips values without parsing them, to look ahead for the properties that select a union variant.
//!
//! Only brackets and strings are examined, because every skipped value is read in full later. The end of each
//! array and object is cached for the unions nested in it. Without the cache, a document whose tags are the
//! last properties would be scanned once per nesting level.

use super::plain::plain_length;

/// The length in bytes below which a container without cached ones in it is not cached, so that the cache is never
/// larger than the text.
const SHORT: usize = 64;

/// The depth below which containers are cached, at least the depth limit of the reader.
const DEPTH: usize = 128;

/// The positions of the arrays and objects that were skipped.
#[derive(Debug, Default)]
pub(crate) struct SkipCache {
    /// The start and end of each container, sorted by start, because documents are read from front to back.
    containers: Vec<(usize, usize)>,
    /// The end of the last container that was skipped.
    scanned_to: usize,
}

impl SkipCache {
    /// Returns the end of the value that starts at `start`. For text that is not valid JSON the result may be
    /// any position, or `None`.
    pub(crate) fn end_of_value(&mut self, bytes: &[u8], start: usize) -> Option<usize> {
        match bytes.get(start)? {
            b'"' => end_of_string(bytes, start),
            b'{' | b'[' => self.end_of_container(bytes, start),
            b'-' | b'0'..=b'9' | b'a'..=b'z' => Some(end_of_scalar(bytes, start)),
            _ => None,
        }
    }

    fn end_of_container(&mut self, bytes: &[u8], start: usize) -> Option<usize> {
        if start < self.scanned_to {
            return match self.containers.binary_search_by_key(&start, |container| container.0) {
                Ok(index) => Some(self.containers[index].1),
                // A property in this container was looked up before, but the container itself was not
                // skipped.
                Err(_) => Self::default().end_of_container(bytes, start),
            };
        }
        let mut open = Vec::new();
        let mut uncached = 0_usize;
        let mut at = start;
        loop {
            match bytes.get(at)? {
                b'"' => at = end_of_string(bytes, at)? - 1,
                // Reading the value fails at this depth.
                b'{' | b'[' if open.len() >= DEPTH => uncached += 1,
                b'}' | b']' if uncached > 0 => uncached -= 1,
                b'{' | b'[' => {
                    open.push(self.containers.len());
                    self.containers.push((at, bytes.len()));
                }
                b'}' | b']' => {
                    let container = open.pop()?;
                    self.containers[container].1 = at + 1;
                    // Skipping a short one again takes less than its entry in the cache.
                    if container + 1 == self.containers.len() && at - self.containers[container].0 < SHORT {
                        self.containers.pop();
                    }
                    if open.is_empty() {
                        self.scanned_to = at + 1;
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
                let end = SkipCache::default().end_of_value(text.as_bytes(), 1);
                assert_eq!(end, Some(value.len() + 1), "{text}");
            }
        }
        for malformed in ["", "[", r#"""#, r#""\"#, r#"{"a""#, "\"\n\"", "]", "}", ","] {
            assert_eq!(SkipCache::default().end_of_value(malformed.as_bytes(), 0), None, "{malformed}");
        }
    }

    #[test]
    fn skipping_a_container_caches_its_nested_containers() {
        let text = br#"[{"a":[1]},"[",{}] {"b":[]}"#;
        let mut cache = SkipCache::default();
        assert_eq!(cache.end_of_value(text, 0), Some(18));
        for (start, end) in [(1, 10), (6, 9), (15, 17), (0, 18)] {
            assert_eq!(cache.end_of_value(text, start), Some(end));
        }
        assert!(cache.containers.is_empty());
        assert_eq!(cache.end_of_value(text, 19), Some(27));
        assert_eq!(cache.end_of_value(text, 24), Some(26));
        assert!(cache.containers.is_empty());
        let long = format!(r#"[{{"a":[{}]}},[]]"#, "1,".repeat(SHORT));
        assert_eq!(cache.end_of_value(long.as_bytes(), 0), Some(long.len()));
    }
}
