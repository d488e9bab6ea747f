//! The constant from which the runtime selects the variants of a union.

use syn::Expr;

use super::syntax;
use crate::ir::{
    Api, Candidate, Case, JsonKind, Object, ObjectSelection, Selection, Shape, SiblingTag, Type, Union,
};

pub(super) fn selection(union: &Union, is_checked: bool) -> Expr {
    selection_of(&union.selection, union, is_checked)
}

/// The table of the unions in an object whose variants other properties of the object select.
pub(super) fn siblings(api: &Api, object: &Object) -> Option<syn::Item> {
    let fields = object.fields.iter();
    let tags = fields.filter_map(|field| {
        let tag = field.sibling.as_ref()?;
        let mut inner = &field.r#type;
        while let Some(r#type) = inner.inner() {
            inner = r#type;
        }
        let Type::Named(id) = inner else { return None };
        let Shape::Union(union) = &api.definition(*id).shape else { return None };
        Some(sibling(&field.key, tag, union))
    });
    let tags: Vec<Expr> = tags.collect();
    let r#type = syntax::named(&["SiblingTags"]);
    (!tags.is_empty()).then(|| syntax::constant("SIBLING_TAGS", r#type, syntax::slice(tags)))
}

fn sibling(key: &str, tag: &SiblingTag, union: &Union) -> Expr {
    let cases = tag.cases.iter();
    let cases = cases.map(|(value, inner)| syntax::pair(case(value), selection_of(inner, union, false)));
    let parts = [
        ("property", syntax::text(key)),
        ("depth", syntax::number(tag.depth)),
        ("tag", syntax::text(&tag.property)),
        ("cases", syntax::slice(cases)),
    ];
    syntax::record(&["SiblingTag"], parts)
}

fn selection_of(selection: &Selection, union: &Union, is_checked: bool) -> Expr {
    let is_unsigned = |variant: usize| match union.variants.get(variant).map(|it| &it.r#type) {
        Some(Type::Integer(rules)) => rules.is_unsigned(),
        _ => false,
    };
    let kinds = selection.kinds.iter().map(|(kind, variant)| {
        let kind = match kind {
            JsonKind::Integer if is_unsigned(*variant) => syntax::constant_at(&["Kind", "Unsigned"]),
            kind => json_kind(kind),
        };
        syntax::pair(kind, syntax::number(*variant))
    });
    let mut by_object = objects(&selection.objects);
    if is_checked {
        let checked = syntax::slice(selection.checked.iter().map(|variant| syntax::number(*variant)));
        let arguments = vec![syntax::reference(by_object), checked];
        by_object = syntax::call(syntax::constant_at(&["Objects", "Checked"]), arguments);
    }
    syntax::record(&["Selection"], [("kinds", syntax::slice(kinds)), ("objects", by_object)])
}

fn json_kind(kind: &JsonKind) -> Expr {
    let known = |name| syntax::constant_at(&["Kind", name]);
    match kind {
        JsonKind::Boolean => known("Boolean"),
        JsonKind::Integer => known("Integer"),
        JsonKind::Number => known("Number"),
        JsonKind::Enum(values) => syntax::call(known("Enum"), vec![texts(values)]),
        JsonKind::Timestamp => known("Timestamp"),
        JsonKind::String => known("String"),
        JsonKind::Array => known("Array"),
    }
}

fn case(case: &Case) -> Expr {
    let known = |name| syntax::constant_at(&["Case", name]);
    match case {
        Case::Boolean(value) => syntax::call(known("Boolean"), vec![syntax::boolean(*value)]),
        Case::Integer(value) => syntax::call(known("Integer"), vec![syntax::integer(*value)]),
        Case::Number(text) => syntax::call(known("Number"), vec![syntax::text(text)]),
        Case::String(value) => syntax::call(known("String"), vec![syntax::text(value)]),
        Case::Kind(kind) => syntax::call(known("Kind"), vec![json_kind(kind)]),
        Case::Object => known("Object"),
        Case::Elements(cases) => {
            syntax::call(known("Elements"), vec![syntax::slice(cases.iter().map(self::case))])
        }
        Case::Null => syntax::call(known("Kind"), vec![syntax::constant_at(&["Kind", "Null"])]),
    }
}

fn objects(selection: &ObjectSelection) -> Expr {
    let known = |name| syntax::constant_at(&["Objects", name]);
    match selection {
        ObjectSelection::None => known("None"),
        ObjectSelection::Only(variant) => syntax::call(known("Only"), vec![syntax::number(*variant)]),
        ObjectSelection::Tag { property, values, other } => {
            let values = values
                .iter()
                .map(|(value, variant)| syntax::pair(syntax::text(value), syntax::number(*variant)));
            let other = match other {
                Some(other) => syntax::call(syntax::constant_at(&["Some"]), vec![syntax::number(*other)]),
                None => syntax::constant_at(&["None"]),
            };
            let parts =
                [("property", syntax::text(property)), ("values", syntax::slice(values)), ("other", other)];
            syntax::record(&["Objects", "Tag"], parts)
        }
        ObjectSelection::Branch { path, values, other } => {
            let values =
                values.iter().map(|(value, inner)| syntax::pair(syntax::text(value), objects(inner)));
            let other = syntax::reference(objects(other));
            let parts = [("path", texts(path)), ("values", syntax::slice(values)), ("other", other)];
            syntax::record(&["Objects", "Branch"], parts)
        }
        ObjectSelection::Property { path, cases, absent, other } => {
            let cases = cases.iter().map(|(value, inner)| syntax::pair(case(value), objects(inner)));
            let (absent, other) = (syntax::reference(objects(absent)), syntax::reference(objects(other)));
            let parts = [
                ("path", texts(path)),
                ("cases", syntax::slice(cases)),
                ("absent", absent),
                ("other", other),
            ];
            syntax::record(&["Objects", "Property"], parts)
        }
        ObjectSelection::Keys(rules) => {
            let rules = rules.iter().map(|rule| {
                let when = syntax::slice(rule.when.iter().map(|keys| texts(keys)));
                syntax::record(&["KeyRule"], [("variant", syntax::number(rule.variant)), ("when", when)])
            });
            syntax::call(known("Keys"), vec![syntax::slice(rules)])
        }
        ObjectSelection::Heuristic(candidates) => {
            syntax::call(known("Heuristic"), vec![syntax::slice(candidates.iter().map(candidate))])
        }
    }
}

fn candidate(candidate: &Candidate) -> Expr {
    let Candidate { variant, required, optional, values } = candidate;
    let values = values
        .iter()
        .map(|(key, cases)| syntax::pair(syntax::text(key), syntax::slice(cases.iter().map(case))));
    let parts = [
        ("variant", syntax::number(*variant)),
        ("required", texts(required)),
        ("optional", texts(optional)),
        ("values", syntax::slice(values)),
    ];
    syntax::record(&["Candidate"], parts)
}

fn texts(texts: &[String]) -> Expr {
    syntax::slice(texts.iter().map(|text| syntax::text(text)))
}
