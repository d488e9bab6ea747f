//! Overlays (OpenAPI Overlay 1.0), which change the document before it is parsed.
//!
//! The actions of an overlay are applied in order, each to what the ones before it result in. An action that selects
//! nothing or changes nothing is an error, like a correction that no longer applies.

mod jsonpath;
mod merge;
mod select;

use self::jsonpath::Query;
use self::merge::Kind;
use crate::diagnostic::{Code, Diagnostics};
use crate::source::{Location, Sources, Value};

/// Applies the overlay in `file` to the document `root`.
pub(crate) fn apply(file: &str, root: &str, sources: &mut Sources, diagnostics: &mut Diagnostics) {
    let place = Location::root(file);
    let Some(overlay) = sources.value(&place).cloned() else { return };
    let Value::Object(fields) = &overlay else {
        let help = "write an object with `overlay`, `info` and `actions`";
        return invalid(&place, "the overlay is not an object", help, diagnostics);
    };
    only(fields.keys(), &["overlay", "info", "extends", "actions"], &place, diagnostics);
    match fields.get("overlay").and_then(text) {
        Some(version) if version == "1.0" || version.starts_with("1.0.") => {}
        Some(version) => {
            let help = "write the overlay for version 1.0.0";
            let message = format!("version `{version}` of overlays is not supported: version 1.0 is");
            return invalid(&place.join("overlay"), &message, help, diagnostics);
        }
        None => {
            let help = "add `\"overlay\": \"1.0.0\"`, the version of the Overlay specification";
            return invalid(&place, "the overlay has no version", help, diagnostics);
        }
    }
    let Some(Value::Array(actions)) = fields.get("actions") else {
        let help = "add a list of actions, each with a `target` and with `update` or `remove`";
        return invalid(&place, "the overlay has no list of `actions`", help, diagnostics);
    };
    for (index, action) in actions.iter().enumerate() {
        let place = place.join("actions").join(&index.to_string());
        if let Some(action) = Action::read(action, &place, diagnostics) {
            action.apply(&Location::root(root), sources, diagnostics);
        }
    }
}

/// An action of an overlay.
struct Action<'a> {
    place: &'a Location,
    text: &'a str,
    target: Query,
    /// The value to merge; `None` to remove what is selected.
    update: Option<&'a Value>,
}

impl<'a> Action<'a> {
    fn read(value: &'a Value, place: &'a Location, diagnostics: &mut Diagnostics) -> Option<Self> {
        let mut report = |place: &Location, message: &str, help: &str| {
            invalid(place, message, help, diagnostics);
            None
        };
        let Value::Object(fields) = value else {
            let help = "write an object with a `target` and with `update` or `remove`";
            return report(place, "the action is not an object", help);
        };
        let Some(Value::String(text)) = fields.get("target") else {
            let help = "add `target`, a JSONPath such as `$.info` or `$.paths.*.get`";
            return report(place, "the action has no `target`", help);
        };
        let target = match jsonpath::parse(text) {
            Ok(target) => target,
            Err(problem) => {
                let at = problem.character;
                let message = format!("`{text}` is not a JSONPath: {}, at character {at}", problem.message);
                return report(&place.join("target"), &message, problem.help);
            }
        };
        let is_removal = match fields.get("remove") {
            None => false,
            Some(Value::Boolean(remove)) => *remove,
            Some(_) => {
                return report(&place.join("remove"), "`remove` is not a boolean", "write `true` or `false`");
            }
        };
        let update = fields.get("update");
        if is_removal == update.is_some() {
            let message = if is_removal {
                "an action that removes has no use for `update`"
            } else {
                "the action has neither `update` nor `\"remove\": true`"
            };
            return report(place, message, "write one of `update` and `\"remove\": true`");
        }
        only(fields.keys(), &["target", "description", "update", "remove"], place, diagnostics);
        Some(Self { place, text, target, update })
    }

    fn apply(&self, root: &Location, sources: &mut Sources, diagnostics: &mut Diagnostics) {
        let Some(document) = sources.value_mut(root) else { return };
        let paths = select::paths(&self.target, document);
        let text = self.text;
        let mut mismatch = |place: &Location, message: String, help: &str| {
            diagnostics.error(Code::OverlayMismatch, place, message, help);
        };
        let target = self.place.join("target");
        if paths.is_empty() {
            let help = "if the document has changed, correct the target or remove the action";
            return mismatch(&target, format!("`{text}` selects nothing"), help);
        }
        let Some(update) = self.update else {
            if paths.iter().any(Vec::is_empty) {
                let help = "select what to remove from the document";
                return mismatch(
                    &target,
                    format!("`{text}` selects the whole document, which cannot be removed"),
                    help,
                );
            }
            // Values inside of others, and later elements of a list, are removed first, so the other paths stay valid.
            paths.iter().rev().for_each(|path| merge::remove(document, path));
            return;
        };
        let mut is_changed = false;
        for path in &paths {
            let Some(value) = merge::at(document, path) else { continue };
            match merge::kind(value, update) {
                Kind::Merged => is_changed |= merge::merge(value, update),
                Kind::Mismatch => {
                    let kind = update.kind();
                    let message = format!("`{text}` selects an object, and `update` is {kind}");
                    let help = "write the properties to change as an object";
                    return mismatch(&self.place.join("update"), message, help);
                }
                Kind::Scalar => {
                    let message = format!("`{text}` selects {}, which cannot be updated", value.kind());
                    let help = "select the object that contains it, and write the property in `update`";
                    return mismatch(&target, message, help);
                }
            }
        }
        if !is_changed {
            let help = "if the document has been corrected, remove the action";
            mismatch(self.place, format!("the update of `{text}` changes nothing"), help);
        }
    }
}

/// Returns the text of a string, or of a number in YAML.
fn text(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => number.written(),
        Value::Null | Value::Boolean(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Reports keys that are neither known nor extensions.
fn only<'a>(
    keys: impl Iterator<Item = &'a String>,
    known: &[&str],
    place: &Location,
    diagnostics: &mut Diagnostics,
) {
    for key in keys.filter(|key| !known.contains(&key.as_str()) && !key.starts_with("x-")) {
        let all: Vec<_> = known.iter().map(|key| format!("`{key}`")).collect();
        let help = format!("the keys are {}; extensions start with `x-`", all.join(", "));
        invalid(&place.join(key), &format!("unknown key `{key}` in an overlay"), &help, diagnostics);
    }
}

fn invalid(place: &Location, message: &str, help: &str, diagnostics: &mut Diagnostics) {
    diagnostics.error(Code::SettingsInvalid, place, message, help);
}
