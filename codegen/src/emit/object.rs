//! Objects: a struct in the macro that makes it a model.

use proc_macro2::Literal;
use quote::quote;
use syn::{Attribute, Type};

use super::constructor::MANY_ARGUMENTS;
use super::documentation::{self, doc, text, with_notes};
use super::emitter::{Emitter, ident};
use super::item::Item;
use super::syntax;
use super::types::Place;
use crate::analyze::is_empty_by_default;
use crate::ir::{Field, Object, Presence, Rest, TypeId};
use crate::names::NameKey;

impl Emitter<'_> {
    pub(super) fn object(&self, id: TypeId, object: &Object) -> Vec<Item> {
        let name = self.type_ident(id);
        let mut lines = text(&self.api.definition(id).documentation, "An object of the API.");
        lines.extend(demands(object));
        let mut attributes = doc(&lines);
        attributes.extend(object.literals.iter().map(|literal| {
            let (key, value) = (&literal.key, &literal.value);
            syntax::list("literal", quote!(#key, #value))
        }));
        attributes.extend(is_empty_by_default(self.api, id).then(|| syntax::flag("derive_default")));
        attributes.extend(asks(object));
        let checked = self.facts.usage(id).request;
        let rules = if checked { self.members(object, Place::Model(id)) } else { Vec::new() };
        attributes.extend((!rules.is_empty()).then(|| syntax::list("properties", quote!(#(#rules),*))));
        attributes.extend(self.rest(id, object));
        let fields = object.fields.iter().enumerate();
        let fields = fields.map(|(index, field)| self.field(id, index, field));
        let declaration = syntax::public_struct(attributes, name, fields.collect());
        vec![Item::InMacro("object", vec![declaration].into())]
    }

    /// The type of the members that have no field.
    fn rest(&self, id: TypeId, object: &Object) -> Option<Attribute> {
        let Rest::Typed(rest) = &object.rest else { return None };
        let plain = self.r#type(rest, Place::Model(id));
        let checked = self.facts.usage(id).request;
        let whole =
            object.inside.as_ref().filter(|inside| inside.others.is_some() || !inside.patterns.is_empty());
        let rules = match (checked, whole) {
            (true, None) => self.attributes(rest, Place::Model(id)),
            // A member is checked once, where it is told which pattern it matches.
            (true, Some(_)) => vec![quote!(inside(elsewhere))],
            (false, _) => Vec::new(),
        };
        Some(syntax::list("additional_properties", quote!(#plain #(, #rules)*)))
    }

    fn field(&self, id: TypeId, index: usize, field: &Field) -> syn::Field {
        let name = self.names.get(NameKey::Field(id, index));
        let key = &field.key;
        let checked = self.facts.usage(id).request;
        let rules = if checked { self.attributes(&field.r#type, Place::Model(id)) } else { Vec::new() };
        let limits = documentation::rules(&field.r#type).filter(|_| checked);
        let notes = field.notes.iter().map(|note| documentation::escape(note));
        let notes = notes.chain(limits.map(|limits| format!("Limits: {limits}.")));
        let mut attributes = doc(&with_notes(text(&field.documentation, ""), notes.collect()));
        let is_told = !rules.is_empty() || name.is_raw() || name.text() != key;
        attributes.extend(is_told.then(|| syntax::list("json", quote!(#key #(, #rules)*))));
        let r#type = syntax::generic(&[self.presence(id, index, field)], [self.field_type(id, index, field)]);
        syntax::public_field(attributes, ident(name), r#type)
    }

    /// The word that says whether a member must be there, and what the constructor takes for it.
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

    /// The type of a field without what its presence adds.
    pub(super) fn field_type(&self, id: TypeId, index: usize, field: &Field) -> Type {
        let plain = self.r#type(&field.r#type, Place::Model(id));
        if self.facts.is_boxed_field(id, index) { syntax::generic(&["Box"], [plain]) } else { plain }
    }
}

/// What tells the macro that the constructor asks for more than Clippy likes.
fn asks(object: &Object) -> Option<Attribute> {
    let asked = object.fields.iter().filter(|field| field.in_constructor).count();
    let asks = (asked > MANY_ARGUMENTS).then(|| Literal::usize_unsuffixed(asked))?;
    Some(syntax::list("new_arguments", quote!(#asks)))
}

/// The sets of members of which one must be there.
fn demands(object: &Object) -> Vec<String> {
    let Some((exclusive, sets)) = &object.demands else { return Vec::new() };
    let heading =
        if *exclusive { "Exactly one of these must be there:" } else { "One of these must be there:" };
    let set = |set: &Vec<String>| {
        let keys: Vec<_> = set.iter().map(|key| documentation::code(key)).collect();
        if keys.is_empty() { "- nothing".to_owned() } else { format!("- {}", keys.join(" and ")) }
    };
    let heading = [String::new(), heading.to_owned(), String::new()];
    heading.into_iter().chain(sets.iter().map(set)).collect()
}
