//! The parser of `text/event-stream`, as the HTML standard defines the format (section 9.2, "Server-sent events"), and of
//! lines of JSON, each of which is the data of an event.

use std::mem::take;
use std::time::Duration;

use bytes::{Buf as _, Bytes};

/// The byte order mark, which is ignored at the start of a stream.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// An event before its data is parsed.
#[derive(Debug, Default, PartialEq)]
pub(super) struct RawEvent {
    pub(super) event: Option<String>,
    pub(super) id: Option<String>,
    pub(super) retry: Option<Duration>,
    pub(super) data: Bytes,
}

/// An event that exceeds the limit.
#[derive(Debug, PartialEq)]
pub(super) struct TooLarge;

/// The format of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// `text/event-stream`.
    Events,
    /// Lines of JSON, each of which is the data of an event.
    Lines,
}

/// Splits a stream of bytes into events. Each byte is inspected once, however the bytes are split into chunks.
#[derive(Debug)]
pub(super) struct Parser {
    /// Maximum size of an event, including its field names and comments, in bytes.
    limit: usize,
    format: Format,
    /// The beginning of a line whose end has not arrived.
    line: Vec<u8>,
    /// Whether a line feed at the start of the next chunk belongs to a carriage return.
    skips_line_feed: bool,
    is_first_line: bool,
    /// The fields of the current event.
    event: String,
    id: Option<String>,
    retry: Option<Duration>,
    data: Vec<u8>,
    has_data: bool,
    /// The id of the last event that had one.
    last_id: Option<String>,
    /// The reconnection time that was received last.
    reconnection_time: Option<Duration>,
}

