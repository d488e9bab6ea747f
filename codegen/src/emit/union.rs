//! Unions: an enum with the rules of its variant selection, and constructors for its variants.

use quote::quote;

use super::constructor::expect_many;
use super::documentation::{doc, rules as limits, text, with_notes};
use super::emitter::Emitter;
use super::item::Item;
use super::markdown::code;
use super::selection::selection;
use super::syntax;
use super::types::{Place, text_of};
use crate::ir::{
    Basis, Candidate, Case, JsonKind, KeyRule, ObjectSelection, Selection, Shape, Type, TypeId, Union,
    Variant,
};
use crate::names::NameKey;

impl Emitter<'_> {
    pub(super) fn union(&self, id: TypeId, union: &Union) -> Vec<Item> {
        let name = self.type_ident(id);
        let mut lines = self.model_doc(id);
        lines.push(String::new());
        lines.extend(self.basis(id, union));
        let mut attributes = doc(&lines);
        attributes.extend(self.links(id));
        let types = union.variants.iter().map(|variant| self.r#type(&variant.r#type, Place::Model(id)));
        let types: Vec<_> = types.map(|r#type| text_of(&r#type)).collect();
        let variants = union.variants.iter().enumerate().map(|(index, variant)| {
            let is_double = types.iter().filter(|r#type| **r#type == types[index]).count() > 1;
            self.variant(id, index, variant, is_double)
        });
        let declaration = syntax::public_enum(attributes, name.clone(), variants.collect());
        let has_checks = !union.selection.checked.is_empty() || !union.selection.siblings.is_empty();
        let is_checked = self.facts.usage(id).in_requests() && has_checks;
        let selection = selection(union, is_checked);
        let selection = syntax::constant("SELECTION", syntax::named(&["Selection"]), selection);
        let constructors = self.constructors(id, union);
        let is_sendable = self.facts.usage(id).is_sendable();
        let constructors = (!constructors.is_empty()).then(|| {
            let constructors = vec![syntax::implementation(name.into(), constructors)].into();
            if is_sendable {
                Item::Plain(constructors)
            } else {
                Item::InMacro("testing_models", constructors)
            }
        });
        let r#macro = if is_sendable { "union" } else { "response_union" };
        [Item::InMacro(r#macro, vec![declaration, selection].into())]
            .into_iter()
            .chain(constructors)
            .collect()
    }

    /// A variant. Variants that hold the same type get no `From`.
    fn variant(&self, id: TypeId, index: usize, variant: &Variant, is_double: bool) -> syn::Variant {
        let name = self.ident(NameKey::Variant(id, index));
        let mut lines = text(&variant.documentation, "");
        let checked = self.facts.usage(id).in_requests();
        let rules = if checked { self.attributes(&variant.r#type, Place::Model(id)) } else { Vec::new() };
        if let Some(limits) = limits(&variant.r#type).filter(|_| checked) {
            lines = with_notes(lines, vec![format!("Limits: {limits}.")]);
        }
        let mut attributes = doc(&lines);
        attributes.extend(is_double.then(|| syntax::list("from", quote!(none))));
        attributes.extend((!rules.is_empty()).then(|| syntax::list("json", quote!(#(#rules),*))));
        let plain = self.r#type(&variant.r#type, Place::Model(id));
        let is_boxed = self.facts.is_boxed_variant(id, index);
        let payload = if is_boxed { syntax::generic(&["Box"], [plain]) } else { plain };
        syntax::variant_with(attributes, name, payload)
    }

    /// `Project::existing(id)` for `Project::from(ExistingProject::new(id))`.
    fn constructors(&self, id: TypeId, union: &Union) -> Vec<syn::ImplItem> {
        let variants = union.variants.iter().enumerate();
        let constructor = |(index, variant): (usize, &Variant)| {
            let Type::Named(payload) = variant.r#type else { return None };
            let Shape::Object(object) = &self.api.definition(payload).shape else { return None };
            let name = self.ident(NameKey::Constructor(id, index));
            let r#type = self.model(payload, Place::Model(id));
            let arguments = self.arguments(payload, object, Place::Model(id));
            let mut attributes = doc(&[format!("Shorthand for [`{}::new`].", text_of(&r#type))]);
            attributes.extend(expect_many(&arguments));
            attributes.push(syntax::flag("must_use"));
            let values = arguments.iter().map(|argument| syntax::variable(argument.name.clone()));
            let new = syntax::call(syntax::function_of(r#type, "new"), values.collect());
            let arguments = arguments.into_iter().map(|argument| (argument.name, argument.r#type));
            Some(syntax::constructor(attributes, name, arguments, syntax::method_call(new, "into")))
        };
        variants.filter_map(constructor).collect()
    }

    /// How a variant is selected, for the doc comment.
    fn basis(&self, id: TypeId, union: &Union) -> Vec<String> {
        let link = |index: usize| {
            let name = self.names.get(NameKey::Variant(id, index));
            format!("[`{0}`](Self::{0})", name.text())
        };
        let mut lines = Vec::new();
        for tag in &union.selection.siblings {
            let property = code(&tag.property);
            lines.push(if union.selection.always_sibling {
                format!("Variants are selected by {property} beside it ({}):", union.selection.basis.as_str())
            } else {
                format!("Where {property} is beside it, variants are selected by {property} (explicit):")
            });
            lines.push(String::new());
            for (value, selection) in &tag.cases {
                let value = code(&format!("\"{}\": {value}", tag.property));
                match selection.only() {
                    Some(variant) => lines.push(format!("- {value}: {}", link(variant))),
                    None => bases(selection, &link, &format!("{value}, "), &mut lines),
                }
            }
            lines.push(String::new());
        }
        let otherwise = match (lines.is_empty(), union.selection.always_sibling) {
            (true, _) => "Variants",
            (false, true) => "Of a value on its own, variants",
            (false, false) => "Without that property, variants",
        };
        lines.push(format!("{otherwise} are selected by {}:", basis_text(&union.selection)));
        lines.push(String::new());
        bases(&union.selection, &link, "", &mut lines);
        lines
    }
}

/// A line for each way to select a variant; `before` states the conditions that already hold.
fn bases(selection: &Selection, link: &dyn Fn(usize) -> String, before: &str, lines: &mut Vec<String>) {
    for (kind, variant) in &selection.kinds {
        lines.push(format!("- {before}{}: {}", kind_text(kind), link(*variant)));
    }
    object_bases(&selection.objects, link, before, lines);
}

/// A line for each way to select a variant for an object; `before` states the conditions that already hold.
fn object_bases(
    selection: &ObjectSelection,
    link: &dyn Fn(usize) -> String,
    before: &str,
    lines: &mut Vec<String>,
) {
    match selection {
        ObjectSelection::None => {}
        ObjectSelection::Only(variant) if before.is_empty() => {
            lines.push(format!("- an object: {}", link(*variant)));
        }
        ObjectSelection::Only(variant) => {
            lines.push(format!("- {}: {}", before.trim_end_matches(", "), link(*variant)));
        }
        ObjectSelection::Tag { property, values, other } => {
            for (value, variant) in values {
                let tag = code(&format!("\"{property}\": \"{value}\""));
                lines.push(format!("- {before}{tag}: {}", link(*variant)));
            }
            let other = other.map(|it| format!("- {before}any other {}: {}", code(property), link(it)));
            lines.extend(other);
        }
        ObjectSelection::Branch { path, values, other } => {
            let property = path.join(".");
            for (value, inner) in values {
                let tag = code(&format!("\"{property}\": \"{value}\""));
                object_bases(inner, link, &format!("{before}{tag}, "), lines);
            }
            let rest = format!("{before}any other {}, ", code(&property));
            object_bases(other, link, &rest, lines);
        }
        ObjectSelection::Property { path, cases, absent, other } => {
            let property = path.join(".");
            for (case, inner) in cases {
                let value = if case.is_literal() {
                    code(&format!("\"{property}\": {case}"))
                } else {
                    format!("{} is {}", code(&property), case_text(case))
                };
                object_bases(inner, link, &format!("{before}{value}, "), lines);
            }
            object_bases(absent, link, &format!("{before}no {}, ", code(&property)), lines);
            object_bases(other, link, &format!("{before}any other {}, ", code(&property)), lines);
        }
        ObjectSelection::Keys(rules) => {
            for rule in rules {
                lines.push(format!("- {before}{}: {}", keys_text(rule), link(rule.variant)));
            }
        }
        ObjectSelection::Heuristic(candidates) => {
            for candidate in candidates {
                lines.push(format!("- {before}{}: {}", count_text(candidate), link(candidate.variant)));
            }
        }
    }
}

fn basis_text(selection: &Selection) -> String {
    // With a discriminator from the settings, this is how a value on its own is selected.
    let basis = if selection.siblings.is_empty() { selection.basis } else { Basis::Inferred };
    let criterion = match (&selection.objects, basis) {
        (ObjectSelection::Tag { .. }, Basis::Explicit) => "the discriminator",
        (ObjectSelection::Tag { .. }, Basis::Inferred | Basis::Heuristic) => {
            "a property that every option requires"
        }
        (ObjectSelection::Branch { .. }, _) => "properties with constant values",
        (ObjectSelection::Property { .. }, _) => "the values of properties",
        (ObjectSelection::Keys(_), _) => "the properties that are present, first match first",
        (ObjectSelection::Heuristic(_), _) => {
            "matching properties: of the options whose required properties are present, the one that declares the most \
             of the properties, or the first of several; if a value does not fit it, the next one is tried; a value that fits \
             none is kept in `Unknown`"
        }
        (ObjectSelection::None | ObjectSelection::Only(_), _) => "the JSON type",
    };
    if selection.siblings.is_empty() {
        format!("{criterion} ({})", selection.basis.as_str())
    } else {
        criterion.to_owned()
    }
}

fn keys_text(rule: &KeyRule) -> String {
    let group = |keys: &Vec<String>| {
        let keys: Vec<_> = keys.iter().map(|key| code(key)).collect();
        keys.join(" or ")
    };
    let groups: Vec<_> = rule.when.iter().map(group).collect();
    if groups.is_empty() { "otherwise".to_owned() } else { groups.join(", and ") }
}

fn count_text(candidate: &Candidate) -> String {
    let property = |key: &String| {
        let values = candidate.values.iter().find(|(other, _)| other == key);
        match values.map(|(_, cases)| cases.as_slice()) {
            Some([only]) if only.is_literal() => code(&format!("\"{key}\": {only}")),
            _ => code(key),
        }
    };
    let required: Vec<_> = candidate.required.iter().map(property).collect();
    match (required.is_empty(), candidate.optional.is_empty()) {
        (true, true) => "any properties".to_owned(),
        (true, false) => "no required properties".to_owned(),
        (false, _) => format!("requires {}", required.join(", ")),
    }
}

fn case_text(case: &Case) -> String {
    match case {
        Case::Kind(kind) => kind_text(kind),
        Case::Object => "an object".to_owned(),
        Case::Boolean(_)
        | Case::Integer(_)
        | Case::Number(_)
        | Case::String(_)
        | Case::Elements(_)
        | Case::Null => case.to_string(),
    }
}

fn kind_text(kind: &JsonKind) -> String {
    match kind {
        JsonKind::Boolean => "a boolean".to_owned(),
        JsonKind::Integer => "an integer".to_owned(),
        JsonKind::Number => "a number".to_owned(),
        JsonKind::Enum(values) => {
            let values: Vec<_> = values.iter().map(|value| code(&format!("\"{value}\""))).collect();
            values.join(" or ")
        }
        JsonKind::Timestamp => "a timestamp".to_owned(),
        JsonKind::String => "a string".to_owned(),
        JsonKind::Array => "an array".to_owned(),
    }
}
