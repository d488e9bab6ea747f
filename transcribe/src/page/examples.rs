//! The API reference at the end of a page: routes, and examples of requests and responses.
//!
//! The same examples follow for the command line and for the JavaScript client; of these, only the name of the call is
//! read.

use crate::facts::{Content, Example, Response};

use super::PageError;
use super::line::Line;

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// Routes and examples.
pub(super) struct Reference<'a> {
    pub(super) method: &'a str,
    pub(super) paths: Vec<&'a str>,
    pub(super) requests: Vec<Example>,
    pub(super) responses: Vec<Response>,
    pub(super) javascript_call: Option<&'a str>,
}

/// What the lines of the API reference belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Routes,
    Requests,
    Responses,
    /// The command line and the JavaScript client.
    Clients,
}

impl<'a> Reference<'a> {
    /// Reads the lines after the heading.
    pub(super) fn read(lines: &[Line<'a>]) -> Result<Self, PageError> {
        let mut reference = Self {
            method: "",
            paths: Vec::new(),
            requests: Vec::new(),
            responses: Vec::new(),
            javascript_call: None,
        };
        let mut part = Part::Routes;
        let mut lines = lines.iter().copied().filter(|line| !line.text.trim().is_empty());
        while let Some(line) = lines.next() {
            if let Some(language) = line.text.strip_prefix("```") {
                let code: Vec<_> = lines.by_ref().take_while(|it| it.text != "```").collect();
                reference.code(part, language, line, &code)?;
            } else if line.text == "### CLI reference" || line.text == "### JavaScript client reference" {
                part = Part::Clients;
            } else if part != Part::Clients {
                part = reference.line(part, line)?;
            }
        }
        match reference.paths.iter().min_by_key(|path| path.len()) {
            Some(&shortest) => {
                reference.paths.sort_by_key(|path| *path != shortest);
                Ok(reference)
            }
            None => Err(PageError::new(1, "the page has no route")),
        }
    }

    fn line(&mut self, part: Part, line: Line<'a>) -> Result<Part, PageError> {
        match (part, line.text) {
            (_, "#### Example request") => return Ok(Part::Requests),
            (_, "#### Example Response") => return Ok(Part::Responses),
            (Part::Routes, text) => self.route(text, line.number)?,
            (Part::Responses, text) if begins_with_status(text) => {
                let status =
                    text[..3].parse().map_err(|_| PageError::new(line.number, "expected a status"))?;
                self.responses.push(Response { status, examples: Vec::new() });
            }
            // Titles of examples, and `OR` between them.
            (Part::Requests | Part::Responses | Part::Clients, _) => {}
        }
        Ok(part)
    }

    fn route(&mut self, text: &'a str, number: usize) -> Result<(), PageError> {
        let (method, path) = text.split_once(' ').unwrap_or((text, ""));
        if !METHODS.contains(&method) || !path.starts_with('/') {
            return Err(PageError::new(number, "expected a route, such as GET /v1/projects"));
        }
        if !self.paths.is_empty() && method != self.method {
            return Err(PageError::new(number, format!("a second method, `{method}`")));
        }
        self.method = method;
        self.paths.push(path);
        Ok(())
    }

    fn code(
        &mut self,
        part: Part,
        language: &str,
        line: Line<'a>,
        code: &[Line<'a>],
    ) -> Result<(), PageError> {
        match (part, language) {
            (Part::Requests, "curl") => self.requests.extend(data(code)),
            (Part::Responses, "json") => {
                let Some(response) = self.responses.last_mut() else {
                    return Err(PageError::new(line.number, "an example before its status"));
                };
                let text: Vec<_> = code.iter().map(|line| line.text).collect();
                response
                    .examples
                    .push(Example { line: line.number, content: Content::Text(text.join("\n")) });
            }
            (Part::Clients, "javascript") => {
                let call = code.first().and_then(|line| line.text.strip_prefix("await apiClient."));
                if let Some((call, _)) = call.and_then(|it| it.split_once('(')) {
                    self.javascript_call.get_or_insert(call);
                }
            }
            (Part::Requests, "javascript" | "python" | "go") | (Part::Clients, _) => {}
            (Part::Routes | Part::Requests | Part::Responses, _) => {
                return Err(PageError::new(line.number, format!("unexpected code, `{language}`")));
            }
        }
        Ok(())
    }
}

fn begins_with_status(text: &str) -> bool {
    let (status, rest) = text.split_at_checked(3).unwrap_or((text, ""));
    status.bytes().all(|it| it.is_ascii_digit()) && status.len() == 3 && rest.starts_with(' ')
}

/// The body that a command sends: `--data '…' \`.
fn data(code: &[Line<'_>]) -> Option<Example> {
    code.iter().find_map(|line| {
        let rest = line.text.trim_start().strip_prefix("--data '")?;
        let text = rest.strip_suffix(" \\").unwrap_or(rest).strip_suffix('\'')?;
        Some(Example { line: line.number, content: Content::Text(text.replace(r"'\''", "'")) })
    })
}
