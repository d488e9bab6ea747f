//! Origins of schemas that are referenced by a pointer into another schema, a body or a response.

use super::lowering::Lowering;
use crate::ir::{Origin, Step};
use crate::source::Location;

impl Lowering<'_> {
    /// Returns the origin of the target of a reference: its component or operation and the path from there, or else the
    /// last word of the pointer.
    pub(super) fn origin_of(&self, target: &Location) -> Origin {
        self.origin_within(target).unwrap_or_else(|| {
            let name = target.pointer.split_last().map(|(_, name)| name);
            Origin::named(&name.unwrap_or_else(|| target.file.to_string()))
        })
    }

    fn origin_within(&self, target: &Location) -> Option<Origin> {
        let tokens: Vec<_> = target.pointer.tokens().collect();
        let tokens: Vec<&str> = tokens.iter().map(AsRef::as_ref).collect();
        let (origin, rest) = if let ["paths", path, method, rest @ ..] = tokens.as_slice() {
            let place = Location::root(&target.file).join("paths").join(path).join(method);
            let operation = self.document.operations.iter().find(|it| it.location == place)?;
            let (role, rest) = match rest {
                ["requestBody", rest @ ..] => (Step::Body, rest),
                ["responses", status, rest @ ..] if status.starts_with(['4', '5']) => (Step::Error, rest),
                ["responses", _, rest @ ..] => (Step::Response, rest),
                _ => return None,
            };
            (Origin::named(&operation.id).join(role), rest)
        } else {
            let is_base = |keyword: &&str| matches!(*keyword, "schemas" | "$defs" | "definitions");
            let base = match tokens.as_slice() {
                ["components", ..] => Some(1),
                _ => tokens.iter().rposition(is_base),
            };
            let [name, rest @ ..] = tokens.get(base? + 1..)? else { return None };
            (Origin::named(name), rest)
        };
        steps(rest, origin)
    }
}

/// Adds the steps of a pointer to an origin. Returns `None` if it leads elsewhere than to nested schemas.
fn steps(mut tokens: &[&str], mut origin: Origin) -> Option<Origin> {
    loop {
        let (step, rest) = match tokens {
            [] => return Some(origin),
            ["content", _, "schema", rest @ ..] | ["schema", rest @ ..] | ["allOf", _, rest @ ..] => {
                (None, rest)
            }
            ["properties", key, rest @ ..] => (Some(Step::Property((*key).to_owned())), rest),
            ["items", rest @ ..] => (Some(Step::Item), rest),
            ["additionalProperties" | "unevaluatedProperties", rest @ ..]
            | ["patternProperties", _, rest @ ..] => (Some(Step::Value), rest),
            ["oneOf" | "anyOf", index, rest @ ..] => {
                let index: usize = index.parse().ok()?;
                (Some(Step::Option(format!("option {}", index + 1))), rest)
            }
            ["prefixItems", index, rest @ ..] => (Some(Step::Position(index.parse().ok()?)), rest),
            _ => return None,
        };
        origin.path.extend(step);
        tokens = rest;
    }
}
