//! Objects: a struct declaration inside the macro `object!`.

use quote::quote;
use syn::{Attribute, Expr};

use super::constructor::MANY_ARGUMENTS;
use super::documentation::{self, doc, text, with_notes};
use super::emitter::{Emitter, ident};
use super::item::Item;
use super::markdown::{code, escape};
use super::selection::siblings;
use super::syntax;
use super::types::Place;
use crate::analyze::is_empty_by_default;
use crate::ir::{AdditionalProperties, Case, Field, Object, Presence, Shape, Type, TypeId};
use crate::names::NameKey;

impl Emitter<'_> {
    pub(super) fn object(&self, id: TypeId, object: &Object) -> Vec<Item> {
        let name = self.type_ident(id);
        let mut lines = self.model_doc(id);
        lines.extend(required_sets(object));
        let mut attributes = doc(&lines);
        attributes.extend(self.links(id));
        attributes.extend(is_empty_by_default(self.api, id).then(|| {
            if object.fields.iter().any(|field| field.in_constructor) {
                syntax::list("derive", quote!(Default))
            } else {
                syntax::list("default", quote!(new))
            }
        }));
        attributes.extend(object.literals.iter().map(|literal| {
            let (key, value) = (&literal.key, &literal.value);
            syntax::list("literal", quote!(#key, #value))
        }));
        let checked = self.facts.usage(id).in_requests();
        let rules = if checked { self.object_rules(object, Place::Model(id)) } else { Vec::new() };
        attributes.extend((!rules.is_empty()).then(|| syntax::list("properties", quote!(#(#rules),*))));
        attributes.extend(self.rest(id, object));
        attributes.push(constructor(object));
        let fields = object.fields.iter().enumerate();
        let fields = fields.map(|(index, field)| self.field(id, index, field));
        let declaration = syntax::public_struct(attributes, name, fields.collect());
        let declarations: Vec<_> = [declaration].into_iter().chain(siblings(self.api, object)).collect();
        let name = if self.facts.usage(id).is_sendable() { "object" } else { "response_object" };
        vec![Item::InMacro(name, declarations.into())]
    }

    /// The type of the properties that have no field.
    fn rest(&self, id: TypeId, object: &Object) -> Option<Attribute> {
        let AdditionalProperties::Typed(rest) = &object.additional else { return None };
        let plain = self.r#type(rest, Place::Model(id));
        let checked = self.facts.usage(id).in_requests();
        let whole =
            object.inside.as_ref().filter(|inside| inside.others.is_some() || !inside.patterns.is_empty());
        let rules = match (checked, whole) {
            (true, None) => self.attributes(rest, Place::Model(id)),
            // A property is checked once, by the rule of the pattern that it matches.
            (true, Some(_)) => vec![quote!(inside(elsewhere))],
            (false, _) => Vec::new(),
        };
        Some(syntax::list("additional_properties", quote!(#plain #(, #rules)*)))
    }

    fn field(&self, id: TypeId, index: usize, field: &Field) -> syn::Field {
        let name = self.names.get(NameKey::Field(id, index));
        let key = &field.key;
        let checked = self.facts.usage(id).in_requests();
        let rules = if checked { self.attributes(&field.r#type, Place::Model(id)) } else { Vec::new() };
        let limits = documentation::rules(&field.r#type).filter(|_| checked);
        let notes = field.notes.iter().map(|note| escape(note));
        let notes = notes.chain(limits.map(|limits| format!("Limits: {limits}.")));
        let constant = self.constant(field);
        let notes = notes.chain(constant.is_some().then(|| "The constructor sets it.".to_owned()));
        let mut attributes = doc(&with_notes(text(&field.documentation, ""), notes.collect()));
        let needs_json = !rules.is_empty() || name.is_raw() || name.text() != key;
        attributes.extend(needs_json.then(|| syntax::list("json", quote!(#key #(, #rules)*))));
        let plain = self.field_type(id, index, field);
        let r#type = match constant {
            Some(value) => {
                let is_required = field.presence == Presence::Required;
                let marker = if is_required { "required_constant" } else { "constant" };
                syntax::generic_with_constant(marker, plain, value)
            }
            None => syntax::generic(&[self.presence(id, index, field)], [plain]),
        };
        syntax::public_field(attributes, ident(name), r#type)
    }

    /// The marker for whether the property is required and how the constructor takes it.
    fn presence(&self, id: TypeId, index: usize, field: &Field) -> &'static str {
        match (field.presence, field.in_constructor) {
            (Presence::Required, _) if self.is_required_typed(id, index, field) => "required_typed",
            (Presence::Required, _) => "required",
            (Presence::Optional, false) => "optional",
            (Presence::Optional, true) => "optional_in_new",
            (Presence::Patch, false) => "patch",
            (Presence::Patch, true) => "patch_in_new",
        }
    }

    /// The value that the constructor sets.
    fn constant(&self, field: &Field) -> Option<Expr> {
        let constant = field.constant.as_ref()?;
        match (constant, field.r#type.without_rules()) {
            (Case::String(value), Type::String(_)) => Some(syntax::text(value)),
            (Case::String(value), Type::Named(id)) => {
                matches!(self.api.definition(*id).shape, Shape::StringEnum(_)).then(|| syntax::text(value))
            }
            (Case::Integer(value), Type::Integer(_)) => Some(syntax::integer(*value)),
            (Case::Boolean(value), Type::Boolean) => Some(syntax::boolean(*value)),
            _ => None,
        }
    }

    /// The type of a field, without the `Option` or `Patch` that its presence implies.
    pub(super) fn field_type(&self, id: TypeId, index: usize, field: &Field) -> syn::Type {
        let plain = self.r#type(&field.r#type, Place::Model(id));
        if self.facts.is_boxed_field(id, index) { syntax::generic(&["Box"], [plain]) } else { plain }
    }
}

/// The name of the constructor, and the lint that its arguments trigger.
fn constructor(object: &Object) -> Attribute {
    let arguments = object.fields.iter().filter(|field| field.in_constructor).count();
    let lint = (arguments > MANY_ARGUMENTS).then(|| quote!(, too_many_arguments));
    syntax::list("constructor", quote!(new #lint))
}

/// Documents the sets of properties, one of which must be present.
fn required_sets(object: &Object) -> Vec<String> {
    let Some((exclusive, sets)) = &object.required_sets else { return Vec::new() };
    if let [only] = sets.as_slice() {
        let keys: Vec<_> = only.iter().map(|key| code(key)).collect();
        return vec![String::new(), format!("Requests require {}.", keys.join(" and "))];
    }
    let heading = if *exclusive {
        "Exactly one of these sets of properties is required:"
    } else {
        "At least one of these sets of properties is required:"
    };
    let set = |set: &Vec<String>| {
        let keys: Vec<_> = set.iter().map(|key| code(key)).collect();
        if keys.is_empty() { "- none".to_owned() } else { format!("- {}", keys.join(" and ")) }
    };
    let heading = [String::new(), heading.to_owned(), String::new()];
    heading.into_iter().chain(sets.iter().map(set)).collect()
}
