//! Constructors: what must be given is asked for, the rest starts out absent.

use proc_macro2::TokenStream;
use quote::quote;

use super::Emitter;
use super::types::Place;
use crate::analyze::is_empty_by_default;
use crate::ir::{Field, Object, Presence, TypeId};
use crate::names::NameKey;

/// Clippy's limit for the arguments of a function.
const MANY_ARGUMENTS: usize = 7;

/// An argument of a constructor.
pub(super) struct Argument {
    pub name: TokenStream,
    pub r#type: TokenStream,
    value: TokenStream,
}

impl Emitter<'_> {
    /// `impl Name { pub fn new(…) -> Self }`
    pub(super) fn constructor(&self, id: TypeId, object: &Object) -> TokenStream {
        let name = self.type_ident(id);
        let arguments = self.arguments(id, object, Place::Model(id));
        let parameters = arguments.iter().map(|it| {
            let (name, r#type) = (&it.name, &it.r#type);
            quote!(#name: #r#type)
        });
        // A member of that name has a setter that hides the trait's function.
        let mut names = (0..object.fields.len()).map(|index| self.names.get(NameKey::Field(id, index)));
        let is_hidden = names.any(|name| name.text() == "default");
        let body = if is_empty_by_default(self.api, id) && arguments.is_empty() && !is_hidden {
            quote!(Self::default())
        } else {
            let fields = object.fields.iter().enumerate();
            let fields = fields.map(|(index, field)| self.start(id, index, field));
            quote!(Self { #(#fields,)* extra: crate::runtime::Extra::default() })
        };
        let doc = if arguments.is_empty() {
            " An object without members."
        } else {
            " An object with these members."
        };
        let many = expect_many(&arguments);
        quote! {
            impl #name {
                #[doc = #doc]
                #many
                #[must_use]
                pub fn new(#(#parameters),*) -> Self {
                    #body
                }
            }
        }
    }

    /// What a constructor asks for, in the order of the document.
    pub(super) fn arguments(&self, id: TypeId, object: &Object, place: Place) -> Vec<Argument> {
        let fields = object.fields.iter().enumerate();
        let asked = fields.filter(|(_, field)| field.in_constructor);
        asked.map(|(index, field)| self.field_argument(id, index, field, place)).collect()
    }

    fn field_argument(&self, id: TypeId, index: usize, field: &Field, place: Place) -> Argument {
        let name = self.ident(NameKey::Field(id, index));
        let name = quote!(#name);
        let (r#type, value) = if self.facts.is_boxed_field(id, index) {
            let plain = self.r#type(&field.r#type, place);
            let r#type = quote!(Box<#plain>);
            (quote!(impl Into<#r#type>), quote!(#name.into()))
        } else {
            self.argument(&field.r#type, &name, place)
        };
        Argument { name, r#type, value }
    }

    /// What a field holds in a new object.
    fn start(&self, id: TypeId, index: usize, field: &Field) -> TokenStream {
        let argument = self.field_argument(id, index, field, Place::Model(id));
        let (name, value) = (&argument.name, &argument.value);
        match (field.in_constructor, field.presence) {
            (true, Presence::Required) if value.to_string() == name.to_string() => quote!(#name),
            (true, Presence::Required) => quote!(#name: #value),
            (true, Presence::Optional) => quote!(#name: Some(#value)),
            (true, Presence::Patch) => quote!(#name: crate::runtime::Patch::Set(#value)),
            (false, Presence::Patch) => quote!(#name: crate::runtime::Patch::Keep),
            (false, Presence::Required | Presence::Optional) => quote!(#name: None),
        }
    }
}

/// Leave to have more arguments than Clippy likes.
pub(super) fn expect_many(arguments: &[Argument]) -> Option<TokenStream> {
    let reason = "the API demands each of these members";
    let many = arguments.len() > MANY_ARGUMENTS;
    many.then(|| quote!(#[expect(clippy::too_many_arguments, reason = #reason)]))
}
