//! The parts of a page: its head, the sections that describe bodies and parameters, and the API reference.

use indexmap::IndexMap;

use crate::facts::{Body, Deprecation, Page, Property, Shape};

use super::PageError;
use super::blocks::Blocks;
use super::examples::Reference;
use super::line::Line;
use super::shapes;

/// The heading of the API reference.
pub(super) const REFERENCE: &str = "### API reference";

/// The sections that describe parameters and bodies, in the order in which pages print them.
const SECTIONS: [&str; 4] =
    ["**Path parameters:**", "**Query parameters:**", "**Request body:**", "**Response body:**"];

/// A page, divided into its parts.
pub(super) struct Parts<'a> {
    title: &'a str,
    source: Option<&'a str>,
    permission: Option<&'a str>,
    deprecation: Option<Deprecation>,
    sections: [Vec<Line<'a>>; 4],
    reference: Reference<'a>,
}

/// Divides a page.
pub(super) fn split(text: &str) -> Result<Parts<'_>, PageError> {
    let lines: Vec<Line<'_>> =
        text.lines().enumerate().map(|(index, text)| Line { number: index + 1, text }).collect();
    let Some(title) = lines.first().and_then(|line| line.text.strip_prefix("# ")) else {
        return Err(PageError::new(1, "expected the title: # title"));
    };
    let Some(end) = lines.iter().position(|line| line.text == REFERENCE) else {
        return Err(PageError::new(lines.len(), format!("expected a section `{REFERENCE}`")));
    };
    let begin = lines[..end].iter().position(|line| SECTIONS.contains(&line.text)).unwrap_or(end);
    let head = &lines[1..begin];
    Ok(Parts {
        title: title.trim(),
        source: after(head, "Source: "),
        permission: after(head, "Required permission: "),
        deprecation: deprecation(head),
        sections: sections(&lines[begin..end])?,
        reference: Reference::read(&lines[end + 1..])?,
    })
}

fn after<'a>(lines: &[Line<'a>], prefix: &str) -> Option<&'a str> {
    lines.iter().find_map(|line| line.text.strip_prefix(prefix)).map(str::trim)
}

/// ``[Use /jobs/patch-job instead](patch-job.md)`` names the replacement.
fn deprecation(head: &[Line<'_>]) -> Option<Deprecation> {
    head.iter().find(|line| line.text.starts_with("This endpoint is deprecated"))?;
    let replacement = after(head, "[Use /").and_then(|it| it.split_once(" instead]"));
    Some(Deprecation { replacement: replacement.map(|it| it.0.to_owned()) })
}

fn sections<'a>(lines: &[Line<'a>]) -> Result<[Vec<Line<'a>>; 4], PageError> {
    let mut sections: [Vec<Line<'a>>; 4] = Default::default();
    let mut current = None;
    for line in lines.iter().filter(|line| !line.text.trim().is_empty()) {
        if let Some(index) = SECTIONS.iter().position(|it| *it == line.text) {
            if !sections[index].is_empty() {
                return Err(PageError::new(line.number, format!("a second section `{}`", line.text)));
            }
            current = Some(index);
        } else if let Some(index) = current {
            sections[index].push(*line);
        }
    }
    Ok(sections)
}

impl<'a> Parts<'a> {
    /// Adds the descriptions that are printed at the expected depth.
    pub(super) fn collect_blocks<'p: 'b, 'b>(&'p self, blocks: &mut Blocks<'b>) {
        for section in self.sections.iter().filter(|it| !it.is_empty()) {
            shapes::collect(section, blocks);
        }
    }

    /// Reads the sections.
    pub(super) fn read(&self, blocks: &Blocks<'_>) -> Result<Page, PageError> {
        let [path, query, request, response] = &self.sections;
        let bodies = |lines: &[Line<'a>]| {
            if lines.is_empty() { Ok(Vec::new()) } else { shapes::bodies(lines, blocks) }
        };
        let mut responses = bodies(response)?;
        if let Some(second) = responses.get(1) {
            return Err(PageError::new(second.line, "a second response body"));
        }
        Ok(Page {
            title: self.title.to_owned(),
            source: self.source.map(str::to_owned),
            server: None,
            permission: self.permission.map(str::to_owned),
            deprecation: self.deprecation.clone(),
            method: self.reference.method.to_owned(),
            paths: self.reference.paths.iter().map(|&path| path.to_owned()).collect(),
            path_parameters: parameters(bodies(path)?)?,
            query_parameters: parameters(bodies(query)?)?,
            request: bodies(request)?,
            response: responses.pop(),
            request_examples: self.reference.requests.clone(),
            responses: self.reference.responses.clone(),
            javascript_call: self.reference.javascript_call.map(str::to_owned),
        })
    }
}

/// Parameters are described as the properties of an object.
fn parameters(bodies: Vec<Body>) -> Result<IndexMap<String, Property>, PageError> {
    let mut all = IndexMap::new();
    for Body { line, shape } in bodies {
        match shape {
            Shape::Object(properties) if all.is_empty() => all = properties,
            Shape::Object(_) | Shape::Scalar(_) | Shape::List(_) | Shape::Union(_) | Shape::Undescribed => {
                return Err(PageError::new(line, "expected one object with the parameters"));
            }
        }
    }
    Ok(all)
}