impl Parser {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            format: Format::Events,
            line: Vec::new(),
            skips_line_feed: false,
            is_first_line: true,
            event: String::new(),
            id: None,
            retry: None,
            data: Vec::new(),
            has_data: false,
            last_id: None,
            reconnection_time: None,
        }
    }

    /// Prepares for another response. An incomplete event is discarded; the last id and the reconnection time are
    /// kept.
    pub(super) fn restart(&mut self) {
        let last_id = self.last_id.take();
        *self = Self { last_id, reconnection_time: self.reconnection_time, ..Self::new(self.limit) };
    }

    /// Sets the format, before the first bytes of a response.
    pub(super) fn set_format(&mut self, format: Format) {
        self.format = format;
    }

    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// Whether the response would be complete if the current line ended.
    pub(super) fn has_last_line(&self) -> bool {
        self.format == Format::Lines && !self.line.trim_ascii().is_empty()
    }

    pub(super) fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref()
    }

    pub(super) fn reconnection_time(&self) -> Option<Duration> {
        self.reconnection_time
    }

    /// Returns the next event, and removes the bytes up to its end from the chunk. Returns `None` if more bytes are
    /// needed; the chunk is then empty.
    pub(super) fn next(&mut self, chunk: &mut Bytes) -> Result<Option<RawEvent>, TooLarge> {
        loop {
            if self.skips_line_feed && !chunk.is_empty() {
                self.skips_line_feed = false;
                chunk.advance(usize::from(chunk[0] == b'\n'));
            }
            // A carriage return between the tokens of JSON is white space.
            let is_end = |byte: &u8| *byte == b'\n' || *byte == b'\r' && self.format == Format::Events;
            let end = chunk.iter().position(is_end);
            let text = chunk.split_to(end.unwrap_or(chunk.len()));
            if self.size().saturating_add(text.len()) > self.limit {
                return Err(TooLarge);
            }
            if end.is_none() {
                self.line.extend_from_slice(&text);
                return Ok(None);
            }
            self.skips_line_feed = chunk[0] == b'\r';
            chunk.advance(1);
            let event = if self.line.is_empty() {
                self.end_line(&text)
            } else {
                self.line.extend_from_slice(&text);
                let line = take(&mut self.line);
                self.end_line(&line)
            };
            if event.is_some() {
                return Ok(event);
            }
        }
    }

    /// Returns the data of the last event if the stream ends before its end: before the empty line that completes it.
    pub(super) fn end(&mut self) -> Option<Bytes> {
        let line = take(&mut self.line);
        if self.format == Format::Lines {
            return Some(Bytes::from(line)).filter(|line| !line.trim_ascii().is_empty());
        }
        let is_cut = !line.is_empty() && !line.starts_with(b":") && line != BYTE_ORDER_MARK;
        if is_cut {
            self.end_line(&line);
        }
        (is_cut || self.has_data || !self.event.is_empty()).then(|| self.take_data())
    }

    /// The size of the current event in bytes, without what has been processed and discarded.
    fn size(&self) -> usize {
        let id = self.id.as_ref().map_or(0, String::len);
        self.line.len() + self.data.len() + self.event.len() + id
    }

    fn end_line(&mut self, line: &[u8]) -> Option<RawEvent> {
        let mut line = line;
        if take(&mut self.is_first_line) {
            line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        }
        if self.format == Format::Lines {
            let data = Bytes::copy_from_slice(line.trim_ascii());
            return (!data.is_empty()).then(|| RawEvent { data, ..RawEvent::default() });
        }
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = match line.iter().position(|byte| *byte == b':') {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &[][..]),
        };
        self.field(field, value.strip_prefix(b" ").unwrap_or(value));
        None
    }

    /// Sets a field. The name of a comment is empty. Unknown fields are ignored.
    fn field(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"data" => {
                if self.has_data {
                    self.data.push(b'\n');
                }
                self.has_data = true;
                self.data.extend_from_slice(value);
            }
            b"event" => self.event = String::from_utf8_lossy(value).into_owned(),
            b"id" if !value.contains(&0) => self.id = Some(String::from_utf8_lossy(value).into_owned()),
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                let digits = std::str::from_utf8(value).unwrap_or_default();
                // More digits than fit are a very long time.
                let time = Duration::from_millis(digits.parse().unwrap_or(u64::MAX));
                (self.retry, self.reconnection_time) = (Some(time), Some(time));
            }
            _ => {}
        }
    }

    /// Completes the event. An event without data only sets the last id and the reconnection time.
    fn dispatch(&mut self) -> Option<RawEvent> {
        if self.id.is_some() {
            self.last_id.clone_from(&self.id);
        }
        let (event, id, retry) = (take(&mut self.event), self.id.take(), self.retry.take());
        let event = Some(event).filter(|event| !event.is_empty());
        take(&mut self.has_data).then(|| RawEvent { event, id, retry, data: self.take_data() })
    }

    fn take_data(&mut self) -> Bytes {
        Bytes::from(take(&mut self.data))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parses a stream in pieces of the given size. Returns the events, and the data of an incomplete one.
    fn parse_in(stream: &[u8], size: usize) -> (Vec<RawEvent>, Option<Bytes>) {
        let mut parser = Parser::new(1_000);
        let mut events = Vec::new();
        for piece in stream.chunks(size) {
            let mut chunk = Bytes::copy_from_slice(piece);
            while let Some(event) = parser.next(&mut chunk).unwrap() {
                events.push(event);
            }
            assert!(chunk.is_empty());
        }
        (events, parser.end())
    }

    /// Parses a stream, which must give the same events however it is split.
    fn parse(stream: &[u8]) -> (Vec<RawEvent>, Option<Bytes>) {
        let whole = parse_in(stream, usize::MAX);
        for size in 1..8 {
            assert_eq!(parse_in(stream, size), whole, "pieces of {size} bytes");
        }
        whole
    }

    fn data_of(stream: &[u8]) -> Vec<Bytes> {
        let (events, incomplete) = parse(stream);
        assert_eq!(incomplete, None);
        events.into_iter().map(|event| event.data).collect()
    }

    #[test]
    fn lines_of_data_are_joined() {
        assert_eq!(data_of(b"data: YHOO\ndata: +2\ndata: 10\n\n"), ["YHOO\n+2\n10"]);
        // One space after the colon is not part of the value, and neither the colon nor the space is required.
        assert_eq!(data_of(b"data:test\n\ndata: test\n\ndata:  test\n\n"), ["test", "test", " test"]);
        assert_eq!(data_of(b"data\n\ndata\ndata\n\n"), ["", "\n"]);
        assert_eq!(data_of(b"data: a: b\n\n"), ["a: b"]);
    }

    #[test]
    fn line_ends_are_any_of_three() {
        for end in ["\n", "\r", "\r\n"] {
            let stream = ["data: a", "data: b", "", "", "data: c", "", ""].join(end);
            assert_eq!(data_of(stream.as_bytes()), ["a\nb", "c"], "{end:?}");
        }
        assert_eq!(data_of(b"data: a\r\n\rdata: b\n\r\n"), ["a", "b"]);
    }

    #[test]
    fn event_is_complete_before_the_line_feed_of_its_last_carriage_return() {
        let mut parser = Parser::new(100);
        let event = parser.next(&mut Bytes::from_static(b"data: a\r\n\r")).unwrap();
        assert_eq!(event.unwrap().data, "a");
        assert_eq!(parser.next(&mut Bytes::from_static(b"\ndata: b\r\n")).unwrap(), None);
        assert_eq!(parser.next(&mut Bytes::from_static(b"\n")).unwrap().unwrap().data, "b");
    }

    #[test]
    fn fields_belong_to_one_event() {
        let (events, _) = parse(
            b"event: add\nid: 7\nretry: 1500\ndata: 73857293\n\nevent\ndata: x\n\nid\ndata: y\nretry: soon\n\n",
        );
        let first = RawEvent {
            event: Some("add".to_owned()),
            id: Some("7".to_owned()),
            retry: Some(Duration::from_millis(1500)),
            data: Bytes::from("73857293"),
        };
        let second = RawEvent { data: Bytes::from("x"), ..RawEvent::default() };
        let third = RawEvent { id: Some(String::new()), data: Bytes::from("y"), ..RawEvent::default() };
        assert_eq!(events, [first, second, third]);
    }

    #[test]
    fn comments_unknown_fields_and_names_in_other_case_are_ignored() {
        assert_eq!(data_of(b": ping\n\n:\n\ndata: a\n: b\nother: c\nData: d\n data: e\n\n"), ["a"]);
    }

    #[test]
    fn event_without_data_sets_the_last_id_and_the_reconnection_time() {
        let mut parser = Parser::new(100);
        let mut chunk = Bytes::from_static(b"event: ping\nid: 3\nretry: 20\n\nid: a\0b\ndata: x\n\n");
        assert_eq!(parser.next(&mut chunk).unwrap().unwrap().data, "x");
        assert_eq!(parser.last_id(), Some("3"));
        assert_eq!(parser.reconnection_time(), Some(Duration::from_millis(20)));
        // The id of an incomplete event does not count, and the last one is kept for another response.
        assert_eq!(parser.next(&mut Bytes::from_static(b"id: 4\ndata: y\n")).unwrap(), None);
        parser.restart();
        assert_eq!(parser.last_id(), Some("3"));
        assert_eq!(parser.next(&mut Bytes::from_static(b"data: z\n\n")).unwrap().unwrap().data, "z");
    }

    #[test]
    fn byte_order_mark_is_ignored_at_the_start_only() {
        assert_eq!(data_of("\u{feff}data: a\n\n".as_bytes()), ["a"]);
        assert_eq!(data_of("data: \u{feff}a\n\n\u{feff}data: b\n\n".as_bytes()), ["\u{feff}a"]);
    }

    #[test]
    fn characters_are_not_cut() {
        assert_eq!(data_of("data: ü€😀\ndata: é\n\n".as_bytes()), ["ü€😀\né"]);
    }

    #[test]
    fn incomplete_event_is_reported() {
        assert_eq!(parse(b"data: a\n\ndata: b\n").1, Some(Bytes::from("b")));
        assert_eq!(parse(b"data: a\n\ndata: b").1, Some(Bytes::from("b")));
        assert_eq!(parse(b"data: a\n\nda").1, Some(Bytes::new()));
        assert_eq!(parse(b"event: a\n").1, Some(Bytes::new()));
        for complete in
            [&b""[..], BYTE_ORDER_MARK, b"data: a\n\n", b"data: a\n\n: ping", b"data: a\n\nid: 1\n"]
        {
            assert_eq!(parse(complete).1, None, "{complete:?}");
        }
    }

    #[test]
    fn size_is_limited_per_event() {
        let mut parser = Parser::new(12);
        for _ in 0..100 {
            let mut chunk = Bytes::from_static(b": ping\n\ndata: 123456\n\n");
            assert_eq!(parser.next(&mut chunk).unwrap().unwrap().data, "123456");
            assert_eq!(parser.next(&mut chunk), Ok(None));
        }
        assert_eq!(parser.next(&mut Bytes::from_static(b"data: 1234567\n\n")), Err(TooLarge));
        let mut parser = Parser::new(14);
        assert_eq!(
            parser.next(&mut Bytes::from_static(b"data: 1234\ndata: 1234\n\n")).unwrap().unwrap().data,
            "1234\n1234"
        );
        assert_eq!(parser.next(&mut Bytes::from_static(b"data: 12345\ndata: 1234\n\n")), Err(TooLarge));
        let mut parser = Parser::new(12);
        assert_eq!(parser.next(&mut Bytes::from_static(b": 0123456789")), Ok(None));
        assert_eq!(parser.next(&mut Bytes::from_static(b"0")), Err(TooLarge));
    }

    #[test]
    fn lines_are_the_data_of_events() {
        let stream = "\u{feff}{\"a\":\r1}\r\n\n  \n[\"data: x\"] \r\n: 7\n\"é\"";
        for size in 1..stream.len() {
            let mut parser = Parser::new(14);
            parser.set_format(Format::Lines);
            let mut lines = Vec::new();
            for piece in stream.as_bytes().chunks(size) {
                let mut chunk = Bytes::copy_from_slice(piece);
                while let Some(event) = parser.next(&mut chunk).unwrap() {
                    assert_eq!((event.id, event.event, event.retry), (None, None, None));
                    lines.push(event.data);
                }
            }
            assert_eq!(lines, ["{\"a\":\r1}", "[\"data: x\"]", ": 7"], "pieces of {size} bytes");
            assert!(parser.has_last_line());
            assert_eq!(parser.end().unwrap(), "\"é\"");
            assert_eq!((parser.has_last_line(), parser.end()), (false, None));
            assert_eq!(parser.next(&mut Bytes::from_static(b"123456789012345\n")), Err(TooLarge));
        }
    }
}
