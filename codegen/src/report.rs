//! The machine-readable report: operations, types, merged schemas, and unions with their variant selection and basis.

use serde_json::{Value, json};

use crate::generate::Generated;
use crate::ir::{Api, ObjectSelection, Shape, TypeDefinition, TypeId, Union};
use crate::names::{NameKey, Names};
use crate::summary::Summary;

/// Returns the report of a run as JSON.
#[must_use]
pub fn report(generated: &Generated) -> Value {
    let Generated { summary, api, names, diagnostics, sources, .. } = generated;
    json!({
        "operations": operations(generated),
        "omitted_operations": omitted(generated),
        "left_out": left_out(api),
        "types": types(summary, api),
        "omitted_required": omitted_required(api, names),
        "unions": unions(api, names),
        "output": { "files": summary.files, "lines": summary.lines },
        "diagnostics": diagnostics.to_json(sources),
    })
}

fn operations(generated: &Generated) -> Vec<Value> {
    let operations = generated.surface.operations.iter().zip(&generated.api.operations);
    let operations = operations.map(|(surface, operation)| {
        json!({
            "id": operation.id,
            "call": generated.surface.call_path(surface),
            "method": operation.method,
            "path": operation.path,
            "at": operation.location.to_string(),
        })
    });
    operations.collect()
}

fn omitted(generated: &Generated) -> Vec<Value> {
    let operations = generated.api.omitted.iter().map(|operation| {
        json!({
            "id": operation.id,
            "method": operation.method,
            "path": operation.path,
            "at": operation.location.to_string(),
            "reason": operation.reason,
        })
    });
    operations.collect()
}

/// The required properties that are optional, because the service omits them.
fn omitted_required(api: &Api, names: &Names) -> Vec<Value> {
    let properties = api.omitted_required.iter().map(|property| {
        let examples: Vec<_> = property.examples.iter().map(ToString::to_string).collect();
        json!({
            "type": names.get(NameKey::Type(property.r#type)).text(),
            "property": property.key,
            "at": api.definition(property.r#type).location.to_string(),
            "setting": property.entry,
            "examples": examples,
        })
    });
    properties.collect()
}

/// The part of the document that was not requested.
fn left_out(api: &Api) -> Value {
    let operations =
        api.left_out.operations.iter().map(
            |operation| json!({ "id": operation.id, "method": operation.method, "path": operation.path }),
        );
    let types = api.left_out.types.iter().map(|location| Value::from(location.to_string()));
    json!({ "operations": operations.collect::<Vec<_>>(), "types": types.collect::<Vec<_>>() })
}

/// The number of schemas, and the number of types they result in.
fn types(summary: &Summary, api: &Api) -> Value {
    let nodes: usize = api.types.iter().map(|definition| definition.places).sum();
    json!({
        "nodes": nodes,
        "distinct": api.types.len(),
        "folded": summary.folded,
        "objects": summary.objects,
        "enums": summary.enums,
        "unions": count(api, |shape| matches!(shape, Shape::Union(_))),
    })
}

fn count(api: &Api, is_counted: impl Fn(&Shape) -> bool) -> usize {
    api.types.iter().filter(|definition| is_counted(&definition.shape)).count()
}

fn unions(api: &Api, names: &Names) -> Vec<Value> {
    let unions = api.type_ids().filter_map(|id| {
        let definition = api.definition(id);
        match &definition.shape {
            Shape::Union(shape) => Some(union(id, definition, shape, names)),
            Shape::Object(_) | Shape::StringEnum(_) => None,
        }
    });
    unions.collect()
}

fn union(id: TypeId, definition: &TypeDefinition, union: &Union, names: &Names) -> Value {
    let variants = union.variants.iter().enumerate();
    let variants = variants.map(|(index, _)| names.get(NameKey::Variant(id, index)).text().to_owned());
    let mut by = selection(&union.selection.objects);
    let siblings: Vec<&str> = union.selection.siblings.iter().map(|tag| tag.property.as_str()).collect();
    if !siblings.is_empty() {
        by = if union.selection.always_sibling {
            json!({ "beside": siblings })
        } else {
            json!({ "beside": siblings, "otherwise": by })
        };
    }
    json!({
        "name": names.get(NameKey::Type(id)).text(),
        "at": definition.location.to_string(),
        "places": definition.places,
        "variants": variants.collect::<Vec<_>>(),
        "by": by,
        "basis": union.selection.basis.as_str(),
    })
}

/// Describes how the variants of objects are selected.
fn selection(objects: &ObjectSelection) -> Value {
    match objects {
        ObjectSelection::None | ObjectSelection::Only(_) => json!({ "kind": true }),
        ObjectSelection::Tag { property, .. } => json!({ "tag": property }),
        ObjectSelection::Branch { path, values, other } => {
            let values = values.iter().map(|(value, inner)| (value.clone(), selection(inner)));
            let values: serde_json::Map<String, Value> = values.collect();
            json!({ "branch": path, "values": values, "other": selection(other) })
        }
        ObjectSelection::Property { path, cases, absent, other } => {
            let cases = cases.iter().map(|(case, inner)| (case.to_string(), selection(inner)));
            let cases: serde_json::Map<String, Value> = cases.collect();
            json!({ "property": path, "cases": cases, "absent": selection(absent), "other": selection(other) })
        }
        ObjectSelection::Keys(rules) => {
            let keys = rules.iter().map(|rule| json!({ "variant": rule.variant, "when": rule.when }));
            json!({ "keys": keys.collect::<Vec<_>>() })
        }
        ObjectSelection::Heuristic(candidates) => {
            let order: Vec<usize> = candidates.iter().map(|candidate| candidate.variant).collect();
            json!({ "heuristic": order })
        }
    }
}
