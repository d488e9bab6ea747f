//! Constructors and their arguments.

use proc_macro2::Ident;
use quote::quote;
use syn::Attribute;

use super::emitter::Emitter;
use super::syntax;
use super::types::Place;
use crate::ir::{Field, Object, Presence, Type, TypeId};
use crate::names::NameKey;

/// Clippy's limit for the arguments of a function.
pub(super) const MANY_ARGUMENTS: usize = 7;

/// An argument of a constructor.
pub(super) struct Argument {
    pub name: Ident,
    pub r#type: syn::Type,
}

impl Emitter<'_> {
    /// The arguments of an object's constructor, in document order.
    pub(super) fn arguments(&self, id: TypeId, object: &Object, place: Place) -> Vec<Argument> {
        let fields = object.fields.iter().enumerate();
        let fields = fields.filter(|(_, field)| field.in_constructor);
        fields.map(|(index, field)| self.field_argument(id, index, field, place)).collect()
    }

    fn field_argument(&self, id: TypeId, index: usize, field: &Field, place: Place) -> Argument {
        let name = self.ident(NameKey::Field(id, index));
        let plain = self.r#type(&field.r#type, place);
        let plain =
            if self.facts.is_boxed_field(id, index) { syntax::generic(&["Box"], [plain]) } else { plain };
        let r#type = match field.presence {
            Presence::Required if self.is_required_typed(id, index, field) => plain,
            Presence::Required | Presence::Optional => syntax::into(plain),
            Presence::Patch => syntax::into(syntax::generic(&["crate", "runtime", "Patch"], [plain])),
        };
        Argument { name, r#type }
    }

    /// Whether the constructor takes the field's own type, so that a literal needs no annotation.
    pub(super) fn is_required_typed(&self, id: TypeId, index: usize, field: &Field) -> bool {
        match field.r#type.without_rules() {
            Type::Boolean | Type::Integer(_) => !self.facts.is_boxed_field(id, index),
            Type::Nullable(_)
            | Type::Any
            | Type::FreeForm
            | Type::Number(_)
            | Type::String(_)
            | Type::Timestamp
            | Type::List(..)
            | Type::Map(_)
            | Type::OrReference(_)
            | Type::Limited(..)
            | Type::Named(_) => false,
        }
    }
}

/// Expects the lint of Clippy for too many arguments.
pub(super) fn expect_many(arguments: &[Argument]) -> Option<Attribute> {
    let reason = "the API requires each of these properties";
    let many = arguments.len() > MANY_ARGUMENTS;
    many.then(|| syntax::list("expect", quote!(clippy::too_many_arguments, reason = #reason)))
}
